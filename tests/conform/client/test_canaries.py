"""Canaries are found in every form that they could take."""

from __future__ import annotations

import base64
import gzip
import hashlib
import uuid
import zlib
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


def twice(text: str) -> bytes:
    return base64.b64encode(base64.b64encode(text.encode()))


@pytest.mark.parametrize("before", ["", "a", "ab", "abc", "abcd"])
@pytest.mark.parametrize(
    "taken",
    [
        lambda text: text.encode().hex().upper(),
        lambda text: text[::-1],
        lambda text: base64.b32encode(text.encode()),
        lambda text: base64.b64encode(text.encode("utf-16-le")),
        lambda text: base64.b64encode(text.encode("utf-16-be")),
        lambda text: twice(text).rstrip(b"="),
        lambda text: base64.b64encode(hashlib.sha224(text.encode()).digest()),
        lambda text: hashlib.sha384(text.encode()).hexdigest(),
        lambda text: hashlib.sha512(text.encode()).hexdigest(),
        lambda text: hashlib.sha512(text.lower().encode()).hexdigest(),
        lambda text: hashlib.sha256(f"{text}\n".encode()).hexdigest(),
        lambda text: hashlib.md5(f"{text.lower()}\n".encode(), usedforsecurity=False).hexdigest(),
        lambda text: hashlib.sha256(text.upper().encode()).hexdigest(),
        lambda text: hashlib.sha3_256(text.encode()).hexdigest(),
        lambda text: hashlib.blake2b(text.encode()).hexdigest()[:60],
        lambda text: hashlib.blake2s(text.encode()).hexdigest(),
        lambda text: f"id-{hashlib.sha256(text.encode()).hexdigest()[:12]}.",
        lambda text: f"id={hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:14]}",
        lambda text: str(uuid.uuid5(uuid.NAMESPACE_DNS, text)),
        lambda text: str(uuid.uuid3(uuid.NAMESPACE_URL, text.lower())).upper(),
        lambda text: str(uuid.UUID(hashlib.sha256(text.encode()).hexdigest()[:32], version=4)),
        lambda text: base64.b64encode(gzip.compress(text.encode())),
        lambda text: base64.urlsafe_b64encode(zlib.compress(f"by {text}!".encode())),
        lambda text: base64.b64encode(zlib.compress(text.encode(), wbits=-15)).rstrip(b"="),
    ],
)
def test_less_usual_forms_are_found(taken: Callable[[str], str | bytes], before: str) -> None:
    alone = Haystack.of("the body", taken(VALUE))
    assert alone.form(VALUE)
    if taken(VALUE) == base64.b32encode(VALUE.encode()):
        assert Haystack.of("the body", base64.b32encode((before + VALUE).encode())).form(VALUE)
    if taken(VALUE) == twice(VALUE).rstrip(b"="):
        assert Haystack.of("the body", twice(before + VALUE)).form(VALUE)


@pytest.mark.parametrize("around", [("a", ""), ("", "0"), ("beef", "cafe")])
def test_twelve_digits_within_others_are_no_hash(around: tuple[str, str]) -> None:
    digits = hashlib.sha256(VALUE.encode()).hexdigest()
    after = "0" if digits[12] != "0" else "1"
    assert not Haystack.of("the body", f"{around[0]}{digits[:12]}{after}{around[1]}").form(VALUE)
    assert not Haystack.of("the body", digits[:11]).form(VALUE)


def test_what_is_decompressed_is_bounded() -> None:
    bomb = base64.b64encode(gzip.compress(bytes(50_000_000)))
    inflated = Haystack.of("the body", bomb * 3).inflated
    assert inflated is None or len(inflated.plain) < 2_000_000


def test_hardware_addresses_are_found_as_numbers_and_bytes() -> None:
    value = "02:aa:bb:cc:dd:ee"
    assert Haystack.of("the body", str(0x02AABBCCDDEE)).form(value) == "as a number"
    assert Haystack.of("the body", bytes.fromhex("02aabbccddee")).form(value) == "as bytes"
    assert Haystack.of("the body", base64.b64encode(b"id=" + bytes.fromhex("02aabbccddee"))).form(value)


COMMIT = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


@pytest.mark.parametrize("size", [7, 8, 12, 15, 16, 40])
def test_commits_are_found_as_short_as_people_write_them(size: int) -> None:
    assert Haystack.of("the body", f"v1.0-g{COMMIT[:size]}-dirty").form(COMMIT)
    assert Haystack.of("the body", COMMIT[:size]).form(COMMIT)


@pytest.mark.parametrize("text", [f"a{COMMIT[:7]}", f"{COMMIT[:7]}0", COMMIT[:6], f"00{COMMIT[:8]}e {COMMIT[:7]}f"])
def test_seven_digits_within_others_are_no_commit(text: str) -> None:
    assert not Haystack.of("the body", text).form(COMMIT)
