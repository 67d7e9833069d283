"""One's own program in the wizard: its key, its calls, and the page that sees the first one come."""

import json

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from apps.accounts.models import ApiKey, User
from apps.core.documents import Kind
from apps.core.heard import heard
from apps.hub.engine.working import work
from apps.hub.models import AuditEntry, Connection, Flow, Transfer
from apps.hub.onboarding.program_calls import sample
from tests.hub.onboarding.conftest import Walker


@pytest.mark.parametrize("kind", Kind)
def test_the_document_to_copy_can_be_posted(kind: Kind) -> None:
    assert heard(sample(kind), kind).kind == kind


@pytest.fixture
def program(walker: Walker, fleet: Connection) -> Walker:
    """Somebody whose program shall read debit notes, at the step for it."""
    walker.connect("own_system").choose(f"target:invoice:bluefleet:{fleet.pk}:api")
    walker.post(name="Own ERP", environment="own")
    return walker.post(name="Debit notes")


def code(walker: Walker, name: str) -> str:
    page: str = walker.page.content.decode()
    return page[page.index(f'id="{name}"') :].split(">", 1)[1].split("<", 1)[0]


def test_a_key_is_shown_once_with_calls_that_work(program: Walker) -> None:
    assert program.step == "program"
    assert "Waiting for the first call of your program" in program.text
    program.post(issue="1")
    key = code(program, "program-key")
    row = ApiKey.objects.select_related("user").get()
    assert (row.digest, sorted(row.scopes)) == (ApiKey.digest_of(key), ["decide", "read", "write"])
    assert (row.user.is_staff, row.user.has_usable_password()) == (False, False)
    assert [group.name for group in row.user.groups.all()] == ["api-client"]
    assert key in code(program, "program-curl")
    assert key in code(program, "program-python")
    assert AuditEntry.objects.filter(verb="issued").count() == 1
    address = code(program, "program-address")
    assert Client().get(address, headers={"Authorization": f"Bearer {key}"}).status_code == 200
    program.go("program")
    assert key not in program.page.content.decode()
    assert "It works: your program called" in program.text
    program.post(issue="1")
    assert (ApiKey.objects.count(), User.objects.filter(username__startswith="program-").count()) == (2, 1)
    program.post()
    assert program.step == "mappings"


def test_a_program_posts_its_first_document_and_the_page_says_so(walker: Walker) -> None:
    walker.connect("own_system").choose("source:bill:omie:new")
    walker.post(name="Own ERP", environment="own")
    walker.fill_omie()
    form = walker.page.context["form"]
    choices = {name: str(form.initial.get(name, "")) for name in form.fields if name.startswith("setting_")}
    walker.post(name="Bills", **choices)
    assert walker.step == "program"
    walker.post(issue="1")
    headers = {"Authorization": f"Bearer {code(walker, 'program-key')}"}
    body = json.dumps(sample("bill"))
    answer = Client().post(code(walker, "program-address"), body, content_type="application/json", headers=headers)
    assert answer.status_code == 202, answer.content
    walker.go("program")
    assert "It works: the document “TEST-1” came" in walker.text
    work.work()
    assert Transfer.objects.get().flow == Flow.objects.get()


def test_a_program_that_is_written_another_day_keeps_nobody(program: Walker) -> None:
    program.post()
    assert program.step == "mappings"
    assert not ApiKey.objects.exists()


def test_whoever_may_issue_no_keys_is_told_who_does(program: Walker) -> None:
    right = Permission.objects.get(codename="add_apikey")
    Group.objects.get(name="administrator").permissions.remove(right)
    program.go("program").post(issue="1")
    assert "An administrator issues a key under API keys." in program.text
    assert not ApiKey.objects.exists()
