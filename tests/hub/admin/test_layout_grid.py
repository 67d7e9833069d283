"""The table of a layout: what is shipped comes out of it as it went in, and bad input is refused with a sentence."""

import json
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from apps.connectors.cnab240.layouts.febraban import FEBRABAN
from apps.connectors.datasul.layouts import HUBAP1
from apps.core.connector import registry
from apps.core.layouts.layout import Form, Holds, Layout
from apps.core.layouts.spec import spec_of
from apps.hub.admin.layout_grid import Columns, records, table_of
from apps.hub.models import LayoutVersion
from tests.connectors.filed import TRIP
from tests.hub.admin.test_layouts import page, signed_in, text
from tests.hub.batches.test_layouts import Lay, lay

__all__ = ["lay"]

SHIPPED = [layout for connector in registry.all() for layout in connector.layouts]
TITLE = next(part for part in records(HUBAP1) if part.slug == HUBAP1.titles)
HEADER = records(FEBRABAN)[0]


def sent(table: Columns, **changed: Any) -> dict[str, str]:
    """Give what a browser sends of a table that is shown, but for what is changed; None is not sent."""
    cells = {bound.html_name: bound.value() for form in (table.management_form, *table.forms) for bound in form}
    cells |= {name.replace("__", "-"): value for name, value in changed.items()}
    return {name: str(value) for name, value in cells.items() if value is not None and value is not False}


def typed(**changed: Any) -> Columns:
    return table_of(HUBAP1, TITLE, sent(table_of(HUBAP1, TITLE), **changed))


def form_of(**changed: Any) -> dict[str, str]:
    table = table_of(HUBAP1, TITLE)
    return {
        "spec": json.dumps(spec_of(HUBAP1)),
        "record": TITLE.slug,
        **sent(table),
        "do": "try",
        "seen": "0",
        **changed,
    }


@pytest.mark.parametrize("layout", SHIPPED, ids=lambda layout: layout.slug)
def test_a_shipped_layout_comes_out_of_the_table_as_it_went_in(layout: Layout) -> None:
    for part in records(layout):
        table = table_of(layout, part, sent(table_of(layout, part)))
        assert table.is_valid(), table.errors
        assert table.result == layout


def test_columns_are_moved_dropped_added_and_changed() -> None:
    last, names = len(TITLE.columns), [column.name for column in TITLE.columns]
    new = {"name": "extra", "width": 4, "source": "fixed", "text": "X ", "format": "text", "ORDER": 1}
    table = typed(
        column__TOTAL_FORMS=last + 1,
        column__1__DELETE="on",
        column__2__ORDER=900,
        column__3__format="date %Y%m%d",
        **{f"column__{last}__{name}": value for name, value in new.items()},
    )
    assert table.is_valid(), table.errors
    found = {column.name: column for column in table.columns}
    assert list(found) == [names[0], "extra", *names[3:], names[2]]
    assert (found["extra"].value.text, found["extra"].width) == ("X ", 4)
    assert (found[names[3]].holds, found[names[3]].date_format) == (Holds.DATE, "%Y%m%d")
    assert found[names[3]].required == TITLE.columns[3].required


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("width", "ten"),
        ("width", "-1"),
        ("width", "9" * 400),
        ("width", "1.5"),
        ("ORDER", "first"),
        ("name", "  "),
        ("name", "x" * 500),
        ("source", "klingon"),
        ("source", '{"origin": "total"}'),
        ("format", "amount 9;"),
        ("format", "date %q"),
    ],
)
def test_a_cell_with_nonsense_is_marked(cell: str, value: str) -> None:
    table = typed(**{f"column__3__{cell}": value})
    assert not table.is_valid()
    assert list(table.forms[3].errors) == [cell]


@pytest.mark.parametrize(("source", "text"), [("path", " "), ("path", "title.[["), ("fixed", "a\nb")])
def test_what_cannot_be_written_is_marked(source: str, text: str) -> None:
    table = typed(column__3__source=source, column__3__text=text)
    assert not table.is_valid()
    assert list(table.forms[3].errors) == ["text"]


def test_two_columns_of_one_name_and_a_record_without_columns_are_refused() -> None:
    assert "the same name" in str(typed(column__1__name=TITLE.columns[0].name).non_form_errors())
    dropped = {f"column__{place}__DELETE": "on" for place in range(len(TITLE.columns))}
    assert "at least one column" in str(typed(**dropped).non_form_errors())


