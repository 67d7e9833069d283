"""What is said about expense reports, and about what was booked and is to stand."""

from django.utils.translation import gettext_lazy as _

from apps.hub.admin.sentence import Sentence

REPORTS = {
    "setting.wrong": Sentence(
        _("A setting of the flow makes no sense"),
        _("%(setting)s: %(value)s."),
        _("Correct it under Flows → the flow → Settings, then try again."),
    ),
    "nothing_to_book": Sentence(_("Nothing in the document is to be booked")),
    "source.changed_after_booking": Sentence(
        _("It was booked already, and has changed since"),
        _("It stands at the target as %(number)s."),
        _(
            "Open the document: what would be sent stands beside what was sent. Send it again to book the change, or "
            "put it right at the target and mark it as handled elsewhere."
        ),
    ),
    "source.withdrawn_after_booking": Sentence(
        _("It was booked already, and is no longer approved at the source"),
        _("It stands at the target as %(number)s."),
        _(
            "If it is approved again unchanged, it goes on by itself. To take the booking back, open the document and "
            "send it again; or put it right at the target and mark it as handled elsewhere."
        ),
    ),
}
