"""What no button of ours sends: it is answered, and breaks nothing."""

import pytest

from apps.hub.models import AuditEntry, PendingError, Transfer
from tests.factories import EventFactory, PendingErrorFactory, TransferFactory
from tests.hub.admin.conftest import SignIn

HUGE = "9" * 40
RIGHTS = ("decide", "close", "resolve", "view_raw")


@pytest.mark.parametrize(
    "address",
    [
        "transfer/?q=%00", f"transfer/?q={HUGE}", "transfer/?q=%27%22%3C%25", "transfer/?p=99999999", "transfer/?p=-1",
        f"transfer/?p=beyond-{HUGE}", "transfer/?p=before-0", "transfer/?p=beyond-٣", "event/?p=last&received_at_to=x",
        f"event/?q={HUGE}", "event/?q=%00", "pendingerror/?q=%00", "pendingerror/?page=abc", "pendingerror/?asks=x",
        f"pendingerror/?page={HUGE}", "syncrun/?state__exact=x", "attempt/?started_at_from=31/31/31",
        f"transfer/decide/skip/?id={HUGE}", "transfer/decide/skip/?id=abc&id=", "transfer/decide/skip/",
    ],
)  # fmt: skip
def test_a_strange_query_is_answered(sign_in: SignIn, address: str) -> None:
    TransferFactory.create()
    EventFactory.create()
    PendingErrorFactory.create()
    assert sign_in(*RIGHTS).get(f"/admin/hub/{address}").status_code in (200, 302)


@pytest.mark.parametrize("noun", ["transfer", "event", "pendingerror", "syncrun", "attempt"])
@pytest.mark.parametrize("key", ["0", "abc", HUGE, "1_2", "٣"])
def test_a_row_that_does_not_exist_is_not_found(sign_in: SignIn, noun: str, key: str) -> None:
    assert sign_in(*RIGHTS).get(f"/admin/hub/{noun}/{key}/change/").status_code == 404


def test_characters_that_no_database_stores_are_left_out(sign_in: SignIn) -> None:
    transfer, cause = TransferFactory.create(state="queued"), PendingErrorFactory.create(asks="source", vocabulary="")
    client = sign_in(*RIGHTS)
    client.post(f"/admin/hub/transfer/{transfer.pk}/comment/", {"text": "a\0b"})
    client.post(f"/admin/hub/pendingerror/{cause.pk}/assign/", {"to": HUGE})
    client.post(f"/admin/hub/pendingerror/{cause.pk}/retry/", {"reason": "c\0d"})
    client.post("/admin/hub/transfer/decide/skip/", {"id": transfer.pk, "confirm": "1", "reason": "e\0f"})
    assert list(AuditEntry.objects.order_by("pk").values_list("reason", flat=True)) == ["ab", "cd"]
    assert Transfer.objects.get().state == "queued"
    assert PendingError.objects.open().count() == 0


def test_a_comment_without_words_leaves_no_trace(sign_in: SignIn) -> None:
    transfer = TransferFactory.create()
    sign_in().post(f"/admin/hub/transfer/{transfer.pk}/comment/", {"text": " \n "})
    assert AuditEntry.objects.count() == 0


def test_a_very_long_comment_is_cut_and_kept(sign_in: SignIn) -> None:
    transfer = TransferFactory.create()
    sign_in().post(f"/admin/hub/transfer/{transfer.pk}/comment/", {"text": "x" * 100_000})
    assert len(AuditEntry.objects.get().reason) == 2000
