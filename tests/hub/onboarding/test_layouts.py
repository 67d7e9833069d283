"""The way into a target that gets files of its own layouts: codes are asked for, and no credentials."""

import pytest

from apps.hub.models import Connection, Flow
from tests.hub.onboarding.conftest import Walker


def usual(walker: Walker) -> dict[str, str]:
    """Give the settings as the form proposes them."""
    form = walker.page.context["form"]
    return {name: str(form.initial.get(name, "")) for name in form.fields if name.startswith("setting_")}


def test_a_target_of_files_is_connected_without_credentials(walker: Walker, fleet: Connection) -> None:
    walker.connect("datasul").choose(f"target:bill:bluefleet:{fleet.pk}:file")
    assert walker.step == "target-name"
    assert "Homologation" in walker.text
    assert "Ask which layout the import of titles (APB) reads" in walker.text
    walker.post(name="Datasul", environment="homologation")
    assert Connection.objects.get(name="Datasul").state == "connected"
    assert walker.step == "settings"
    assert "HUBAP1" in walker.text
    assert "Decimal mark in tables" not in walker.text
    assert "Due date" not in walker.text.split("Bearer (portador)")[1]
    walker.post(name="Bills", **usual(walker) | {"setting_company": "001", "setting_branch": "101"})
    flow = Flow.objects.get()
    assert (flow.setting("file_format"), flow.setting("company"), flow.setting("account_plan")) == (
        "datasul_hubap1",
        "001",
        "PADRAO",
    )


@pytest.mark.parametrize(("slug", "first"), [("matera", "M1, separated"), ("pagnet", "Mass inclusion of titles (TM)")])
def test_its_layouts_are_offered_the_usual_one_first(walker: Walker, fleet: Connection, slug: str, first: str) -> None:
    walker.connect(slug).choose(f"target:bill:bluefleet:{fleet.pk}:file")
    walker.post(name="Files", environment="homologation")
    assert first in walker.text
    walker.post(name="Bills", **usual(walker))
    flow = Flow.objects.get()
    assert flow.setting("file_format") == f"{slug}_{'m1' if slug == 'matera' else 'tm'}"
