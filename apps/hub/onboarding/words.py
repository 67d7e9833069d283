"""What the steps have to say about a form or an error: a summary that is focused, and the place of each error."""

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _

from apps.core.connector import Connector
from apps.hub import places
from apps.hub.admin import wording
from apps.hub.checks import credentials_model
from apps.hub.onboarding.stand import Here

#: Beside which field of which step an error stands; what is not listed is about the credentials.
ADDRESS = ("name", "environment")
PLACES = {
    "target.unreachable": ADDRESS,
    "target.no_answer": ADDRESS,
    "target.not_secure": ADDRESS,
    "target.broken_answer": ADDRESS,
    "target.address_wrong": ADDRESS,
    "target.address_refused": ("name", "base_url"),
    "source.unreachable": ADDRESS,
    "source.broken_answer": ADDRESS,
    "source.address_refused": ("name", "base_url"),
}
#: A vendor that is busy has nothing to do with what was typed in.
NOBODYS = ("target.busy", "target.too_many_calls", "target.blocked", "target.redundant", "budget.spent", "source.busy")
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
    found = trouble_at(here.connector, end.code, end.params, environment=end.connection.environment)
    return [found] if found.step == step else []


def told(form: forms.BaseForm) -> Iterator[tuple[str, str, list[str]]]:
    """Give label, id and errors of each field that has some; those of the whole form come first."""
    yield "", "", [str(text) for text in form.non_field_errors()]
    for field in form:
        yield str(field.label), field.id_for_label, [str(text) for text in field.errors]


def trouble_at(connector: Connector, code: str, params: dict[str, str], *, environment: str = "") -> Complaint:
    """Give what a vendor's answer means and beside which field that stands."""
    words = wording.explain(code, params)
    step, field = place_of(connector, code, params)
    hint = other_environment(connector, environment) if code in REFUSED else ""
    advice = f"{advice_of(words)} {hint}".strip()
    return Complaint(line_of(connector, words), f"id_{field}" if field else "", step, advice)


def line_of(connector: Connector, words: wording.Words) -> str:
    """Say what happened; credentials that are new were never accepted before."""
    if words.code not in REFUSED:
        return words.line
    title = _("%(name)s does not accept these credentials") % {"name": connector.name}
    return f"{title} — {words.detail}" if words.detail else title


def place_of(connector: Connector, code: str, params: dict[str, str]) -> tuple[str, str]:
    """Give the step and the field that an error is about; a connector may name one of its own fields."""
    model = credentials_model(connector)
    own = [field.name for field in model.own_fields()] if model else []
    if params.get("field") in own:
        return "credentials", params["field"]
    if code in NOBODYS:
        return "", ""
    secret = next((name for name in reversed(own) if name in connector.secrets), "")
    return PLACES.get(code, ("credentials", secret))


def advice_of(words: wording.Words) -> str:
    """Give what to do; nothing is tried again by itself while somebody sets up."""
    mended = {
        "target.unreachable": _("Check the address and the environment, or try again in a few minutes."),
        "target.not_secure": _("Check the address. If it is right, tell the vendor: nothing was sent."),
        "target.broken_answer": _("Check the address and the environment: something else answers there."),
        "target.no_answer": _("Try again in a few minutes."),
        "target.busy": _("Try again in a few minutes."),
        "target.too_many_calls": _("Try again in a few minutes."),
        "target.blocked": _("Wait half an hour before you try again: every try while it is blocked prolongs it."),
        "budget.spent": _("Try again in a few minutes."),
        "target.credentials_refused": _("Copy them once more at the vendor, without spaces before or behind."),
        "auth.refused": _("Copy them once more at the vendor, without spaces before or behind."),
        "auth.unavailable": _("Try again in a few minutes."),
        "internal": _("Tell support what you saw here."),
    }
    return mended.get(words.code, words.advice)


def other_environment(connector: Connector, environment: str) -> str:
    """Say that credentials may belong to another installation, where the vendor has several."""
    names = {place.slug: _(place.name) for place in places.offered(connector) if places.address_of(place)}
    if len(names) < 2 or environment not in names:
        return ""
    told = _("Or they belong to another environment than “%(name)s”.")
    return told % {"name": names[environment]}
