"""The pages that come out hold the same names and types as the products' own pages.

`pages/<product>.json` holds the tables and samples of the published page: names, types and values, and no prose. They
are held against the page that is made from the spec, rendered to HTML and read back.

A table has the `event` that it belongs to (`source: event`) and `what` it lists: what is `sent`, what is `added` by the
server, or `settings`. Its `rows` are a name and, where the page gives one, a type (of a setting: its default). Where a
page lists `some` of the values only, and says more in a sample, the made table may have further rows.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from telemetry_spec import fieldtypes
from telemetry_spec.compile import require
from telemetry_spec.emit.docs import render
from telemetry_spec.emit.docs.words import catalogue
from tests.conftest import ROOT
from tests.emit.rendered import Table, python_markdown, read, tables

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = Path(__file__).parent / "pages"
ENGLISH = catalogue()
CAPTIONS = {"sent": ENGLISH["payload"], "added": ENGLISH["received"]}

#: The JSON types of the types of the language, by how a page writes them.
JSON_TYPES = {name: fieldtypes.get(name).kind for name in fieldtypes.names()} | {"integer": "number", "null": "null"}
JSON_TYPES |= {ENGLISH[f"type_{name}"]: "string" for name in fieldtypes.names() if f"type_{name}" in ENGLISH}


@cache
def published(product: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((PAGES / f"{product}.json").read_text("utf-8"))
    return found


@cache
def made(product: str) -> list[Table]:
    page = render(require(ROOT / "schemas" / f"{product}.telemetry.yaml"))
    return tables(read(python_markdown(page)))


def made_rows(product: str, event: str, what: str) -> dict[str, list[str]]:
    """Return the rows of one table by their first cell."""
    if what == "settings":
        [table] = [table for table in made(product) if table.under[-1] == ENGLISH["options"]]
    else:
        [table] = [
            table for table in made(product) if ": ".join(table.under[2:]) == event and table.caption == CAPTIONS[what]
        ]
    rows = {row[0]: row[1:] for row in table.rows}
    assert len(rows) == len(table.rows)
    return rows


def all_of(kind: str) -> list[Any]:
    products = sorted(path.stem for path in PAGES.glob("*.json"))
    return [
        pytest.param(product, item, id=f"{product}, {item['event']} {item.get('what', '')}".strip())
        for product in products
        for item in published(product)[kind]
    ]


@pytest.mark.parametrize(("product", "table"), all_of("tables"))
def test_a_table_holds_the_same_names_and_types(product: str, table: dict[str, Any]) -> None:
    rows = made_rows(product, table["event"], table["what"])
    wanted = {row[0]: row[1:] for row in table["rows"]}
    inner = {name for name in rows if name.split("[]")[0].split(".")[0] in wanted} - wanted.keys()
    assert wanted.keys() <= rows.keys()
    assert table.get("some") or rows.keys() - inner == wanted.keys()
    column = 2 if table["what"] == "settings" else 0
    for name, types in wanted.items():
        assert not types or rows[name][column] == types[0], name


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401  any JSON
    """Yield the name and the JSON type of each value that is no object."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
        return
    yield path, {bool: "boolean", int: "number", float: "number", str: "string", type(None): "null"}[type(value)]


@pytest.mark.parametrize(("product", "sample"), all_of("samples"))
def test_a_sample_holds_the_same_names_and_types(product: str, sample: dict[str, Any]) -> None:
    wanted = dict(leaves(sample["value"]))
    sent = made_rows(product, sample["event"], "sent")
    added = made_rows(product, sample["event"], "added")
    either = {**sent, **(added if wanted.keys() & added.keys() else {})}
    types = {name: {JSON_TYPES[part] for part in row[0].split(" or ")} for name, row in either.items()}
    inner = {name for name, names in types.items() if names == {"object"}}
    assert types.keys() - inner == wanted.keys()
    assert not [name for name, kind in wanted.items() if kind not in types[name]]


@pytest.mark.parametrize("product", sorted(path.stem for path in PAGES.glob("*.json")))
def test_no_event_is_on_one_page_only(product: str) -> None:
    page = published(product)
    events = {item["event"] for kind in ("tables", "samples") for item in page[kind]} - {""}
    assert {": ".join(table.under[2:]) for table in made(product) if len(table.under) > 2} == events


def test_a_type_that_differs_is_found() -> None:
    table = {
        "event": "refine core: Application start",
        "what": "sent",
        "rows": [["providers", "boolean"]],
        "some": True,
    }
    with pytest.raises(AssertionError, match="providers"):
        test_a_table_holds_the_same_names_and_types("refine", table)
