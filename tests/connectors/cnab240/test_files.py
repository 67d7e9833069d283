"""CNAB 240's files: the examples of its notes, to the last character, and batches of every size and oddity."""

from pathlib import Path

import pytest

from apps.core.layouts.reading import reread
from apps.core.layouts.writing import render
from tests.connectors.cnab240.payments import LAYOUTS, batch, payer, three

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize(("slug", "bank"), [("febraban", "001"), ("bradesco", "237"), ("itau", "341")])
def test_the_examples_come_out_to_the_last_character(slug: str, bank: str) -> None:
    layout = LAYOUTS[f"cnab240_{slug}"]
    written = render(layout, batch(payer(bank), *three()))
    assert written == (GOLDEN / f"{slug}.rem").read_bytes()
    assert {len(line) for line in written.split(b"\r\n")[:-1]} == {240}
    assert (reread(layout, written).count, str(reread(layout, written).total)) == (3, "1566.45")
