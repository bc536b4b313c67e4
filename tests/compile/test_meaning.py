"""What a spec comes to: types resolved, groups filled in, rows made of payloads, wherever a definition stands."""

from __future__ import annotations

import random
from dataclasses import fields as attributes
from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Any

import pytest

from telemetry_spec.compile import compile_spec, compile_text, require
from telemetry_spec.model.finding import InvalidInputError, Span
from telemetry_spec.model.selector import fields_of
from telemetry_spec.reading.load import load_text
from telemetry_spec.reading.tree import bare, plain
from tests.lint.fragments import compiled
from tests.verdict.cases import spec_paths

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.model.shape import Field, Shape
    from telemetry_spec.model.spec import Event, Source, Spec


def source_of(fragment: str) -> Source:
    return compiled(fragment).sources["app"]


def event_of(fragment: str) -> Event:
    return source_of(fragment).events["start"]


def field_of(description: str, more: str = "") -> Field:
    return event_of(f"{more}fields:\n  it: {{{description}}}\n").payload.fields[0]


def shape_of(description: str, more: str = "") -> Shape:
    return field_of(description, more).shape


# ---------------------------------------------------------------- types


@pytest.mark.parametrize(
    ("description", "type_name", "kind"),
    [
        ("type: string", "string", "string"),
        ("enum: [a, b]", "enum", "string"),
        ("enum: [1, 2]", "enum", "integer"),
        ("const: a", "const", "string"),
        ("const: 1", "const", "integer"),
        ("const: true", "const", "boolean"),
        ("items: {type: uuid}", "array", "array"),
        ("values: {type: uuid}", "map", "map"),
        ("any_of: [{type: uuid}, {type: boolean}]", "union", "union"),
        ("fields: {a: {type: uuid}}", "object", "object"),
        ("open: Others add to it.", "object", "object"),
        ("entries: {of: {a: {type: uuid}}}", "object", "entries"),
        ('type: "uuid[]"', "array", "array"),
    ],
)
def test_a_type_follows_from_what_is_written(description: str, type_name: str, kind: str) -> None:
    shape = shape_of(description)
    assert (shape.type, shape.kind) == (type_name, kind)


def test_what_a_type_implies_is_spelt_out() -> None:
    assert shape_of("type: integer, minimum: 3").constraints == {"minimum": 3, "maximum": 2**53 - 1}
    assert shape_of("type: integer, maximum: 9.0").constraints == {"minimum": 1 - 2**53, "maximum": 9}
    assert set(shape_of("type: uuid, max_length: 36").constraints) == {"pattern", "max_length"}
    keys = shape_of("values: {type: uuid}").keys
    assert keys is not None
    assert keys.constraints == {"min_length": 1, "max_length": 200}


def test_a_named_type_can_be_narrowed() -> None:
    types = "types: {percent: {type: integer, minimum: 0, maximum: 100}, level: {enum: [low, middle, high]}}\n"
    narrowed = shape_of("type: percent, maximum: 50", types)
    assert (narrowed.type, narrowed.alias) == ("integer", "percent")
    assert narrowed.constraints == {"minimum": 0, "maximum": 50}
    assert shape_of("type: level, enum: [low, high]", types).constraints == {"enum": ("low", "high")}


def test_bounds_on_items_belong_to_the_outermost_list_and_others_to_the_innermost_value() -> None:
    outer = shape_of('type: "string[][]", max_items: 2, max_length: 5, nullable: true')
    assert (outer.nullable, outer.constraints) == (True, {"max_items": 2})
    assert outer.items is not None
    assert outer.items.items is not None
    assert (outer.items.constraints, outer.items.items.constraints) == ({}, {"max_length": 5})
    assert not outer.items.nullable


def test_a_union_may_be_null_when_a_member_may() -> None:
    shape = shape_of("any_of: [{type: uuid, nullable: true}, {type: boolean}]")
    assert shape.nullable
    assert not any(member.nullable for member in shape.members)


def test_a_nullable_type_is_nullable_wherever_it_is_used() -> None:
    types = "types: {maybe: {type: uuid, nullable: true}}\n"
    assert shape_of("type: maybe", types).nullable
    items = shape_of('type: "maybe[]"', types).items
    assert items is not None
    assert items.nullable


def test_uses_are_counted() -> None:
    spec = compiled(
        "types: {id: {type: uuid}, pair: {items: {type: id}}, none: {type: id}}\n"
        "groups: {one: {fields: {a: {type: id}}}, two: {include: [one], fields: {}}}\n"
        'include: [two]\nfields: {b: {type: "pair[]"}}\n'
    )
    assert {name: found.uses for name, found in spec.types.items()} == {"id": 3, "pair": 1, "none": 0}
    assert {name: found.uses for name, found in spec.groups.items()} == {"one": 1, "two": 1}


# ---------------------------------------------------------------- objects


def test_fields_of_groups_come_first_and_removed_ones_lie_apart() -> None:
    event = event_of(
        "groups:\n  os: {fields: {name: {type: uuid}, old: {type: uuid, removed: '1'}}}\n"
        "include: [os]\nfields: {own: {type: uuid}, gone: {type: uuid, removed: '1'}}\n"
    )
    assert [member.id for member in event.payload.fields] == ["name", "own"]
    assert [member.id for member in event.payload.removed] == ["old", "gone"]


def test_an_entry_has_its_key_as_its_name() -> None:
    shape = shape_of("entries: {key: k, value: v, of: {'a.b': {type: uuid}, c: {type: uuid, removed: '1'}}}")
    assert (shape.tag, shape.value_name) == ("k", "v")
    assert [(member.id, member.name, member.optional) for member in shape.entries] == [("a.b", "a.b", False)]


