"""Exports: a task is started, asked about until it is over, and has its artefacts read."""

import json
from typing import Any

from werkzeug.wrappers import Response

from apps.sandbox.yokoy import expenses, invoices, suppliers
from apps.sandbox.yokoy.asked import Answer, Asked
from apps.sandbox.yokoy.fields import DATE, LIST, TEXT, checked
from apps.sandbox.yokoy.lists import whole
from apps.sandbox.yokoy.masterdata import COST_CENTRES, INVOICE_CATEGORIES, TAX_RATES
from apps.sandbox.yokoy.refusal import Refused, invalid, missing
from apps.sandbox.yokoy.shelf import Body, Shelf, new_id, public

TASKS = "export-tasks"
FIELDS = {"exportScope": TEXT, "documentIds": LIST, "exporterId": TEXT, "earliestPostingDate": DATE}
#: Which of an organisation's expenses an expense facility takes.
METHODS = {"expense": ("paidPrivately",), "card": ("companyCreditCard",), "travel": ("travelProvider",)}


def start_invoices(asked: Asked) -> Answer:
    """POST: exports invoices that are ready."""
    if asked.shelf.find("facilities", asked.values["facility"]) is None:
        raise missing()
    rows = [row for row in asked.shelf.all(invoices.REGISTER) if row["_entity"] == asked.entity]
    return started(asked, "invoice", [row for row in rows if row["status"] == invoices.READY])


def start_expenses(asked: Asked) -> Answer:
    """POST: exports expenses that are ready."""
    methods = METHODS.get(asked.values["facility"])
    if methods is None:
        raise missing()
    rows = [row for row in asked.shelf.all(expenses.REGISTER) if row["legalEntityId"] == asked.entity]
    ready = [row for row in rows if row["status"] == "forExpenseExport" and row["paymentMethod"] in methods]
    if any(row["categoryId"] is None for row in ready if row["id"] in wanted(asked, ready)):
        raise Refused(422, "Insufficient data")
    return started(asked, "expense", ready)


def wanted(asked: Asked, ready: list[Body]) -> list[str]:
    """The ids that are asked for: all that are ready, or those that are named."""
    given = checked(asked.json(), FIELDS, ("exportScope", "exporterId", "earliestPostingDate"))
    if given["exportScope"] == "all":
        return [row["id"] for row in ready]
    if given["exportScope"] != "documentIds" or not given.get("documentIds"):
        raise invalid(("documentIds", "documentIds must hold at least one id"))
    return [str(key) for key in given["documentIds"]]


def started(asked: Asked, kind: str, ready: list[Body]) -> Answer:
    """The new task, or 204 when nothing is to be exported."""
    keys = [row["id"] for row in ready if row["id"] in wanted(asked, ready)]
    if not keys:
        return Response(status=204)
    if asked.shelf.find("users", asked.json()["exporterId"]) is None:
        raise invalid(("exporterId", "exporterId does not exist"))
    task = {
        "facilityId": asked.values["facility"],
        "method": "api",
        "exporterId": asked.json()["exporterId"],
        "exporterName": "Perez",
        "earliestPostingDate": asked.json()["earliestPostingDate"],
        "created": asked.shelf.stamp(),
        "generatedFiles": [],
        "_entity": asked.entity,
        "_type": kind,
        "_documents": keys,
        "_polls": asked.shelf.switch("polls"),
    }
    return 200, {"resource": asked.shelf.add(TASKS, task)["id"]}


def list_tasks(asked: Asked) -> Answer:
    """GET of the tasks."""
    rows = [public(row) for row in asked.shelf.all(TASKS) if row["_entity"] == asked.entity]
    return 200, whole(rows, "resources", asked.query)


def poll(asked: Asked) -> Answer:
    """GET of one: pending for so many questions, then its documents are exported."""
    task = found(asked)
    pending = task["_polls"] > 0
    task["_polls"] -= 1
    asked.shelf.put(TASKS, task)
    if not pending and "_artefacts" not in task:
        finish(asked.shelf, task)
    return 200, {"resource": {**public(task), "isPending": pending}}


