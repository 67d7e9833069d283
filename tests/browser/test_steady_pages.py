"""What tired people do to pages: click twice, go back, sit there together, come back the next morning."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.hub.models import AuditEntry, Mapping, OptionList, PendingError, Transfer
from tests.browser.conftest import DESK, PHONE, SignIn
from tests.factories import NOON, PASSWORD, MappingFactory, TransferFactory

pytestmark = pytest.mark.browser

DEPARTMENTS = [
    {"value": "101", "label": "001.001 Operações", "group": ""},
    {"value": "102", "label": "001.002 Sul", "group": ""},
]
SAVE = "Save and release 3 transfers"


@pytest.fixture(autouse=True)
def _listed(cause: PendingError) -> None:
    """The target has told its list before; today it cannot be asked."""
    assert cause.target
    OptionList.objects.create(
        connection=cause.target, vocabulary=cause.vocabulary, options=DEPARTMENTS, fetched_at=NOON
    )


def choose(page: Page, cause: PendingError, name: str = "Operações") -> None:
    page.goto(f"/admin/hub/pendingerror/{cause.pk}/change/")
    page.get_by_role("radio", name=name).first.check()


def released() -> int:
    return Transfer.objects.filter(state="queued").count()


def test_a_double_click_on_save_and_release_does_it_once(sign_in: SignIn, cause: PendingError) -> None:
    page, sent = sign_in(), []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    choose(page, cause)
    page.get_by_role("button", name=SAVE).dblclick()
    expect(page.get_by_text("Done: 3 transfers go on.")).to_be_visible()
    assert len(sent) == 1
    assert (Mapping.objects.get().version, released(), AuditEntry.objects.count()) == (1, 3, 1)


def test_a_double_click_on_release_releases_once(sign_in: SignIn, cause: PendingError) -> None:
    page, transfer = sign_in(), TransferFactory.create(state="held")
    page.goto(f"/admin/hub/transfer/{transfer.pk}/change/")
    page.get_by_role("link", name="Release").click()
    page.get_by_role("button", name="Release: 1 transfer").dblclick()
    expect(page.get_by_text("Release: 1 transfer.")).to_be_visible()
    assert AuditEntry.objects.values_list("verb", flat=True).get() == "released"


def test_going_back_and_sending_again_does_nothing_twice(sign_in: SignIn, cause: PendingError) -> None:
    page = sign_in()
    choose(page, cause)
    page.get_by_role("button", name=SAVE).click()
    expect(page.get_by_text("Done: 3 transfers go on.")).to_be_visible()
    page.go_back()
    again = page.get_by_role("button", name=SAVE)
    if again.count():  # kept by the browser as it was; otherwise it shows the page as it is now
        page.get_by_role("radio", name="Sul").first.check()
        again.click()
        expect(page.get_by_text("You have resolved this already.")).to_be_visible()
    else:
        expect(page.get_by_text("Resolved", exact=False).first).to_be_visible()
    assert Mapping.objects.get().target_value == "101"
    assert AuditEntry.objects.count() == 1


def test_of_two_people_on_one_cause_the_slower_is_told_kindly(sign_in: SignIn, cause: PendingError) -> None:
    ana, bia = sign_in(), sign_in("administrator")
    choose(ana, cause)
    choose(bia, cause, "Sul")
    ana.get_by_role("button", name=SAVE).click()
    expect(ana.get_by_text("Done: 3 transfers go on.")).to_be_visible()
    bia.get_by_role("button", name=SAVE).click()
    expect(bia.get_by_text("Somebody else was faster: this is resolved already")).to_be_visible()
    assert Mapping.objects.get().target_value == "101"
    assert released() == 3


def test_of_two_people_on_one_mapping_the_slower_overwrites_nothing(sign_in: SignIn, cause: PendingError) -> None:
    mapping = MappingFactory.create(source=cause.source, target=cause.target, vocabulary=cause.vocabulary)
    ana, bia = sign_in(), sign_in("administrator")
    for page in (ana, bia):
        page.goto(f"/admin/hub/mapping/{mapping.pk}/change/")
    for page, label in ((ana, "Faster"), (bia, "Slower")):
        page.fill("#id_label", label)
        with page.expect_navigation():
            page.get_by_role("button", name="Save", exact=True).click()
    expect(bia.get_by_text("This was saved meanwhile")).to_be_visible()
    mapping.refresh_from_db()
    assert mapping.label == "Faster"


def test_whoever_was_signed_out_in_the_middle_of_a_form_is_told_that_nothing_was_changed(
    sign_in: SignIn, cause: PendingError
) -> None:
    page = sign_in()
    choose(page, cause)
    Session.objects.all().delete()
    with page.expect_navigation():
        page.get_by_role("button", name=SAVE).click()
    page.fill("#id_username", User.objects.get().username)
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text("Nothing was changed: what you had filled in did not arrive.")).to_be_visible()
    expect(page.get_by_role("button", name=SAVE)).to_be_visible()
    assert not Mapping.objects.exists()


def test_a_part_that_cannot_be_renewed_says_so(sign_in: SignIn, cause: PendingError) -> None:
    page = sign_in()
    choose(page, cause)
    page.context.set_offline(True)
    page.get_by_role("searchbox", name="Type to search").first.press_sequentially("Sul")
    expect(page.get_by_role("alert")).to_have_text("The hub does not answer. Check the network, then reload the page.")


def test_the_main_pages_need_no_sideways_scrolling_on_a_telephone(sign_in: SignIn, cause: PendingError) -> None:
    page, transfer = sign_in("administrator", width=PHONE), Transfer.objects.latest("pk")
    MappingFactory.create(source=cause.source, target=cause.target)
    lists = [f"/admin/hub/{noun}/" for noun in ("pendingerror", "transfer", "event", "syncrun", "connection", "flow")]
    rows = [f"/admin/hub/pendingerror/{cause.pk}/change/", f"/admin/hub/transfer/{transfer.pk}/change/"]
    wide = [path for path in ("/admin/", *lists, "/admin/hub/mapping/", *rows) if too_wide(page, path)]
    assert wide == []


def too_wide(page: Page, path: str) -> bool:
    """Tell whether a page is wider than the screen."""
    page.goto(path)
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def test_one_box_ticks_all_that_wait(sign_in: SignIn, cause: PendingError) -> None:
    page = sign_in()
    page.goto(f"/admin/hub/pendingerror/{cause.pk}/change/")
    page.get_by_label("Tick all on this page").check()
    page.get_by_role("button", name="Put on hold").click()
    expect(page.get_by_role("button", name="Put on hold: 3 transfers")).to_be_visible()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_long_list_is_read_to_its_end_and_back_with_its_filter(
    sign_in: SignIn, cause: PendingError, width: int
) -> None:
    flow = Transfer.objects.latest("pk").flow
    rows = TransferFactory.create_batch(120, flow=flow, state="held")
    page = sign_in(width=width)
    page.goto("/admin/hub/transfer/?state__exact=held")
    for way, seen in (("Older", 69), ("Oldest", 0), ("Newer", 50), ("Newest", 119)):
        page.get_by_role("link", name=way, exact=True).click()
        expect(page.get_by_text(str(rows[seen]), exact=True)).to_be_visible()
        assert "state__exact=held" in page.url
    page.get_by_label("Up to the day").fill("2026-03-09")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text(str(rows[119]), exact=True)).to_have_count(0)
    page.get_by_role("link", name="Any day").click()
    expect(page.get_by_text(str(rows[119]), exact=True)).to_be_visible()
