"""What each code means to a person: a title, what completes it, and what to do. At length: docs/errors.md."""

from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from apps.hub.admin.access_sentences import ACCOUNT, AUTH
from apps.hub.admin.collecting_sentences import COLLECTING
from apps.hub.admin.delivery_sentences import DELIVERY
from apps.hub.admin.file_sentences import FILES
from apps.hub.admin.layout_sentences import LAYOUTS
from apps.hub.admin.payment_sentences import PAYMENTS
from apps.hub.admin.posted_sentences import POSTED
from apps.hub.admin.report_sentences import REPORTS
from apps.hub.admin.sentence import CHECK, FIX_AT_SOURCE, HELD_VALUE, NOTHING, SAID, SUPPORT, TOLD, Sentence
from apps.hub.admin.upload_sentences import STATEMENTS, UPLOADS
from apps.hub.admin.writing_sentences import WRITING

ENGINE = {
    "mapping.missing": Sentence(
        _("A value has no counterpart yet"),
        _("%(kind)s “%(value)s” is not mapped."),
        _("Choose what it is called at the target. Everything that waits for it then goes on by itself."),
    ),
    "mapping.value_wrong": Sentence(
        _("A chosen value cannot be used"),
        _("%(field)s takes a number, and “%(value)s” is none."),
        _("Open the mapping and choose a value from the list."),
    ),
    "retries.exhausted": Sentence(
        _("It did not work after many tries"),
        _("The last problem was: %(last)s"),
        _("Ask whoever runs the target whether it works again, then try again here."),
    ),
    "internal": Sentence(_("The hub itself failed"), _("It reported: %(error)s"), SUPPORT),
    "internal.kills_worker": Sentence(_("This document broke the worker that handled it, several times"), "", SUPPORT),
    "undo.paid": Sentence(
        _("It cannot be undone any more: it is paid"),
        _("Number at the target: %(number)s."),
        _("Take the payment back at the target, then try again. Or settle it there and mark it as handled."),
    ),
    "undo.unsupported": Sentence(
        _("Cancelled at the source, and the target takes nothing back"),
        _("Number at the target: %(number)s."),
        _("Reject or cancel it at the target by hand, then mark it here as handled elsewhere."),
    ),
    "undo.still_wanted": Sentence(
        _("Cancelled here, and another document still asks for it"),
        _("Number at the target: %(number)s. The other document: %(other)s."),
        _("If the other one is void too, cancel or correct it at the source, then try again. If it is not, skip this."),
    ),
    "update.unsupported": Sentence(
        _("It is booked already, and the target takes no changes"),
        _("Number at the target: %(number)s."),
        _("Change it at the target by hand, then mark it here as handled elsewhere."),
    ),
    "store.away": Sentence(_("The hub's database did not answer for a moment"), "", NOTHING),
    "operation.busy": Sentence(_("Another document is writing the same entry right now"), "", NOTHING),
    "budget.spent": Sentence(_("The target's limit of calls is used up for the moment"), "", NOTHING),
    "rule": Sentence(_("A rule of the flow decided"), _("Rule: %(rule)s")),
    "cancelled": Sentence(_("The document was cancelled at the source")),
    "person": Sentence(_("A person decided")),
    "already_resolved": Sentence(_("Somebody else was faster: this is resolved already")),
    "not_a_mapping": Sentence(_("This cause asks for something else than a value")),
    "reconnect_first": Sentence(_("Sign in again first; the queue then goes on by itself")),
    "repeated": Sentence(_("The same call has been accepted meanwhile")),
}

