"""Rows whose value is one of many plain ones."""

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.hub.models import Payload

pytestmark = pytest.mark.django_db


def saved(raw: bytes) -> Payload:
    payload = Payload.of(raw)
    payload.save()
    return payload


def test_texts_and_keys_are_found_and_nothing_else() -> None:
    first, second, _third = saved(b"1"), saved(b"2"), saved(b"3")
    wanted = [first.sha256, second.sha256, "unknown", "', '{}\"\\ \U0001f40b"]
    assert set(Payload.objects.filter(sha256__among=wanted)) == {first, second}
    assert set(Payload.objects.filter(pk__among=[first.pk, 2**40])) == {first}


def test_among_nothing_is_nothing_without_a_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert list(Payload.objects.filter(pk__among=[])) == []
