"""What each code about a document that was posted, and about an address that is told, means to a person."""

from django.utils.translation import gettext_lazy as _

from apps.hub.admin.sentence import FIX_AT_SOURCE, HELD_VALUE, Sentence

FIELD = _("Field: %(field)s.")

WEBHOOKS = {
    "webhook.gone": Sentence(
        _("The address said that it is gone"),
        "",
        _("Ask whoever runs the other system for its new address, and switch the webhook on again."),
    ),
    "webhook.failing": Sentence(
        _("The address took nothing for five days"),
        "",
        _("Ask whoever runs the other system whether it works again, and switch the webhook on again."),
    ),
}
POSTED = WEBHOOKS | {
    "source.unknown_field": Sentence(_("The document has a field that there is not"), FIELD, FIX_AT_SOURCE),
    "source.field_missing": Sentence(_("A field of the document is missing"), FIELD, FIX_AT_SOURCE),
    "source.other_kind": Sentence(_("The document is of another kind than was said"), HELD_VALUE, FIX_AT_SOURCE),
    "source.unknown_word": Sentence(_("A field holds none of the words that it may hold"), HELD_VALUE, FIX_AT_SOURCE),
    "source.not_a_currency": Sentence(_("A currency is not told as three letters"), HELD_VALUE, FIX_AT_SOURCE),
    "source.number_not_text": Sentence(
        _("A number is not told as text"),
        _('%(field)s holds %(value)s; write it in quotation marks: "%(value)s".'),
        FIX_AT_SOURCE,
    ),
    "source.differs": Sentence(
        _("Two parts of the document contradict each other"),
        _("%(field)s: %(expected)s was expected, %(found)s was found."),
        FIX_AT_SOURCE,
    ),
    "source.file_nowhere": Sentence(
        _("A file has neither its bytes nor an address where it can be had"), FIELD, FIX_AT_SOURCE
    ),
    "source.file_too_large": Sentence(_("A file is larger than 10 MB"), FIELD, FIX_AT_SOURCE),
    "source.file_garbled": Sentence(_("The bytes of a file are not told in base64"), FIELD, FIX_AT_SOURCE),
    "source.file_not_that": Sentence(_("A file is not what is said about it"), HELD_VALUE, FIX_AT_SOURCE),
}