SOURCE = {
    "source.not_json": Sentence(_("What came is not JSON"), "", FIX_AT_SOURCE),
    "source.not_an_object": Sentence(_("What came is JSON, but not a document"), "", FIX_AT_SOURCE),
    "source.no_id": Sentence(_("The document has no usable id"), _("Field: %(field)s."), FIX_AT_SOURCE),
    "source.payload_gone": Sentence(
        _("The stored document is no longer kept"),
        "",
        _("Its retention time is over. Send it again from the source."),
    ),
    "source.not_a_number": Sentence(_("An amount is not a number"), HELD_VALUE, FIX_AT_SOURCE),
    "source.fraction_of_cent": Sentence(_("An amount has a fraction of a cent"), HELD_VALUE, FIX_AT_SOURCE),
    "source.negative": Sentence(_("An amount is negative"), HELD_VALUE, FIX_AT_SOURCE),
    "source.no_party": Sentence(
        _("The source does not say whose document it is"), _("Number of the party: %(value)s."), FIX_AT_SOURCE
    ),
    "source.no_date": Sentence(_("A date is missing"), _("Field: %(field)s."), FIX_AT_SOURCE),
    "source.not_a_date": Sentence(_("A date cannot be read"), HELD_VALUE, FIX_AT_SOURCE),
    "source.date_out_of_range": Sentence(_("A date lies too far away"), HELD_VALUE, FIX_AT_SOURCE),
    "source.wrong_shape": Sentence(_("A part of the document has an unexpected form"), "%(field)s", FIX_AT_SOURCE),
    "source.direction_unknown": Sentence(
        _("It is not clear whether money comes in or goes out"), _("The source says “%(value)s”."), FIX_AT_SOURCE
    ),
    "source.direction_mixed": Sentence(
        _("The document has entries of both directions"), _("Field: %(field)s."), FIX_AT_SOURCE
    ),
    "source.repeated_entry": Sentence(_("The same entry occurs twice"), _("Entry: %(value)s."), FIX_AT_SOURCE),
    "source.currency_unsupported": Sentence(
        _("The target does not take this currency"),
        _("Currency: %(currency)s."),
        _("Book it at the target by hand, then mark it here as handled elsewhere."),
    ),
    "source.no_instalments": Sentence(_("The document has nothing to pay or receive"), "", FIX_AT_SOURCE),
    "source.nothing_to_pay": Sentence(
        _("An entry has no amount to pay"), _("Entry %(title)s: %(value)s."), FIX_AT_SOURCE
    ),
    "source.negative_share": Sentence(_("A cost centre has a negative share"), _("Entry: %(title)s."), FIX_AT_SOURCE),
    "source.direction_unsupported": Sentence(
        _("The target takes only what is to be paid"),
        "",
        _("Skip it here, or let a rule of the flow skip such documents."),
    ),
    "source.no_pdf": Sentence(
        _("The document came without a PDF"),
        "",
        _("The target takes no invoice without one. Attach the PDF at the source and send it again."),
    ),
    "source.pdf_too_large": Sentence(
        _("The PDF of the document is larger than 10 MB"),
        "",
        _(
            "The target takes no invoice without one. Have a smaller PDF put in its place at the source and fetch the "
            "document again, or book it at the target by hand and mark it here as handled elsewhere."
        ),
    ),
    "source.lines_differ": Sentence(
        _("The positions do not add up to the invoice"),
        _("%(expected)s was expected, the positions make %(found)s."),
        FIX_AT_SOURCE,
    ),
    "party.tax_id_wrong": Sentence(
        _("The tax number of the customer or supplier is wrong"), _("Number: %(value)s."), FIX_AT_SOURCE
    ),
    "signature.missing": Sentence(
        _("The agreed proof of origin is missing"),
        "",
        _("Set the proof of the connection at the sender, then verify this call again."),
    ),
    "signature.wrong": Sentence(
        _("The agreed proof of origin is wrong"),
        "",
        _("Compare the secret at the sender with the one of the connection, mend it, then verify again."),
    ),
    "signature.token": Sentence(
        _("The access token is unknown or has expired"),
        "",
        _("Check the client id and secret at the sender. It must ask for a new token."),
    ),
    "signature.address": Sentence(
        _("Calls from this address are not accepted"),
        "",
        _("If the sender has moved, add its address to the connection, then verify again."),
    ),
    "signature.not_set_up": Sentence(
        _("The connection is not set up to receive calls"),
        "",
        _("Fill in its credentials, then verify this call again."),
    ),
}

ASKING = {
    "source.unreachable": Sentence(_("The source cannot be reached"), "%(host)s", NOTHING),
    "source.too_slow": Sentence(_("The source does not answer in time"), "%(host)s", NOTHING),
    "source.busy": Sentence(_("The source is busy, or wants a pause"), SAID, NOTHING),
    "source.broken_answer": Sentence(_("The source gave an answer that makes no sense"), SAID, NOTHING),
    "source.address_refused": Sentence(
        _("The address of the source lies inside a private network"),
        "%(url)s",
        _("Correct the address of the connection, or ask an administrator to allow it."),
    ),
    "source.credentials_refused": Sentence(
        _("The source no longer accepts our sign-in"),
        SAID,
        _("Sign in again. It is then asked from where it stopped."),
    ),
    "source.refused": Sentence(
        _("The source refuses the question"),
        SAID,
        _("If the answer speaks of the place or of a page, ask again from the beginning: nothing is booked twice."),
    ),
    "source.company_not_linked": Sentence(
        _("The company has not admitted our application"),
        SAID,
        _("An administrator of the company admits it at the source. Then check the connection again."),
    ),
    "source.company_unknown": Sentence(
        _("The sign-in does not open this company"),
        _("Company: %(company)s."),
        _("Compare the number with the one that the source shows on an invoice, and correct it."),
    ),
    "source.address_wrong": Sentence(
        _("Nobody answers for the source at this address"), SAID, _("Correct the address of the connection.")
    ),
    "source.not_found": Sentence(
        _("The source no longer has this document"),
        SAID,
        _("It was deleted there. If it is void, skip it here; otherwise send it again from the source."),
    ),
    "source.goes_in_circles": Sentence(
        _("The source gives the same pages again and again"),
        "",
        _("What came is kept. Ask the vendor, or ask again from the beginning."),
    ),
}

