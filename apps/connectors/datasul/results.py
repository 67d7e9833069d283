"""What Datasul's customers' programs say of a file: two tables of errors, and a listing.

They undo everything where one title is wrong. Titles are found again by their number and their supplier.
"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_noop as _

from apps.core.errors import Place, Rejected
from apps.core.layouts.results import ResultFormat, ResultLine, Results
from apps.core.layouts.tables import Table, decoded

ESAPB037 = Table(
    columns=("Est", "Esp", "Ser", "For", "Cod Tit", "Parcela", "Cod Msg", "Desc Msg"),
    key=("Cod Tit", "For"),
    message=("Cod Msg", "Desc Msg"),
    whole=True,
)
ERRORS = Table(
    columns=("Estab", "Esp", "Ser", "Titulo", "Parcela", "Fornec", "Referência", "Num MSG", "Erro", "Ajuda"),
    key=("Titulo", "Fornec"),
    message=("Num MSG", "Erro", "Ajuda"),
    whole=True,
)
#: A line of the listing: the number of a line of our file up to column 19, what is said of it from column 21.
LISTED = re.compile(r"(?P<line>.{19}).(?P<message>.*)")
TITLE = re.compile(r"Documento:\s*(\S+)")
#: The last line says whether anything was written: no title was created, or titles were.
NOTHING = re.compile(r"nenhum|interrompid", re.IGNORECASE)
DONE = re.compile(r"finalizad|conclu[ií]d|criado", re.IGNORECASE)


def read_listing(data: bytes) -> Results:
    """Give what the listing of esapb032 says; raises `Rejected` for a file in which nothing is said."""
    lines = [line for line in decoded(data).splitlines() if line.strip()]
    told = [text for text in joined(lines) if text]
    if not told:
        raise Rejected("result.empty", place=Place.HERE)
    *said, last = told
    whole = bool(NOTHING.search(last))
    if not (whole or DONE.search(last)):
        said, whole = told, True
    return Results(
        lines=tuple(line_of(text) for text in said),
        whole_rejected=whole,
        message=last if whole else "",
    )


def joined(lines: list[str]) -> Iterator[str]:
    """Give each message with what goes on below it, where no number of a line stands in front."""
    held = ""
    for line in lines:
        found = LISTED.match(line)
        number = found["line"].strip() if found else ""
        if found and not number:
            held = f"{held} {found['message'].strip()}"
            continue
        yield held
        held = found["message"].strip() if found and number.isdigit() else "" if is_heading(line) else line.strip()
    yield held


def is_heading(line: str) -> bool:
    """Tell whether a line only names the columns or underlines them."""
    return bool(re.fullmatch(r"[\s=-]*|\s*Linha\s+Mensagem\s*", line))


def line_of(text: str) -> ResultLine:
    """Give what one message says; one that names no title is about the whole file."""
    found = TITLE.search(text)
    return ResultLine(key=found[1] if found else "", refused=True, message=text)


RESULTS = (
    ResultFormat(slug="datasul_errors", name=_("Table of errors (Estab;Esp;Ser;Titulo;…)"), read=ERRORS.read),
    ResultFormat(
        slug="datasul_esapb037", name=_("Table of errors of esapb037 (Est;Esp;Ser;For;…)"), read=ESAPB037.read
    ),
    ResultFormat(slug="datasul_esapb032", name=_("Listing of esapb032 (esapb032.txt)"), read=read_listing),
)
