"""Every fact on the products' pages is in their specs, and nothing in the specs is without a fact.

`facts/<product>.yaml` lists the facts page by page. Each says in a few words what the page says (`fact`), which part of
the compiled spec holds it (`at`: a selector, a section with a name, or `spec`), and what must be found there:

- `is`: attributes and their values;
- `says`: attributes and words that their text must have;
- `has`: attributes and values that must be among theirs;
- `names`: attributes that hold fields, and the names of these on the wire, in the order of the page;
- `keys`: attributes that hold parts by name, and the names, in the order of the page;
- `stops`: the selectors that an opt-out stops.

An attribute is a path with dots. On a field, the attributes of its shape and its constraints count as its own, and
`type` is its type as a reader writes it: `boolean[]`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from telemetry_spec.compile import compile_spec
from telemetry_spec.model.selector import fields_of, split
from telemetry_spec.model.shape import Field, Shape
from telemetry_spec.resources import schemas_dir

if TYPE_CHECKING:
    from telemetry_spec.model.spec import Spec

FACTS = Path(__file__).parent / "facts"
PRODUCTS = ("refine", "hasura", "strapi", "flowforge")
MISSING = object()


@dataclass(frozen=True)
class Fact:
    """One line of the table. `checks` holds what must be found, by kind of check."""

    product: str
    page: str
    says: str
    at: str
    checks: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.page}: {self.says} ({self.at})"


def table(product: str) -> list[Fact]:
    pages = yaml.safe_load((FACTS / f"{product}.yaml").read_text(encoding="utf-8"))
    return [
        Fact(product, page["page"], fact.pop("fact"), fact.pop("at"), fact) for page in pages for fact in page["facts"]
    ]


TABLE = [fact for product in PRODUCTS for fact in table(product)]


@cache
def spec_of(product: str) -> Spec:
    compiled = compile_spec(schemas_dir() / f"{product}.telemetry.yaml")
    assert not compiled.findings, compiled.findings
    assert compiled.spec is not None
    return compiled.spec


# ---------------------------------------------------------------- where a fact is


def part(spec: Spec, at: str) -> object:
    """Return the part of the spec that `at` names, or MISSING."""
    if at == "spec":
        return spec
    fields = dict(fields_of(spec))
    if at in fields:
        return fields[at]
    here: object = spec
    steps = list(split(at))
    if steps[0] in spec.sources:
        steps = ["sources", *steps[:1], *[step for name in steps[1:] for step in ("events", name)]]
    for step in steps:
        here = attribute(here, step)
    return here


def attribute(part: object, name: str) -> object:
    """Return one attribute, key or item, or MISSING."""
    if isinstance(part, Field):
        return field_attribute(part, name)
    if isinstance(part, Mapping):
        return part.get(name, MISSING)
    if isinstance(part, tuple | list):
        return part[int(name)] if name.isdecimal() and int(name) < len(part) else MISSING
    return getattr(part, name, MISSING)


def field_attribute(field: Field, name: str) -> object:
    if name == "type":
        return type_text(field.shape)
    for part in (field, field.shape, field.shape.constraints):
        found = part.get(name, MISSING) if isinstance(part, Mapping) else getattr(part, name, MISSING)
        if found is not MISSING:
            return found
    return MISSING


def value(part: object, path: str) -> object:
    for step in path.split("."):
        part = attribute(part, step)
    return part


def type_text(shape: Shape) -> str:
    return f"{type_text(shape.items)}[]" if shape.items is not None else shape.type


def plain(found: object) -> object:
    """Return lists for tuples and dicts for mappings, all the way down."""
    if isinstance(found, Mapping):
        return {key: plain(inner) for key, inner in found.items()}
    return [plain(inner) for inner in found] if isinstance(found, tuple | list) else found


def same(found: object, expected: object) -> bool:
    """Compare as JSON does: `true` is not 1."""
    return repr(plain(found)) == repr(plain(expected))


# ---------------------------------------------------------------- what must be found there


def names_of(found: object) -> list[str]:
    return [field.name for field in found] if isinstance(found, tuple) else []


def says(found: object, words: list[str]) -> bool:
    return isinstance(found, str) and all(word.lower() in found.lower() for word in words)


CHECKS: dict[str, Callable[[Any, Any], bool]] = {
    "is": same,
    "says": says,
    "has": lambda found, expected: isinstance(found, tuple) and set(expected) <= set(found),
    "names": lambda found, expected: names_of(found) == expected,
    "keys": lambda found, expected: isinstance(found, Mapping) and list(found) == expected,
}


def lacking(fact: Fact, spec: Spec) -> list[str]:
    """Return what the spec lacks of a fact, in words."""
    here = part(spec, fact.at)
    checks = dict(fact.checks)
    stops = checks.pop("stops", None)
    wrong = [
        f"{fact}: {path} {kind} {expected!r}, but is {value(here, path)!r}"
        for kind, attributes in checks.items()
        for path, expected in attributes.items()
        if not CHECKS[kind](value(here, path), expected)
    ]
    if stops is not None and [stop.selector for stop in getattr(here, "disables", ())] != stops:
        wrong.append(f"{fact}: stops something else than {stops!r}")
    return wrong


def parts_to_name(spec: Spec) -> set[str]:
    """Return everything in a spec that only a page can have put there."""
    sections = {
        "destinations": spec.destinations,
        "opt_outs": spec.opt_outs,
        "third_parties": spec.third_parties,
        "never_collected": range(len(spec.never_collected)),
    }
    return {
        *(selector for selector, _ in fields_of(spec)),
        *(f"{source.id}.{event.id}" for source, event in spec.events()),
        *spec.sources,
        *(f"{section}.{name}" for section, names in sections.items() for name in names),
        *(f'options."{name}"' for name in spec.options),
    }


# ---------------------------------------------------------------- tests


@pytest.mark.parametrize("fact", TABLE, ids=str)
def test_the_fact_is_in_the_spec(fact: Fact) -> None:
    assert lacking(fact, spec_of(fact.product)) == []


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_page_has_facts(product: str) -> None:
    pages = yaml.safe_load((FACTS / f"{product}.yaml").read_text(encoding="utf-8"))
    assert all(page["facts"] for page in pages)
    assert len(pages) >= (2 if product == "refine" else 1)


@pytest.mark.parametrize("fact", TABLE, ids=str)
def test_every_fact_checks_something(fact: Fact) -> None:
    assert set(fact.checks) <= {*CHECKS, "stops"}
    assert all(fact.checks.values())


@pytest.mark.parametrize("product", PRODUCTS)
def test_nothing_in_a_spec_is_without_a_fact(product: str) -> None:
    named = {fact.at for fact in TABLE if fact.product == product}
    assert parts_to_name(spec_of(product)) - named == set()


@pytest.mark.parametrize("product", PRODUCTS)
def test_the_table_can_fail(product: str) -> None:
    """Each check misses what it looks for in a spec without content."""
    spec = spec_of(product)
    notice = replace(
        spec.notice, summary="", purpose="", operator="", privacy_policy="", access="", retention="", more=(), note=""
    )
    empty = replace(
        spec,
        product="",
        title="",
        consent="ask",
        notice=notice,
        never_collected=(),
        destinations={},
        opt_outs={},
        sources={},
        third_parties={},
        options={},
        note="",
    )
    assert [str(fact) for fact in table(product) if not lacking(fact, empty)] == []
