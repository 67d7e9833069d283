"""What the codes about signing in, and about what an account may do, mean to a person."""

from django.utils.translation import gettext_lazy as _

from apps.hub.admin.sentence import NOTHING, SAID, Sentence

ACCOUNT = {
    "account.unknown": Sentence(
        _("These credentials do not open this organisation"),
        SAID,
        _("Compare the organisation id with the vendor's own page, and correct it."),
    ),
    "account.environment_wrong": Sentence(
        _("The credentials belong to another environment"),
        SAID,
        _("Choose the environment in which they were made, or make new ones in this one."),
    ),
    "account.no_right": Sentence(
        _("The credentials lack a right"),
        SAID,
        _("Ask the vendor's administrator for the right, then sign in again. The queue waits."),
    ),
    "account.not_eligible": Sentence(
        _("The company's plan at the vendor does not include its API"),
        SAID,
        _("Have the plan renewed or changed at the vendor, then check the connection again. The queue waits."),
    ),
    "account.no_unit": Sentence(
        _("No part of the account is chosen, or the chosen one is gone"),
        SAID,
        _("Open the connection and choose the part that it works for. The queue waits."),
    ),
}

SIGN_IN_AGAIN = _("Sign in again. The documents in the queue wait and then go on by themselves.")
BEGIN_AGAIN = _("Start the sign-in again.")

AUTH = {
    "auth.refused": Sentence(_("The vendor gives us no access any more"), SAID, SIGN_IN_AGAIN),
    "auth.renewal_lost": Sentence(_("The renewed sign-in got lost on its way"), SAID, SIGN_IN_AGAIN),
    "auth.token_refused": Sentence(
        _("The vendor refuses a sign-in that it has just renewed"),
        SAID,
        _("Check at the vendor what this account may do, then sign in again."),
    ),
    "auth.other_account": Sentence(
        _("The sign-in opens another account than before"),
        "",
        _("Sign in again with the account that this connection was made for. Another one is connected from the apps."),
    ),
    "auth.unavailable": Sentence(_("The vendor's sign-in does not work right now"), SAID, NOTHING),
    "auth.busy": Sentence(_("The sign-in is being renewed"), "", NOTHING),
    "auth.too_early": Sentence(_("The vendor does not renew the sign-in yet"), "", NOTHING),
    "sign_in.unknown": Sentence(_("This sign-in did not begin here"), "", BEGIN_AGAIN),
    "sign_in.other_browser": Sentence(
        _("This sign-in began in another browser, or you were signed out of Ponte meanwhile"), "", BEGIN_AGAIN
    ),
    "sign_in.expired": Sentence(_("The sign-in took longer than ten minutes"), "", BEGIN_AGAIN),
    "sign_in.used": Sentence(
        _("This sign-in has been used already"),
        "",
        _("If the page says that you are signed in, go on. Otherwise start the sign-in again."),
    ),
    "sign_in.code_refused": Sentence(_("The vendor no longer knows this sign-in"), SAID, BEGIN_AGAIN),
    "sign_in.denied": Sentence(
        _("Access was not allowed at the sign-in page"),
        "",
        _("Sign in again and allow the access, or ask the colleague who may."),
    ),
    "sign_in.refused": Sentence(_("The sign-in page sent an error back"), SAID, BEGIN_AGAIN),
    "sign_in.not_lasting": Sentence(
        _("The sign-in gives access for a moment only"),
        "",
        _("Ask the vendor to allow lasting access (a refresh token) for this application, then sign in again."),
    ),
}
