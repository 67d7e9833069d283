"""What is said about documents that are collected, and about the files that they are collected in."""

from django.utils.translation import gettext_lazy as _

from apps.hub.admin.sentence import SAID, Sentence

COLLECTING = {
    "collected.refused": Sentence(
        _("Your own system refused the document"),
        SAID,
        _("Correct it at the source, map what is missing, or put it right there. Then try again: it is made ready."),
    ),
    "collected.failed": Sentence(
        _("It was taken over, and failed later"),
        SAID,
        _(
            "Look whether it was settled elsewhere; then mark it here as handled elsewhere. If it is still to be paid, "
            "have the document itself sent again: it goes into another file. Trying the cause again changes nothing."
        ),
    ),
    "collected.failed_partly": Sentence(
        _("A part of it failed, and another part stands"),
        SAID,
        _("Settle by hand what failed, then mark it here as handled elsewhere. It never goes into another file."),
    ),
    "collected.changed": Sentence(
        _("It was taken over already, and has changed since"),
        _("It is booked there as %(number)s."),
        _("Compare the two. Change it there by hand, then mark it here as handled elsewhere."),
    ),
    "collected.cancelled": Sentence(
        _("It was taken over already, and is cancelled at the source now"),
        _("It is booked there as %(number)s."),
        _("Take the booking back there by hand, then mark it here as handled elsewhere."),
    ),
    "batch.nothing": Sentence(
        _("There is nothing to make a file of"),
        "",
        _("Either nothing is ready, or the file was made just now, by you or by somebody else: see the list."),
    ),
    "batch.changed": Sentence(
        _("What is ready has changed since you looked"),
        "",
        _("No file was made. This is what would be in it now: look at it, then produce the file."),
    ),
    "batch.over": Sentence(
        _("This was decided already"),
        "",
        _("Somebody else, or you in another window, has done it. This is how it stands now."),
    ),
    "batch.format": Sentence(
        _("These documents cannot be put into such a file"), "", _("Choose one of the kinds of file that are offered.")
    ),
    "batch.file_shared": Sentence(
        _("An original holds other documents as well, which are not ready"),
        "",
        _("Importing it would book those too. Choose another kind of file, or wait until all of them are ready."),
    ),
    "batch.source_gone": Sentence(
        _("The original of a document is no longer kept"),
        "",
        _("Choose another kind of file, or have the document fetched again from its source."),
    ),
    "batch.partly": Sentence(
        _("Some documents of the file were taken over already"),
        "",
        _("Refuse the others one by one instead: each is then made ready again once its cause is tried again."),
    ),
    "result.empty": Sentence(
        _("The result is empty"),
        "",
        _("Choose the file that your accounting gave after the import, or type the lines."),
    ),
    "result.not_text": Sentence(
        _("The result is no text"), "", _("Save it as text or as a table (CSV), not as a spreadsheet, and upload that.")
    ),
    "result.line": Sentence(
        _("A line of the result cannot be read"),
        _("Line %(line)s."),
        _("Each line holds the number, then ok or refused, then why, with semicolons between. Nothing was kept."),
    ),
    "result.word": Sentence(
        _("A line of the result says neither ok nor refused"),
        _("Line %(line)s says “%(value)s”."),
        _("Write ok or refused in the second column. Nothing was kept."),
    ),
    "result.day": Sentence(
        _("A line of the result tells a day that is none"),
        _("Line %(line)s says “%(value)s”."),
        _("Write the day of payment as 31/12/2026 or 2026-12-31. Nothing was kept."),
    ),
    "result.too_long": Sentence(
        _("The result has too many lines"),
        _("%(largest)s are the most."),
        _("It is hardly the result of one file. Nothing was kept."),
    ),
    "result.format": Sentence(
        _("There is no such kind of result here"), "", _("Choose one of those that are offered. Nothing was kept.")
    ),
    "result.applied": Sentence(
        _("This result was applied already"), "", _("Nothing was changed. This is what it has done.")
    ),
    "result.changed": Sentence(
        _("What the result means has changed since you looked"),
        "",
        _("Somebody has decided about a document meanwhile. Look again, then apply it."),
    ),
}
