"""From a document to what Matera's files hold: titles whose payee is known by tax number, with their apportionment."""

from collections.abc import Mapping
from typing import Any

from apps.core.connector import Step, Translator
from apps.core.documents import Document
from apps.core.layouts.payees import account_of, checked_tax_id, needed_account_of
from apps.core.layouts.titles import Title, plan_of, project_of, shares_of

TED, PIX, CREDIT, BILL = "TED", "PIX", "CC", "BOL"
#: Ways of payment for which an account has to be known.
BY_ACCOUNT = frozenset({TED, CREDIT})


def plan(document: Document, translator: Translator) -> tuple[Step, ...]:
    """Give the titles of a document; raises `Rejected` for a payee whom no bank could tell apart or pay."""
    return plan_of(document, translator, describe)


def describe(title: Title) -> Mapping[str, Any]:
    """Give what Matera asks for beside what every title has."""
    find = needed_account_of if title.translator.setting("payment_form") in BY_ACCOUNT else account_of
    return {
        "supplier": {"tax_id": checked_tax_id(title.document.party), **find(title)},
        "apportionment": shares_of(title, project=project_of),
    }
