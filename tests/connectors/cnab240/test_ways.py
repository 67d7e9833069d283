"""How a payment goes: bills by their bar code, PIX keys, accounts, and what a bank would send back."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from apps.connectors.cnab240.bar_code import bar_code_of, written_in
from apps.connectors.cnab240.connector import CNAB240
from apps.connectors.cnab240.digits import bar_code_digit, bradesco_digits, modulus_10
from apps.connectors.cnab240.returned.occurrences import FEBRABAN_WORDS
from apps.core.documents import BankAccount, Document, Kind, Party
from apps.core.errors import Place, Rejected
from tests.connectors.cnab240.payments import BAR_CODE, HOTEL, TYPED, claim, hotel, payer, title_of
from tests.connectors.factories import paid
from tests.connectors.filed import MARIA


def told(party: Party, bank: str = "001", **settings: str) -> dict[str, str]:
    """Give the way of a payment, without what it does not tell."""
    way = title_of(claim("1", party, "10.00"), payer(bank, **settings))["way"]
    return {name: value for name, value in way.items() if value}


def banked(bank: str = "104", branch: str = "1679", account: str = "12345678-9", pix: str = "") -> Party:
    return replace(MARIA, bank=BankAccount(bank=bank, branch=branch, account=account, pix_key=pix))


def refused(party: Party, bank: str = "001", **settings: str) -> str:
    with pytest.raises(Rejected) as raised:
        told(party, bank, **settings)
    return raised.value.code


def test_nothing_is_sent_and_nobody_is_called() -> None:
    assert {target.kind for target in CNAB240.targets} == {Kind.EXPENSE_REPORT, Kind.BILL}
    assert all(target.collected for target in CNAB240.targets)
    [resource] = CNAB240.resources
    for call in (resource.find, resource.create):
        with pytest.raises(LookupError):
            call(None, "key", {})


def test_every_setting_begins_with_what_it_takes_and_takes_nothing_but_all_of_it() -> None:
    known = {setting.slug: setting for setting in CNAB240.settings}
    assert all(re.fullmatch(one.pattern, one.default) for one in known.values() if one.pattern)
    for slug, odd in (("bank", "2379"), ("tax_id", "112223330001"), ("postal_code", "01310-100"), ("state", "São")):
        assert not re.search(f"^{known[slug].pattern}$", odd)


def test_a_key_goes_first_where_the_owner_says_so_and_where_there_is_no_account() -> None:
    both = banked(pix="ana@exemplo.com.br")
    assert told(both)["form"] == "45"
    assert told(both, way="account")["form"] == "41"
    assert told(banked("", "", "", "52998224725"), way="account") == {
        "segment": "A", "form": "45", "lot": "45", "clearing": "009", "pix_kind": "03", "pix_key": "52998224725",
        "person": "1",
    }  # fmt: skip


def test_an_account_is_told_in_its_parts() -> None:
    way = told(banked("1", "0238-X", "00.022.334.455-p"), "237")
    parts = ("bank", "branch", "branch_digit", "account", "account_digit")
    assert [way[part] for part in parts] == ["001", "238", "X", "22334455", "P"]
    assert told(banked(account="123456789"), check_digit="last")["account_digit"] == "9"


@pytest.mark.parametrize(
    ("party", "code"),
    [
        (replace(MARIA, bank=None), "layout.no_bank_account"),
        (banked("", "", ""), "layout.no_bank_account"),
        (banked(account="12AB5-6"), "layout.bank_account"),
        (banked(branch="A12"), "layout.bank_account"),
        (banked(bank="Banco"), "layout.bank_account"),
        (banked(bank="10400"), "layout.bank_account"),
        (banked(branch="123456"), "payment.branch"),
        (banked(branch="0000"), "payment.branch"),
        (banked(account="1234567890123-4"), "payment.account"),
        (banked(account="123456789"), "payment.no_check_digit"),
        (banked("", "", "", "11988887777"), "layout.pix_key"),
        (replace(MARIA, tax_id=""), "layout.tax_id"),
        (replace(MARIA, tax_id="52998224726"), "layout.tax_id"),
    ],
)
def test_who_cannot_be_paid_is_refused_before_there_is_a_file(party: Party, code: str) -> None:
    assert refused(party) == code


def test_accounts_at_the_payers_own_bank_are_looked_at_more_closely() -> None:
    assert told(banked("237", "1234-3", "567890-0"), "237")["form"] == "01"
    assert refused(banked("237", "1234-4", "567890-0"), "237") == "payment.account_digit"
    assert refused(banked("237", "1234-3", "567890-1"), "237") == "payment.account_digit"
    assert refused(banked("341", "12345", "56789-0"), "341") == "payment.branch"
    assert refused(banked("341", "1234", "1234567-0"), "341") == "payment.account"
    assert told(banked("237", "1234-4", "567890-1"), "341")["form"] == "41"


@pytest.mark.parametrize(
    "settings", [{"tax_id": "11222333000182"}, {"tax_id": "52998224726"}, {"branch_digit": "4"}, {"account_digit": "1"}]
)
def test_a_payer_who_cannot_exist_is_corrected_here(settings: dict[str, str]) -> None:
    with pytest.raises(Rejected, match=r"payment\.payer_wrong") as raised:
        title_of(hotel(), payer("237", **settings))
    assert raised.value.place == Place.HERE


@pytest.mark.parametrize(
    "changes",
    [{"text": TYPED}, {"text": f"Boleto {BAR_CODE}, NF 88"}, {"text": "", "payment_reference": TYPED.replace(" ", "")}],
)
def test_a_bill_is_paid_by_its_bar_code_wherever_it_is_told(changes: dict[str, str]) -> None:
    way = title_of(hotel(**changes), payer("237"))["way"]
    assert (way["segment"], way["form"], way["bar_code"], way["person"]) == ("J", "31", BAR_CODE, "2")


def test_a_reference_of_several_titles_is_none_of_them_and_an_employees_bill_is_paid_already() -> None:
    bill = hotel(text="", payment_reference=TYPED, party=replace(HOTEL, bank=MARIA.bank))
    half = replace(bill.instalments[0], amount=Decimal("129.45"))
    split = replace(bill, instalments=(half, replace(half, number=2)))
    assert title_of(split, payer("237"))["way"]["segment"] == "A"
    report = claim("1", MARIA, "258.90")
    assert title_of(replace(report, payment_reference=TYPED, description=TYPED), payer("237"))["way"]["form"] == "41"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": "258.91"}, "payment.bill_amount"),
        ({"text": TYPED.replace("7 56700", "8 56700")}, "payment.bar_code_wrong"),
        ({"text": TYPED.replace(" 1 1391", " 2 1391")}, "payment.bar_code_wrong"),
        ({"text": "8" + BAR_CODE[1:]}, "payment.bill_of_utility"),
        ({"text": "836200000000 667800481000 180975657313 001589636081"}, "payment.bill_of_utility"),
        ({"text": "No bar code"}, "layout.no_bank_account"),
    ],
)
def test_a_bill_that_does_not_fit_its_document_is_refused(changes: dict[str, str], code: str) -> None:
    with pytest.raises(Rejected) as raised:
        title_of(hotel(**changes), payer("237"))
    assert raised.value.code == code


def test_a_bill_of_another_day_is_refused() -> None:
    bill = hotel()
    later = replace(bill, instalments=(replace(bill.instalments[0], due=date(2026, 3, 21)),))
    with pytest.raises(Rejected) as raised:
        title_of(later, payer("237"))
    assert (raised.value.code, raised.value.params) == (
        "payment.bill_due",
        {"expected": "2026-03-21", "found": "2026-03-20"},
    )


def with_factor(factor: str) -> str:
    body = f"0339{factor}{BAR_CODE[9:]}"
    return body[:4] + bar_code_digit(body) + body[4:]


@pytest.mark.parametrize(
    ("factor", "near", "due"),
    [
        ("9999", date(2025, 2, 20), date(2025, 2, 21)),
        ("1000", date(2025, 2, 20), date(2025, 2, 22)),
        ("1000", date(2000, 7, 1), date(2000, 7, 3)),
        ("1391", date(2026, 3, 1), date(2026, 3, 20)),
        ("0000", date(2026, 3, 1), None),
    ],
)
def test_a_due_factor_that_began_anew_means_the_nearer_day(factor: str, near: date, due: date | None) -> None:
    assert bar_code_of(with_factor(factor)).due(near) == due


def test_a_bill_without_an_amount_of_its_own_fits_every_one() -> None:
    body = BAR_CODE[:4] + "0000" + "0" * 10 + BAR_CODE[19:]
    free = body[:4] + bar_code_digit(body) + body[4:]
    assert title_of(hotel(text=free, amount="1.00"), payer("237"))["way"]["bar_code"] == free


@pytest.mark.parametrize("text", ["", "123", "1" * 43, "1" * 49, "12345 67890", "٣" * 44])
def test_other_digits_are_no_bill(text: str) -> None:
    assert written_in(text) == ""


def settled(bill: Document, amount: str, **parts: str) -> Document:
    return replace(bill, instalments=(replace(bill.instalments[0], settlement=paid(amount, **parts)),))


def test_what_was_paid_elsewhere_is_not_paid_again() -> None:
    plan = CNAB240.target(Kind.BILL).plan
    assert plan(settled(hotel(), "258.90"), payer("237")) == ()
    assert plan(settled(hotel(), "250.00", discount="8.90"), payer("237")) == ()
    for part in (settled(hotel(), "100.00"), settled(hotel(), "258.90", fine="10.00")):
        with pytest.raises(Rejected, match=r"payment\.partly_paid"):
            plan(part, payer("237"))
    bill = hotel()
    two = replace(bill, instalments=(*settled(bill, "258.90").instalments, replace(bill.instalments[0], number=2)))
    [step] = plan(two, payer("237"))
    assert [one["result_key"] for one in step.body["titles"]] == ["RPT700125-2"]


def test_check_digits_are_those_of_the_notes() -> None:
    assert (modulus_10("033991234"), bradesco_digits("1234"), bradesco_digits("567890")) == ("7", "3", "0")
    assert "P" in {digit for number in range(100, 200) for digit in bradesco_digits(str(number))}
    assert len(FEBRABAN_WORDS) > 60
