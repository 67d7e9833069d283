"""What the two signs of an occurrence mean (231-240), in our own words: FEBRABAN's table, and Itaú's where it differs.

FEBRABAN, layout 8.6, note G059; Itaú, SISPAG, note 8. A code that stands in neither is a refusal with its two signs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _


class Outcome(StrEnum):
    """What a code makes of a payment."""

    PAID = "paid"
    ACCEPTED = "accepted"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    NOTE = "note"


#: Outcomes after which the payment is not made, and those after which it is or will be.
BAD = frozenset({Outcome.REFUSED, Outcome.CANCELLED})
GOOD = frozenset({Outcome.PAID, Outcome.ACCEPTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The codes of a bank; ``whole`` are those that refuse a lot, or in the head of the file all of it.

    ``in_b``: segment B has occurrences of its own; ``bill_number``: where the bank's number of a bill stands.
    """

    words: Mapping[str, str]
    outcomes: Mapping[str, Outcome]
    whole: frozenset[str]
    in_b: bool = False
    bill_number: tuple[int, int] = (203, 222)

    def outcome(self, code: str) -> Outcome:
        """Give what a code makes of a payment; one that nobody knows refuses it."""
        return self.outcomes.get(code, Outcome.REFUSED)

    def said(self, code: str) -> str:
        """Give a code with its words, in the language of who reads."""
        return f"{code} {gettext(self.words.get(code) or UNKNOWN)}"

    def all_said(self, codes: Iterable[str]) -> str:
        """Give codes with their words, each once."""
        return "; ".join(dict.fromkeys(self.said(code) for code in codes))


