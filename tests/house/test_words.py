"""The hub knows no connector by name: what it says of one is read from its declaration."""

import re
from pathlib import Path

from django.conf import settings

HUB = settings.BASE_DIR / "apps" / "hub"
CONNECTORS = settings.BASE_DIR / "apps" / "connectors"
#: Words that are no vendor's.
PLAIN = {"own_system"}
#: Names that people write as two words.
SPELLED = {"bluefleet": "blue ?fleet", "contaazul": "conta ?azul", "cnab240": "cnab ?240"}


def names() -> re.Pattern[str]:
    """Give what finds any connector's name, written as one word or as two."""
    slugs = {path.parent.name for path in CONNECTORS.glob("*/connector.py")} - PLAIN
    return re.compile(rf"\b({'|'.join(SPELLED.get(slug, slug) for slug in sorted(slugs))})\b", re.IGNORECASE)


def named_in(path: Path, found: re.Pattern[str]) -> set[str]:
    return {f"{path.relative_to(HUB)}: {hit[0]}" for hit in found.finditer(path.read_text("utf-8"))}


def test_no_line_of_the_hub_names_a_connector() -> None:
    found = names()
    assert found.search("A company at Omie")
    sources = [path for path in HUB.rglob("*.py") if "migrations" not in path.parts]
    assert set().union(*(named_in(path, found) for path in sources)) == set()
