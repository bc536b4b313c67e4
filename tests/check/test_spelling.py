"""How a payload is spelt changes nothing: escapes, white space and decimal points are the writer's business.

The fast half of `check` and the full one see different things, so that any difference between them shows up here.
"""

from __future__ import annotations

import json
import random
from functools import cache
from typing import TYPE_CHECKING

import pytest

from telemetry_spec.check.explain import validator_of
from telemetry_spec.check.run import Check
from telemetry_spec.compile import compile_text
from tests.check.demo import promising
from tests.verdict.cases import cases, subjects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.model.shape import Json

PROMISE = promising("Addresses.", "[email, hostname, url]EXEMPT")
EVENT = """
    events:
      a:
        destination: main
        fields:
"""
#: Specs of what is rare, each with payloads that are right and such that are wrong.
RARE: dict[str, tuple[str, list[Json], list[Json]]] = {
    "a nullable event among several": (
        "    discriminator: kind\n    request: {body: {items: {type: event, nullable: true}}}"
        + EVENT
        + "          n: {type: integer}\n      b: {destination: main, fields: {m: {type: boolean}}}\n",
        [[None, {"kind": "a", "n": 1}], [{"kind": "b", "m": True}]],
        [[{"kind": "c"}], [{"kind": "a", "m": True}], [{"n": 1}], [1]],
    ),
    "values that the spec spells out": (
        EVENT + "          e: {enum: [bob@example.com, x]}\n          t: {type: string, optional: true}\n"
        "          m: {type: map, keys: {enum: [a.com]}, values: {type: integer}, optional: true}\n",
        [{"e": "bob@example.com"}, {"e": "x", "t": ":"}, {"e": "x", "m": {"a.com": 1}}],
        [{"e": "x", "t": "bob@example.com"}, {"e": "y"}, {"e": "x", "m": {"b.com": 1}}],
    ),
    "values that the spec spells out, in one of several events": (
        "    discriminator: kind"
        + EVENT
        + "          e: {enum: [b0b@example.com, x]}\n      b: {destination: main, fields: {m: {type: string}}}\n",
        [{"kind": "a", "e": "b0b@example.com"}, {"kind": "b", "m": "x"}],
        [{"kind": "b", "m": "bob@example.com"}, {"kind": "b", "e": "bob@example.com"}],
    ),
    "a body that may be null": (
        "    request: {body: {type: event, nullable: true}}" + EVENT + "          t: {type: string}\n",
        [None, {"t": "x"}],
        [{"t": "bob@example.com"}, {"t": None}],
    ),
    "names on the wire that look like an address": (
        EVENT + "          h: {name: host.home, type: integer}\n",
        [{"host.home": 1}],
        [{"host.home": "bob@example.com"}, {"h": 1}],
    ),
    "an event or a list": (
        "    request: {body: {any_of: [{type: event}, {type: 'string[]'}]}}"
        + EVENT
        + "          free: {type: string}\n"
        "          n: {type: number}\n",
        [{"free": "a@b.co", "n": 1}, ["x"]],
        [{"free": "a@b.co"}, ["a@b.co"], [1]],
    ),
    "an open object with a removed field": (
        EVENT + "          o: {open: It grows., fields: "
        "{a: {type: integer}, g: {type: integer, since: '1', removed: '2'}}}\n",
        [{"o": {"a": 1}}, {"o": {"a": 1, "more": 2}}],
        [{"o": {"a": 1, "g": 2}}, {"o": {}}],
    ),
    "names with quotation marks and the like": (
        EVENT + "          a: {name: 'a\"b', type: integer}\n          b: {name: 'c\\d', type: integer}\n",
        [{'a"b': 1, "c\\d": 2}],
        [{'a"b': 1}, {'a"b': 1, "c\\d": "x"}],
    ),
    "large numbers": (
        EVENT + "          n: {type: number}\n",
        [{"n": 10**300}, {"n": -0.0}, {"n": 1e-320}],
        [{"n": 10**320}, {"n": "1"}],
    ),
}


