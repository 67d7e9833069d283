"""Mappings: chosen from the target's list, kept with author and version, released at once."""

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.hub.models import Mapping, OptionList, PendingError, Transfer
from tests.factories import BlockerFactory, MappingFactory, PendingErrorFactory
from tests.hub.admin_home.conftest import Crossing

LIST = "/admin/hub/mapping/"


@pytest.fixture
def departments(crossing: Crossing) -> OptionList:
    """The departments as the target told them a moment ago."""
    rows = [
        {"value": "101", "label": "1.01 Operações", "group": ""},
        {"value": "102", "label": "1.02 Frota", "group": ""},
    ]
    return OptionList.objects.create(
        connection=crossing.target, vocabulary="cost_centre", options=rows, fetched_at=timezone.now()
    )


def add_page(crossing: Crossing, vocabulary: str = "cost_centre") -> str:
    return f"{LIST}add/?source={crossing.source.pk}&target={crossing.target.pk}&vocabulary={vocabulary}"


def test_what_is_to_be_translated_is_chosen_first(finance_page: Client, crossing: Crossing) -> None:
    page = finance_page.get(f"{LIST}add/").content.decode()
    assert "What do you want to translate?" in page
    assert "in Books: Departamento" in page


def test_the_target_value_is_picked_from_the_live_list_and_its_label_filled_in(
    finance_page: Client, crossing: Crossing, departments: OptionList, accountant: User
) -> None:
    assert "1.02 Frota" in finance_page.get(add_page(crossing)).content.decode()
    finance_page.post(add_page(crossing), {"value": "77", "label": "Filial Sul", "target_value": "102"})
    made = Mapping.objects.get()
    assert (made.value, made.target_value, made.target_label) == ("77", "102", "1.02 Frota")
    assert (made.author, made.version, made.vocabulary) == (accountant, 1, "cost_centre")


def test_a_value_that_the_target_does_not_offer_is_refused(
    finance_page: Client, crossing: Crossing, departments: OptionList
) -> None:
    finance_page.post(add_page(crossing), {"value": "77", "label": "", "target_value": "999"})
    assert not Mapping.objects.exists()


def test_the_same_value_cannot_be_mapped_twice(
    finance_page: Client, crossing: Crossing, departments: OptionList
) -> None:
    MappingFactory.create(source=crossing.source, target=crossing.target, value="77")
    answer = finance_page.post(add_page(crossing), {"value": "77", "label": "", "target_value": "102"})
    assert "This value is already mapped. Edit that mapping instead." in answer.content.decode()


def test_where_the_target_cannot_be_asked_the_value_is_typed(finance_page: Client, crossing: Crossing) -> None:
    type(crossing.target).objects.filter(pk=crossing.target.pk).update(state="paused")
    page = finance_page.get(add_page(crossing)).content.decode()
    assert "Type the value as the target knows it." in page
    finance_page.post(add_page(crossing), {"value": "77", "target_value": "5", "target_label": "Five"})
    assert Mapping.objects.get().target_label == "Five"


def test_a_change_counts_a_version_and_its_history_tells_who_and_what(
    finance_page: Client, crossing: Crossing, departments: OptionList
) -> None:
    row = MappingFactory.create(source=crossing.source, target=crossing.target, value="77", target_value="101")
    finance_page.post(f"{LIST}{row.pk}/change/", {"label": "Filial Sul", "target_value": "102"})
    changed = Mapping.objects.get()
    assert (changed.version, changed.value, changed.target_value) == (2, "77", "102")
    page = finance_page.get(f"{LIST}{row.pk}/history/").content.decode()
    assert "<s>101</s>" in page
    assert "ana" in page


def test_saving_without_a_change_counts_no_version(
    finance_page: Client, crossing: Crossing, departments: OptionList
) -> None:
    row = MappingFactory.create(source=crossing.source, target=crossing.target, target_value="101")
    finance_page.post(f"{LIST}{row.pk}/change/", {"label": row.label, "target_value": "101"})
    assert Mapping.objects.get().version == row.version
    assert Mapping.history.count() == 1


def test_a_mapping_releases_what_waited_for_it(
    finance_page: Client, crossing: Crossing, departments: OptionList
) -> None:
    crossing.stop(2)
    other = PendingErrorFactory.create(source=crossing.source, target=crossing.target, value="other")
    BlockerFactory.create(pending_error=other, transfer__flow=crossing.flow)
    answer = finance_page.post(add_page(crossing), {"value": "204", "label": "", "target_value": "101"}, follow=True)
    assert "2 documents that waited for it go on." in [str(message) for message in answer.context["messages"]]
    assert list(PendingError.objects.open()) == [other]
    assert Transfer.objects.filter(state="queued").count() == 2


def test_one_mapping_for_every_other_value_releases_all_of_its_kind(
    finance_page: Client, crossing: Crossing, departments: OptionList
) -> None:
    crossing.stop(1)
    category = PendingErrorFactory.create(source=crossing.source, target=crossing.target, vocabulary="category")
    finance_page.post(add_page(crossing), {"value": "*", "label": "", "target_value": "101"})
    assert list(PendingError.objects.open()) == [category]


def test_the_list_is_grouped_and_filtered_by_ends_and_kind(finance_page: Client, crossing: Crossing) -> None:
    ends = {"source": crossing.source, "target": crossing.target}
    MappingFactory.create_batch(3, **ends)
    MappingFactory.create(**ends, vocabulary="category", label="Multas")
    page = finance_page.get(LIST).content.decode()
    group = f"?pair={crossing.source.pk}-{crossing.target.pk}&amp;vocabulary=category"
    assert group in page
    narrowed = finance_page.get(LIST + group.replace("&amp;", "&"))
    assert [row.label for row in narrowed.context["cl"].result_list] == ["Multas"]


@pytest.mark.parametrize("query", ["?pair=x-y", "?pair=1", "?pair=%00", "?vocabulary=nothing", "?q=%00"])
def test_an_odd_filter_breaks_nothing(finance_page: Client, crossing: Crossing, query: str) -> None:
    assert finance_page.get(LIST + query).status_code in (200, 302)


def test_many_are_deleted_only_after_a_question(finance_page: Client, crossing: Crossing) -> None:
    rows = MappingFactory.create_batch(2)
    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in rows]}
    assert "Are you sure" in finance_page.post(LIST, chosen).content.decode()
    assert Mapping.objects.count() == 2
    finance_page.post(LIST, chosen | {"post": "yes"})
    assert Mapping.objects.count() == 0
    assert Mapping.history.filter(history_type="-").count() == 2


def test_names_from_outside_are_text_and_never_markup(finance_page: Client, crossing: Crossing) -> None:
    row = MappingFactory.create(label="<script>alert(1)</script>", target_label="<b>x</b>")
    for page in (LIST, f"{LIST}{row.pk}/change/", f"{LIST}{row.pk}/history/"):
        text = finance_page.get(page).content.decode()
        assert "<script>alert(1)" not in text
        assert "<b>x</b>" not in text
