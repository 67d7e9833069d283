"""What the steps have to say about a form or an error: a summary that is focused, and the place of each error."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _

from apps.core.connector import Connector
from apps.hub import places
from apps.hub.admin import wording
from apps.hub.checks import credentials_model
from apps.hub.models import Connection
from apps.hub.onboarding.stand import Here

#: What is about the address: the own one where somebody has typed one in, else the environment. What is listed neither
#: here nor below is about the credentials.
ADDRESS = (
    "target.unreachable",
    "target.too_slow",
    "target.no_answer",
    "target.not_secure",
    "target.broken_answer",
    "target.address_wrong",
    "target.address_refused",
    "source.broken_answer",
    "source.address_wrong",
)
#: What has nothing to do with what was typed in: a vendor that is busy, an account in which something is missing.
NOBODYS = (
    "target.busy",
    "target.too_many_calls",
    "target.blocked",
    "target.redundant",
    "target.no_company",
    "source.busy",
    "auth.unavailable",
    "auth.busy",
    "auth.too_early",
    "budget.spent",
    "internal",
)
#: The word at a token address for an application whose own key is wrong (RFC 6749, 5.2).
WRONG_KEY = "invalid_client"
REFUSED = ("target.credentials_refused", "source.credentials_refused", "auth.refused", "auth.token_refused")


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong, and the field that it is about; ``step`` names the one that holds it."""

    text: str
    field: str = ""
    step: str = ""
    advice: str = ""


def complaints(form: forms.BaseForm) -> list[Complaint]:
    """Give everything that a form complains about, with the ids of its fields."""
    return [
        Complaint(f"{label}: {text}" if label else text, field) for label, field, texts in told(form) for text in texts
    ]


def found_wrong(here: Here, step: str) -> list[Complaint]:
    """Give what was wrong when the end was tried last, where a field of this step is to blame."""
    end = here.one
    if not end.code or end.connection is None:
        return []
    found = trouble_at(end.connection, end.code, end.params)
    return [found] if found.step == step else []


def tied(form: forms.BaseForm, wrong: Sequence[Complaint]) -> list[Complaint]:
    """Tie what stands beside a field to it, for whoever hears the page; gives the complaints."""
    for field in form:
        if any(one.step and one.field == field.id_for_label for one in wrong):
            about = [f"{field.id_for_label}_trouble", *([f"{field.id_for_label}_helptext"] if field.help_text else [])]
            field.field.widget.attrs |= {"aria-invalid": "true", "aria-describedby": " ".join(about)}
    return list(wrong)


def told(form: forms.BaseForm) -> Iterator[tuple[str, str, list[str]]]:
    """Give label, id and errors of each field that has some; those of the whole form come first."""
    yield "", "", [str(text) for text in form.non_field_errors()]
    for field in form:
        yield str(field.label), field.id_for_label, [str(text) for text in field.errors]


def trouble_at(connection: Connection, code: str, params: dict[str, str]) -> Complaint:
    """Give what a vendor's answer means and beside which field that stands."""
    connector, words = connection.connector, wording.explain(code, params)
    if code in (*REFUSED, "auth.renewal_lost") and is_consent(connector, params):
        told = _("%(name)s no longer accepts the sign-in") % {"name": connector.name}
        return Complaint(with_detail(told, words), step="sign-in", advice=_("Sign in there again."))
    step, field = place_of(connection, code, params)
    hint = other_environment(connection) if code in REFUSED else ""
    advice = f"{advice_of(words)} {hint}".strip()
    return Complaint(line_of(connector, words), f"id_{field}" if field else "", step, advice)


def is_consent(connector: Connector, params: Mapping[str, str]) -> bool:
    """Tell whether a refusal is about a person's sign-in at the vendor, and not about the application's own key."""
    return bool(connector.oauth and connector.oauth.consent) and params.get("vendor_code") != WRONG_KEY


