"""What is said about payments by file: what a bank would send back, and files in which it says what became of them."""

from django.utils.translation import gettext_lazy as _

from apps.hub.admin.sentence import Sentence

SHOWN = _("It is %(value)s.")
ROOM = _("“%(value)s” does not fit: %(width)s digits are the most, and it is not zero.")
OTHERWISE = _("The document says %(expected)s, the bill %(found)s.")
WHOLE_LINE = _("Copy all 47 digits of the bill, or the 44 of its bar code, into the document at the source.")

PAYMENTS = {
    "payment.branch": Sentence(
        _("The number of the payee's branch does not fit"), ROOM, _("Correct the bank account at the source.")
    ),
    "payment.account": Sentence(
        _("The number of the payee's account does not fit"), ROOM, _("Correct the bank account at the source.")
    ),
    "payment.no_check_digit": Sentence(
        _("The payee's account has no check digit"),
        _("Account: %(value)s."),
        _(
            "Write it behind a hyphen at the source. Where the last digit is the check digit, say so in the "
            "settings of the flow."
        ),
    ),
    "payment.account_digit": Sentence(
        _("A check digit of the payee's account is wrong"), SHOWN, _("Correct branch and account at the source.")
    ),
    "payment.bar_code_wrong": Sentence(_("The digits of the bill are wrong"), SHOWN, WHOLE_LINE),
    "payment.bill_of_utility": Sentence(
        _("Bills of utilities and taxes cannot be paid by this file"),
        SHOWN,
        _("Pay it at the bank, then skip it here or mark it as handled elsewhere."),
    ),
    "payment.bill_amount": Sentence(
        _("The bill is over another amount than the document"),
        OTHERWISE,
        _("Correct the amount or the digits of the bill at the source."),
    ),
    "payment.bill_due": Sentence(
        _("The bill is due on another day than the document"),
        OTHERWISE,
        _("Correct the due date or the digits of the bill at the source."),
    ),
    "payment.partly_paid": Sentence(
        _("A part of it was paid already"),
        _("%(title)s: of %(expected)s, %(found)s were paid."),
        _("Pay the rest by hand and mark it here as handled elsewhere, or split the instalment at the source."),
    ),
    "payment.payer_wrong": Sentence(
        _("A number of the company that pays is wrong"),
        SHOWN,
        _("Correct CNPJ, branch and account with their check digits in the settings of the flow."),
    ),
    "payment.other_bank": Sentence(
        _("The file is for another bank than the company's"),
        _("The bank in the settings of the flow is %(value)s."),
        _("Choose the kind of file of that bank, or correct the settings of the flow."),
    ),
    "payment.pix_apart": Sentence(
        _("A PIX goes into a file of its own at this bank"),
        _("Payee: %(value)s."),
        _("Produce it with the kind of file for PIX. The other payments can be in this one."),
    ),
    "payment.pix_only": Sentence(
        _("Nothing but PIX can be in this file"),
        _("Payee: %(value)s."),
        _("Produce it with the bank's other kind of file."),
    ),
    "result.width": Sentence(
        _("A line of the return file has another length than 240"),
        _("Line %(line)s has %(found)s signs."),
        _("Upload the file just as the bank gave it, without opening it in an editor. Nothing was kept."),
    ),
    "result.not_returned": Sentence(
        _("This is no return file"),
        "",
        _("It may be the file that was sent. Choose the one that came from the bank. Nothing was kept."),
    ),
    "result.of_bank": Sentence(
        _("The return file is another bank's"),
        _("%(expected)s was expected, the file is of %(found)s."),
        _("Choose the kind of result that fits the bank. Nothing was kept."),
    ),
}
