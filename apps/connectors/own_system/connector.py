"""Own system, declared: what it posts, what it collects, and which values may get another name on the way."""

import hashlib
from functools import partial
from typing import cast

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from apps.core.account import Environment, Preparation
from apps.core.connector import Connector, Source, Step, Target, Translator, Vocabulary, collected_register, registry
from apps.core.documents import Document, Kind
from apps.core.heard import heard
from apps.core.told import told

# Marked for translation here and translated where shown: the declaration itself is plain text.
KINDS = (
    (Kind.BANK_STATEMENT, _("Bank statements")),
    (Kind.BILL, _("Suppliers' invoices")),
    (Kind.INVOICE, _("Sales invoices")),
    (Kind.EXPENSE, _("Expenses")),
    (Kind.EXPENSE_REPORT, _("Expense reports")),
    (Kind.FINANCIAL_ENTRY, _("Financial entries")),
    (Kind.MASTER_DATA, _("Master data")),
)
#: A kind of value is called as the field of the document that holds it.
VALUES = (
    ("category", _("Category")),
    ("cost_centre", _("Cost centre")),
    ("account", _("Bank account")),
    ("project", _("Project")),
    ("branch", _("Branch")),
    ("party", _("Customer or supplier")),
    ("payment_type", _("Way of payment")),
    ("document_type", _("Type of document")),
)


def plan(document: Document, translator: Translator) -> tuple[Step, ...]:
    """Give the document as it is collected: one step under a key made of kind and id at the source."""
    named = hashlib.sha256(f"{document.kind} {document.source_id}".encode()).hexdigest()
    body = told(document, translator.optional)
    label = body["number"] or body["id"]
    return (Step(resource="document", key=named[:40], body=body, label=label, amount=document.total),)


OWN_SYSTEM = registry.register(
    Connector(
        slug="own_system",
        # No vendor's name: it is called as the reader's language calls it.
        name=cast("str", gettext_lazy("Own system")),
        version="1.0.0",
        summary=_(
            "Your accounting or your own program: it gets documents as files, or reads and posts them through the API."
        ),
        environments=(Environment(slug="own", name=_("Own system"), base_url=""),),
        secrets=frozenset(),
        sources=tuple(
            Source(kind=kind, name=name, read=partial(heard, kind=kind), posted=True) for kind, name in KINDS
        ),
        targets=tuple(Target(kind=kind, name=name, plan=plan, collected=True) for kind, name in KINDS),
        resources=(collected_register("document", _("Document")),),
        vocabularies=tuple(Vocabulary(slug=slug, name=name, target_name=name) for slug, name in VALUES),
        concurrency=4,
        limits=_(
            "Up to 1,000 documents in a file. A document that changes after it was taken over waits for a person: "
            "nothing is booked twice."
        ),
        preparation=Preparation(
            who=_("Whoever does the accounting, or whoever writes the program that reads the documents."),
            steps=(
                _("Decide whether documents are to come as files or through the API."),
                _("Give the connection the name of your accounting, so that everybody knows what is meant."),
            ),
        ),
    )
)
