"""Whole, consistent bodies as the vendor sends them; the same seed and day give the same bodies."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from random import Random

from apps.sandbox.bluefleet import blanks, cast
from apps.sandbox.bluefleet.blanks import Body
from apps.sandbox.bluefleet.cast import Party
from apps.sandbox.bluefleet.money import access_code, amount, split

IDS_PER_SEED = 100_000
SAO_PAULO = timezone(timedelta(hours=-3))
Centre = tuple[int, str]


class Builder:
    """Makes bodies with increasing ids."""

    def __init__(self, seed: int, *, files_url: str = "", today: date | None = None) -> None:
        self.random = Random(seed)  # noqa: S311 - invented data, the same for the same seed
        self.files_url = files_url.rstrip("/")
        self.today = datetime.now(UTC).astimezone(SAO_PAULO).date() if today is None else today
        self._last = seed * IDS_PER_SEED

    def id(self) -> int:
        """The next id; one sequence serves all kinds."""
        self._last += 1
        return self._last

    def day(self, days: int = 0) -> str:
        """A date so many days from today."""
        return f"{(self.today + timedelta(days=days)).isoformat()}T00:00:00"

    def moment(self) -> str:
        """A time of day, today."""
        return f"{self.today.isoformat()}T{self.random.randrange(8, 18):02}:{self.random.randrange(60):02}:27"

    def customer(self) -> Party:
        """Somebody who rents cars."""
        return self.random.choice(cast.CUSTOMERS)

    def supplier(self) -> Party:
        """Somebody who repairs them."""
        return self.random.choice(cast.SUPPLIERS)

    def plate(self) -> str:
        """A plate as the vendor writes it."""
        letters = "".join(self.random.choices("ABCDEFGHJKLMNPRSTUVWXYZ", k=4))
        return f"{letters[:3]}-{self.random.randrange(10)}{letters[3]}{self.random.randrange(10, 100)}"

    def debit_note(self, *, instalments: int = 1, party: Party | None = None) -> Body:
        """A debit note whose items, discount and entries add up."""
        id_, rent, kilometres = self.id(), self.random.randrange(180_000, 520_001, 50), self.random.randrange(20, 900)
        discount = self.random.choice((0, 2_500, 5_000))
        total = rent + kilometres * 100 - discount
        return {
            **blanks.NOTE,
            "DebtNoteId": id_,
            "Customer": (party or self.customer()).customer(),
            "DocumentNumber": f"FAT-{id_}",
            "CreatedAt": self.moment(),
            "Discounts": amount(discount),
            "TotalValue": amount(total),
            "Comments": f"Locacao {self.today:%m/%Y}",
            "DueDate": self.day(20),
            "IssuanceDate": self.day(),
            "AccrualDate": self.day(),
            "ContractItem": {"ContractItemId": 1822, "DocumentNumber": f"LOC-1822-{self.today:%m/%y}"},
            "DebtNoteItems": [
                _item(1, f"Locacao mensal {self.plate()}", quantity=1, cents=rent),
                _item(2, "Km excedente", quantity=kilometres, cents=100),
            ],
            "FinancialEntries": [
                {"FinancialEntryId": self.id(), "ExpectedDate": self.day(20 + 30 * turn), "ExpectedValue": amount(part)}
                for turn, part in enumerate(split(total, instalments))
            ],
            **_terms(instalments),
        }

    def receivable(self, *, cents: int | None = None, party: Party | None = None) -> Body:
        """An entry of what a customer owes, shared over two cost centres."""
        cents = self.random.randrange(50_000, 400_000) if cents is None else cents
        shares = ((cast.RENTAL, 60), (cast.EXTRA_KM, 40))
        return self._entry(cast.RECEIVABLE, party or self.customer(), cents, shares, cast.BOLETO)

    def payable(
        self, *, cents: int | None = None, party: Party | None = None, centre: Centre = cast.MAINTENANCE
    ) -> Body:
        """An entry of what is owed to a supplier."""
        cents = self.random.randrange(8_000, 250_000) if cents is None else cents
        return self._entry(cast.PAYABLE, party or self.supplier(), cents, ((centre, 100),), cast.PIX)

    def invoice(self, *, group: str = "Manutencao", withheld: bool = True, party: Party | None = None) -> Body:
        """A fiscal invoice of a supplier with one entry, withheld taxes, its key and its file."""
        id_, supplier = self.id(), party or self.supplier()
        total, discount = self.random.randrange(60_000, 300_000, 100), self.random.choice((0, 1_750))
        taxes = _withheld(total) if withheld else dict.fromkeys(_withheld(0), 0.0)
        number = str(id_)
        return {
            **blanks.INVOICE,
            "FinancialInvoiceId": id_,
            "InvoiceNumber": number,
            "TotalValue": amount(total),
            "FinancialEntity": supplier.entity(),
            **taxes,
            "CreatedAt": self.moment(),
            "IssuedAt": self.day(-1),
            "InputtedAt": self.day(),
            "Discount": amount(discount),
            "AccessCode": access_code(self.random, self.today, supplier.number, int(number)),
            "FinancialEntries": [self._invoice_entry(supplier, total, discount, number)],
            "FinancialEntriesInvoiceContractItems": [self._contract_item(group, total, discount)],
            "Files": [self._file(number)],
        }

    def _entry(
        self,
        kind: tuple[int, str],
        party: Party,
        cents: int,
        shares: Sequence[tuple[Centre, int]],
        payment: tuple[int, str],
    ) -> Body:
        id_ = self.id()
        return {
            **blanks.ENTRY,
            "FinancialEntryId": id_,
            "FinancialEntryTypeId": kind[0],
            "FinancialEntryTypeName": kind[1],
            "CostCenters": cost_centres(cents, shares),
            "FinancialEntity": party.entity(),
            "CreatedAt": self.moment(),
            "ExpectedValue": amount(cents),
            "ExpectedDate": self.day(20),
            "ExpirationDate": self.day(20),
            "Description": f"{kind[1]} {id_}",
            "ReferenceDate": self.day(),
            "PaymentType": {"FinancialEntryPaymentTypeId": payment[0], "Name": payment[1]},
            "AccrualDate": self.day(),
            "ExpectedGrossValue": amount(cents),
            "DocumentNumber": f"DOC-{id_}",
            "FinancialEntryNumber": str(id_),
        }

    def _invoice_entry(self, supplier: Party, total: int, discount: int, number: str) -> Body:
        entry = self._entry(cast.PAYABLE, supplier, total - discount, ((cast.MAINTENANCE, 100),), cast.BOLETO)
        return {
            **{key: value for key, value in entry.items() if key not in blanks.ABSENT_IN_INVOICES},
            "Description": f"NF {number} - {supplier.trading_name}",
            "Discounts": amount(discount),
            "ExpectedGrossValue": amount(total),
            # A number here, a text in the entry's own notification: so the vendor has it.
            "FinancialEntryNumber": entry["FinancialEntryId"],
        }

    def _file(self, number: str) -> Body:
        return {"Url": f"{self.files_url}/{number}.pdf", "FileTypeName": "Nota fiscal", "FileName": f"nf-{number}.pdf"}

    def _contract_item(self, group: str, total: int, discount: int) -> Body:
        order = self.random.randrange(100, 9999)
        return {
            "RequestNumber": f"LOCA-{order + 122_000}",
            "OrderNumber": f"OS-{order}",
            "ContractItemRequestOrderId": order,
            "ContractItemRequestOrderItemId": 1,
            "Description": "Troca de oleo",
            "Total": amount(total),
            "ContractItemRequestOrderItemPartTypeName": "Servico",
            "ContractItemRequestOrderItemClassName": "Preventiva",
            "ExpenseGroupName": group,
            "ContractItemId": 1822,
            "ContractItemRequestId": order + 122_000,
            "Refundable": 0.0,
            "Discount": amount(discount),
        }


def cost_centres(cents: int, shares: Sequence[tuple[Centre, int]]) -> list[Body]:
    """Cost centres whose values add up to the cent; the last takes the rest."""
    values = [cents * fraction // 100 for _, fraction in shares[:-1]]
    values.append(cents - sum(values))
    return [
        {"CostCenterId": id_, "FullDescription": name, "Fraction": float(fraction), "Value": amount(value)}
        for ((id_, name), fraction), value in zip(shares, values, strict=True)
    ]


def _item(order: int, description: str, *, quantity: int, cents: int) -> Body:
    return {
        "DebtNoteItemId": order,
        "Description": description,
        "Quantity": quantity,
        "UnitValue": amount(cents),
        "TotalValue": amount(quantity * cents),
        "Order": order,
    }


def _terms(instalments: int) -> Body:
    if instalments == 1:
        return {}
    return {
        "FinancialEntryPaymentConditionsFinancialEntryPaymentConditionId": instalments,
        "FinancialEntryPaymentConditionsName": f"{instalments} parcelas",
        "FinancialEntryPaymentConditionExternalId": f"{instalments:03}",
    }


def _withheld(total: int) -> Body:
    # Per ten thousand: the usual rates for services between companies.
    rates = {"Irrf": 150, "Iss": 500, "Inss": 1100, "Pis": 65, "Cofins": 300, "Csll": 100}
    return {f"{name}Value": amount(total * rate // 10_000) for name, rate in rates.items()}