def spellings(value: Json, seed: int = 0) -> Iterator[str]:
    """Yield a value in several spellings."""
    rng = random.Random(seed)
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    yield plain
    yield json.dumps(value, indent=2)
    yield _escaped(value, rng)


def _escaped(value: Json, rng: random.Random) -> str:
    """Write a value with some characters as escapes, keys included."""
    if isinstance(value, str):
        return '"' + "".join(_character(one, rng) for one in value) + '"'
    if isinstance(value, dict):
        return "{" + ",".join(f"{_escaped(key, rng)} : {_escaped(inner, rng)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + " , ".join(_escaped(inner, rng) for inner in value) + "]"
    return json.dumps(value)


def _character(one: str, rng: random.Random) -> str:
    if ord(one) < 0x10000 and rng.random() < 0.5:
        return f"\\u{ord(one):04x}"
    return json.dumps(one, ensure_ascii=False)[1:-1]


@cache
def check_of(name: str) -> Check:
    return check_of_source(RARE[name][0])


def check_of_source(text: str) -> Check:
    exempt = ", exempt: [app.a.free]" if " free:" in text else ""
    compiled = compile_text(PROMISE.replace("EXEMPT", exempt) + text)
    assert compiled.spec is not None, compiled.findings
    return Check(compiled.spec)


@pytest.mark.parametrize("name", RARE)
def test_rare_shapes_have_one_verdict_in_every_spelling(name: str) -> None:
    _, right, wrong = RARE[name]
    check = check_of(name)
    for payload in right:
        for text in spellings(payload):
            assert check.check_text(text.encode()) == [], text
    for payload in wrong:
        told = {
            tuple((one.code, one.pointer) for one in check.check_text(text.encode())) for text in spellings(payload)
        }
        assert len(told) == 1, payload
        assert told != {()}, payload


@pytest.mark.parametrize("name", [name for name in RARE if "spells" not in name])
def test_rare_shapes_have_the_verdict_of_the_schema(name: str) -> None:
    _, right, wrong = RARE[name]
    validator = validator_of(check_of(name).targets[0].shape)
    assert all(validator.is_valid(payload) for payload in right)
    invalid = [payload for payload in wrong if not validator.is_valid(payload)]
    assert len(invalid) >= len(wrong) - 1  # a promise may be all that is broken


def test_fields_of_an_event_in_a_union_are_seen_in_every_spelling() -> None:
    for text in spellings({"free": "x", "n": 1}):
        check = check_of_source(RARE["an event or a list"][0])
        check.check_text(text.encode())
        assert check.targets[0].seen() == {"app.a.free", "app.a.n"}


def test_every_spec_has_one_verdict_in_every_spelling() -> None:
    found = subjects()
    checks = {
        index: Check(subject.spec, subject.selector, stored=subject.part == "row")
        for index, subject in enumerate(found)
    }
    for number, case in enumerate(cases(found, 1500, seed=7)):
        value = json.loads(case.text)
        told = {
            tuple(sorted((one.code, one.pointer or "") for one in checks[case.subject].check_text(text.encode())))
            for text in spellings(value, seed=number)
        }
        assert len(told) == 1, (found[case.subject].name, case.how)


def test_a_key_that_comes_twice_is_found_in_every_spelling() -> None:
    check = check_of_source(EVENT + "          s: {type: string}\n          n: {type: integer}\n")
    for text in (
        r'{"s":"\u003a","n":1,"n":2}',
        r'{"s":"\u003A","n":1,"n":2}',
        r'{"s":":","n":1,"\u006e":2}',
        '{"s":"::","n":1,"n":1}',
        r'{"s":"\"n\":1","n":1, "n":1}',
    ):
        assert [finding.code for finding in check.check_text(text.encode())] == ["duplicate-field"], text
