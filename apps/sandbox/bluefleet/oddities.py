"""Bodies as the real world sends them: strange, hostile or broken."""

from typing import Any

from apps.sandbox import tax_id
from apps.sandbox.bluefleet import cast
from apps.sandbox.bluefleet.builder import Builder
from apps.sandbox.bluefleet.cast import Party
from apps.sandbox.bluefleet.scenarios import ENTRY, INVOICE, NOTE, Notification

MANY = 10_000


def minimum_dates_and_nulls(make: Builder) -> list[Notification]:
    """Empty dates, nulls, missing keys, fractions of seconds and an offset."""
    entry = make.receivable()
    nulls = ("Comments", "PerformedBy", "ReconciledBy", "ConfirmedBy", "DeletedBy", "FinancialRecurrenceTypeName")
    missing = ("Taxes", "Interest", "Fine", "PurchaseOrderId", "IsTransfer")
    odd = {
        **dict.fromkeys(nulls),
        "ExpirationDate": cast.EMPTY_DATE,
        "AccrualDate": cast.EMPTY_DATE,
        "ReferenceDate": None,
        "CreatedAt": f"{make.moment()}.4567891-03:00",
    }
    return [Notification(ENTRY, {key: value for key, value in {**entry, **odd}.items() if key not in missing})]


def unknown_keys(make: Builder) -> list[Notification]:
    """Keys that no documentation names."""
    news = {"TenantId": 7, "Tags": ["frota", "abril"], "Audit": {"Origin": "importacao", "Batch": None}}
    entry = make.receivable()
    return [Notification(ENTRY, {**entry, **news, "FinancialEntity": {**entry["FinancialEntity"], "Score": 9.5}})]


def other_case(make: Builder) -> list[Notification]:
    """The same keys in camelCase."""
    return [Notification(ENTRY, _camel(make.payable()))]


def text_amounts(make: Builder) -> list[Notification]:
    """Amounts in quotes."""
    entry = make.payable(cents=123_456)
    [centre] = entry["CostCenters"]
    texts = {key: f"{entry[key]:.2f}" for key in ("ExpectedValue", "ExpectedGrossValue", "PerformedValue")}
    return [Notification(ENTRY, {**entry, **texts, "CostCenters": [{**centre, "Value": "1234.56"}]})]


def negative(make: Builder) -> list[Notification]:
    """A negative amount."""
    entry = make.payable(cents=15_000)
    [centre] = entry["CostCenters"]
    values = {"ExpectedValue": -150.0, "ExpectedGrossValue": -150.0, "CostCenters": [{**centre, "Value": -150.0}]}
    return [Notification(ENTRY, {**entry, **values})]


def too_many_decimals(make: Builder) -> list[Notification]:
    """An amount with fractions of a cent."""
    entry = make.payable(cents=10_012)
    return [Notification(ENTRY, {**entry, "ExpectedValue": 100.12345, "ExpectedGrossValue": 100.12345})]


def not_a_number(make: Builder) -> list[Notification]:
    """NaN, which is not JSON."""
    return [Notification(ENTRY, {**make.payable(), "ExpectedValue": float("nan")})]


def not_adding_up(make: Builder) -> list[Notification]:
    """A debit note whose items do not add up to its total."""
    note = make.debit_note()
    first, second = note["DebtNoteItems"]
    short = {**first, "TotalValue": round(first["TotalValue"] - 10, 2)}
    return [Notification(NOTE, {**note, "DebtNoteItems": [short, second]})]


def dates_out_of_range(make: Builder) -> list[Notification]:
    """Dates no calendar has, and one in the far future."""
    entry = make.payable()
    return [
        Notification(ENTRY, {**entry, "ExpectedDate": "2026-02-30T00:00:00", "ExpirationDate": "9999-12-31T23:59:59"})
    ]


def wrong_check_digit(make: Builder) -> list[Notification]:
    """A CNPJ with a wrong check digit."""
    number = tax_id.cnpj(make.random)
    wrong = f"{number[:-1]}{(int(number[-1]) + 1) % 10}"
    return [Notification(ENTRY, make.payable(party=_party(make, "Funilaria Erro Ltda", number=wrong)))]


def html_names(make: Builder) -> list[Notification]:
    """HTML and script in names."""
    name = "<script>document.title='broken'</script><b>Oficina & Cia</b>"
    entry = make.payable(party=_party(make, name))
    return [Notification(ENTRY, {**entry, "Description": '"><img src=x onerror=alert(1)>'})]


def formula_names(make: Builder) -> list[Notification]:
    """Spreadsheet formulas in names."""
    entry = make.payable(party=_party(make, '=HYPERLINK("http://example.invalid","Pecas")'))
    return [Notification(ENTRY, {**entry, "Description": "@SUM(1+1)*cmd", "Comments": "-2+3", "DocumentNumber": "+12"})]


def big(make: Builder) -> list[Notification]:
    """Ten thousand cost centres."""
    entry = make.payable(cents=MANY * 100)
    centres = [
        {
            "CostCenterId": 100_000 + turn,
            "FullDescription": f"Frota > Veiculo {turn:05}",
            "Fraction": 0.01,
            "Value": 1.0,
        }
        for turn in range(1, MANY + 1)
    ]
    return [Notification(ENTRY, {**entry, "CostCenters": centres})]


def missing_id(make: Builder) -> list[Notification]:
    """A body without its id."""
    return [Notification(ENTRY, {key: value for key, value in make.payable().items() if key != "FinancialEntryId"})]


def not_an_object(make: Builder) -> list[Notification]:
    """JSON that is a list."""
    return [Notification(ENTRY, [make.payable()])]


def not_json(make: Builder) -> list[Notification]:
    """A body cut in the middle."""
    return [Notification(ENTRY, b'{"FinancialEntryId": 1, "ExpectedValue": ')]


def unknown_path(make: Builder) -> list[Notification]:
    """A notification of another family."""
    return [Notification("/steps", {"createdAt": make.day()[:10], "step": {"workflowStepCode": "VehicleReady"}})]


def hostile_files(make: Builder) -> list[Notification]:
    """Invoices whose files never end, are huge, or lead to private addresses."""
    urls = [f"{make.files_url}/{name}.pdf" for name in ("endless", "huge", "redirect")]
    return [_with_file(make, url) for url in (*urls, "http://169.254.169.254/latest/meta-data/")]


def _with_file(make: Builder, url: str) -> Notification:
    paper = make.invoice()
    return Notification(INVOICE, {**paper, "Files": [{**paper["Files"][0], "Url": url}]})


def _party(make: Builder, name: str, *, number: str = "") -> Party:
    return Party(make.id(), name, name, number or tax_id.cnpj(make.random), supplier=True)


def _camel(value: Any) -> Any:
    match value:
        case dict():
            return {key[:1].lower() + key[1:]: _camel(item) for key, item in value.items()}
        case list():
            return [_camel(item) for item in value]
    return value
