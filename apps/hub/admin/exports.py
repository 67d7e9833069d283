"""Any list as a file: the rows that its filters leave, in the reader's language and time, and who took them."""

import tempfile
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext

from apps.hub.admin import sheets
from apps.hub.admin.export_columns import Column, columns_of, relations_of
from apps.hub.admin.pages import actor_of
from apps.hub.models import AuditEntry

#: Rows of one file; the list is narrowed for more.
MOST = 50_000
#: Rows that are read at once.
PORTION = 2_000
XLSX, CSV = "xlsx", "csv"
TYPES = {XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", CSV: "text/csv; charset=utf-8"}


def export(request: HttpRequest, app: str, noun: str, ending: str) -> HttpResponseBase:
    """Give a list as a file; the address takes the filters that the list has."""
    page = page_of(app, noun)
    if ending not in TYPES:
        raise Http404
    if not page.has_view_permission(request):
        raise PermissionDenied
    rows = rows_of(page, request)
    note(request, page, ending)
    name = f"{slugify(str(page.opts.verbose_name_plural)) or noun}-{timezone.localdate():%Y%m%d}.{ending}"
    answer = spreadsheet(page, rows) if ending == XLSX else table(page, rows)
    answer["Content-Type"] = TYPES[ending]
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def page_of(app: str, noun: str) -> Any:
    """Give the page of a noun whose list can be exported, or 404."""
    pages = {(model._meta.app_label, model._meta.model_name): page for model, page in admin.site._registry.items()}
    page = pages.get((app, noun))
    try:
        columns_of(page.model if page else Model)
    except (KeyError, AttributeError) as error:
        raise Http404 from error
    return page


def rows_of(page: Any, request: HttpRequest) -> "QuerySet[Any]":
    """Give the rows of a list as its filters leave them, in its order; 404 for filters that it does not take."""
    relations = relations_of(page.model)
    if hasattr(page, "exported"):
        found: QuerySet[Any] = page.exported(request)
        return found.select_related(*relations)
    try:
        found = page.get_changelist_instance(request).queryset
    except IncorrectLookupParameters as error:
        raise Http404 from error
    return found.select_related(*relations).defer(*getattr(page, "unlisted", ()))


def note(request: HttpRequest, page: Any, ending: str) -> None:
    """Write down who took which list."""
    person = actor_of(request)
    AuditEntry.objects.create(
        actor=person,
        actor_name=person.get_username(),
        verb=AuditEntry.Verb.EXPORTED,
        noun=page.opts.model_name,
        about=str(page.opts.verbose_name_plural)[:300],
        detail={"filters": request.GET.urlencode()[:1000], "as": ending},
    )


def table(page: Any, rows: "QuerySet[Any]") -> HttpResponseBase:
    """Give a list as a table, line by line while it is read."""
    return StreamingHttpResponse(in_readers_form(sheets.csv_lines(cells(page, rows))))


def spreadsheet(page: Any, rows: "QuerySet[Any]") -> HttpResponseBase:
    """Give a list as a spreadsheet, which is whole only with its last row."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    sheets.write_xlsx(cells(page, rows), file, str(capfirst(page.opts.verbose_name_plural)))
    file.seek(0)
    return FileResponse(file)


def cells(page: Any, rows: "QuerySet[Any]") -> Iterator[sheets.Row]:
    """Give the headings and then the cells of each row; where there are too many rows the last one says so."""
    columns: list[Column] = columns_of(page.model)
    yield [column.heading for column in columns]
    for number, row in enumerate(rows[: MOST + 1].iterator(chunk_size=PORTION)):
        if number == MOST:
            yield [gettext("There are more rows than fit in: narrow the list.")]
            return
        yield [column.value(row) for column in columns]


def in_readers_form(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Go on in the language and time of the page: a stream is read when the request is over."""
    language, zone = translation.get_language(), timezone.get_current_timezone()

    def following() -> bytes:
        with translation.override(language), timezone.override(zone):
            return next(lines, b"")

    return iter(following, b"")
