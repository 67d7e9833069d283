"""Entries of registers as documents, and as data."""

from datetime import UTC, datetime

from apps.core.documents import Coded, Register, RegisterEntry
from apps.core.registers import told_field
from apps.core.told import told
from tests.registers import master_data

NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
PERSON = RegisterEntry(
    register=Register.TEAM_MEMBER,
    code="10457",
    name="Maria Aparecida de Souza",
    fields=(("email", "maria@horizonte.example"), ("birth_date", "1990-01-31")),
)


def nothing(kind: str, value: Coded) -> str:
    return ""


def test_a_further_field_is_found_by_its_name() -> None:
    assert told_field(PERSON, "email") == "maria@horizonte.example"
    assert told_field(PERSON, "pix_key") == ""


def test_an_entry_is_told_as_data_with_its_fields_by_name() -> None:
    body = told(master_data(PERSON, changed=NOON), nothing)
    assert body["entry"] == {
        "register": "team_member",
        "code": "10457",
        "name": "Maria Aparecida de Souza",
        "active": True,
        "fields": {"email": "maria@horizonte.example", "birth_date": "1990-01-31"},
    }
    assert body["statement"] is None