def test_a_discriminator_is_added_in_front() -> None:
    discriminator = "discriminator: {field: kind, description: What it is.}\n"
    event = event_of(discriminator + "events: {start: {name: s.t, fields: {}}}\n")
    [tag] = event.payload.fields
    assert (tag.id, tag.description, tag.sensitivity) == ("kind", "What it is.", "interaction")
    assert tag.shape.constraints == {"const": "s.t"}


# ---------------------------------------------------------------- rows


def test_a_row_is_what_is_left_after_the_receiver() -> None:
    event = event_of(
        "fields:\n"
        "  host: {type: hostname, examples: [a], transform: {kind: hash, algorithm: sha1, at: receiver}}\n"
        "  cut: {type: string, max_length: 80, transform: {kind: truncate, size: 8, at: receiver}}\n"
        "  short: {type: string, max_length: 5, transform: {kind: truncate, size: 8, at: receiver}}\n"
        "  gone: {type: uuid, transform: {kind: drop, at: receiver}}\n"
        "  sent: {type: sha256, examples: [x], transform: sha256}\n"
        "  deep: {items: {fields: {gone: {type: uuid, transform: {kind: drop, at: receiver}}, kept: {type: uuid}}}}\n"
        "  round: {type: integer, transform: {kind: round, size: 10, at: receiver}}\n"
        "received:\n"
        "  ip: {type: ip_address, from: remote_address, transform: [md5]}\n"
        "  agent: {type: string, from: user_agent, transform: drop}\n"
        "  old: {type: uuid, from: derived, removed: '1'}\n"
    )
    row = {member.id: member for member in event.row.fields}
    assert list(row) == ["host", "cut", "short", "sent", "deep", "round", "ip"]
    assert row["host"].shape.type == "sha1"
    assert row["host"].examples == ()
    assert row["cut"].shape.constraints == {"max_length": 8}
    assert row["short"].shape.constraints == {"max_length": 5}
    assert row["sent"] is event.payload.fields[4]
    items = row["deep"].shape.items
    assert items is not None
    assert [member.id for member in items.fields] == ["kept"]
    assert row["round"].shape == event.payload.fields[6].shape
    assert row["ip"].shape.type == "md5"
    assert [step.at for step in event.received[0].transforms] == ["receiver"]


def test_a_payload_that_nothing_happens_to_is_the_row() -> None:
    event = event_of("fields: {a: {fields: {b: {items: {type: uuid}}}}, c: {values: {type: uuid}}}\n")
    assert event.row is event.payload


def test_what_a_source_receives_belongs_to_each_event() -> None:
    source = source_of(
        "sources:\n  app:\n    discriminator: event\n    received: {at: {type: timestamp, from: clock}}\n"
        "    events:\n      start: {fields: {}, received: {ip: {type: ip_address, from: remote_address}}}\n"
        "      stop: {fields: {}}\n"
    )
    received = {event.id: [member.id for member in event.received] for event in source.events.values()}
    assert received == {"start": ["at", "ip"], "stop": ["at"]}


# ---------------------------------------------------------------- the whole


def test_selectors_are_kept_as_they_are_written_elsewhere() -> None:
    spec = compiled('opt_outs: {a: {kind: flag, flag: -a, disables: [\'"app"."start"\', app."start".version]}}\n')
    assert [stop.selector for stop in spec.opt_outs["a"].disables] == ["app.start", "app.start.version"]


def test_require_says_why_there_is_no_spec(tmp_path: Path) -> None:
    file = tmp_path / "a.telemetry.yaml"
    file.write_text("product: a\n")
    with pytest.raises(InvalidInputError) as caught:
        require(file)
    assert {finding.code for finding in caught.value.findings} == {"missing-key"}


def test_what_is_removed_needs_no_events() -> None:
    spec = compiled('sources: {app: {events: {start: {fields: {}}}}, old: {removed: "1"}}\n')
    assert spec.sources["old"].request.body.members == ()


FILES = [path for path in spec_paths() if path.is_file()]


def shuffled(tree: Any, draw: random.Random) -> Any:  # noqa: ANN401  any JSON
    """Return a tree with the entries of its mappings in another order."""
    if isinstance(tree, dict):
        keys = list(tree)
        draw.shuffle(keys)
        return {key: shuffled(tree[key], draw) for key in keys}
    return [shuffled(item, draw) for item in tree] if isinstance(tree, list) else tree


def comparable(value: object) -> object:
    """Return a value without places, and without the order of what has none."""
    if isinstance(value, Span):
        return None
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: comparable(getattr(value, item.name)) for item in attributes(value) if item.name != "files"}
    if isinstance(value, dict):
        return {str(key): comparable(inner) for key, inner in sorted(value.items(), key=lambda item: str(item[0]))}
    if isinstance(value, tuple | list):
        return sorted((comparable(item) for item in value), key=repr)
    return value


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.split(".")[0])
def test_the_order_of_keys_means_nothing(path: Path) -> None:
    import yaml

    node, _ = load_text(path.read_bytes(), path.name)
    assert node is not None
    expected = compile_spec(path)
    text = yaml.safe_dump(shuffled(bare(plain(node)), random.Random(path.name)), sort_keys=False, allow_unicode=True)
    found = compile_text(text, path.name)
    assert found.findings == ()
    assert expected.spec is not None
    assert found.spec is not None
    assert names(found.spec) == names(expected.spec)
    assert comparable(found.spec.opt_outs) == comparable(expected.spec.opt_outs)
    assert comparable(found.spec.types) == comparable(expected.spec.types)


def names(spec: Spec) -> dict[str, object]:
    return {selector: comparable(member) for selector, member in fields_of(spec)}
