"""Blue Fleet's financial entries as instalments: due dates, cost centres, what was paid."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from apps.connectors.bluefleet.reading import Part
from apps.core.documents import Allocation, Coded, Instalment, Settlement
from apps.core.errors import Place, Rejected

#: Stands for money that the entry puts on no cost centre.
NO_CENTRE = Coded("0")


def read_note_instalments(body: Part, entries: Sequence[Part], *, due: date) -> tuple[Instalment, ...]:
    """Read the instalments of a debit note, where account and payment type stand on the note itself.

    The note's ``DueDate`` is that of its only instalment; several have dates of their own.
    """
    owner = f"BF-N{body.own_id('DebtNoteId')}"
    found = read_instalments(entries, owner=owner, due=due) or sole_instalment(owner, body.amount("TotalValue"), due)
    if len(found) == 1 and body.day("DueDate"):
        found = (replace(found[0], due=due),)
    account = read_account(body.part("BankDetails"), external_id="BankAccountExternalId")
    payment_type = body.coded("FinancialEntryPaymentTypesFinancialEntryPaymentTypeId", "FinancialEntryPaymentTypesName")
    return tuple(replace(instalment, account=account, payment_type=payment_type) for instalment in found)


def read_invoice_instalments(
    body: Part, entries: Sequence[Part], *, total: Decimal, due: date
) -> tuple[Instalment, ...]:
    """Read the instalments of a fiscal invoice; one without entries is due in full when issued."""
    owner = f"BF-I{body.own_id('FinancialInvoiceId')}"
    return read_instalments(entries, owner=owner, due=due) or sole_instalment(owner, total, due)


def sole_instalment(owner: str, amount: Decimal, due: date) -> tuple[Instalment, ...]:
    """Give the one instalment of a document without entries."""
    return (Instalment(code=f"{owner}-1", number=1, of=1, due=due, amount=amount),)


def read_instalments(entries: Sequence[Part], *, owner: str, due: date) -> tuple[Instalment, ...]:
    """Read the entries of one body.

    ``owner`` starts the code of an entry without an id; ``due`` holds where an entry has no date.
    The same entry twice in one body would be booked under one key and half the money lost.
    """
    found = tuple(
        read_instalment(entry, code=entry_code(entry) or f"{owner}-{at}", number=at, of=len(entries), due=due)
        for at, entry in enumerate(entries, start=1)
    )
    refuse_repeated(instalment.code for instalment in found)
    return found


def read_instalment(entry: Part, *, code: str, number: int, of: int, due: date) -> Instalment:
    """Read one entry: ``ExpirationDate`` (vencimento) is when it is due, ``ExpectedDate`` when money is expected."""
    amount, expected = entry.amount("ExpectedValue"), entry.day("ExpectedDate")
    number = int(entry.weight("CurrentInstallment")) or number
    return Instalment(
        code=code,
        number=number,
        of=max(int(entry.weight("TotalInstallments")) or of, number),
        due=entry.day("ExpirationDate") or expected or due,
        expected=expected,
        amount=amount,
        description=entry.text("Description"),
        account=read_account(entry.part("BankAccount"), external_id="ExternalId"),
        payment_type=entry.part("PaymentType").coded("FinancialEntryPaymentTypeId", "Name"),
        allocations=read_allocations(entry),
        settlement=read_settlement(entry, amount),
    )


def entry_code(entry: Part) -> str:
    """Give the identity of a title, shared by all bodies that tell of it; empty without an id."""
    known = entry.identifier("FinancialEntryId")
    return f"BF-E{entry.own_id('FinancialEntryId')}" if known else ""


def refuse_repeated(codes: Iterable[str]) -> None:
    """Raise `Rejected` (``source.repeated_entry``) when a code comes twice."""
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise Rejected("source.repeated_entry", place=Place.SOURCE, value=code)
        seen.add(code)


def said_entries(body: Part) -> list[Part]:
    """Give the entries of a body, without the blank one that stands for an empty list."""
    return [
        entry
        for entry in body.parts("FinancialEntries")
        if entry.identifier("FinancialEntryId") or entry.amount("ExpectedValue")
    ]


def read_account(account: Part, *, external_id: str) -> Coded | None:
    """Give the bank account: the ERP's own code for it where Blue Fleet holds one."""
    code = account.identifier(external_id) or account.identifier("BankAccountId")
    words = (account.text(name) for name in ("BankName", "AgencyNumber", "AccountNumber"))
    return Coded(code, " ".join(word for word in words if word)) if code else None


def read_allocations(entry: Part) -> tuple[Allocation, ...]:
    """Give the cost centres that bear something, weighed by value or, without any value, by fraction.

    A single one without any weight bears all.
    """
    centres = entry.parts("CostCenters")
    weights = [centre.weight("Value") for centre in centres]
    if not any(weights):
        weights = [centre.weight("Fraction") for centre in centres]
    if not any(weights) and len(centres) == 1 and read_centre(centres[0]) != NO_CENTRE:
        weights = [Decimal(1)]
    return tuple(
        Allocation(cost_centre=read_centre(centre), share=weight)
        for centre, weight in zip(centres, weights, strict=True)
        if weight
    )


def read_centre(centre: Part) -> Coded:
    """Give a cost centre; money on none at all is a value of its own, which a person translates."""
    return centre.coded("CostCenterId", "FullDescription") or NO_CENTRE


def read_settlement(entry: Part, amount: Decimal) -> Settlement | None:
    """Give what was paid, if something was and its date is known.

    Discounts, interest and fine are part of ``ExpectedValue`` already (gross - discounts +
    interest + fine), so they belong to the payment only where they, and nothing else, explain
    why another amount was paid.
    """
    on = entry.day("PerformedDate") or entry.day("PerformedAt")
    paid = entry.amount("PerformedValue") or amount
    if not entry.flag("Performed") or on is None or not paid:
        return None
    discount, interest, fine = (entry.amount(name) for name in ("Discounts", "Interest", "Fine"))
    if paid == amount or paid != amount - discount + interest + fine:
        return Settlement(on=on, amount=paid)
    return Settlement(on=on, amount=paid, discount=discount, interest=interest, fine=fine)