def line_of(connector: Connector, words: wording.Words) -> str:
    """Say what happened, by the vendor's name: whoever sets up does not know yet what is a source and what a target."""
    return with_detail(title_of(words.code) % {"name": connector.name} or words.title, words)


def with_detail(title: str, words: wording.Words) -> str:
    """Give a title with what completes it."""
    return f"{title} — {words.detail}" if words.detail else title


def title_of(code: str) -> str:
    """Give what a code means while somebody sets up, with the vendor as ``%(name)s``; empty for any other code."""
    if code in REFUSED:
        return _("%(name)s does not accept these credentials")  # they are new: nobody has accepted them before
    titles = {
        "unreachable": _("%(name)s cannot be reached"),
        "too_slow": _("%(name)s does not answer in time"),
        "no_answer": _("The answer of %(name)s got lost"),
        "not_secure": _("The certificate of %(name)s cannot be trusted, so nothing was sent"),
        "broken_answer": _("%(name)s gave an answer that makes no sense"),
        "address_wrong": _("%(name)s does not answer at this address"),
        "address_refused": _("The address of %(name)s lies inside a private network"),
        "busy": _("%(name)s is busy"),
        "too_many_calls": _("%(name)s takes no more calls for the moment"),
        "unavailable": _("The sign-in of %(name)s does not work right now"),
    }
    return titles.get(code.partition(".")[2], "")


def place_of(connection: Connection, code: str, params: dict[str, str]) -> tuple[str, str]:
    """Give the step and the field that an error is about; a connector may name one of its own fields."""
    model = credentials_model(connection.connector)
    own = [field.name for field in model.own_fields()] if model else []
    if params.get("field") in own:
        return "credentials", params["field"]
    if code in NOBODYS:
        return "", ""
    if code in ADDRESS:
        return "name", "base_url" if connection.base_url else "environment"
    if code == "account.environment_wrong":
        return "name", "environment"
    oauth = connection.connector.oauth
    typed_in = connection.connector.secrets - ({oauth.refresh_token} if oauth and oauth.consent else set())
    secret = next((name for name in reversed(own) if name in typed_in), "")
    return "credentials", secret


def advice_of(words: wording.Words) -> str:
    """Give what to do; nothing is tried again by itself while somebody sets up."""
    later = _("Try again in a few minutes.")
    copied = _("Copy them once more at the vendor, without spaces before or behind.")
    mended = {
        "target.unreachable": _("Check the address and the environment, or try again in a few minutes."),
        "target.too_slow": _("Check the address and the environment, or try again in a few minutes."),
        "target.not_secure": _("Check the address. If it is right, tell the vendor: nothing was sent."),
        "target.broken_answer": _("Check the address and the environment: something else answers there."),
        "target.no_answer": later,
        "target.busy": later,
        "target.too_many_calls": later,
        "target.blocked": _("Wait half an hour before you try again: every try while it is blocked prolongs it."),
        "target.no_company": _("Have one made or activated at the vendor, or the credentials allowed to see it."),
        "target.credentials_refused": copied,
        "source.busy": later,
        "source.broken_answer": _("Check the address and the environment: something else answers there."),
        "source.credentials_refused": copied,
        "account.no_right": _("Ask the vendor's administrator for the right, then test again."),
        "source.company_not_linked": _(
            "Compare the company's number. If it is right, its administrator admits the application; then test again."
        ),
        "auth.refused": copied,
        "auth.busy": _("Try again in a few seconds."),
        "auth.unavailable": _("Try again in a few minutes. If it stays so, check the address and the environment."),
        "budget.spent": later,
        "internal": _("Tell support what you saw here."),
    }
    return mended.get(words.code, words.advice)


def other_environment(connection: Connection) -> str:
    """Say that credentials may belong to another installation, where the vendor has several."""
    known = places.offered(connection.connector)
    names = {place.slug: _(place.name) for place in known if places.address_of(place)}
    if len(names) < 2 or connection.environment not in names:
        return ""
    told = _("Or they belong to another environment than “%(name)s”.")
    return told % {"name": names[connection.environment]}
