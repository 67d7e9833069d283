"""What each code about a file means to a person."""

from django.utils.translation import gettext_lazy as _

from apps.hub.admin.sentence import CHECK, FIX_AT_SOURCE, NOTHING, Sentence

ASK_FOR_ANOTHER = _("Ask whoever sent it for a correct one and refuse this one at the source. Then skip it here.")

FILES = {
    "file.address_refused": Sentence(_("The link of a file leads into a private network"), "%(url)s", FIX_AT_SOURCE),
    "file.unreachable": Sentence(_("A file cannot be downloaded right now"), "%(url)s", NOTHING),
    "file.missing": Sentence(_("A file is not where its link says"), "%(url)s (%(status)s)", FIX_AT_SOURCE),
    "file.too_large": Sentence(_("A file is too large"), "%(url)s", FIX_AT_SOURCE),
    "file.type_not_allowed": Sentence(_("A file is of a kind that the target does not take"), "%(url)s", FIX_AT_SOURCE),
    "file.not_read": Sentence(
        _("The files of the document could not be read at the source"),
        "%(name)s",
        _("Try again with the document fetched again from the source: its files are then read anew."),
    ),
    "file.xml_broken": Sentence(_("The e-invoice cannot be read"), "%(name)s: %(found)s", ASK_FOR_ANOTHER),
    "file.xml_refused": Sentence(
        _("The e-invoice holds what no honest one holds"),
        "%(name)s: %(found)s",
        _("It may be an attack. Refuse it at the source, tell whoever looks after your security, and skip it here."),
    ),
    "file.not_ubl": Sentence(_("The file is no e-invoice"), "%(name)s: %(found)s", ASK_FOR_ANOTHER),
    "file.total_differs": Sentence(
        _("The e-invoice has another total than the document"),
        _("%(name)s holds %(found)s, the document says %(expected)s."),
        ASK_FOR_ANOTHER,
    ),
    "file.left_out_too_large": Sentence(_("A file is larger than 10 MB and was left out"), "%(of)s: %(name)s", CHECK),
    "file.left_out_missing": Sentence(
        _("A file is not where the source says, and was left out"), "%(of)s: %(name)s", CHECK
    ),
    "file.left_out_broken": Sentence(
        _("A file within the e-invoice cannot be read, and was left out"), "%(of)s: %(name)s", CHECK
    ),
    "file.left_out_other_kind": Sentence(
        _("A file within the e-invoice is of no kind that may be there, and was left out"), "%(of)s: %(name)s", CHECK
    ),
    "file.from_e_invoice": Sentence(_("The PDF was taken out of the e-invoice"), "%(of)s: %(name)s", CHECK),
    "document.state_left": Sentence(
        _("The source has the document in another state than those that are read"), "%(of)s: %(state)s", CHECK
    ),
    "document.no_files": Sentence(_("The document has no files"), "%(of)s", CHECK),
}
