"""The pages of layouts: what they rest on, what they make of real documents, adapting and confirming them."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from apps.connectors.datasul.layouts import HUBAP1
from apps.core.layouts.spec import spec_of
from apps.hub.batches import layouts, produce
from apps.hub.models import AuditEntry, Flow, LayoutVersion
from tests.connectors.filed import FAIR, TRIP
from tests.factories import UserFactory
from tests.hub.batches.test_layouts import Lay, lay, made

__all__ = ["lay"]

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    words = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(words.replace("\xa0", " ").split())


def signed_in(client: Client, role: str = "administrator") -> Client:
    client.force_login(UserFactory.create(role=role), backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(flow: Flow, what: str = "") -> str:
    return f"/admin/hub/layoutversion/of/{flow.target.pk}/{HUBAP1.slug}/{what}"


def adapted(**changed: Any) -> str:
    return json.dumps(spec_of(replace(HUBAP1, **changed)))


def test_the_page_says_what_a_layout_rests_on_and_shows_what_it_makes(client: Client, lay: Lay) -> None:
    flow = lay(TRIP, FAIR, environment="production")
    told = text(signed_in(client).get(page(flow)))
    assert "This layout rests on assumptions" in told
    assert HUBAP1.note in told.replace("&#x27;", "'")
    assert "nobody has confirmed it" in told
    assert "9;2;6;10;1307,55" in told
    assert "2 titles, 1307.55" in told


def test_what_it_refuses_is_told_on_the_page(client: Client, lay: Lay) -> None:
    flow = lay(TRIP, replace(FAIR, number="12345678901"))
    told = text(signed_in(client).get(page(flow)))
    assert "cod_tit_ap" in told
    assert "9;1;3;6;275,40" in told


def test_a_changed_layout_is_tried_and_nothing_is_kept(client: Client, lay: Lay) -> None:
    flow = lay(TRIP)
    answer = signed_in(client).post(page(flow, "edit/"), {"spec": adapted(separator="|"), "do": "try"})
    told = text(answer)
    assert "0|HUBAP1|1|001" in told
    assert "separator" in told
    assert not LayoutVersion.objects.exists()


@pytest.mark.parametrize("spec", ["", "{", "[]", '{"slug": 7}', adapted(encoding="klingon"), adapted(slug="other")])
def test_what_is_no_layout_is_told_and_not_saved(client: Client, lay: Lay, spec: str) -> None:
    flow = lay(TRIP)
    answer = signed_in(client).post(page(flow, "edit/"), {"spec": spec or " x", "do": "save"})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not LayoutVersion.objects.exists()


def test_a_saved_version_is_written_by_in_production_once_it_is_confirmed(client: Client, lay: Lay) -> None:
    flow = lay(TRIP, environment="production")
    administrator = signed_in(client)
    saved = administrator.post(page(flow, "edit/"), {"spec": adapted(separator="|"), "note": "Pipes", "do": "save"})
    row = LayoutVersion.objects.get()
    assert saved.headers["Location"] == f"/admin/hub/layoutversion/{row.pk}/change/"
    assert (row.connection, row.number, row.note, row.confirmed) == (flow.target, 1, "Pipes", False)
    assert not layouts.in_force(flow.target, HUBAP1).usable
    administrator.post(page(flow, "confirm/"), {"version": str(row.pk)})
    assert made(flow).layout == row
    assert list(AuditEntry.objects.filter(noun="layoutversion").values_list("verb", flat=True)) == [
        "confirmed",
        "saved",
    ]


def test_a_preset_is_confirmed_as_it_was_delivered(client: Client, lay: Lay) -> None:
    flow = lay(TRIP, environment="production")
    signed_in(client).post(page(flow, "confirm/"), {"version": ""})
    row = LayoutVersion.objects.get()
    assert (row.layout, row.confirmed) == (HUBAP1, True)
    assert made(flow).layout == row


def test_the_page_of_a_file_says_by_which_version_it_was_written(client: Client, lay: Lay) -> None:
    flow = lay(TRIP, environment="production")
    administrator = signed_in(client)
    administrator.post(page(flow, "confirm/"), {"version": ""})
    batch = made(flow)
    assert "HUBAP1, version 1" in text(administrator.get(f"/admin/hub/batch/{batch.pk}/change/"))


def test_who_confirms_a_preset_that_was_adapted_meanwhile_is_told(client: Client, lay: Lay) -> None:
    flow = lay(TRIP, environment="production")
    administrator = signed_in(client)
    administrator.post(page(flow, "edit/"), {"spec": adapted(separator="|"), "do": "save"})
    answer = administrator.post(page(flow, "confirm/"), {"version": ""}, follow=True)
    assert "Somebody has saved another version" in text(answer)
    assert not LayoutVersion.objects.exclude(confirmed_at=None).exists()


def test_a_version_for_everybody_is_nobodys_own(client: Client, lay: Lay) -> None:
    flow = lay(TRIP)
    sent = {"spec": adapted(separator="|"), "do": "save", "everybody": "on"}
    told = text(signed_in(client).post(page(flow, "edit/"), sent, follow=True))
    assert LayoutVersion.objects.get().connection is None
    assert "version 1" in told
    assert layouts.in_force(flow.target, HUBAP1).layout.separator == "|"


def test_it_is_tried_on_a_file_that_was_made_before(client: Client, lay: Lay) -> None:
    flow = lay(TRIP)
    batch = made(flow)
    told = text(signed_in(client).get(f"{page(flow)}?file={batch.pk}"))
    assert batch.file_name in told
    assert "9;1;3;6;275,40" in told


def test_finance_looks_and_does_not_change(client: Client, lay: Lay) -> None:
    flow = lay(TRIP)
    finance = signed_in(client, "finance")
    assert "9;1;3;6;275,40" in text(finance.get(page(flow)))
    assert finance.get(page(flow, "edit/")).status_code == 403
    assert finance.post(page(flow, "confirm/"), {"version": ""}).status_code == 403


def test_support_sees_the_columns_and_no_documents(client: Client, lay: Lay) -> None:
    told = text(signed_in(client, "support").get(page(lay(TRIP))))
    assert "cod_tit_ap" in told
    assert "7700123" not in told


def test_the_list_tells_which_layouts_are_to_be_confirmed(client: Client, lay: Lay) -> None:
    lay(TRIP, environment="production")
    told = text(signed_in(client).get("/admin/hub/layoutversion/"))
    assert told.count("To be confirmed before it is used") == 6


@pytest.mark.parametrize("address", ["of/999999/datasul_hubap1/", "of/{pk}/nothing/", "of/{pk}/nothing/edit/"])
def test_what_there_is_not_is_not_found(client: Client, lay: Lay, address: str) -> None:
    flow = lay(TRIP)
    answer = signed_in(client).get(f"/admin/hub/layoutversion/{address.format(pk=flow.target.pk)}")
    assert answer.status_code == 404


def test_who_is_about_to_make_a_file_is_told_that_its_layout_is_not_confirmed(client: Client, lay: Lay) -> None:
    flow = lay(TRIP, environment="production")
    there = f"/admin/hub/batch/prepare/{flow.pk}/?written_as="
    administrator = signed_in(client)
    shown = administrator.get(f"{there}{HUBAP1.slug}")
    assert "Nobody has confirmed the layout" in text(shown)
    assert page(flow) in shown.content.decode()
    assert "Nobody has confirmed the layout" not in text(administrator.get(f"{there}json"))


def test_a_file_refused_for_its_layout_says_so_on_the_page(client: Client, lay: Lay) -> None:
    flow = lay(TRIP, environment="production")
    gathered = produce.gather(flow, written_as=HUBAP1.slug)
    sent = {"written_as": HUBAP1.slug, "seen": gathered.seen, "do": "produce"}
    answer = signed_in(client).post(f"/admin/hub/batch/prepare/{flow.pk}/?written_as={HUBAP1.slug}", sent)
    assert "Nobody has confirmed the layout" in text(answer)
    assert flow.batches.count() == 0
