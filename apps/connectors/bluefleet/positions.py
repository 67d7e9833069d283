"""What a Blue Fleet document is made of: positions, withheld taxes, files."""

from decimal import Decimal

from apps.connectors.bluefleet.reading import LONGEST_WORD, Part
from apps.core.documents import Attachment, Coded, Line, Tax

WITHHELD = {
    Tax.IRRF: "IrrfValue",
    Tax.ISS: "IssValue",
    Tax.INSS: "InssValue",
    Tax.PIS: "PisValue",
    Tax.COFINS: "CofinsValue",
    Tax.CSLL: "CsllValue",
}


def read_note_lines(body: Part) -> tuple[Line, ...]:
    """Read the positions of a debit note in their own order, blank ones left out."""
    items = sorted(body.parts("DebtNoteItems"), key=lambda item: item.number("Order"))
    lines = (
        Line(
            description=item.text("Description"),
            quantity=item.number("Quantity"),
            unit_price=item.number("UnitValue"),
            amount=item.number("TotalValue"),
        )
        for item in items
    )
    return tuple(line for line in lines if line.description or line.amount)


def read_invoice_lines(body: Part) -> tuple[Line, ...]:
    """Read the contract items that a fiscal invoice pays for, blank ones left out."""
    items = body.parts("FinancialEntriesInvoiceContractItems")
    named = ((item.text("Description"), item.number("Total")) for item in items)
    return tuple(
        Line(description=description, quantity=Decimal(1), unit_price=total, amount=total)
        for description, total in named
        if description or total
    )


def read_expense_group(body: Part) -> Coded | None:
    """Give the expense group of the first contract item with the largest total."""
    items = body.parts("FinancialEntriesInvoiceContractItems")
    totals = [(name, item.number("Total")) for item in items if (name := item.text("ExpenseGroupName"))]
    name, _total = max(totals, key=lambda pair: pair[1], default=("", Decimal(0)))
    return Coded(f"expense-group:{name[:LONGEST_WORD]}", name) if name else None


def read_withheld(body: Part) -> tuple[tuple[Tax, Decimal], ...]:
    """Give the taxes that the payer withholds, zeros left out."""
    amounts = ((tax, body.amount(name)) for tax, name in WITHHELD.items())
    return tuple((tax, amount) for tax, amount in amounts if amount)


def read_attachments(body: Part) -> tuple[Attachment, ...]:
    """Give the files that have an address; a name is a bare name, never a path."""
    return tuple(
        Attachment(url=url, name=last_piece(file.text("FileName") or path_of(url)), label=file.text("FileTypeName"))
        for file in body.parts("Files")
        if (url := file.text("Url"))
    )


def path_of(url: str) -> str:
    """Give an address without query and fragment."""
    return url.partition("#")[0].partition("?")[0].rstrip("/")


def last_piece(path: str) -> str:
    """Give what stands behind the last slash of either kind."""
    return path.replace("\\", "/").rpartition("/")[2]
