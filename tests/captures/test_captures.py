"""Real requests against specs: each is right, and wrong once a field is added, dropped or retyped anywhere in it."""

from __future__ import annotations

import copy
import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from telemetry_spec import api, valueclasses
from telemetry_spec.check.explain import violations
from telemetry_spec.check.fast import Acceptor
from telemetry_spec.check.run import Check
from telemetry_spec.compile import require
from telemetry_spec.model.pointer import write
from telemetry_spec.model.selector import fields_of, join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.model.shape import Field, Json, Shape
    from telemetry_spec.model.spec import Source, Spec

HERE = Path(__file__).parent
PRODUCTS = {"nextjs": "cli", "turborepo": "cli", "dagster": "core"}
BODIES = {"nextjs": 53, "turborepo": 56, "dagster": 4}

Steps = tuple[str | int, ...]
#: One value of each JSON type; `integer` stands for the whole numbers among the numbers.
VALUES: dict[str, Json] = {
    "string": "undeclared",
    "integer": 7,
    "number": 1.5,
    "boolean": True,
    "null": None,
    "array": [],
    "object": {},
}

#: Fields of which nothing but null was seen: what else they may hold is read from their names and the documentation.
ONLY_NULL = {
    "cli.request.meta.agentName",
    "cli.NEXT_CLI_SESSION_STARTED.fields.localeDomainsCount",
    "cli.NEXT_CLI_SESSION_STARTED.fields.reactCompilerCompilationMode",
    "cli.NEXT_CLI_SESSION_STARTED.fields.reactCompilerPanicThreshold",
    "cli.NEXT_TYPE_CHECK_COMPLETED.fields.typescriptVersion",
    "core.execute_materialize_command_ended.metadata.success",
}

each_product = pytest.mark.parametrize("product", PRODUCTS)


@dataclass(frozen=True)
class Place:
    """A place in the captures, all requests taken together.

    `event` is the event that it lies in, "" for the envelope; where a key decides what the value may be, it follows.
    `path` holds the keys from the body to the place, `*` for any item of a list.
    """

    event: str
    path: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """A captured body that has a place, and the way to it there."""

    body: Json
    steps: Steps

    @property
    def pointer(self) -> str:
        return write([str(step) for step in self.steps])

    @property
    def value(self) -> Any:  # noqa: ANN401  whatever was captured
        return at(self.body, self.steps)


def at(body: Json, steps: Steps) -> Any:  # noqa: ANN401  whatever was captured
    value: Any = body
    for step in steps:
        value = value[step]
    return value


@cache
def spec_of(product: str) -> Spec:
    return require(HERE / f"{product}.telemetry.yaml")


def source_of(product: str) -> Source:
    return spec_of(product).sources[PRODUCTS[product]]


@cache
def bodies(product: str) -> tuple[Json, ...]:
    text = (HERE / product / "payloads.ndjson").read_text("utf-8")
    return tuple(json.loads(line) for line in text.splitlines())


@cache
def captured(product: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / product / "request.json").read_text("utf-8"))
    return found


def request_of(product: str) -> dict[str, Any]:
    return {key: value for key, value in captured(product).items() if key != "body_encoding"}


def event_at(product: str, body: Any, steps: Steps) -> str:  # noqa: ANN401  whatever was captured
    """Return the event that a place lies in, read from the payload and not from the spec."""
    depth = 2 if product == "nextjs" else 1
    if len(steps) < depth or (product == "nextjs" and steps[0] != "events"):
        return ""
    event = at(body, steps[:depth])
    if product == "nextjs":
        return str(event["eventName"])
    if product == "dagster":
        return str(event["action"])
    [(kind, fields)] = event.items()
    return f"{kind} {fields['key']}"


def place_of(product: str, body: Json, steps: Steps) -> Place:
    return Place(event_at(product, body, steps), tuple("*" if isinstance(step, int) else step for step in steps))


