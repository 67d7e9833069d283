"""What counts as lost, doubled and disordered."""

import json
import random
from dataclasses import replace

import pytest

from apps.hub.drill.blows import planned
from apps.hub.drill.verdict import Damage, Round, damage_of, held_by, report

NONE = Damage(lost=(), doubled=(), disordered=())


def entry(number: str, *writes: tuple[int, int]) -> dict[str, object]:
    return {"number": number, "writes": [list(write) for write in writes]}


def damage(accepted: dict[str, int], *entries: dict[str, object]) -> Damage:
    return damage_of(accepted, held_by(entries))


def test_a_document_that_stands_once_with_its_last_revision_is_sound() -> None:
    assert damage({"a": 3}, entry("a", (1, 1), (2, 3))) == NONE


def test_a_revision_that_was_sent_again_is_sound() -> None:
    assert damage({"a": 1}, entry("a", (1, 1), (2, 1))) == NONE


def test_what_was_booked_and_never_acknowledged_is_no_damage() -> None:
    assert damage({"a": 1}, entry("a", (1, 1), (2, 2)), entry("b", (3, 1))) == NONE


def test_an_acknowledged_document_that_the_target_does_not_hold_is_lost() -> None:
    assert damage({"a": 1, "b": 1}, entry("a", (1, 1))) == replace(NONE, lost=("b",))


def test_a_document_that_stands_twice_is_doubled() -> None:
    assert damage({"a": 1}, entry("a", (1, 1)), entry("a", (2, 1))) == replace(NONE, doubled=("a",))


def test_a_document_that_was_never_acknowledged_and_stands_twice_is_doubled_too() -> None:
    assert damage({}, entry("a", (1, 1)), entry("a", (2, 1))) == replace(NONE, doubled=("a",))


@pytest.mark.parametrize(
    "writes",
    [[(1, 1)], [(1, 2), (2, 1)], [(1, 1), (2, 2), (3, 1)], [(1, 1), (2, 2), (3, 1), (4, 2)]],
    ids=["stale", "overtaken", "gone back", "gone back and mended"],
)
def test_a_document_that_went_back_or_stopped_before_its_end_is_disordered(writes: list[tuple[int, int]]) -> None:
    assert damage({"a": 2}, entry("a", *writes)) == replace(NONE, disordered=("a",))


def test_the_order_of_writes_is_that_of_the_target_over_all_entries_of_a_document() -> None:
    assert damage({"a": 2}, entry("a", (3, 1)), entry("a", (1, 1), (2, 2))).disordered == ("a",)


def a_round(**changed: object) -> Round:
    plain = Round(
        round=1,
        seed=7,
        accepted=12,
        documents=10,
        booked=10,
        distinct=10,
        damage=NONE,
        tokens=2,
        sign_ins=0,
        asked=0,
        drained=3.25,
        kills={"web": 1},
    )
    return replace(plain, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["lost", "doubled", "disordered"])
def test_a_round_with_any_damage_is_not_sound(kind: str) -> None:
    spoilt = a_round(damage=replace(NONE, **{kind: ("a", "b")}))
    assert a_round().sound
    assert not spoilt.sound
    assert (spoilt.figures()[kind], spoilt.figures()["named"]) == (2, {kind: ["a", "b"]})


def test_a_round_that_never_drained_is_not_sound() -> None:
    assert not a_round(drained=None).sound


def test_the_report_has_one_line_for_each_round_and_one_column_for_each_kind_of_kill() -> None:
    head, first, second = report([a_round(), a_round(round=2, drained=None, kills={"database": 2})]).splitlines()
    assert head.split()[-4:] == ["killed", "database", "killed", "web"]
    assert first.split()[-3:] == ["3.2", "0", "1"]
    assert second.split()[-3:] == ["never", "2", "0"]


def test_figures_are_json() -> None:
    told = json.loads(json.dumps(a_round().figures()))
    assert (told["accepted"], told["drained"], told["kills"]) == (12, 3.25, {"web": 1})


def test_blows_are_drawn_from_the_seed_and_leave_no_kind_out() -> None:
    kinds = ["web", "worker", "scheduler", "host", "database"]
    first, again = (planned(kinds, 7, seconds=30.0, dice=random.Random(5)) for _ in range(2))
    assert first == again
    assert {blow.kind for blow in first[:5]} == set(kinds)
    assert [blow.after for blow in first] == sorted(blow.after for blow in first)
    assert all(0 <= blow.after <= 30 for blow in first)
