"""Value classes: what each finds, what it lets be, and that no hint misses a find."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry_spec.valueclasses import (
    email,
    file_path,
    get,
    hostname,
    ip_address,
    mac_address,
    names,
    phone,
    secret,
    url,
)

if TYPE_CHECKING:
    from telemetry_spec.valueclasses.base import ValueClass

CLASSES = [get(name) for name in names()]

#: What telemetry normally holds: none of it is of any class.
ORDINARY = (
    "1.0.0",
    "v16.19.1",
    "20.5.0",
    "1.0.0-alpha36",
    "^26.6.6",
    "~4.1.2",
    ">=18.0.0 <21",
    "6.1.0-18-amd64",
    "Linux-6.1.0-18-amd64-x86_64-with-glibc2.36",
    "10.0.19045",
    "0a7a19d7-772d-40f0-b500-f108d50b558c",
    "0A7A19D7-772D-40F0-B500-F108D50B558C",
    "a9921975ba11b1ffa158e06b2ddc4e57b36c1c5a5a78a772d19ed3aeab3d3961",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==",
    "2026-11-20 23:23:47.157865",
    "2026-11-20T23:23:47.157Z",
    "2026-11-20T23:23:47+01:00",
    "@types/node",
    "react-dom",
    "@scope/pkg@1.2.3",
    "/data/schema/SCHEMA_NAME/tables/TABLE_NAME/modify",
    "ModifyTable/RESET",
    "image/webp",
    "text/html; charset=utf-8",
    "experimental/optimizeCss",
    "swc/target/x86_64-unknown-linux-gnu",
    "linux-64",
    "hasura version",
    "next.config.js",
    "tsconfig.json",
    "Node.js",
    "socket.io",
    "platform.config.driver",
    "telemetry.enabled",
    "AMD EPYC 7B13 @ 2.45GHz",
    "Intel(R) Core(TM) i7-9750H CPU @ 2.60GHz",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
    "Europe/Berlin",
    "en-US",
    "TypeError: x is not a function",
    "arg:dangerously_allow_missing_package_manager",
    "NEXT_CLI_SESSION_STARTED",
    "",
)


def find_regexes(module: object) -> list[re.Pattern[str]]:
    return [
        value for value in vars(module).values() if isinstance(value, re.Pattern) and isinstance(value.pattern, str)
    ]


#: Texts that the expressions of the classes match, in the middle of other text.
MODULES = (email, file_path, hostname, ip_address, mac_address, phone, secret, url)
MATCHES = st.one_of([st.from_regex(regex) for module in MODULES for regex in find_regexes(module)])
PIECES = st.sampled_from([text for found in CLASSES for text in (*found.examples, *found.counterexamples)])
TEXTS = st.one_of(
    st.text(max_size=60),
    MATCHES,
    st.lists(st.one_of(PIECES, st.text(alphabet=" \"'\\/.:@-_=\n\t\u00e9\u2028", max_size=3)), max_size=4).map("".join),
)


def test_there_are_classes() -> None:
    assert names() == (
        "email",
        "file_path",
        "hostname",
        "ip_address",
        "mac_address",
        "phone",
        "secret",
        "url",
    )
    with pytest.raises(KeyError):
        get("mood")


@pytest.mark.parametrize("value_class", CLASSES, ids=names())
def test_names_and_descriptions(value_class: ValueClass) -> None:
    assert get(value_class.name) is value_class
    assert value_class.description.endswith(".")
    assert len(value_class.examples) > 2
    assert len(value_class.counterexamples) > 2


@pytest.mark.parametrize(("value_class", "text"), [(found, text) for found in CLASSES for text in found.examples])
def test_examples_are_found(value_class: ValueClass, text: str) -> None:
    assert value_class.finds(text)
    assert value_class.finds(f'it was "{text}" (see there)')
    assert all(value_class.hint(raw) for raw in spellings(text))


@pytest.mark.parametrize(
    ("value_class", "text"), [(found, text) for found in CLASSES for text in found.counterexamples]
)
def test_counterexamples_are_not(value_class: ValueClass, text: str) -> None:
    assert not value_class.finds(text)


@pytest.mark.parametrize("value_class", CLASSES, ids=names())
def test_ordinary_values_are_of_no_class(value_class: ValueClass) -> None:
    assert [text for text in ORDINARY if value_class.finds(text)] == []


@pytest.mark.parametrize("value_class", CLASSES, ids=names())
def test_the_hint_spares_most_payloads(value_class: ValueClass) -> None:
    payload = json.dumps(
        {"id": ORDINARY[10], "at": ORDINARY[15], "version": "1.0.0-alpha36", "os": "linux-64", "n": [1.5, 2]}
    )
    assert not value_class.hint(payload.encode())


def spellings(text: str) -> list[bytes]:
    """Write a text into a payload in each way that JSON allows."""
    plain = json.dumps({"k": text}, ensure_ascii=False)
    escaped = "".join(f"\\u{ord(char):04x}" if ord(char) < 0x10000 else char for char in text)
    return [
        json.dumps({"k": text}).encode(),
        json.dumps([1, text], separators=(",", ":")).encode(),
        plain.encode(),
        plain.replace("/", "\\/").encode(),
        f'{{"k": "{escaped}"}}'.encode(),
    ]


@given(text=TEXTS)
def test_no_hint_misses_what_is_found(text: str) -> None:
    for value_class in CLASSES:
        if value_class.finds(text):
            for raw in spellings(text):
                assert value_class.hint(raw), value_class.name


@pytest.mark.parametrize(
    ("value_class", "regex"),
    [(get(name), regex) for name, module in zip(names(), MODULES, strict=True) for regex in find_regexes(module)],
)
@given(data=st.data())
def test_no_hint_misses_what_an_expression_matches(
    value_class: ValueClass, regex: re.Pattern[str], data: st.DataObject
) -> None:
    text = data.draw(st.from_regex(regex, fullmatch=True))
    if value_class.finds(text):
        assert all(value_class.hint(raw) for raw in spellings(text))


@given(text=st.one_of(st.text(alphabet=st.characters()), st.text(alphabet="a1.:@-_/\\+(=~ ", max_size=200)))
def test_arbitrary_text_raises_nothing(text: str) -> None:
    for value_class in CLASSES:
        assert value_class.finds(text) in (True, False)
        assert value_class.hint(text.encode("utf-8", "surrogatepass")) in (True, False)


@pytest.mark.parametrize("module", MODULES, ids=names())
def test_no_expression_can_take_more_than_linear_time(module: object) -> None:
    """Every repeat has a bound, so that what is tried at one place of a text has a bound too."""
    for value in vars(module).values():
        if isinstance(value, re.Pattern):
            assert not unbounded_repeats(value), value.pattern


def unbounded_repeats(expression: re.Pattern[str] | re.Pattern[bytes]) -> list[str]:
    source = expression.pattern if isinstance(expression.pattern, str) else expression.pattern.decode()
    bare = re.sub(r"\\.", "_", source)  # escapes aside
    bare = re.sub(r"\[\^?\]?[^\]]*\]", "_", bare)  # classes aside
    return re.findall(r"[*+]|\{[0-9]+,\}", bare)


def test_finds_takes_long_texts() -> None:
    """Texts that begin a match at every place and never end it: the bounds keep each class to a short look."""
    depth = sys.getrecursionlimit()
    for start in ("a.", "a@a.", "eyJ", "://a:", "1.", "f:", "/a", "\\\\a", "+1", "aa-", "a:", "-----BEGIN ", "C:"):
        for value_class in CLASSES:
            assert value_class.finds(start * 5000) in (True, False)
            assert value_class.hint((start * 5000).encode()) in (True, False)
    assert sys.getrecursionlimit() == depth