TARGET = {
    "target.credentials_refused": Sentence(
        _("The target no longer accepts our sign-in"),
        SAID,
        _("Sign in again. The documents in the queue wait and then go on by themselves."),
    ),
    "secrets.unreadable": Sentence(
        _("Our own keys no longer open the stored credentials"),
        "",
        _("Ask whoever runs the hub for the missing key, or sign in again. The queue waits and then goes on."),
    ),
    "target.no_company": Sentence(
        _("The sign-in works but opens no active company"),
        "",
        _("Check the company at the target, then sign in again."),
    ),
    "target.rejected": Sentence(
        _("The target refused the document"),
        SAID,
        _("Correct what the answer names, at the target or at the source. Then try again."),
    ),
    "target.not_found": Sentence(
        _("The target does not find what the document refers to"),
        SAID,
        _("It may have been deleted there. Restore it or change the mapping, then try again."),
    ),
    "target.duplicate": Sentence(
        _("The target has it already under another entry"),
        SAID,
        _("Look at the entry there. If it is the same, mark the transfer as handled elsewhere with its number."),
    ),
    "target.address_wrong": Sentence(
        _("Nobody answers for the target at this address"), SAID, _("Correct the address of the connection.")
    ),
    "target.address_refused": Sentence(
        _("The address of the target lies inside a private network"),
        "%(url)s",
        _("Correct the address of the connection, or ask an administrator to allow it."),
    ),
    "target.broken_answer": Sentence(_("The target gave an answer that makes no sense"), SAID, NOTHING),
    "target.already_processed": Sentence(_("The target is still busy with the same request"), SAID, NOTHING),
    "target.blocked": Sentence(_("The target has blocked us for a while"), SAID, NOTHING),
    "target.too_many_calls": Sentence(_("The target takes no more calls for the moment"), SAID, NOTHING),
    "target.redundant": Sentence(_("The target wants a pause before the same question"), SAID, NOTHING),
    "target.busy": Sentence(_("The target is busy"), SAID, NOTHING),
    "target.unreachable": Sentence(_("The target cannot be reached"), "%(host)s", NOTHING),
    "target.too_slow": Sentence(_("The target does not answer in time"), "%(host)s", NOTHING),
    "target.not_secure": Sentence(
        _("The target's certificate cannot be trusted, so nothing was sent"),
        "%(host)s",
        _("Check the address of the connection. If it is right, tell the vendor."),
    ),
    "target.no_answer": Sentence(
        _("The target's answer got lost"),
        "%(host)s",
        _("Nothing to do: before it sends again, the hub asks the target whether it was booked."),
    ),
}

REMARKS = {
    "party.tax_id_wrong_check_digit": Sentence(
        _("The check digits of the tax number are wrong"), _("Number: %(value)s."), CHECK
    ),
    "fiscal_key.odd": Sentence(_("The access key is not one of a fiscal invoice"), "%(value)s", CHECK),
    "document.no_entries": Sentence(_("The document has no financial entries"), "%(of)s", CHECK),
    "instalment.no_due_date": Sentence(_("An entry has no due date of its own"), "%(of)s", CHECK),
    "instalment.transfer": Sentence(_("An entry is a transfer between own accounts"), "%(of)s", CHECK),
    "totals.items_differ": Sentence(_("The positions do not add up to the total"), TOLD, CHECK),
    "totals.instalments_differ": Sentence(_("The instalments do not add up to the total"), TOLD, CHECK),
    "totals.cost_centres_differ": Sentence(_("The cost centres do not add up to the entry"), TOLD, CHECK),
    "totals.fractions_differ": Sentence(
        _("The shares of the cost centres do not add up"), _("%(of)s: they make %(found)s."), CHECK
    ),
    "totals.gross_differ": Sentence(_("The gross value does not lead to the amount"), TOLD, CHECK),
    "settlement.no_date": Sentence(
        _("It is marked as paid without a date; the payment was not booked"), "%(of)s", CHECK
    ),
    "settlement.differs": Sentence(_("The paid amount is not explained by the entry"), TOLD, CHECK),
}

PARTS = (
    ENGINE, SOURCE, ASKING, TARGET, WRITING, COLLECTING, LAYOUTS, PAYMENTS, DELIVERY, FILES, UPLOADS, STATEMENTS,
    POSTED, REPORTS, ACCOUNT, AUTH, REMARKS,
)  # fmt: skip
SENTENCES = MappingProxyType({code: sentence for part in PARTS for code, sentence in part.items()})
