"""What is said about documents that are collected, and about the files that they are collected in."""

from django.utils.translation import gettext_lazy as _

from apps.hub.admin.sentence import SAID, Sentence

COLLECTING = {
    "collected.refused": Sentence(
        _("Your own system refused the document"),
        SAID,
        _("Correct it at the source, map what is missing, or put it right there. Then try again: it is made ready."),
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
}
