"""Documents as titles for files: what every layout can be sure to find, whatever system the file is for.

The words of a title are those of `docs/layouts.md`; amounts are decimal text, dates ISO 8601.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop as _

from apps.core.account import Option
from apps.core.connector import Setting, Step, Translator, Vocabulary
from apps.core.documents import Allocation, Coded, Direction, Document, Instalment, Kind
from apps.core.errors import Place, Rejected
from apps.core.layouts.results import BETWEEN
from apps.core.money import TO_LARGEST, TO_LAST, TO_REMAINDERS, apportion
from apps.core.reports import payables

YES, NO = "S", "N"
REFERENCE_PREFIX = Setting(
    slug="reference_prefix",
    name=_("Letters of the batch"),
    help=_("Each file has a reference: these letters, the year and its number, for example PT20260001."),
    default="PT",
    pattern=r"[A-Z0-9]{0,2}",
)
HISTORY_PREFIX = Setting(
    slug="history_prefix",
    name=_("Words before the text of a title"),
    help=_("The text is then the number and the title of the document. May be empty."),
    default="",
    pattern=r"[A-Za-z0-9 ./-]{0,20}",
)
COST_CENTRE_NEEDED = Setting(
    slug="cost_centre_needed",
    name=_("Amounts without a cost centre"),
    help=_("Whether a document waits for a person where an amount of it has no cost centre."),
    default=NO,
    choices=(Option(value=NO, label=_("Are written without one")), Option(value=YES, label=_("Wait for a person"))),
)
LEFT_OVER = Setting(
    slug="left_over",
    name=_("Cents left over when an amount is shared out"),
    help=_("As your accounting rounds: shares always add up to their title."),
    default=TO_LARGEST,
    choices=(
        Option(value=TO_LARGEST, label=_("Cut down; the largest share bears them")),
        Option(value=TO_LAST, label=_("Round; the last share bears them")),
        Option(value=TO_REMAINDERS, label=_("Cut down; one each for those that lost most")),
    ),
)
CATEGORY = Vocabulary(slug="category", name=_("Category"), target_name=_("Ledger account"))
COST_CENTRE = Vocabulary(slug="cost_centre", name=_("Cost centre"), target_name=_("Cost centre"))
PROJECT = Vocabulary(slug="project", name=_("Project"), target_name=_("Project"))


@dataclass(frozen=True, slots=True)
class Title:
    """One title on its way into a file, with the document and the flow that it comes from."""

    document: Document
    instalment: Instalment
    translator: Translator


Describe = Callable[[Title], Mapping[str, Any]]


def plan_of(document: Document, translator: Translator, describe: Describe) -> tuple[Step, ...]:
    """Give the one step with all titles of a document; ``describe`` adds what only this target asks for.

    Nothing is owed where a document is void, or where a report holds no expense to be paid back.
    """
    if document.cancelled:
        return ()
    if document.direction != Direction.PAYABLE or document.credit_note:
        raise Rejected("layout.not_payable", place=Place.SOURCE, number=document.number)
    rule = rule_of(translator)
    owed = payables(document, translator, rule=rule) if document.kind == Kind.EXPENSE_REPORT else document
    if not owed.instalments and document.kind != Kind.EXPENSE_REPORT:
        raise Rejected("source.no_instalments", place=Place.SOURCE)
    titles = [told(Title(owed, one, translator), describe) for one in owed.instalments]
    return (step(document, titles),) if titles else ()


def rule_of(translator: Translator) -> str:
    """Give who bears cents that are left over; the usual one where a target does not leave that to its owner."""
    try:
        return translator.setting(LEFT_OVER.slug)
    except KeyError:
        return LEFT_OVER.default


def step(document: Document, titles: list[dict[str, Any]]) -> Step:
    """Give the step under a key made of kind and id at the source."""
    named = hashlib.sha256(f"{document.kind} {document.source_id}".encode()).hexdigest()
    amount = sum((Decimal(title["amount"]) for title in titles), Decimal(0))
    body = {"id": document.source_id, "kind": str(document.kind), "currency": document.currency, "titles": titles}
    return Step(resource="title", key=named[:40], body=body, label=document.number or document.source_id, amount=amount)


def told(title: Title, describe: Describe) -> dict[str, Any]:
    """Give one title as plain data."""
    document, instalment = title.document, title.instalment
    if instalment.amount <= 0:
        raise Rejected("source.nothing_to_pay", place=Place.SOURCE, value=instalment.amount, title=instalment.code)
    party = document.party
    supplier = {
        "name": party.name,
        "tax_id": party.tax_id,
        "person": "F" if len(party.tax_id) == CPF_LENGTH else "J",
        **{name: getattr(party, name) for name in ADDRESS},
        "postal_code": "".join(sign for sign in party.postal_code if sign.isalnum()),
    }
    base: dict[str, Any] = {
        "code": instalment.code,
        "number": document.number,
        "parcel": f"{instalment.number:02}",
        "instalment": str(instalment.number),
        "your_number": your_number(instalment),
        "issued": document.issued.isoformat(),
        "due": instalment.due.isoformat(),
        "expected": (instalment.expected or instalment.due).isoformat(),
        "amount": format(instalment.amount, "f"),
        "currency": document.currency,
        "history": history_of(title),
        "apportionment": [],
    }
    described = describe(title)
    whole = {**base, **described, "supplier": {**supplier, **described.get("supplier", {})}}
    return {"result_key": BETWEEN.join(filter(None, (document.number, key_of(whole["supplier"])))), **whole}


def your_number(instalment: Instalment) -> str:
    """Give a number of at most twenty signs by which a payment system names a title when it tells what became of it."""
    told = f"{instalment.code}-{instalment.number}"
    if PLAIN_NUMBER.fullmatch(told):
        return told
    return hashlib.sha256(told.encode()).hexdigest()[:LONGEST_NUMBER].upper()


CPF_LENGTH = 11
LONGEST_NUMBER = 20
#: What every payment system takes in a number: capitals, digits and a few signs.
PLAIN_NUMBER = re.compile(rf"[A-Z0-9._/-]{{1,{LONGEST_NUMBER}}}")
#: What is told of where somebody lives.
ADDRESS = ("street", "street_number", "complement", "district", "city", "state", "email", "phone")


def key_of(supplier: Mapping[str, str]) -> str:
    """Give what tells a supplier from others in a result: the code at the target, or the tax number."""
    return supplier.get("code") or supplier["tax_id"]


def history_of(title: Title) -> str:
    """Give the text that people read beside a title."""
    document = title.document
    words = (title.translator.setting("history_prefix"), document.number, document.description)
    return " ".join(word for word in words if word)


def nowhere(title: Title, part: Allocation) -> str:
    """Give nothing: this target knows no projects."""
    return ""


def shares_of(title: Title, *, project: Callable[[Title, Allocation], str] = nowhere) -> list[dict[str, str]]:
    """Give what each account and cost centre bears of a title, in exact amounts that add up to it."""
    found: dict[tuple[str, str, str], Decimal] = {}
    for part, amount in exact_shares(title):
        place = (account_of(title, part), centre_of(title, part), project(title, part))
        found[place] = found.get(place, Decimal(0)) + amount
    return [
        {"account": account, "cost_centre": centre, "project": named, "amount": format(amount, "f")}
        for (account, centre, named), amount in found.items()
        if amount
    ]


def exact_shares(title: Title) -> list[tuple[Allocation, Decimal]]:
    """Give the shares of a title to the cent; without any, one that bears all of it."""
    instalment = title.instalment
    parts = instalment.allocations or (Allocation(cost_centre=Coded(""), share=Decimal(1)),)
    if any(part.share < 0 for part in parts) or not sum(part.share for part in parts):
        raise Rejected("source.negative_share", place=Place.SOURCE, title=instalment.code)
    rule, currency = rule_of(title.translator), title.document.currency
    amounts = apportion(instalment.amount, [part.share for part in parts], currency=currency, rule=rule)
    return list(zip(parts, amounts, strict=True))


def account_of(title: Title, part: Allocation) -> str:
    """Give the ledger account of a share; what has no category at all is told apart by its kind of document."""
    category = part.category or title.instalment.category or title.document.category
    return title.translator.required("category", category or Coded(str(title.document.kind)))


def centre_of(title: Title, part: Allocation) -> str:
    """Give the cost centre of a share, empty where none is told and none is needed."""
    if part.cost_centre.code:
        return title.translator.required("cost_centre", part.cost_centre)
    if title.translator.setting("cost_centre_needed") == YES:
        raise Rejected("layout.no_cost_centre", place=Place.SOURCE, title=title.instalment.code)
    return ""


def project_of(title: Title, part: Allocation) -> str:
    """Give the project of a share at the target, empty where it has none there."""
    return title.translator.optional("project", part.project or title.document.project)
