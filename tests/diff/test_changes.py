"""What differs between two versions of the products' specs: each edit gives the change that it is, and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from telemetry_spec import diff
from telemetry_spec.model.change import WORDING, Change
from tests.diff.products import PRODUCTS, SHAPES, Tree, compiled, places, tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.diff.products import Place


def said(changes: tuple[Change, ...]) -> list[tuple[str, str, str, bool | None]]:
    return [(one.kind, one.selector, one.part, one.widens) for one in changes]


def turned(changes: tuple[Change, ...]) -> list[tuple[str, str, Any, Any, bool | None]]:
    """Return changes as they look from the other side."""
    return sorted(
        (
            (one.selector, one.part, repr(one.after), repr(one.before), None if one.widens is None else not one.widens)
            for one in changes
        ),
        key=repr,
    )


def both_ways(changes: tuple[Change, ...]) -> list[tuple[str, str, Any, Any, bool | None]]:
    """Return changes in the form of `turned`."""
    return sorted(
        ((one.selector, one.part, repr(one.before), repr(one.after), one.widens) for one in changes), key=repr
    )


def edited(product: str, edit: Callable[[Place], bool]) -> Iterator[tuple[Place, tuple[Change, ...]]]:
    """Edit each field of a product by itself, and yield it with what changed; both ways have to agree."""
    old = compiled(tree(product))
    count = len(list(places(tree(product))))
    for number in range(count):
        changed = tree(product)
        place = list(places(changed))[number]
        if not edit(place):
            continue
        new = compiled(changed)
        found = diff.changes(old, new)
        assert turned(diff.changes(new, old)) == both_ways(found)
        yield place, found


@pytest.mark.parametrize("product", PRODUCTS)
def test_the_same_spec_has_no_changes(product: str) -> None:
    assert diff.changes(compiled(tree(product)), compiled(tree(product))) == ()


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_field_that_is_gone(product: str) -> None:
    def remove(place: Place) -> bool:
        place.field["removed"] = "2"
        place.field.pop("transform", None)
        return "fields" not in place.field and place.name != "console_mode"  # an opt-out looks at that one

    tried = 0
    for place, found in edited(product, remove):
        part = "received" if place.received else "payload"
        expected = ("field-removed", place.selector, part, False)
        assert said(found) == [expected]
        assert found[0].title == place.field["description"]
        assert found[0].values >= 1
        tried += 1
    assert tried >= 10


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_field_that_came(product: str) -> None:
    def add(place: Place) -> bool:
        description = "Something that nobody had thought of."
        place.holder["brandNew"] = {"type": "email", "sensitivity": "personal", "description": description}
        if place.received:
            place.holder["brandNew"]["from"] = "derived"
        return True

    for place, found in edited(product, add):
        selector = place.selector[: -len(place.name)] + "brandNew"
        part = "received" if place.received else "payload"
        assert said(found) == [("field-added", selector, part, True)]
        assert found[0].after == {"type": "email", "sensitivity": "personal", "optional": False}
        assert found[0].span is not None


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_field_that_is_no_longer_always_sent(product: str) -> None:
    def flip(place: Place) -> bool:
        place.field["optional"] = not place.field.get("optional", False)
        return True

    for place, found in edited(product, flip):
        widens = not place.field["optional"]
        assert said(found) == [("presence-changed", place.selector, "optional", widens)]


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize(("by", "widens"), [(1, True), (-1, False)])
def test_a_longer_text_and_a_shorter_one(product: str, by: int, widens: bool) -> None:
    def longer(place: Place) -> bool:
        place.field["max_length"] = place.field.get("max_length", 0) + by
        return place.field.get("type") == "string" and place.field["max_length"] > 1

    tried = 0
    for place, found in edited(product, longer):
        assert said(found) == [("limit-changed", place.selector, "max_length", widens)]
        tried += 1
    assert tried


@pytest.mark.parametrize("product", PRODUCTS)
def test_another_name_on_the_wire_and_another_name_in_the_spec(product: str) -> None:
    def rename(place: Place) -> bool:
        place.field["name"] = "renamed_on_the_wire"
        return True

    for place, found in edited(product, rename):
        assert said(found) == [("renamed", place.selector, "name", None)]


@pytest.mark.parametrize("product", PRODUCTS)
def test_words_are_only_words(product: str) -> None:
    def reword(place: Place) -> bool:
        place.field["description"] += " In other words."
        place.field["note"] = "A note."
        return True

    for place, found in edited(product, reword):
        assert said(found) == [(WORDING, place.selector, part, None) for part in ("description", "note")]


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_transform(product: str) -> None:
    def cut(place: Place) -> bool:
        fits = place.field.get("type") == "string" and "transform" not in place.field
        place.field["transform"] = {"kind": "truncate", "at": "receiver", "size": 3}
        return fits

    for place, found in edited(product, cut):
        assert said(found) == [("transform-added", place.selector, "truncate", False)]


def ping(spec: Tree) -> Tree:
    event: Tree = spec["sources"]["platform"]["events"]["ping"]
    return event


def set_at(path: str, value: object) -> Callable[[Tree], None]:
    """Return an edit that sets what is at a path; None takes it out."""

    def edit(spec: Tree) -> None:
        *steps, last = path.split("/")
        here: Any = spec
        for step in steps:
            here = here[int(step)] if isinstance(here, list) else here[step]
        if value is None:
            del here[int(last) if isinstance(here, list) else last]
        elif isinstance(here, list):
            here[int(last)] = value
        else:
            here[last] = value

    return edit


FIELD = "sources/platform/events/ping/fields"
CONFIG = "opt_outs.config-file"
EDITS: list[tuple[str, object, list[tuple[str, str, str, bool | None]]]] = [
    ("consent", "opt-in", [("consent-changed", "", "consent", False)]),
    ("consent", "ask", [("consent-changed", "", "consent", False)]),
    ("sources/platform/consent", "ask", [("consent-changed", "platform", "consent", False)]),
    ("notice/operator", "Other", [("notice-changed", "notice", "operator", None),
                                  ("destination-changed", "destinations.ping", "operator", None)]),
    ("notice/retention", "30 days", [("notice-changed", "notice", "retention", None)]),
    ("notice/summary", "Else.", [(WORDING, "notice", "summary", None)]),
    ("never_collected/2", None, [("promise-removed", "never_collected.2", "", True)]),
    ("never_collected/0/forbids", ["email"], [("promise-changed", "never_collected.0", "forbids", True)]),
    ("never_collected/0/exempt", None, [("promise-changed", "never_collected.0", "exempt", False)]),
    ("never_collected/1/description", "No address.", [(WORDING, "never_collected.1", "description", None)]),
    ("destinations/ping/url", "http://ping.flowforge.com", [("destination-changed", "destinations.ping", "url", True)]),
    ("destinations/ping/url", "https://other.com", [("destination-changed", "destinations.ping", "url", None)]),
    ("destinations/ping/encoding", ["json", "jwe"], [("destination-changed", "destinations.ping", "encoding", False)]),
    ("opt_outs/config-file", None, [("opt-out-removed", CONFIG, "", True)]),
    ("opt_outs/config-file/removed", "1", [("opt-out-removed", CONFIG, "", True)]),
    ("opt_outs/config-file/unavailable_to", None, [("opt-out-changed", CONFIG, "unavailable_to", False)]),
    ("opt_outs/config-file/key", "other", [("opt-out-changed", CONFIG, "key", None)]),
    ("opt_outs/config-file/overrides", None, [("opt-out-changed", CONFIG, "overrides", None)]),
    ("opt_outs/config-file/stops", "collecting", [("opt-out-changed", CONFIG, "stops", False)]),
    ("opt_outs/config-file/persists", False, [("opt-out-changed", CONFIG, "persists", True)]),
    ("opt_outs/config-file/farewell", "platform.ping", [("opt-out-changed", CONFIG, "farewell", True)]),
    ("opt_outs/config-file/deprecated", "1", [("deprecated", CONFIG, "", None)]),
    ("opt_outs/config-file/disables", ["platform.ping.os"], [("opt-out-changed", CONFIG, "disables", True)]),
    ("sources/platform/events/ping/trigger/1/every", "1h", [("trigger-changed", "platform.ping", "every", True)]),
    ("sources/platform/events/ping/trigger/1/every", "2d", [("trigger-changed", "platform.ping", "every", False)]),
    ("sources/platform/events/ping/trigger/0/condition", None,
     [("trigger-changed", "platform.ping", "condition", True)]),
    ("sources/platform/events/ping/trigger/0", None, [("trigger-removed", "platform.ping", "startup", False)]),
    ("sources/platform/events/ping/retention", "1 year", [("retention-changed", "platform.ping", "retention", None)]),
    ("sources/platform/request", {"body": {"fields": {"sentAt": {"type": "timestamp"}, "events": {"type": "event[]"}}},
                                  "headers": {"X-Id": {"type": "uuid"}}, "query": {"v": {"type": "version"}}},
     [("request-changed", "platform", "batch", None), ("field-added", "platform.request.sentAt", "envelope", True),
      ("field-added", "platform.request.headers.X-Id", "headers", True),
      ("field-added", "platform.request.query.v", "query", True)]),
    ("third_parties/posthog", None, [("third-party-removed", "third_parties.posthog", "", False)]),
    ("options/telemetry.enabled/default", False, [("option-changed", 'options."telemetry.enabled"', "default", None)]),
    ("types/count/minimum", None, [
        ("limit-changed", f"platform.ping.platform.counts.{name}", "minimum", True)
        for name in ("users", "teams", "projects", "devices", "projectSnapshots", "projectTemplates", "projectStacks",
                     "libraryEntries", "sharedLibraryEntries")]),
    (f"{FIELD}/os/fields/arch/max_length", None, [("limit-changed", "platform.ping.os.arch", "max_length", True)]),
    (f"{FIELD}/os/open", "Others.", [("open-changed", "platform.ping.os", "open", True)]),
    (f"{FIELD}/instanceId/nullable", True, [("presence-changed", "platform.ping.instanceId", "nullable", None)]),
    (f"{FIELD}/instanceId/lifetime", "account", [("lifetime-changed", "platform.ping.instanceId", "lifetime", True)]),
    (f"{FIELD}/instanceId/lifetime", "session", [("lifetime-changed", "platform.ping.instanceId", "lifetime", False)]),
    (f"{FIELD}/instanceId/sensitivity", "personal",
     [("sensitivity-changed", "platform.ping.instanceId", "sensitivity", True)]),
    (f"{FIELD}/os", {"type": "string", "max_length": 9, "description": "The operating system."},
     [("type-changed", "platform.ping.os", "type", None)]),
    (f"{FIELD}/os", None, [("field-removed", "platform.ping.os", "payload", False)]),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "expected"), EDITS, ids=[f"{edit[0]}={edit[1]}"[:70] for edit in EDITS])
def test_an_edit_gives_its_change(path: str, value: object, expected: list[Any]) -> None:
    changed = tree("flowforge")
    set_at(path, value)(changed)
    old, new = compiled(tree("flowforge")), compiled(changed)
    assert said(diff.changes(old, new)) == expected
    assert turned(diff.changes(new, old)) == both_ways(diff.changes(old, new))


TYPES = [
    ({"type": "uuid"}, {"type": "string", "max_length": 36}, True),
    ({"type": "uuid"}, {"type": "string", "max_length": 20}, True),  # neither takes all of the other
    ({"type": "integer"}, {"type": "number"}, True),
    ({"enum": ["a", "b"]}, {"type": "string", "max_length": 3}, True),
    ({"const": "a"}, {"enum": ["a", "b"]}, True),
    ({"type": "boolean"}, {"type": "integer"}, True),
    ({"type": "boolean"}, {"enum": ["on", "off"]}, None),
    ({"type": "uuid"}, {"type": "integer"}, None),
    ({"type": "integer"}, {"type": "string", "max_length": 3}, True),
    ({"type": "sha256"}, {"type": "string", "max_length": 100}, True),
    ({"type": "integer"}, {"any_of": [{"type": "integer"}, {"type": "boolean"}]}, True),
    ({"any_of": [{"type": "integer"}, {"type": "boolean"}]}, {"type": "boolean"}, False),
    ({"type": "integer"}, {"type": "integer[]", "max_items": 3}, None),
    ({"type": "boolean"}, {"type": "map", "values": {"type": "boolean"}}, True),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "widens"), TYPES)
def test_a_type_is_wider_that_takes_more_or_tells_more(before: Tree, after: Tree, widens: bool | None) -> None:
    sides = []
    for field in (before, after):
        spec = tree("flowforge")
        ping(spec)["fields"]["value"] = {"description": "A value.", **field}
        sides.append(compiled(spec))
    found = diff.changes(sides[0], sides[1])
    assert said(found) == [("type-changed", "platform.ping.value", "type", widens)]
    back = diff.changes(sides[1], sides[0])
    assert [one.widens for one in back] == [None if widens is None else not widens]


def test_a_field_that_moved_under_another_name_is_renamed() -> None:
    spec = tree("flowforge")
    fields = ping(spec)["fields"]
    fields["installation"] = fields.pop("instanceId")
    found = diff.changes(compiled(tree("flowforge")), compiled(spec))
    assert said(found) == [("renamed", "platform.ping.installation", "name", None)]
    assert (found[0].before, found[0].after) == ("instanceId", "installation")


def test_a_name_of_the_spec_alone_is_no_change() -> None:
    spec = tree("flowforge")
    fields = ping(spec)["fields"]
    fields["installation"] = {**fields.pop("instanceId"), "name": "instanceId"}
    assert diff.changes(compiled(tree("flowforge")), compiled(spec)) == ()


def test_a_limit_that_the_type_implies_counts_as_none() -> None:
    spec = tree("flowforge")
    del spec["types"]["count"]["minimum"]
    found = diff.changes(compiled(tree("flowforge")), compiled(spec))
    assert {(one.before, one.after) for one in found} == {(0, None)}


def test_a_value_that_is_hashed_only_on_arrival_leaves_in_the_clear() -> None:
    sides = []
    for at in ("client", "receiver"):
        spec = tree("flowforge")
        field = {"type": "sha256", "transform": {"kind": "hash", "algorithm": "sha256", "at": at}}
        ping(spec)["fields"]["value"] = field
        sides.append(compiled(spec))
    assert said(diff.changes(*sides)) == [("transform-changed", "platform.ping.value", "hash", True)]


def test_an_opt_out_that_no_longer_names_what_is_gone_stops_no_less() -> None:
    old, new = tree("flowforge"), tree("flowforge")
    old["opt_outs"]["config-file"]["disables"] = ["platform.ping.os", "platform.ping.env"]
    new["opt_outs"]["config-file"]["disables"] = ["platform.ping.env"]
    del ping(new)["fields"]["os"]
    assert said(diff.changes(compiled(old), compiled(new))) == [
        ("opt-out-changed", CONFIG, "disables", None),
        ("field-removed", "platform.ping.os", "payload", False),
    ]


def test_what_is_within_lists_maps_and_unions_is_compared() -> None:
    sides = []
    for size in (5, 6):
        spec = tree("flowforge")
        text = {"type": "string", "max_length": size}
        ping(spec)["fields"]["deep"] = {
            "description": "Deep.",
            "type": "map",
            "keys": text,
            "values": {"any_of": [{"type": "array", "items": {"fields": {"a": text}}}, {**text}]},
        }
        sides.append(compiled(spec))
    deep = "platform.ping.deep"
    assert said(diff.changes(*sides)) == [
        ("limit-changed", deep, "keys.max_length", True),
        ("limit-changed", deep, "values.string.max_length", True),
        ("limit-changed", f"{deep}.*.a", "max_length", True),
    ]


def test_changes_come_in_the_order_of_the_newer_spec() -> None:
    spec = tree("flowforge")
    spec["consent"] = "opt-in"
    fields = ping(spec)["fields"]
    del fields["env"]
    fields["os"]["fields"]["arch"]["max_length"] = 7
    fields["last"] = {"type": "boolean", "description": "The last."}
    del spec["opt_outs"]["config-file"], spec["options"]["telemetry.enabled"]
    found = diff.changes(compiled(tree("flowforge")), compiled(spec))
    assert [one.selector for one in found] == [
        "",
        "opt_outs.config-file",
        "platform.ping.os.arch",
        "platform.ping.env",
        "platform.ping.last",
        'options."telemetry.enabled"',
    ]
    assert found[-3].within == ("Core telemetry", "Ping")
    assert found[3].values == 2


def test_any_two_specs_may_be_compared() -> None:
    specs = [compiled(tree(name)) for name in (*PRODUCTS, *SHAPES)]
    for old in specs:
        for new in specs:
            found = diff.changes(old, new)
            assert bool(found) == (old is not new)
            assert both_ways(found) == turned(diff.changes(new, old))


ENVELOPE = "sources/cli/request/body/fields"
ENTRIES = "sources/cli/events/fact/entries"
MEASURES = "sources/cli/events/summary/fields/measures/items/entries/of"
LAYERS = "sources/cli/events/finished/fields/layers/items/fields"
SHAPED: list[tuple[str, str, object, list[tuple[str, str, str, bool | None]]]] = [
    ("envelope-many", f"{ENVELOPE}/dropped", None, [("field-removed", "cli.request.dropped", "envelope", False)]),
    ("envelope-many", f"{ENVELOPE}/context/fields/ci/optional", True,
     [("presence-changed", "cli.request.context.ci", "optional", False)]),
    ("envelope-many", f"{ENVELOPE}/context/fields/tags/max_length", 30,
     [("limit-changed", "cli.request.context.tags", "items.max_length", True)]),
    ("envelope-many", f"{ENVELOPE}/batch", {"type": "event"}, [("request-changed", "cli", "batch", None)]),
    ("envelope-many", f"{LAYERS}/name", {"type": "uuid"},
     [("field-added", "cli.finished.layers.name", "payload", True)]),
    ("envelope-many", "sources/cli/events/started", None, [("event-removed", "cli.started", "", False)]),
    ("envelope-many", "sources/cli/events/started/removed", "2", [("event-removed", "cli.started", "", False)]),
    ("envelope-many", "sources/cli/events/started/name", "begun", [("renamed", "cli.started", "name", None)]),
    ("envelope-many", "sources/cli/discriminator", "kind", [("request-changed", "cli", "discriminator", None)]),
    ("envelope-many", "types/id/pattern", "[0-9a-f]{31}",
     [("limit-changed", "cli.request.context.machineId", "pattern", None),
      ("limit-changed", "cli.request.context.runId", "pattern", None)]),
    ("key-value", f"{ENTRIES}/of/ram", {"type": "integer"}, [("field-added", "cli.fact.data.ram", "payload", True)]),
    ("key-value", f"{ENTRIES}/of/ci/removed", "2", [("field-removed", "cli.fact.data.ci", "payload", False)]),
    ("key-value", f"{MEASURES}/outcome/enum", ["passed"],
     [("limit-changed", "cli.summary.measures.value.outcome", "enum", False)]),
    ("told-by-field", "groups/user/fields/userId/sensitivity", "personal",
     [("sensitivity-changed", "server.created.userId", "sensitivity", True),
      ("sensitivity-changed", "server.searched.userId", "sensitivity", True)]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "path", "value", "expected"), SHAPED, ids=[f"{edit[1]}={edit[2]}"[:70] for edit in SHAPED]
)
def test_an_edit_of_a_shape_gives_its_change(name: str, path: str, value: object, expected: list[Any]) -> None:
    changed = tree(name)
    set_at(path, value)(changed)
    old, new = compiled(tree(name)), compiled(changed)
    found = diff.changes(old, new)
    assert [one for one in said(found) if one[0] != WORDING] == expected
    assert turned(diff.changes(new, old)) == both_ways(found)
