"""Who is paid: PIX keys in whatever way a source writes them."""

import pytest

from apps.core.documents import BankAccount, Party
from apps.core.errors import Rejected
from apps.core.layouts.payees import pix_of


def keyed(key: str) -> Party:
    return Party(code="1", name="Ana Souza", bank=BankAccount(pix_key=key))


@pytest.mark.parametrize(
    ("told", "key", "kind"),
    [
        ("", "", ""),
        ("+55 (11) 98888-7777", "+5511988887777", "01"),
        ("Ana.Souza@exemplo.com.br", "Ana.Souza@exemplo.com.br", "02"),
        ("529.982.247-25", "52998224725", "03"),
        ("11.222.333/0001-81", "11222333000181", "03"),
        ("123e4567-e89b-12d3-a456-426655440000", "123e4567-e89b-12d3-a456-426655440000", "04"),
    ],
)
def test_a_pix_key_tells_its_kind_however_it_is_written(told: str, key: str, kind: str) -> None:
    assert pix_of(keyed(told)) == {"pix_key": key, "pix_kind": kind}


@pytest.mark.parametrize("told", ["11988887777", "52998224726", "ana souza", "@", "123e4567", "+55"])
def test_a_key_of_no_kind_is_refused_and_never_guessed(told: str) -> None:
    with pytest.raises(Rejected, match=r"layout\.pix_key"):
        pix_of(keyed(told))
