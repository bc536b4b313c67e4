"""The products' specs as trees that tests change, and back to compiled specs."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from telemetry_spec.compile import compile_text
from telemetry_spec.reading.load import load_spec
from telemetry_spec.reading.tree import bare, plain
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.model.spec import Spec

PRODUCTS = ("flowforge", "hasura", "refine", "strapi")
SHAPES = tuple(sorted(path.name.split(".")[0] for path in (ROOT / "tests" / "shapes").glob("*.telemetry.yaml")))
Tree = dict[str, Any]


class Place(NamedTuple):
    """A field in a tree: its selector, the mapping that has it, its name, and whether the receiver adds it."""

    selector: str
    holder: Tree
    name: str
    received: bool

    @property
    def field(self) -> Tree:
        found: Tree = self.holder[self.name]
        return found


@cache
def _loaded(product: str) -> Tree:
    folder = ROOT / "schemas" if product in PRODUCTS else ROOT / "tests" / "shapes"
    node = load_spec(folder / f"{product}.telemetry.yaml").node
    assert node is not None
    return json.loads(json.dumps(bare(plain(node))))  # type: ignore[no-any-return]


def tree(product: str) -> Tree:
    """Return the spec of a product, or of a shape in tests/shapes, as a tree of one's own."""
    return copy.deepcopy(_loaded(product))


def text(spec: Tree) -> str:
    """Write a tree as a spec file. JSON is YAML."""
    return json.dumps(spec, indent=1)


def compiled(spec: Tree) -> Spec:
    """Compile a tree. Fails when it is not valid."""
    found = compile_text(text(spec), "changed.telemetry.yaml")
    assert found.spec is not None, [one.message for one in found.findings]
    return found.spec


def places(spec: Tree) -> Iterator[Place]:
    """Yield the fields of a tree that stand in events themselves, and not in groups."""
    for source, part in spec["sources"].items():
        for event, body in part["events"].items():
            yield from _fields(body.get("fields", {}), f"{source}.{event}")
            for name in body.get("received", {}):
                yield Place(f"{source}.{event}.{name}", body["received"], name, received=True)


def _fields(holder: Tree, selector: str) -> Iterator[Place]:
    for name, field in holder.items():
        yield Place(f"{selector}.{name}", holder, name, received=False)
        yield from _fields(field.get("fields", {}), f"{selector}.{name}")
