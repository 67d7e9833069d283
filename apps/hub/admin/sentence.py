"""The form of what each code means to a person, and what many of them say."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Sentence:
    """``title`` needs no parameters, ``detail`` is completed by them, ``advice`` says what to do."""

    title: Text
    detail: Text = ""
    advice: Text = ""


FIX_AT_SOURCE = _("Correct the document at the source and send it again.")
NOTHING = _("Nothing to do: the hub tries again by itself.")
CHECK = _("Nothing to do if it is right. Otherwise correct the document at the source.")
HELD_VALUE = _("%(field)s holds “%(value)s”.")
SAID = _("The answer was: %(answer)s")
TOLD = _("%(of)s: %(expected)s was expected, %(found)s was found.")
SUPPORT = _("Nothing is lost. Give support the number of this transfer; they can see the details.")