UNKNOWN = _("is not in the table of this bank")
FEBRABAN_WORDS = {
    "00": _("paid"),
    "01": _("not enough money in the account"),
    "02": _("cancelled by the payer or the payee"),
    "03": _("paid, authorised by the branch"),
    "AA": _("control fields wrong"),
    "AB": _("kind of operation wrong"),
    "AC": _("kind of service wrong"),
    "AD": _("launch form wrong"),
    "AE": _("tax number of the payer wrong"),
    "AF": _("agreement wrong"),
    "AG": _("branch or account of the payer wrong"),
    "AH": _("number of the record in its lot wrong"),
    "AI": _("segment wrong"),
    "AJ": _("kind of movement wrong"),
    "AK": _("clearing house wrong"),
    "AL": _("bank of the payee wrong"),
    "AM": _("branch of the payee wrong"),
    "AN": _("account of the payee wrong"),
    "AO": _("name of the payee missing"),
    "AP": _("payment date wrong"),
    "AQ": _("currency wrong"),
    "AR": _("amount wrong"),
    "AS": _("advice to the payee wrong"),
    "AT": _("tax number of the payee wrong"),
    "AU": _("street of the payee missing"),
    "AV": _("street number of the payee missing"),
    "AW": _("city of the payee missing"),
    "AX": _("postal code of the payee wrong"),
    "AY": _("state of the payee wrong"),
    "AZ": _("depositary bank wrong"),
    "BA": _("depositary branch missing"),
    "BB": _("number of the payment wrong"),
    "BC": _("the bank's own number wrong"),
    "BD": _("scheduled"),
    "BE": _("change accepted"),
    "BF": _("deleted as asked"),
    "BG": _("account legally blocked"),
    "CA": _("bar code: bank wrong"),
    "CB": _("bar code: currency wrong"),
    "CC": _("bar code: check digit wrong"),
    "CD": _("bar code: amount wrong"),
    "CE": _("bar code: free field wrong"),
    "CF": _("amount of the bill wrong"),
    "CG": _("rebate wrong"),
    "CH": _("discount wrong"),
    "CI": _("interest wrong"),
    "CJ": _("fine wrong"),
    "CK": _("income tax (IR) wrong"),
    "CL": _("services tax (ISS) wrong"),
    "CM": _("tax on financial operations (IOF) wrong"),
    "CN": _("other deductions wrong"),
    "CO": _("other additions wrong"),
    "CP": _("social security (INSS) wrong"),
    "HA": _("lot refused"),
    "HB": _("the contract is for another tax number"),
    "HC": _("the contract has no such agreement"),
    "HD": _("the contract has no such branch or account"),
    "HE": _("the contract has no such service"),
    "HF": _("the account of the company has not enough money"),
    "HG": _("lot out of sequence"),
    "HH": _("lot wrong"),
    "HI": _("file refused"),
    "HJ": _("kind of record wrong"),
    "HK": _("sent and returned mixed up"),
    "HL": _("version of the layout wrong"),
    "TA": _("lot refused: its totals differ"),
    "YA": _("bill not found"),
    "YB": _("optional record wrong"),
    "YC": _("standard code wrong"),
    "YD": _("occurrence wrong"),
    "YE": _("complement of the occurrence wrong"),
    "YF": _("allegation told before"),
    "ZA": _("account of the payee was replaced"),
    "ZB": _("first and last name of the payee differ"),
    "ZC": _("paid earlier than asked"),
    "ZD": _("a part was paid earlier than asked"),
}
FEBRABAN = Table(
    words=FEBRABAN_WORDS,
    outcomes={
        "00": Outcome.PAID,
        "02": Outcome.CANCELLED,
        "03": Outcome.PAID,
        "BD": Outcome.ACCEPTED,
        "BE": Outcome.ACCEPTED,
        "BF": Outcome.CANCELLED,
        **dict.fromkeys(("ZA", "ZB", "ZC", "ZD"), Outcome.NOTE),
    },
    whole=frozenset({"TA", *(code for code in FEBRABAN_WORDS if code[0] == "H")}),
)
#: Those that Itaú means otherwise, and those that it has besides.
ITAU_WORDS = {
    **FEBRABAN_WORDS,
    "AE": _("payment date was changed"),
    "AG": _("number of the lot wrong"),
    "AI": _("no contract for payslips"),
    "AQ": _("too many records"),
    "AO": _("name of the payee wrong"),
    "BE": _("scheduled as a payment order"),
    "BI": _("tax number of the payee wrong"),
    "BL": _("amount of the instalment wrong"),
    "CD": _("tax number differs from the registered one"),
    "CE": _("cancelled"),
    "CI": _("tax number or registration wrong"),
    "CK": _("kind of tax number wrong"),
    "CN": _("account not registered"),
    "CP": _("payment order paid out"),
    "CQ": _("invoices do not add up to the payment"),
    "CS": _("due date of the invoice wrong"),
    "DM": _("e-mail address of the payee wrong"),
    "DV": _("sent back by the bank of the payee"),
    "EM": _("payment order issued"),
    "EX": _("payment order sent back, nobody fetched it"),
    "FC": _("paid on credit (Compror)"),
    "FD": _("paid on credit (Descompror)"),
    "HM": _("head of the file wrong"),
    "IB": _("amount of the bill wrong"),
    "IC": _("rebate wrong"),
    "ID": _("discount wrong"),
    "IE": _("interest wrong"),
    "IF": _("fine wrong"),
    "IG": _("other deductions wrong"),
    "IH": _("other additions wrong"),
    "II": _("due date wrong"),
    "IM": _("service and launch form do not go together"),
    "IN": _("bank or branch not registered"),
    "IO": _("check digit or amount wrong"),
    "IP": _("bar code: check digit wrong"),
    "IR": _("payment was changed"),
    "LA": _("payment date of the lot was changed"),
    "LC": _("lot cancelled"),
    "NA": _("cancelled: nobody authorised it"),
    "NR": _("not carried out"),
    "PD": _("purchase confirmed"),
    "RJ": _("record refused"),
    "RS": _("may be paid earlier"),
    "SS": _("cancelled: not enough money, or the limit of the day"),
    "TI": _("holder of the account wrong"),
    "X1": _("launch form not in this layout"),
}
ITAU = Table(
    words=ITAU_WORDS,
    outcomes={
        "00": Outcome.PAID,
        **dict.fromkeys(("FC", "FD", "CP"), Outcome.PAID),
        **dict.fromkeys(("BD", "BE", "EM", "PD"), Outcome.ACCEPTED),
        **dict.fromkeys(("02", "BF", "CE", "LC", "NA", "SS"), Outcome.CANCELLED),
        **dict.fromkeys(("AE", "IR", "LA", "RS"), Outcome.NOTE),
    },
    whole=frozenset({"TA", "LC", *(code for code in ITAU_WORDS if code[0] == "H")}),
    in_b=True,
    bill_number=(216, 230),
)
