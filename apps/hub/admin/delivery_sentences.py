"""What each code about bringing files to their places means to a person."""

from django.utils.translation import gettext_lazy as _

from apps.hub.admin.sentence import NOTHING, Sentence

CORRECT = _("Have an administrator correct the place, then send the file again.")
OPERATOR = _("Whoever runs this hub sets that. Then send the file again.")

DELIVERY = {
    "outlet.no_root": Sentence(_("No folder of this machine may be written to"), "", OPERATOR),
    "outlet.outside": Sentence(_("The folder is not below the one that may be written to"), "%(host)s", CORRECT),
    "outlet.folder_away": Sentence(_("The folder cannot be written to right now"), "%(host)s", NOTHING),
    "outlet.not_allowed": Sentence(
        _("The folder may not be written to"),
        "%(host)s",
        _("Have whoever looks after the folder or the server allow it, then send the file again."),
    ),
    "outlet.no_folder": Sentence(_("There is no such folder on the server"), "%(host)s", CORRECT),
    "outlet.name_taken": Sentence(
        _("Another file of this name is there already"),
        "%(name)s",
        _("It was not overwritten. Look at it there, move it away, then send the file again."),
    ),
    "outlet.odd_name": Sentence(_("The file has a name that not every system takes"), "%(name)s", CORRECT),
    "outlet.unreachable": Sentence(_("The server cannot be reached right now"), "%(host)s", NOTHING),
    "outlet.address_refused": Sentence(_("The server lies in a private network"), "%(host)s", OPERATOR),
    "outlet.no_host_key": Sentence(
        _("Nobody has confirmed the key of the server yet"),
        "",
        _("Have an administrator look at the key of the server and confirm it, then send the file again."),
    ),
    "outlet.host_key_changed": Sentence(
        _("The server has another key than the one that was confirmed"),
        "%(host)s",
        _("Somebody may be in between. Ask whoever runs the server; confirm the new key only if it is theirs."),
    ),
    "outlet.sign_in_refused": Sentence(_("The server does not let us in"), "%(host)s", CORRECT),
    "outlet.key_unreadable": Sentence(
        _("The private key cannot be read"),
        "",
        _("Enter it in the form of OpenSSH, whole and without a password of its own, then send the file again."),
    ),
    "outlet.recipient": Sentence(
        _("To this address no files are sent"),
        "%(address)s",
        _("It must be an address at a domain that whoever runs this hub allows. Then send the file again."),
    ),
    "outlet.mail_too_large": Sentence(
        _("The file is too large for a mail"),
        "%(name)s",
        _("Download it, or have an administrator add a folder or a server."),
    ),
    "outlet.mail_away": Sentence(_("The mail cannot be sent right now"), "", NOTHING),
    "outlet.under_way": Sentence(
        _("It is on its way already, or the file was cancelled"),
        "",
        _("Nothing was changed. This is how it stands now."),
    ),
}
