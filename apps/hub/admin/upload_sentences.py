"""What each code about a file that somebody uploads means to that person."""

from django.utils.translation import gettext_lazy as _

from apps.hub.admin.sentence import HELD_VALUE, Sentence

NAMED = _("Statement %(number)s of account %(account)s.")
AT = _("%(field)s holds %(found)s, the account is kept in %(expected)s.")
ANOTHER = _("Download the file again at the bank or at the vendor, in one of the formats named here.")
AGAIN = _("Download the file again. If it is still so, ask the bank for a correct one: nothing of it was kept.")
ALL = _("Download the file anew and upload it as it is, without opening and saving it in between.")

UPLOADS = {
    "upload.empty": Sentence(_("The file is empty"), "", ALL),
    "upload.too_large": Sentence(
        _("The file is too large"),
        _("It has %(size)s MB, and %(largest)s MB is the most."),
        _("Download a shorter period, and upload several files."),
    ),
    "upload.pdf": Sentence(_("This is a PDF, which no program can read reliably"), "", ANOTHER),
    "upload.html": Sentence(
        _("This is a web page"),
        "",
        _("Perhaps you had been signed out when it was downloaded. Sign in there and download the file again."),
    ),
    "upload.packed": Sentence(
        _("This is a ZIP archive or an Excel file"),
        "",
        _("Unpack an archive and upload what is in it. Of a bank's formats, choose one of those named here."),
    ),
    "upload.swift": Sentence(_("This is an MT940 file"), "", ANOTHER),
    "upload.other_xml": Sentence(_("This is another kind of XML file"), _("It calls itself %(found)s."), ANOTHER),
    "upload.unknown": Sentence(_("This file is none of the formats that are taken"), "", ANOTHER),
    "upload.xml_broken": Sentence(_("The XML of the file is broken"), "%(found)s", ALL),
    "upload.xml_refused": Sentence(
        _("The file holds what no honest one holds"),
        "%(found)s",
        _("It may be an attack. Tell whoever looks after your security where it came from. Nothing of it was kept."),
    ),
    "upload.nowhere": Sentence(_("These documents are not uploaded as files")),
}
STATEMENTS = {
    "statement.none": Sentence(_("There is no statement in the file"), "", ANOTHER),
    "statement.no_account": Sentence(_("A statement names no account"), _("Statement %(number)s."), AGAIN),
    "statement.no_currency": Sentence(_("A statement names no currency"), _("Statement %(number)s."), AGAIN),
    "statement.no_balance": Sentence(
        _("A statement has no opening or no closing balance"),
        _("Statement %(number)s has no balance %(balance)s."),
        _("Download an end-of-day statement (CAMT.053), not a report of the day so far. Nothing of it was kept."),
    ),
    "statement.no_direction": Sentence(_("An entry does not say whether money came in or went out"), HELD_VALUE, AGAIN),
    "statement.currency_differs": Sentence(_("An amount is in another currency than its account"), AT, AGAIN),
    "statement.does_not_add_up": Sentence(
        _("A statement does not add up"),
        _(
            "Statement %(number)s of account %(account)s: opening balance and movements make %(found)s, "
            "and the closing balance is %(expected)s."
        ),
        AGAIN,
    ),
    "statement.twice": Sentence(_("The file has two different statements under one number"), NAMED, AGAIN),
    "coda.truncated": Sentence(_("The CODA file ends too early"), _("It breaks off in line %(line)s."), ALL),
    "coda.line_length": Sentence(
        _("A line of the CODA file has not 128 characters"), _("Line %(line)s has %(found)s."), ALL
    ),
    "coda.unexpected_record": Sentence(
        _("The records of the CODA file are out of order"),
        _("A record %(value)s cannot stand in line %(line)s."),
        ALL,
    ),
    "coda.version": Sentence(
        _("The CODA file has another version than 2"),
        _("Its version is “%(found)s”."),
        _("Ask the bank for CODA of version 2."),
    ),
    "coda.totals_differ": Sentence(
        _("The totals at the end of the CODA file are not those of its records"),
        _("Line %(line)s, %(field)s: it tells %(expected)s, and the records make %(found)s."),
        AGAIN,
    ),
}