def test_columns_that_run_over_the_end_of_a_line_or_take_no_room_are_refused() -> None:
    shown = table_of(FEBRABAN, HEADER)
    assert FEBRABAN.form == Form.FIXED
    wide = table_of(FEBRABAN, HEADER, sent(shown, column__0__width=200))
    assert "a line has 240" in str(wide.non_form_errors())
    assert "width" in table_of(FEBRABAN, HEADER, sent(shown, column__0__width=0)).errors[0]
    assert next(span for _form, span in shown.spans()).startswith("1–")


def test_an_added_row_that_is_left_empty_is_no_column() -> None:
    table = table_of(HUBAP1, TITLE, sent(table_of(HUBAP1, TITLE, more=1)))
    assert table.is_valid(), table.errors
    assert table.result == HUBAP1


def test_too_many_rows_are_refused() -> None:
    assert not typed(column__TOTAL_FORMS=100_000).is_valid()


@pytest.mark.django_db
def test_a_changed_table_is_tried_and_saved_as_the_next_version(client: Client, lay: Lay) -> None:
    flow = lay(TRIP)
    administrator = signed_in(client)
    place = next(n for n, one in enumerate(TITLE.columns) if one.holds == Holds.AMOUNT)
    form = form_of(**{f"column-{place}-format": "amount 2."})
    assert "9;1;3;6;275,40" in text(administrator.get(page(flow, "grid/")))
    assert ";275.40;" in text(administrator.post(page(flow, "grid/"), form))
    assert not LayoutVersion.objects.exists()
    saved = administrator.post(page(flow, "grid/"), {**form, "do": "save", "note": "Points"})
    row = LayoutVersion.objects.get()
    assert saved.headers["Location"] == f"/admin/hub/layoutversion/{row.pk}/change/"
    part = next(one for one in records(row.layout) if one.slug == TITLE.slug)
    assert (row.note, part.columns[place].decimal_mark) == ("Points", ".")


@pytest.mark.django_db
def test_who_saves_second_is_told_keeps_what_was_typed_and_may_save_then(client: Client, lay: Lay) -> None:
    flow = lay(TRIP)
    administrator = signed_in(client)
    administrator.post(page(flow, "grid/"), form_of(do="save", note="first"))
    told = administrator.post(page(flow, "grid/"), form_of(do="save", note="second"))
    first = LayoutVersion.objects.get()
    assert "Somebody has saved another version" in text(told)
    assert 'value="second"' in told.content.decode()
    assert f'name="seen" value="{first.pk}"' in told.content.decode()
    administrator.post(page(flow, "grid/"), form_of(do="save", note="second", seen=str(first.pk)))
    assert list(LayoutVersion.objects.order_by("number").values_list("number", "note")) == [(1, "first"), (2, "second")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "broken",
    [
        {"column-TOTAL_FORMS": ""},
        {"column-TOTAL_FORMS": "klingon"},
        {"column-0-width": "ten"},
        {"spec": "{"},
        {"spec": "[]"},
        {"spec": json.dumps(spec_of(replace(HUBAP1, slug="other")))},
        {"spec": json.dumps(spec_of(replace(HUBAP1, parts=())))},
        {"spec": json.dumps(spec_of(replace(HUBAP1, amount="nothing")))},
    ],
)
def test_what_is_no_layout_is_told_and_not_saved(client: Client, lay: Lay, broken: dict[str, str]) -> None:
    answer = signed_in(client).post(page(lay(TRIP), "grid/"), form_of(do="save") | broken)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not LayoutVersion.objects.exists()


@pytest.mark.django_db
def test_records_are_changed_to_and_the_text_goes_along(client: Client, lay: Lay) -> None:
    flow = lay(TRIP)
    administrator = signed_in(client)
    other = next(part for part in records(HUBAP1) if part.slug != TITLE.slug)
    shown = administrator.post(page(flow, "grid/"), form_of(do="", turn=other.slug, **{"column-0-name": "renamed"}))
    assert f'name="record" value="{other.slug}"' in shown.content.decode()
    assert "renamed" in shown.content.decode()
    assert "renamed" in text(
        administrator.post(page(flow, "grid/"), form_of(do="text", **{"column-0-name": "renamed"}))
    )
    added = administrator.post(page(flow, "grid/"), form_of(do="add")).content.decode()
    assert f'name="column-{len(TITLE.columns)}-name"' in added
    assert signed_in(client, "finance").get(page(flow, "grid/")).status_code == 403
