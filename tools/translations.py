"""Keep locale/ in step with the code, without gettext on the machine.

python tools/translations.py update     add what the code says to every .po, drop what it no longer says
python tools/translations.py compile    write the .mo files, the only ones that Django reads
python tools/translations.py check      fail on what is missing, uncertain or not compiled
"""

import io
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import django
import unfold
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
DJANGO = Path(django.__file__).parent
THEME = Path(unfold.__file__).parent
LOCALES = "pt_BR", "pt_PT"
SHOWN = 30
BLANK = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|%[sd]")
# The simulated vendors speak their own language and are never translated.
PLACES = [ROOT / "apps", ROOT / "config", ROOT / "templates"]
LEFT_OUT = [ROOT / "apps" / "sandbox"]
# The theme brings no Portuguese, so the part of it that we show is translated here.
THEME_PLACES = [
    THEME,
    THEME / "mixins",
    THEME / "templates",
    THEME / "contrib" / "filters",
    THEME / "contrib" / "simple_history",
]
# What Django says in other words than we do, in an older spelling, in the wrong language or, in Portugal, in English.
SAID_OTHERWISE: list[str | tuple[str, ...]] = [
    "English",
    "Error:",
    "History",
    "Run the selected action",
    "Save",
    "Save and add another",
    "Save and continue editing",
    (
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
    (
        "Whether the user will be able to authenticate using a password or not. If disabled, they may still be able to "
        "authenticate using other backends, such as Single Sign-On or LDAP."
    ),
]
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# Beside gettext as `_`, our code knows gettext_lazy as `lazy`; in the theme that name means something else.
OUR_KEYWORDS = {**KEYWORDS, "lazy": None}
Message = tuple[str | tuple[str, ...], str | None]


def main(command: str) -> None:
    commands = {"update": update, "compile": compile_all, "check": check}
    if command not in commands:
        sys.exit(__doc__)
    commands[command]()


def update() -> None:
    wanted = said_by_the_code()
    for locale in LOCALES:
        fresh = renewed(catalog(locale), wanted)
        source(locale).parent.mkdir(parents=True, exist_ok=True)
        with source(locale).open("wb") as file:
            write_po(file, fresh, width=120, include_lineno=False)


def renewed(known: Catalog, wanted: dict[Message, set[str]]) -> Catalog:
    fresh = Catalog(
        known.locale, "django", "# Ponte", "Ponte", last_translator="Ponte", language_team="Ponte", fuzzy=False
    )
    fresh.creation_date = fresh.revision_date = known.creation_date
    for (text, context), places in sorted(wanted.items(), key=str):
        earlier = known.get(first(text), context)
        fresh.add(
            text,
            earlier.string if earlier else None,
            locations=[(place, 0) for place in sorted(places)],
            flags=earlier.flags & {"fuzzy"} if earlier else (),
            context=context,
        )
    return fresh


def compile_all() -> None:
    for locale in LOCALES:
        compiled(locale).write_bytes(as_mo(catalog(locale)))


def check() -> None:
    wanted = said_by_the_code()
    problems = [problem for locale in LOCALES for problem in problems_of(locale, wanted)]
    if problems:
        more = [f"... and {len(problems) - SHOWN} more"] if len(problems) > SHOWN else []
        remedy = "`make translations` brings the files up to date; the words are yours."
        sys.exit("\n".join([*problems[:SHOWN], *more, remedy]))


def problems_of(locale: str, wanted: dict[Message, set[str]]) -> Iterator[str]:
    known = catalog(locale)
    for (text, context), places in sorted(wanted.items(), key=str):
        entry = known.get(first(text), context)
        if entry is None or not entry.string or not all(entry.string):
            yield f"{locale}: not translated: {text!r} ({', '.join(sorted(places))})"
        elif entry.fuzzy:
            yield f"{locale}: marked as uncertain: {text!r}"
        elif isinstance(entry.string, str) and blanks(entry.string) != blanks(first(text)):
            yield f"{locale}: the blanks differ: {text!r}"
    for entry, faults in known.check():
        yield f"{locale}: {entry.id!r}: {'; '.join(map(str, faults))}"
    if not compiled(locale).is_file() or compiled(locale).read_bytes() != as_mo(known):
        yield f"{locale}: django.mo is not what django.po compiles to"


def blanks(text: str) -> set[str]:
    return set(BLANK.findall(text))


def said_by_the_code() -> dict[Message, set[str]]:
    """Every translatable text, with the files that say it."""
    found: dict[Message, set[str]] = {}
    for file in own_files():
        for message in messages(file, OUR_KEYWORDS):
            found.setdefault(message, set()).add(str(file.relative_to(ROOT)))
    for file in theme_files():
        for message in set(messages(file, KEYWORDS)) - already_in_django():
            found.setdefault(message, set()).add(str(file.relative_to(THEME.parent)))
    return found | {(text, None): {"django"} for text in SAID_OTHERWISE}


def own_files() -> Iterator[Path]:
    for place in PLACES:
        yield from (file for file in sources(place, "**/*") if not any(left in file.parents for left in LEFT_OUT))


def theme_files() -> Iterator[Path]:
    for place in THEME_PLACES:
        yield from sources(place, "*" if place == THEME else "**/*")


def sources(place: Path, pattern: str) -> list[Path]:
    return [file for file in sorted(place.glob(pattern)) if file.suffix in {".py", ".html", ".txt"}]


@cache
def already_in_django() -> set[Message]:
    """What Django itself says in both kinds of Portuguese; European Portuguese falls back to its plain `pt`."""
    return in_django("pt") & in_django("pt_BR")


def in_django(locale: str) -> set[Message]:
    known: set[Message] = set()
    for part in ("conf", "contrib/admin", "contrib/auth"):
        with (DJANGO / part / "locale" / locale / "LC_MESSAGES" / "django.mo").open("rb") as file:
            known |= {(as_text(entry.id), entry.context) for entry in read_mo(file) if entry.id and entry.string}
    return known


def messages(file: Path, keywords: Mapping[str, Any]) -> Iterator[Message]:
    code = file.read_text()
    if file.suffix != ".py":
        # What is left of a template is no Python: without its indentation it is at least made of its words.
        code = "\n".join(line.strip() for line in templatize(code, origin=str(file)).splitlines())
    for _line, text, _comments, context in extract("python", io.BytesIO(code.encode()), keywords=keywords):
        if text:
            yield as_text(text), context


def as_text(text: str | Sequence[str]) -> str | tuple[str, ...]:
    return text if isinstance(text, str) else tuple(text)


def first(text: str | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


def catalog(locale: str) -> Catalog:
    if not source(locale).is_file():
        return Catalog(locale=locale, domain="django")
    with source(locale).open("rb") as file:
        return read_po(file, locale=locale, domain="django")


def as_mo(known: Catalog) -> bytes:
    output = io.BytesIO()
    write_mo(output, known)
    return output.getvalue()


def source(locale: str) -> Path:
    return ROOT / "locale" / locale / "LC_MESSAGES" / "django.po"


def compiled(locale: str) -> Path:
    return source(locale).with_suffix(".mo")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) == 2 else "")
