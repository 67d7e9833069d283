"""A batch is written as its layout says, or it is told what cannot be written and of which document."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from apps.core.errors import Rejected
from apps.core.layouts.faults import faults
from apps.core.layouts.layout import Column, Layout, Missing, Rule
from apps.core.layouts.writing import refusals, render
from tests.core.layouts.samples import FIXED, JSON, SEPARATED, batch, title


def with_column(layout: Layout, name: str, **changed: Any) -> Layout:
    """Give a layout whose titles have one column changed."""
    part = layout.parts[0]
    columns = tuple(replace(one, **changed) if one.name == name else one for one in part.columns)
    return replace(layout, parts=(replace(part, columns=columns), *layout.parts[1:]))


def codes(layout: Layout, *titles: dict[str, Any]) -> list[tuple[str, str]]:
    return [(refusal.ref, refusal.error.code) for refusal in refusals(layout, batch(*titles))]


def test_lines_counters_and_sums_are_written_in_the_order_of_the_parts() -> None:
    written = render(SEPARATED, batch(title("100"), title("101", amount="2.05")))
    assert written.decode().split("\r\n") == [
        "1;1;100;Maria Aparecida;20/03/2026;10,50",
        "2;1;1;4110;10,50",
        "1;2;101;Maria Aparecida;20/03/2026;2,05",
        "2;2;1;4110;2,05",
        "9;2;5;12,55",
        "",
    ]


def test_lots_are_gathered_and_count_for_themselves() -> None:
    titles = (title("1"), title("2", form="PIX", street="Rua das Acácias"), title("3", amount="0.05"))
    lines = render(FIXED, batch(*titles)).decode().split("\r\n")
    assert all(len(line) == 40 for line in lines[:-1])
    assert [line.rstrip() for line in lines] == [
        "0TRY",
        "1001TED",
        "3A00011         MARIA APAR000000001050",
        "3A00023         MARIA APAR000000000005",
        "5000004000000000000001055",
        "1002PIX",
        "3A00012         MARIA APAR000000001050",
        "3B0002RUA DAS ACACIAS     20032026",
        "5000004000000000000001050",
        "9000002000010",
        "",
    ]


def test_json_keeps_the_decimals_of_amounts() -> None:
    written = render(JSON, batch(title("100", amount="275.40"))).decode()
    assert '"amount": 275.40' in written
    assert '"sequence": 1,' in written
    assert '"name": "Maria Aparecida"' in written


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"amount": "12345678.90"}, "layout.amount_too_wide"),
        ({"amount": "-1.00"}, "layout.amount_negative"),
        ({"amount": "1.005"}, "layout.amount_decimals"),
        ({"amount": "NaN"}, "layout.not_an_amount"),
        ({"amount": "1,00"}, "layout.not_an_amount"),
        ({"amount": ""}, "layout.required"),
        ({"number": "12345678901"}, "layout.too_long"),
        ({"number": "12;3"}, "layout.character"),
        ({"number": "12\n3"}, "layout.character"),
        ({"number": "12😀3"}, "layout.character"),
        ({"name": " \t "}, "layout.required"),
        ({"due": "2026-02-30"}, "layout.not_a_date"),
        ({"due": "0026-02-03"}, "layout.not_a_date"),
        ({"currency": "USD"}, "layout.currency"),
        ({"number": {"odd": 1}}, "layout.path"),
    ],
)
def test_what_does_not_fit_is_refused_for_its_document_alone(changed: dict[str, Any], code: str) -> None:
    odd = {**title("7"), **changed, "ref": "7", "shares": [{"account": "4110", "amount": "10.50"}]}
    told = codes(SEPARATED, title("100"), odd)
    assert ("7", code) in told
    assert "100" not in [ref for ref, _code in told]
    with pytest.raises(Rejected):
        render(SEPARATED, batch(title("100"), odd))


def test_a_rule_that_does_not_hold_refuses_its_document_alone() -> None:
    later = Rule(holds="max([title.due, batch.date]) == title.due", code="layout.past", value="title.due")
    ours = Rule(holds="settings.bank == '237'", code="layout.other_bank", here=True)
    first, end = SEPARATED.parts
    ruled = replace(SEPARATED, parts=(replace(first, rules=(later,)), replace(end, rules=(ours,))))
    told = refusals(ruled, batch(title("100"), title("101", due="2026-03-15")))
    assert [(one.ref, one.error.code, one.error.place, one.error.params["value"]) for one in told] == [
        ("101", "layout.past", "source", "2026-03-15"),
        ("", "layout.other_bank", "here", ""),
    ]
    assert faults(ruled) == ()
    assert [error.code for error in faults(replace(ruled, parts=(replace(first, rules=(replace(later, holds="["),)),)))]


def test_a_key_keeps_its_small_letters_where_texts_become_capitals() -> None:
    told = render(replace(SEPARATED, upper=True, plain=True), batch(title("ana@x.br", name="Ana Conceição")))
    assert b";ana@x.br;ANA CONCEICAO;" in told


def test_an_amount_is_never_cut() -> None:
    with pytest.raises(Rejected, match=r"layout\.amount_too_wide"):
        render(FIXED, batch(title(amount="99999999999.99")))


def test_two_titles_of_one_key_are_refused_and_the_second_is_named() -> None:
    assert codes(SEPARATED, title("1"), title("1", ref="b")) == [("b", "layout.doubled")]


def test_shares_that_do_not_add_up_are_refused() -> None:
    odd = title("1", shares=[{"account": "1", "amount": "5.00"}, {"account": "2", "amount": "5.49"}])
    [refusal] = refusals(SEPARATED, batch(odd))
    assert (refusal.error.code, refusal.error.params) == ("layout.balance", {"expected": "10.50", "found": "10.49"})


def test_names_are_cut_cleaned_and_hold_no_separator() -> None:
    odd = title("1", name="  Ana;  Maria\r\n\x00da Conceição dos Santos ")
    assert b";Ana, Maria da Concei;" in render(SEPARATED, batch(odd))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Łukasz “Żak” – 5€", 'Lukasz "Zak" - 5EUR'),
        ("Cafe\u0301", "Café"),
        ("a；b", "a,b"),
        ("ﬁm\u2028x", "fim x"),
        ("Ana 😀", "Ana ?"),
    ],
)
def test_what_the_encoding_lacks_is_written_as_near_as_it_goes(name: str, shown: str) -> None:
    assert shown in render(SEPARATED, batch(title(name=name))).decode("iso8859-1")


def test_what_the_encoding_lacks_can_be_replaced_or_refused() -> None:
    assert b"?uk" in render(replace(SEPARATED, missing=Missing.REPLACE), batch(title(name="Łuk")))
    assert codes(replace(SEPARATED, missing=Missing.REFUSE), title("1", name="Łuk")) == [("1", "layout.character")]


def test_capitals_that_the_encoding_lacks_become_plain_ones() -> None:
    latin = replace(SEPARATED, upper=True)
    assert "LOUY" in render(latin, batch(title(name="Louÿ"))).decode("iso8859-1")


def test_a_separator_can_be_quoted() -> None:
    quoting = replace(SEPARATED, quote='"')
    assert b';"Ana; ""Bia""";' in render(quoting, batch(title(name='Ana; "Bia"')))


def test_a_separated_column_is_filled_up_only_where_it_says_so() -> None:
    assert b";0000000100;" in render(with_column(SEPARATED, "number", pad="0", side="left"), batch(title("100")))


def test_a_path_that_no_function_takes_is_told_for_each_line() -> None:
    column: Column = SEPARATED.parts[0].columns[2]
    odd = with_column(SEPARATED, "number", value=replace(column.value, text="sum(title.number)"))
    assert codes(odd, title("1"))[0] == ("1", "layout.path")


def test_an_amount_of_many_titles_is_exact() -> None:
    titles = [title(str(place), amount="0.01") for place in range(1, 101)]
    assert render(SEPARATED, batch(*titles)).endswith(b"9;100;201;1,00\r\n")
    assert sum(Decimal(one["amount"]) for one in titles) == 1
