"""The one place that turns codes and parameters into sentences for people."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from html import unescape
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from apps.hub.admin.sentence import Sentence
from apps.hub.admin.sentences import SENTENCES
from apps.hub.models import PendingError

#: Invisible signs that embed, override or isolate a direction of writing.
DIRECTIONS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
#: What a gateway or a login page answers in place of an API, cut off anywhere.
TITLE, MARKUP = re.compile(r"<title[^>]*>([^<]+)", re.IGNORECASE), re.compile(r"<[^>]*>?")
MESSAGES = ("message", "error_description", "detail", "error")
#: Parameters that the hub has worked out itself; what a document holds is told as it stands there.
AMOUNTS = ("expected", "found")


@dataclass(frozen=True, slots=True)
class Words:
    """A finished explanation in the reader's language; ``answer`` is what the vendor said, verbatim."""

    code: str
    title: str
    detail: str
    advice: str
    answer: str = ""

    @property
    def known(self) -> bool:
        """Tell whether somebody has written an explanation of the code."""
        return self.code in SENTENCES

    @property
    def line(self) -> str:
        """Give title and detail as one line."""
        return f"{self.title} — {self.detail}" if self.detail else self.title


def explain(code: str, params: Mapping[str, Any] | None = None) -> Words:
    """Give the words for a code; one that nobody has explained gets an honest sentence and the vendor's answer."""
    told = completed(code, params or {})
    answer = told.get("answer", "")
    told |= {"answer": read_aloud(answer)} if answer else {}
    sentence = SENTENCES.get(code)
    if sentence is None:
        return Words(code, *unexplained(code, told), answer)
    return Words(code, str(sentence.title), detail_of(sentence, told), str(sentence.advice), answer)


def completed(code: str, params: Mapping[str, Any]) -> dict[str, str]:
    """Give the parameters as texts; a code among them becomes its own words."""
    told = {name: amount(value) if name in AMOUNTS else str(value) for name, value in params.items()}
    if code == "retries.exhausted" and told.get("last"):
        told["last"] = explain(told["last"]).title
    return told


def read_aloud(answer: str) -> str:
    """Give what an answer says to people: of JSON its message, of a page of markup its title; else all of it."""
    match answer.lstrip()[:1]:
        case "{":
            return message_in(answer)
        case "<":
            title = TITLE.search(answer)
            told = title[1] if title else MARKUP.sub(" ", answer)
            return " ".join(unescape(told).split()) or _("a page without words")
    return answer


def message_in(answer: str) -> str:
    """Give the message of a JSON object, wherever vendors put theirs; the whole text where there is none."""
    try:
        told = json.loads(answer)
    except ValueError:
        return answer
    return next((text for name in MESSAGES if isinstance(text := told.get(name), str) and text), answer)


def amount(value: object) -> str:
    """Give numbers in the reader's form, each perhaps with its currency; what is none stays as it is."""
    return " / ".join(one_amount(told) for told in str(value).split(" / "))


def one_amount(told: str) -> str:
    """Give ``1234.50 EUR``, or the number alone, in the reader's form."""
    number, space, currency = told.partition(" ")
    try:
        return number_format(Decimal(number), use_l10n=True, force_grouping=True) + space + currency
    except InvalidOperation:
        return told


def detail_of(sentence: Sentence, told: Mapping[str, str]) -> str:
    """Complete a detail, or leave it out where its parameters are missing or empty."""
    try:
        text = str(sentence.detail) % Present(told)
    except KeyError:
        return ""
    return text


class Present(dict[str, str]):
    """Parameters of which an empty one counts as missing: half a sentence says less than none."""

    def __getitem__(self, name: str) -> str:
        value = super().__getitem__(name)
        if not value:
            raise KeyError(name)
        return value


def unexplained(code: str, told: Mapping[str, str]) -> tuple[str, str, str]:
    """Give title, detail and advice for a code without an explanation."""
    if answer := told.get("answer"):
        detail = _("The answer was: %(answer)s") % {"answer": answer}
    else:
        detail = ", ".join(f"{name}: {value}" for name, value in told.items() if value)
    title = _("It stopped with the code “%(code)s”") % {"code": code}
    advice = _("No explanation has been written for this code yet. Give it to support if you cannot tell what to do.")
    return title, detail, advice


def of_cause(cause: PendingError) -> Words:
    """Give the words for a cause, with the names that people know instead of slugs."""
    if cause.asks != PendingError.Asks.MAP:
        return explain(cause.code, cause.params)
    kind, target_name = vocabulary_names(cause)
    value = undirected(cause.label or cause.value)
    return Words(
        cause.code,
        _("%(kind)s “%(value)s” has no counterpart yet") % {"kind": kind, "value": value},
        _("In %(target)s it is a “%(name)s”.") % {"target": cause.target, "name": target_name},
        str(SENTENCES["mapping.missing"].advice),
    )


def undirected(text: str) -> str:
    """Give a text without the invisible signs that turn the direction of what is written around it."""
    return text.translate(DIRECTIONS)


def vocabulary_names(cause: PendingError) -> tuple[str, str]:
    """Give what the kind of value is called here and at the target; its slug where the connector is gone."""
    try:
        connector = cause.target.connector if cause.target else None
        vocabulary = connector.vocabulary(cause.vocabulary) if connector else None
    except KeyError:
        vocabulary = None
    if vocabulary is None:
        return cause.vocabulary, cause.vocabulary
    return _(vocabulary.name), _(vocabulary.target_name)
