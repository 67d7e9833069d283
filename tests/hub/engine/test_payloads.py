"""How bytes are kept."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.hub.models import Payload


@given(st.binary(max_size=3000))
def test_bytes_come_back_as_they_were(raw: bytes) -> None:
    assert Payload.of(raw).raw == raw


@pytest.mark.parametrize("size", [0, 1, 255, 256, 511, 512, 513, 32_767, 32_768, 40_000, 1_000_000])
def test_a_window_of_the_size_of_the_bytes_packs_them_as_small_as_a_full_one(size: int) -> None:
    raw = (b"invoice 4711, 1.234,56 EUR; " * (size // 28 + 1))[:size]
    payload = Payload.of(raw)
    assert payload.raw == raw
    assert len(payload.packed) <= len(zlib.compress(raw, 1))