def finish(shelf: Shelf, task: Body) -> None:
    """Moves the documents of a task to exported, and keeps what was produced."""
    register = invoices.REGISTER if task["_type"] == "invoice" else expenses.REGISTER
    documents = [row for key in task["_documents"] if (row := shelf.find(register, key))]
    artefacts = [artefact(shelf, task, row) for row in documents]
    for row in documents:
        log = [*(row.get("eventLog") or []), event(shelf, "export")]
        status = invoices.EXPORTED if task["_type"] == "invoice" else "expenseExported"
        shelf.put(register, row | {"status": status, "exportJobId": task["id"], "eventLog": log} | touched(shelf))
    shelf.put(TASKS, task | {"_artefacts": artefacts})


def touched(shelf: Shelf) -> Body:
    """The stamp of a change."""
    return {"lastModified": shelf.stamp()}


def event(shelf: Shelf, action: str, comment: str = "") -> Body:
    """One line of a document's log."""
    stamp = shelf.stamp()
    return {"actionType": action, "comment": comment, "name": "Alex Perez", "timestamp": stamp, "userId": "user-perez"}


def artefacts(asked: Asked) -> Answer:
    """GET of what a task produced."""
    return 200, {"Resources": found(asked).get("_artefacts", [])}


def artefact(shelf: Shelf, task: Body, row: Body) -> Body:
    """One journal entry, as text within JSON."""
    entry = invoice_entry(shelf, row) if task["_type"] == "invoice" else expense_entry(row)
    posted = {"postingDate": max(task["earliestPostingDate"], row.get("postingDate") or "")}
    return {
        "id": new_id(),
        "originalFormat": "application/json",
        "relatedDocumentIds": [row["id"]],
        "generatedFiles": [],
        "serializedArtefact": json.dumps({"journalEntry": {**posted, **entry}}),
    }


def invoice_entry(shelf: Shelf, row: Body) -> Body:
    """The journal entry of an invoice; its supplier is the organisation's."""
    told = invoices.shown(shelf, row)
    link = shelf.find(suppliers.ENTITY, row["supplierId"] or "") or {}
    supplier = shelf.find(suppliers.ORGANISATION, link.get("supplierId", "")) or {}
    lines = [journal_line(shelf, line) for line in told["lineItems"]]
    return {
        "journalEntryType": "creditNote" if told["isCreditNote"] else "invoice",
        "supplierId": supplier.get("id"),
        "supplierExternalId": supplier.get("externalId"),
        "currency": row["currency"],
        "originalCurrency": row["currency"],
        "amountNet": told["netAmount"],
        "amountGross": told["grossAmount"],
        "lineItems": lines,
        "taxItems": [line["taxItem"] for line in lines],
    }


def journal_line(shelf: Shelf, line: Body) -> Body:
    """One line of a journal entry."""
    category = shelf.find(INVOICE_CATEGORIES.path, line["categoryId"] or "") or {}
    centre = shelf.find(COST_CENTRES.path, line["costObjectId"] or "") or {}
    rate = shelf.find(TAX_RATES.path, line["taxRateId"] or "") or {}
    tax = {"taxRateId": rate.get("id"), "taxCode": rate.get("code"), "tax": line["taxAmount"]}
    sums = {"amountNet": line["net"], "amountGross": line["gross"]}
    return {
        "account": category.get("accountReference"), "costCenterCode": centre.get("code"),
        "description": line["description"], **sums, "taxItem": tax,
    }  # fmt: skip


def expense_entry(row: Body) -> Body:
    """The journal entry of an expense."""
    amount: Any = row["totalClaim"]
    return {
        "journalEntryType": "creditNote" if row["isCreditNote"] else "expense",
        "currency": row["currency"],
        "originalExpenseCurrency": row["currency"],
        "creditorItem": {"account": "2710", "amount": amount, "amountOriginalExpenseCurrency": amount},
        "lineItems": [{"account": "6300", "categoryId": row["categoryId"], "amountGross": amount}],
        "taxItems": [],
    }


def found(asked: Asked) -> Body:
    """The task of the address."""
    task = asked.shelf.find(TASKS, asked.values["key"])
    if task is None or task["_entity"] != asked.entity:
        raise missing()
    return task
