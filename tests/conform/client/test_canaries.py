"""Canaries are found in every form that they could take."""

from __future__ import annotations

import base64
import hashlib
import uuid
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry_spec.conform.client.canaries import Haystack, forms

if TYPE_CHECKING:
    from collections.abc import Callable

VALUE = "/home/Jqwxyz Mnop/project-kxz"

TAKEN: dict[str, Callable[[str], str]] = {
    "plain": lambda text: text,
    "lower": str.lower,
    "upper": str.upper,
    "url": lambda text: quote(text, safe=""),
    "url in part": quote,
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64url": lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "md5": lambda text: hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(),
    "sha1": lambda text: hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest().upper(),
    "sha256": lambda text: hashlib.sha256(text.encode()).hexdigest(),
    "sha256 of lower": lambda text: hashlib.sha256(text.lower().encode()).hexdigest(),
    "sha256 cut": lambda text: hashlib.sha256(text.encode()).hexdigest()[:16],
    "sha256 in base64": lambda text: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode(),
    "md5 as a uuid": lambda text: str(uuid.UUID(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest())),
}


@pytest.mark.parametrize("form", TAKEN)
@given(before=st.text("abc:/ ", max_size=5), after=st.text("abc:/ ", max_size=5))
def test_a_form_is_found_wherever_it_stands(form: str, before: str, after: str) -> None:
    assert Haystack.of("the body", before + TAKEN[form](VALUE) + after).form(VALUE)


@given(before=st.text(max_size=9), after=st.text(max_size=9))
def test_base64_of_more_than_the_value_is_found(before: str, after: str) -> None:
    text = base64.b64encode((before + VALUE + after).encode())
    assert Haystack.of("the body", text).form(VALUE) == "base64-encoded"


@given(st.text(max_size=400))
def test_what_is_not_there_is_not_found(text: str) -> None:
    assert not Haystack.of("the body", text).form("qvxzjkqvxzjkqvxz")


def test_hexadecimal_values_are_found_cut_short() -> None:
    value = "0123456789abcdef" * 2
    assert Haystack.of("the body", value[:20]).form(value) == "cut short"


def test_hardware_addresses_are_found_without_colons() -> None:
    assert Haystack.of("the body", "id=02AABBCCDDEE").form("02:aa:bb:cc:dd:ee") == "without separators"


def test_values_that_occur_by_chance_are_not_looked_for() -> None:
    assert forms("root") == ()
