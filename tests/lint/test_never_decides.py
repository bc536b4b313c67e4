"""The rule about constraints that no vector can be about."""

from __future__ import annotations

import pytest

from telemetry_spec import lint
from tests.lint.fragments import compiled


def messages(shape: str, *, rule: str = "constraint-never-decides") -> list[str]:
    text = f"fields:\n  it: {{{shape}, description: What it says.}}\n"
    return [finding.message for finding in lint.lint(compiled(text), select=[rule])]


@pytest.mark.parametrize(
    ("shape", "says"),
    [
        (
            "type: map, keys: {enum: [a, b]}, values: {type: integer}, max_entries: 2",
            "Nothing breaks `max_entries: 2` alone",
        ),
        (
            'type: map, keys: {type: string, pattern: "[ab]"}, values: {type: integer}, max_entries: 9',
            "`max_entries: 9`",
        ),
        ('type: string, pattern: "([a]|[^a])*", max_length: 9', "Nothing breaks `pattern` alone"),
        ('type: string, pattern: "(ab)*", max_length: 5', "so `max_length: 5` is really 4."),
        ('type: string, pattern: "(abc)+", min_length: 4, max_length: 9', "so `min_length: 4` is really 6."),
        ("type: number, maximum: 1.7976931348623157e308", "Nothing breaks `maximum"),
    ],
)
def test_what_never_decides(shape: str, says: str) -> None:
    (message,) = messages(shape)
    assert says in message


@pytest.mark.parametrize(
    "shape",
    [
        "type: string, max_length: 20",
        "type: integer, minimum: 3, maximum: 4",
        'type: string, pattern: "(ab)*", max_length: 4',
        "type: map, keys: {enum: [a, b]}, values: {type: integer}, max_entries: 1",
        "type: array, items: {type: map, values: {type: boolean}, max_entries: 3}, min_items: 1, max_items: 9",
        "type: version, max_length: 20",
        "enum: [a]",
        "const: 3",
        "type: string, nullable: true, max_length: 3",
        # What is too large to be made is not called idle.
        "type: array, items: {type: integer}, max_items: 50000",
        'type: string, pattern: "[a-z]*", max_length: 100000',
    ],
)
def test_what_decides(shape: str) -> None:
    assert messages(shape) == []


@pytest.mark.parametrize(
    "shape",
    [
        'type: string, pattern: "[a-z]{3}", max_length: 5',
        'type: string, pattern: "[a-z]{3}", min_length: 2',
        "type: string, min_length: 0, max_length: 5",
        "type: integer, minimum: 3, maximum: 3",
    ],
)
def test_what_another_rule_says_is_not_said_again(shape: str) -> None:
    assert messages(shape, rule="redundant-constraint")
    assert messages(shape) == []


@pytest.mark.parametrize(
    ("keys", "bound"),
    [("enum: [a, b]", True), ('type: string, pattern: "[a-z]{2}"', True), ('type: string, pattern: "[a-z]{9}"', False)],
)
def test_a_map_with_few_keys_needs_no_bound(keys: str, bound: bool) -> None:
    found = messages(f"type: map, keys: {{{keys}}}, values: {{type: integer}}", rule="list-without-bound")
    assert bool(found) is not bound


def test_a_list_of_events_that_are_all_removed_is_passed_over() -> None:
    fragment = (
        "request: {body: {fields: {list: {type: 'event[]', min_items: 1, max_items: 9, description: All.}}}}\n"
        "events: {start: {title: Start, description: A start., destination: main, trigger: [{on: startup}],"
        " removed: '2', fields: {it: {type: boolean, description: What it says.}}}}\n"
    )
    spec = compiled(fragment)
    assert [event for source in spec.sources.values() for event in source.live_events()] == []
    assert isinstance(lint.lint(spec), list)