def walk(value: Json, steps: Steps = ()) -> Iterator[Steps]:
    yield steps
    if isinstance(value, dict):
        for key, child in value.items():
            yield from walk(child, (*steps, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from walk(child, (*steps, index))


@cache
def places(product: str) -> dict[Place, Found]:
    """Return every place of a product's captures, with the shortest body that has it."""
    found: dict[Place, Found] = {}
    for body in sorted(bodies(product), key=lambda body: len(json.dumps(body))):
        for steps in walk(body):
            found.setdefault(place_of(product, body, steps), Found(body, steps))
    return found


def selector_of(product: str, place: Place) -> str | None:
    """Return what the spec calls a place; None for the body, items of lists and keys that name events."""
    source = PRODUCTS[product]
    if not place.event:
        return None if place.path in {(), ("*",)} else join(source, "request", *place.path)
    event, _, key = place.event.partition(" ")
    inner = place.path[2:] if product in {"nextjs", "turborepo"} else place.path[1:]
    if product == "turborepo":
        special: dict[tuple[str, ...], tuple[str, ...]] = {("key",): (), ("value",): ("value", key)}
        inner = special.get(inner, inner)
    return join(source, event, *inner) if inner else None


@cache
def declared(product: str) -> dict[str, Field]:
    """Return what may occur in a body, by its selector."""
    fields = dict(fields_of(spec_of(product)))
    headers = f"{PRODUCTS[product]}.request.headers"
    return {selector: member for selector, member in fields.items() if not selector.startswith(headers)}


def json_type(value: Json) -> str:
    names = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "null")


def allowed_types(product: str, place: Place, value: Json) -> set[str]:
    """Return the JSON types that the spec allows at a place; the captured type where it is no field."""
    selector = selector_of(product, place)
    if selector is None:
        return {json_type(value)}
    shape: Shape = declared(product)[selector].shape
    kinds = {"number": {"number", "integer"}, "entries": {"object"}, "variants": {"object"}, "map": {"object"}}
    return kinds.get(shape.kind, {shape.kind}) | ({"null"} if shape.nullable else set())


def complaint(product: str, body: Json, expected: str, code: str, field: str = "") -> str:
    """Return what is wrong with the verdict on a broken body, "" when it is right.

    The place has to be named, and no other; only what it lies in may be blamed as well.
    """
    found = check_of(product).check_text(json.dumps(body).encode())
    pointers = sorted({finding.pointer or "" for finding in found})
    if not any(f.pointer == expected and f.code == code and f"`{field}`" in f"{f.message}``" for f in found):
        return f"{expected} {field}: not found, only {[(finding.code, finding.pointer) for finding in found]}"
    others = [pointer for pointer in pointers if pointer != expected and not expected.startswith(f"{pointer}/")]
    return f"{expected} {field}: blames {others} too" if others else ""


@cache
def check_of(product: str) -> Check:
    return Check(spec_of(product), PRODUCTS[product])


@each_product
def test_every_captured_request_is_right(product: str) -> None:
    checked = api.check(spec_of(product), [HERE / product / "payloads.ndjson"])
    assert checked.findings == []
    assert (checked.summary.payloads, checked.summary.bad) == (BODIES[product], 0)
    assert checked.summary.seen == {PRODUCTS[product]: BODIES[product]}
    assert checked.summary.unseen == ()


@each_product
def test_lint_has_nothing_to_say(product: str) -> None:
    assert api.lint(spec_of(product)) == []


@each_product
def test_the_fast_way_and_the_full_explanation_agree_on_what_was_captured(product: str) -> None:
    shape = source_of(product).request.body
    acceptor = Acceptor(shape)
    for number, line in enumerate((HERE / product / "payloads.ndjson").read_bytes().splitlines(), 1):
        assert acceptor.accepts(line), f"line {number}"
        assert violations(shape, json.loads(line)) == [], f"line {number}"


@each_product
def test_what_is_declared_and_what_was_captured_are_the_same(product: str) -> None:
    seen = {selector for place in places(product) if (selector := selector_of(product, place)) is not None}
    assert seen == set(declared(product))


@each_product
def test_no_type_is_wider_than_what_was_captured(product: str) -> None:
    seen: dict[str, set[str]] = {}
    for body in bodies(product):
        for steps in walk(body):
            if (selector := selector_of(product, place_of(product, body, steps))) is not None:
                seen.setdefault(selector, set()).add(json_type(at(body, steps)))
    only_null = {selector for selector, types in seen.items() if types == {"null"}}
    assert only_null == ONLY_NULL & set(seen)
    for selector, types in seen.items():
        shape = declared(product)[selector].shape
        assert shape.open == "", selector
        assert shape.nullable == ("null" in types), selector
        assert shape.kind != "string" or {"pattern", "enum", "const", "max_length"} & set(shape.constraints), selector
        assert shape.kind not in {"union", "map"}, selector
        assert shape.kind != "number" or "number" in types, selector


@each_product
def test_an_added_field_is_found_at_its_place(product: str) -> None:
    """At each place a sibling is added; in each object, the empty ones included, a field; to each list, an item."""
    tried: Counter[str | None] = Counter()
    wrong = []
    for place, found in places(product).items():
        added: list[Steps] = [(*found.steps, "undeclared")] if isinstance(found.value, dict) else []
        if isinstance(found.value, list):
            added.append((*found.steps, len(found.value)))
        if found.steps and isinstance(found.steps[-1], str):
            added.append((*found.steps[:-1], f"{found.steps[-1]}_2"))
        for steps in added:
            body = copy.deepcopy(found.body)
            holder = at(body, steps[:-1])
            if isinstance(holder, list):
                holder.append("undeclared")
            else:
                holder[steps[-1]] = 1
            code = "wrong-type" if isinstance(holder, list) else "undeclared-field"
            wrong.append(complaint(product, body, Found(body, steps).pointer, code))
        tried[selector_of(product, place)] += len(added)
    assert [text for text in wrong if text] == []
    assert set(declared(product)) <= set(+tried)


@each_product
def test_a_dropped_field_is_found_missing_in_its_object(product: str) -> None:
    tried: Counter[str | None] = Counter()
    wrong = []
    for place, found in places(product).items():
        selector = selector_of(product, place)
        if not found.steps or isinstance(found.steps[-1], int):
            continue
        assert selector is None or not declared(product)[selector].optional, "nothing captured is optional"
        body = copy.deepcopy(found.body)
        holder = at(body, found.steps[:-1])
        del holder[found.steps[-1]]
        tells_events_apart = product == "turborepo" and len(found.steps) == 2
        code, field = ("wrong-value", "") if tells_events_apart else ("missing-field", str(found.steps[-1]))
        wrong.append(complaint(product, body, Found(body, found.steps[:-1]).pointer, code, field))
        tried[selector] += 1
    assert [text for text in wrong if text] == []
    assert set(declared(product)) <= set(+tried)


@each_product
def test_a_retyped_value_is_found_at_its_place(product: str) -> None:
    """Each value is replaced by one of every JSON type that the place does not admit."""
    tried: Counter[str | None] = Counter()
    wrong = []
    for place, found in places(product).items():
        allowed = allowed_types(product, place, found.value)
        for name, value in VALUES.items():
            if name in allowed or (name == "object" and found.pointer == "" and product == "dagster"):
                continue  # what the place admits; and a body of NDJSON may be checked line by line, each an event
            wrong.append(complaint(product, replaced(found, value), found.pointer, "wrong-type"))
            tried[selector_of(product, place)] += 1
    assert [text for text in wrong if text] == []
    assert set(declared(product)) <= set(+tried)


def replaced(found: Found, value: Json) -> Json:
    if not found.steps:
        return value
    body = copy.deepcopy(found.body)
    at(body, found.steps[:-1])[found.steps[-1]] = value
    return body


@each_product
def test_a_forbidden_value_is_found_at_its_place(product: str) -> None:
    """Texts without a form of their own could hold what is promised never to be collected."""
    classes = {name for promise in spec_of(product).never_collected for name in promise.forbids}
    free = {
        selector: found
        for place, found in places(product).items()
        if (selector := selector_of(product, place)) is not None
        and isinstance(found.value, str)
        and not {"pattern", "enum", "const"} & set(declared(product)[selector].shape.constraints)
    }
    assert classes
    assert free
    for name in classes:
        text = valueclasses.get(name).examples[0]
        for selector, found in free.items():
            findings = check_of(product).check_text(json.dumps(replaced(found, text)).encode())
            assert ("forbidden-value", found.pointer) in {(f.code, f.pointer) for f in findings}, (name, selector)


def judged(product: str, **changes: object) -> set[tuple[str, str | None]]:
    """Return what is found in the captured request of a product with some parts changed."""
    record = {**request_of(product), "body": bodies(product)[0], **changes}
    findings = Check(spec_of(product), requests=True).check_text(json.dumps(record).encode())
    return {(finding.code, finding.pointer) for finding in findings}


@each_product
def test_the_whole_request_is_right(product: str) -> None:
    assert judged(product) == set()
    [destination] = spec_of(product).destinations.values()
    encodings = {step.split(",")[0] for step in captured(product)["body_encoding"]}
    assert encodings == set(destination.encoding)


@each_product
def test_a_request_to_another_place_is_found(product: str) -> None:
    assert judged(product, url="https://elsewhere.example/") == {("undeclared-destination", "/url")}
    assert judged(product, method="PUT") == {("wrong-method", "/method")}


@each_product
def test_a_header_added_dropped_or_retyped_is_found(product: str) -> None:
    sent: dict[str, str] = request_of(product)["headers"]
    members = source_of(product).request.headers
    assert members
    assert judged(product, headers={**sent, "x-undeclared": "1"}) == {("undeclared-field", "/headers/x-undeclared")}
    for name in (member.name for member in members):
        rest = {other: value for other, value in sent.items() if other != name}
        assert judged(product, headers=rest) == {("missing-field", "/headers")}, name
        for broken in (f"{sent[name]}\n", f" {sent[name]}", ""):
            assert judged(product, headers={**rest, name: broken}) == {("wrong-value", f"/headers/{name}")}, name
        assert ("wrong-type", f"/headers/{name}") in judged(product, headers={**rest, name: 1}), name


def test_identifiers_in_headers_are_declared() -> None:
    headers = {member.name: member.sensitivity for member in source_of("turborepo").request.headers}
    assert headers["x-turbo-telemetry-id"] == headers["x-turbo-session-id"] == "identifier"
