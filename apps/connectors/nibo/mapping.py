"""From a report or a bill to the steps that book it at Nibo: pure, deterministic, exact to the cent."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.connectors.nibo.enclosing import file_steps
from apps.connectors.nibo.parties import SUPPLIERS, party_step
from apps.connectors.nibo.words import clean, guid, key_of
from apps.core.bookable import refuse_unbookable
from apps.core.connector import Ref, Step, Translator
from apps.core.documents import Allocation, Coded, Direction, Document, Instalment, Kind, Settlement
from apps.core.errors import Place, Rejected
from apps.core.money import apportion
from apps.core.reports import payables

CURRENCY = "BRL"
YES, NO = "S", "N"
PAYMENT_SUFFIX = "-P"
BY_VALUE = 0
#: How long a description may be is not known; people read this much of it in Nibo's lists.
LONGEST_DESCRIPTION = 250
#: The value of a source for amounts without a cost centre beside others that have one: Nibo wants the whole shared out.
NO_CENTRE = Coded("none", "—")


def plan(document: Document, translator: Translator) -> tuple[Step, ...]:
    """Give what books a document: who is paid, a title per instalment, payments, files.

    A cancelled document books nothing, and neither does a report of which nothing is owed. Raises `Rejected` for what
    Nibo has no way to book.
    """
    if document.cancelled:
        return ()
    if document.kind == Kind.EXPENSE_REPORT:
        document = payables(document, translator)
        if not document.instalments:
            return ()
    refuse_what_it_lacks(document)
    return Draft(document, translator).steps()


def refuse_what_it_lacks(document: Document) -> None:
    """Raise `Rejected` for what Nibo has no way to book."""
    if document.direction != Direction.PAYABLE:
        raise Rejected("source.direction_unsupported", place=Place.SOURCE, value=document.direction)
    refuse_unbookable(document, currency=CURRENCY)


@dataclass(frozen=True, slots=True)
class Draft:
    """One document on its way into Nibo's words."""

    document: Document
    translator: Translator

    def steps(self) -> tuple[Step, ...]:
        """Give every step in the order of writing: what others refer to comes first."""
        party = party_step(self.document.party, self.register())
        payee = Ref(party.key) if party else self.chosen_party()
        titles = [self.title(instalment, payee) for instalment in self.document.instalments]
        files = file_steps(self.document) if self.translator.setting("attach_files") == YES else []
        return (*([party] if party else []), *titles, *self.payments(), *files)

    def register(self) -> str:
        """Give the register in which somebody new is entered: suppliers send bills, employees reports."""
        return self.translator.setting("payee") if self.document.kind == Kind.EXPENSE_REPORT else SUPPLIERS

    def chosen_party(self) -> str:
        """Give who is paid where no tax number tells: Nibo's own id as the source's code, or a person's choice."""
        party = self.document.party
        return guid(party.code) or self.translator.required("party", Coded(party.code, party.name))

    def title(self, instalment: Instalment, payee: Ref | str) -> Step:
        """Give one title."""
        document, key = self.document, key_of(instalment.code)
        shares = self.shares(instalment)
        body = {
            "stakeholderId": payee,
            "description": description_of(document, instalment),
            "reference": key,
            "scheduleDate": (instalment.expected or instalment.due).isoformat(),
            "dueDate": instalment.due.isoformat(),
            "accrualDate": (document.accrued or document.issued).isoformat(),
            "categories": self.categories(shares),
            "costCenterValueType": BY_VALUE,
            "costCenters": self.cost_centres(shares),
        }
        return Step(resource="payable", key=key, body=body, label=self.label(instalment), amount=instalment.amount)

    def shares(self, instalment: Instalment) -> list[tuple[Allocation, Decimal]]:
        """Give who bears an instalment under which category, each an amount; they add up to it exactly."""
        parts = [part for part in instalment.allocations if part.share]
        if not parts:
            parts = [Allocation(cost_centre=Coded(""), share=Decimal(1))]
        usual = instalment.category or self.document.category or Coded(self.document.direction)
        amounts = apportion(instalment.amount, [part.share for part in parts], currency=CURRENCY)
        pairs = zip(parts, amounts, strict=True)
        # Only the category is filled in: what has no cost centre is decided by what the others have.
        return [
            (Allocation(cost_centre=p.cost_centre, share=p.share, category=p.category or usual), a) for p, a in pairs
        ]

    def categories(self, shares: list[tuple[Allocation, Decimal]]) -> list[dict[str, Any]]:
        """Give the amount of each category: two of the source's that are one at Nibo become one line."""
        named = [(part.category, amount) for part, amount in shares if part.category]
        labels = {self.translator.required("category", category): category.label for category, _amount in named}
        sums = summed((self.translator.required("category", category), amount) for category, amount in named)
        return [
            {"categoryId": key, "value": value, **({"description": clean(labels[key], 100)} if labels[key] else {})}
            for key, value in sums.items()
        ]

    def cost_centres(self, shares: list[tuple[Allocation, Decimal]]) -> list[dict[str, Any]]:
        """Give what each cost centre bears; nothing where none is told at all."""
        if not any(part.cost_centre.code for part, _amount in shares):
            return []
        named = ((part.cost_centre if part.cost_centre.code else NO_CENTRE, amount) for part, amount in shares)
        sums = summed((self.translator.required("cost_centre", centre), amount) for centre, amount in named)
        return [{"costCenterId": key, "value": value} for key, value in sums.items()]

    def payments(self) -> list[Step]:
        """Give the payment of each instalment for which money has moved; one with discount or interest is a person's.

        Nibo's API knows no discount, and what is paid above the value is refused.
        """
        if self.document.kind == Kind.EXPENSE_REPORT or self.translator.setting("post_payments") != YES:
            return []
        return [
            self.payment(instalment, paid)
            for instalment in self.document.instalments
            if (paid := instalment.settlement) and not (paid.discount or paid.interest or paid.fine)
        ]

    def payment(self, instalment: Instalment, paid: Settlement) -> Step:
        """Give the payment of one instalment."""
        title = key_of(instalment.code)
        account = instalment.account or Coded(self.document.direction)
        body = {
            "scheduleId": Ref(title),
            "accountId": self.translator.required("account", account),
            "date": paid.on.isoformat(),
            "value": paid.amount,
        }
        key, label = title + PAYMENT_SUFFIX, self.label(instalment)
        return Step(resource="payment", key=key, body=body, label=label, amount=paid.amount)

    def label(self, instalment: Instalment) -> str:
        """Give what a title is called on our screens."""
        return f"{self.document.number} {instalment.number}/{instalment.of}".strip()


def summed(pairs: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """Add up amounts under one name; what comes to nothing is left out."""
    sums: dict[str, Decimal] = {}
    for name, amount in pairs:
        sums[name] = sums.get(name, Decimal(0)) + amount
    return {name: amount for name, amount in sums.items() if amount}


def description_of(document: Document, instalment: Instalment) -> str:
    """Give what people read in Nibo: the source's words once each, and for whom."""
    number = "" if document.number in instalment.description else document.number
    texts = (number, instalment.description or document.description, document.party.name)
    return clean(" - ".join(dict.fromkeys(text for text in texts if text)), LONGEST_DESCRIPTION)
