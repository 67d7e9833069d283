"""From a document to what PagNet's files hold: who is paid, where, when and how much."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from apps.core.connector import Step, Translator
from apps.core.documents import Document, Kind
from apps.core.layouts.payees import account_of, checked_tax_id, pix_of
from apps.core.layouts.titles import Title, exact_shares, plan_of, your_number


def plan(document: Document, translator: Translator) -> tuple[Step, ...]:
    """Give the payments of a document: what was paid elsewhere already is not paid again."""
    open_ones = tuple(one for one in document.instalments if one.settlement is None)
    if document.kind != Kind.EXPENSE_REPORT and document.instalments and not open_ones:
        return ()
    return plan_of(replace(document, instalments=open_ones), translator, describe)


def describe(title: Title) -> Mapping[str, Any]:
    """Give who is paid and where; the apportionment is for reading alone, PagNet keeps no books."""
    party = title.document.party
    account = account_of(title)
    return {
        "result_key": your_number(title.instalment),
        "supplier": {"tax_id": checked_tax_id(party), **account, **pix_of(party)},
        "apportionment": [
            {
                "account": title.translator.optional("category", part.category or title.document.category),
                "cost_centre": title.translator.optional("cost_centre", part.cost_centre),
                "amount": format(amount, "f"),
            }
            for part, amount in exact_shares(title)
            if amount
        ],
    }
