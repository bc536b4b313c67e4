"""Samples of made-up specs: each is right by its spec, and there is an end to it."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from telemetry_spec.check.explain import violations
from telemetry_spec.compile import compile_text
from telemetry_spec.emit.samples import full, minimal, realistic, stream
from tests.lint.fragments import compiled, complete

if TYPE_CHECKING:
    from telemetry_spec.model.shape import Json
    from telemetry_spec.model.spec import Spec

Described = dict[str, Any]

_WORDS = "types: {word: {type: string, min_length: 10000}, words: {items: {type: word}, min_items: 10}}\n"
PATTERNS = ["[a-z]*", "(ab)*", "[0-9]", "a|b[0-9]{2}", "[ab]{0,3}", "[a-z]{4,6}(-[a-z]{2})*", "[^,]+", "(a{2}|b)+"]
EXAMPLES: list[Json] = ["a", "", 3, 3.5, -1, True, [], ["ab"], {}, {"a": 1}, {"it": True}, {"key": "a", "value": True}]
sizes = st.integers(0, 12)


def some(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[Described]:
    return st.fixed_dictionaries({}, optional=keys)


def typed(name: str, **keys: st.SearchStrategy[Any]) -> st.SearchStrategy[Described]:
    return some(**keys).map(lambda drawn: {"type": name, **drawn})


texts = st.one_of(
    typed("string", min_length=sizes, max_length=sizes, pattern=st.sampled_from(PATTERNS)),
    typed("version", min_length=sizes, max_length=sizes),
    typed("integer_string", min_length=sizes, max_length=sizes),
    st.lists(st.sampled_from(["a", "b", "", "other"]), min_size=1, unique=True).map(lambda values: {"enum": values}),
    st.sampled_from([{"type": "uuid"}, {"type": "boolean_string"}, {"const": "a"}]),
)
others = st.one_of(
    typed("integer", minimum=st.integers(-9, 9), maximum=st.integers(-9, 9)),
    typed("number", minimum=st.floats(-1e308, 1e308), maximum=st.floats(-1e308, 1e308)),
    st.sampled_from([{"type": "boolean"}, {"enum": [1, -4]}, {"const": True}]),
)


def around(inner: st.SearchStrategy[Described]) -> st.SearchStrategy[Described]:
    member = st.builds(lambda one, more: {**one, **more}, inner, some(optional=st.booleans()))
    entry = st.builds(lambda one, more: {**one, **more}, inner, some(examples=st.just(EXAMPLES)))
    return st.one_of(
        st.builds(lambda items, more: {"items": items, **more}, inner, some(min_items=sizes, max_items=sizes)),
        st.builds(
            lambda keys, values, more: {"keys": keys, "values": values, **more},
            texts,
            inner,
            some(min_entries=st.integers(0, 120), max_entries=sizes),
        ),
        st.dictionaries(st.sampled_from("abcd"), member, max_size=3).map(lambda fields: {"fields": fields}),
        st.dictionaries(st.sampled_from(["a", "b.c"]), entry, min_size=1).map(lambda of: {"entries": {"of": of}}),
        st.lists(inner, min_size=2, max_size=3).map(lambda members: {"any_of": members}),
    )


def with_null(described: Described) -> st.SearchStrategy[Described]:
    return st.booleans().map(lambda nullable: {**described, "nullable": True} if nullable else described)


nested: st.SearchStrategy[Described] = st.recursive(st.one_of(texts, others), around, max_leaves=6)
shapes = nested.flatmap(with_null)


def spec_of(described: Described) -> Spec | None:
    fields = json.dumps({"it": {**described, "examples": EXAMPLES}}, ensure_ascii=False)
    return compile_text(complete(f"fields: {fields}\n")).spec


@given(described=shapes, seed=st.integers(0, 3))
@example(described={"type": "string", "pattern": "[a-z]*", "min_length": 5000}, seed=0)
@example(described={"type": "string", "pattern": "(ab)*", "min_length": 9999}, seed=0)
@example(described={"keys": {"type": "string", "pattern": "[a-z]"}, "values": {"const": 1}, "min_entries": 26}, seed=0)
@example(described={"keys": {"type": "string"}, "values": {"const": 1}, "min_entries": 1000}, seed=0)
@example(described={"keys": {"type": "string", "max_length": 2}, "values": {"const": 1}, "min_entries": 1000}, seed=0)
def test_every_sample_is_right(described: Described, seed: int) -> None:
    spec = spec_of(described)
    if spec is None:
        # What cannot be sampled is told, and not sampled.
        assert compile_text(complete(f"fields: {json.dumps({'it': described}, ensure_ascii=False)}\n")).findings
        return
    event = spec.sources["app"].events["start"]
    for value in itertools.islice(stream(spec, seed=seed), 4):
        assert violations(event.payload, value) == []
    for make in (minimal, full, realistic):
        assert violations(event.payload, make(event.payload)) == [], make.__name__


@pytest.mark.parametrize("depth", [30, 60])
def test_lists_within_lists_have_an_end(depth: int) -> None:
    spec = compiled(f'fields: {{it: {{type: "boolean{"[]" * depth}"}}}}\n')
    for value in itertools.islice(stream(spec, seed=2), 40):
        assert json.dumps(value).count("[") < 100_000
        assert violations(spec.sources["app"].events["start"].payload, value) == []


@pytest.mark.parametrize(
    ("fragment", "code"),
    [
        ("fields: {a: {items: {type: boolean}, min_items: 3000000}}\n", "invalid-value"),
        ("fields: {a: {type: string, min_length: 100000000}}\n", "invalid-value"),
        ("fields: {a: {values: {type: boolean}, min_entries: 300000}}\n", "invalid-value"),
        (
            "types: {r: {items: {type: boolean}, min_items: 999}}\nfields: {a: {items: {type: r}, min_items: 999}}\n",
            "smallest-too-large",
        ),
        (
            'request: {body: {type: "event[]", min_items: 999}}\nfields: {a: {items: {type: uuid}, min_items: 999}}\n',
            "smallest-too-large",
        ),
        (
            _WORDS + "fields: {a: {values: {type: words}, min_entries: 300}}\n",
            "smallest-too-large",
        ),
    ],
)
def test_what_no_program_could_make_is_refused(fragment: str, code: str) -> None:
    assert [finding.code for finding in compile_text(complete(fragment)).findings] == [code]


def test_the_largest_payloads_that_are_allowed_are_made() -> None:
    spec = compiled(
        "types: {row: {items: {type: boolean}, min_items: 990}}\nfields: {a: {items: {type: row}, min_items: 100}}\n"
    )
    [value] = itertools.islice(stream(spec), 1)
    assert violations(spec.sources["app"].events["start"].payload, value) == []
