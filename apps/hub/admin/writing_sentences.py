"""What is said where a target answers well and reading back shows otherwise, and of what it does not let be written."""

from django.utils.translation import gettext_lazy as _

from apps.hub.admin.sentence import NOTHING, SAID, Sentence

WRITING = {
    "update.paid": Sentence(
        _("It has changed, and is paid already"),
        _("Number at the target: %(number)s."),
        _("Nothing that is paid is changed from here. Put it right at the target, then mark it as handled elsewhere."),
    ),
    "target.write_not_seen": Sentence(
        _("The target took it, and does not show it yet"),
        SAID,
        _("Nothing to do: before it sends again, the hub asks the target whether it is there."),
    ),
    "target.not_written": Sentence(
        _("The target answered well and changed nothing"),
        _("Number at the target: %(number)s."),
        _("Try again. If it goes on, change it at the target by hand and mark it here as handled elsewhere."),
    ),
    "target.written_differently": Sentence(
        _("It stands at the target otherwise than it was sent"),
        _("%(field)s: %(expected)s was sent, %(found)s stands there."),
        _("Look at the entry there, then try again: it is found and brought to what was sent, never doubled."),
    ),
    "target.one_category_only": Sentence(
        _("The target lets a title have one category only"),
        SAID,
        _(
            "Have several categories allowed at the target, or choose one title for each type of expense under "
            "Flows → the flow → Settings. Then try again."
        ),
    ),
    "target.list_moves": Sentence(_("A list of the target changes while it is read"), "%(list)s", NOTHING),
}
