"""Files that are written by layouts: which version is in force, what is refused, and that nothing else is ever kept."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from apps.connectors.datasul.connector import DATASUL
from apps.connectors.datasul.layouts import HUBAP1
from apps.core.documents import Document
from apps.core.errors import Rejected
from apps.core.layouts.layout import Layout
from apps.core.layouts.spec import spec_of
from apps.hub.batches import layouts, produce, versions
from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.models import Batch, Connection, Flow, LayoutVersion, Payload
from tests.connectors.filed import FAIR, TRIP, words
from tests.factories import NOON, ConnectionFactory, FlowFactory, ReadyFactory, TransferFactory, UserFactory

pytestmark = pytest.mark.django_db
SETTINGS = {"company": "001", "branch": "101", "due_days": "4", "reference_prefix": "VX", "history_prefix": "VEXP"}
Lay = Callable[..., Flow]


@pytest.fixture
def lay() -> Lay:
    """Lay documents ready in a flow into Datasul."""

    def laid(*documents: Document, environment: str = "homologation", **settings: str) -> Flow:
        target = ConnectionFactory.create(connector_slug="datasul", environment=environment, account_id="")
        flow: Flow = FlowFactory.create(target=target, kind=TRIP.kind, settings={**SETTINGS, **settings})
        for place, document in enumerate(documents, start=1):
            [step] = DATASUL.target(TRIP.kind).plan(document, words(DATASUL, **SETTINGS))
            transfer = TransferFactory.create(
                flow=flow, source_id=document.source_id, state="ready", amount=step.amount
            )
            ReadyFactory.create(transfer=transfer, position=place, content=step.body, amount=step.amount)
        return flow

    return laid


def made(flow: Flow, written_as: str = HUBAP1.slug) -> Batch:
    seen = produce.gather(flow, written_as=written_as).seen
    return produce.produce(flow, written_as=written_as, seen=seen, actor=UserFactory.create(role="finance"))


def version(connection: Connection | None, number: int, *, confirmed: bool, **changed: Any) -> LayoutVersion:
    return LayoutVersion.objects.create(
        connector_slug="datasul",
        connection=connection,
        slug=HUBAP1.slug,
        number=number,
        spec=spec_of(replace(HUBAP1, **changed)),
        created_at=NOON,
        confirmed_at=NOON if confirmed else None,
    )


def bytes_of(batch: Batch) -> bytes:
    return bytes(Payload.objects.get(pk=batch.payload_id).raw)


def test_a_file_has_its_number_in_its_name_and_inside(lay: Lay) -> None:
    flow = lay(TRIP, FAIR)
    batch = made(flow)
    year = batch.produced_at.year
    assert (batch.number, batch.file_name, batch.count) == (1, f"HUBAP1_VX{year}0001.txt", 2)
    lines = bytes_of(batch).decode().split("\r\n")
    assert lines[0].startswith("0;HUBAP1;1;001;101;")
    assert lines[0].endswith(f";VX{year}0001;BRL;2;1307,55")
    assert lines[-2] == "9;2;6;10;1307,55"


def test_the_layouts_of_a_target_are_offered_before_all_details(lay: Lay) -> None:
    flow = lay(TRIP)
    [choice] = [setting for setting in flow.declared if setting.slug == "file_format"]
    assert [option.value for option in choice.choices] == [*(layout.slug for layout in DATASUL.layouts), "json"]
    assert "decimal_mark" not in {setting.slug for setting in flow.declared}
    assert b'"result_key"' in bytes_of(made(flow, "json"))


@pytest.mark.parametrize("layout", DATASUL.layouts, ids=lambda layout: layout.slug)
def test_every_layout_makes_a_file(lay: Lay, layout: Layout) -> None:
    assert made(lay(TRIP, FAIR), layout.slug).totals == [{"count": 2, "amount": "1307.55", "currency": "BRL"}]


def test_what_the_layout_cannot_hold_is_named_and_stays_out(lay: Lay) -> None:
    flow = lay(TRIP, replace(FAIR, number="12345678901"))
    gathered = produce.gather(flow, written_as=HUBAP1.slug)
    [(row, error)] = gathered.refused
    assert (row.transfer.source_id, error.code, error.params["column"]) == ("7700124", "layout.too_long", "cod_tit_ap")
    assert bytes_of(made(flow)).count(b"\r\n1;") == 1


def test_what_is_wrong_with_the_file_stops_every_document(lay: Lay) -> None:
    flow = lay(TRIP, FAIR, branch="")
    gathered = produce.gather(flow, written_as=HUBAP1.slug)
    assert gathered.rows == ()
    assert {error.code for _row, error in gathered.refused} == {"layout.required"}
    with pytest.raises(NotPossible, match=r"layout\.required"):
        made(flow)


def test_an_assumed_layout_makes_no_file_for_real_books(lay: Lay) -> None:
    flow = lay(TRIP, environment="production")
    with pytest.raises(NotPossible, match=r"batch\.layout_unconfirmed"):
        made(flow)
    assert flow.batches.count() == 0
    assert made(flow, "json").number == 1


def test_once_confirmed_it_does_and_the_file_says_by_which_version(lay: Lay) -> None:
    flow = lay(TRIP, environment="production")
    confirmed = version(flow.target, 1, confirmed=True)
    version(flow.target, 2, confirmed=False, separator="|")
    batch = made(flow)
    assert batch.layout == confirmed
    assert b"0;HUBAP1" in bytes_of(batch)


def test_a_rehearsal_is_written_by_the_latest_version(lay: Lay) -> None:
    flow = lay(TRIP)
    version(flow.target, 1, confirmed=True)
    latest = version(flow.target, 2, confirmed=False, separator="|")
    batch = made(flow)
    assert (batch.layout, bytes_of(batch)[:9]) == (latest, b"0|HUBAP1|")


def test_a_connections_own_layout_comes_before_everybodys(lay: Lay) -> None:
    flow = lay(TRIP)
    version(None, 7, confirmed=True, separator="|")
    assert bytes_of(made(flow))[:9] == b"0|HUBAP1|"
    other = lay(FAIR)
    version(other.target, 1, confirmed=False, separator="#")
    assert bytes_of(made(other))[:9] == b"0#HUBAP1#"


def test_a_file_that_the_second_reader_understands_otherwise_is_not_kept(lay: Lay) -> None:
    flow = lay(TRIP, FAIR)
    odd = replace(HUBAP1.parts[1], when="title.number != '7700124'")
    version(flow.target, 1, confirmed=True, parts=(HUBAP1.parts[0], odd, HUBAP1.parts[2]))
    with pytest.raises(NotPossible, match=r"batch\.layout_differs"):
        made(flow)
    assert flow.batches.count() == 0
    assert set(flow.transfers.values_list("state", flat=True)) == {"ready"}


def test_whose_number_was_given_to_another_file_makes_none(lay: Lay) -> None:
    flow = lay(TRIP)
    gathered = produce.gather(flow, written_as=HUBAP1.slug)
    written = produce.write(gathered)
    made(flow)
    with pytest.raises(NotPossible, match=r"batch\.changed"):
        produce.new_batch(gathered, written, Payload.of(written.data), UserFactory.create(role="finance"))


def test_a_documented_layout_is_used_until_a_changed_one_is_confirmed(lay: Lay) -> None:
    target = lay(TRIP, environment="production").target
    documented = replace(HUBAP1, assumed=False)
    assert layouts.in_force(target, documented) == layouts.InForce(documented, None, usable=True)
    version(target, 1, confirmed=False, separator="|")
    assert layouts.in_force(target, documented).layout == documented
    confirmed = version(target, 2, confirmed=True, separator="#")
    assert layouts.in_force(target, documented).version == confirmed


def deep(levels: int) -> str:
    inner = '{"slug": "x", "name": "x", "parts": ['
    return '{"slug": "x", "name": "x", "titles": "x", "amount": "x", "parts": [' + inner * levels + "]}" * levels + "]}"


@pytest.mark.parametrize("spec", ["[" * 100_000, deep(20_000), "x" * 200_001, deep(400)])
def test_a_text_that_goes_too_deep_is_no_layout(spec: str) -> None:
    with pytest.raises(Rejected, match=r"layout\.(not_json|spec)"):
        versions.read_spec(spec)


def test_what_differs_is_told_as_it_counts() -> None:
    changed = replace(HUBAP1, separator="|", parts=(*HUBAP1.parts[:2], replace(HUBAP1.parts[2], name="End")))
    assert versions.differences(HUBAP1, HUBAP1) == []
    assert versions.differences(HUBAP1, changed) == [
        ("parts[trailer].name", "Trailer", "End"),
        ("separator", ";", "|"),
    ]


def test_a_connection_whose_app_is_gone_may_have_real_books() -> None:
    gone = ConnectionFactory.create(connector_slug="gone")
    assert not layouts.is_rehearsal(gone)
