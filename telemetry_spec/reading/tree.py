"""The tree that a spec file is read into: plain values, each with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, Union, cast

from telemetry_spec.model.pointer import write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telemetry_spec.model.finding import Span
    from telemetry_spec.model.shape import Json
    from telemetry_spec.reading.text import Source

Scalar: TypeAlias = str | int | float | bool | None
Plain: TypeAlias = Union[Scalar, "MappingView", "ListView"]
NodeKind: TypeAlias = Literal["scalar", "mapping", "sequence"]
Style: TypeAlias = Literal["plain", "quoted", "block", ""]


class Node:
    """One value of the file.

    `value` and `style` belong to scalars, `entries` to mappings (in the order of the file), `items` to sequences.
    A place is kept as two offsets into the source and made into a span when it is asked for, because few ever are.
    """

    __slots__ = ("end", "entries", "items", "kind", "source", "start", "style", "value")

    def __init__(
        self, kind: NodeKind, source: Source, start: int, end: int, value: Scalar = None, style: Style = ""
    ) -> None:
        self.kind = kind
        self.source = source
        self.start = start
        self.end = end
        self.value = value
        self.style = style
        self.entries: dict[str, Entry] = _NO_ENTRIES if kind != "mapping" else {}
        self.items: list[Node] = _NO_ITEMS if kind != "sequence" else []

    @property
    def span(self) -> Span:
        """Return the place of the value."""
        return self.source.span(self.start, self.end)

    def __repr__(self) -> str:
        return f"<{self.kind} at {self.span}>"


class Entry:
    """One key of a mapping with its value."""

    __slots__ = ("end", "node", "source", "start")

    def __init__(self, source: Source, start: int, end: int, node: Node) -> None:
        self.source = source
        self.start = start
        self.end = end
        self.node = node

    @property
    def key_span(self) -> Span:
        """Return the place of the key."""
        return self.source.span(self.start, self.end)


_NO_ENTRIES: dict[str, Entry] = {}
_NO_ITEMS: list[Node] = []


class MappingView(dict[str, "Plain"]):
    """Plain data of a mapping, with the `node` that it was made from."""

    __slots__ = ("node",)
    node: Node


class ListView(list["Plain"]):
    """Plain data of a sequence, with the `node` that it was made from."""

    __slots__ = ("node",)
    node: Node


def plain(node: Node) -> Plain:
    """Return the values without their places: mappings, lists, texts, numbers, booleans and None."""
    if node.kind == "scalar":
        return node.value
    if node.kind == "mapping":
        mapping = MappingView()
        for key, entry in node.entries.items():
            child = entry.node
            mapping[key] = child.value if child.kind == "scalar" else plain(child)
        mapping.node = node
        return mapping
    items = ListView(plain(item) for item in node.items)
    items.node = node
    return items


def bare(value: object) -> Json:
    """Return plain data as lists and dicts of Python's own, which remember nothing of the file."""
    if isinstance(value, dict):
        return {key: bare(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [bare(inner) for inner in value]
    return cast("Json", value)


def locate(node: Node, path: Sequence[str | int]) -> Node | None:
    """Return the node at the end of a path of keys and list positions, or None when there is none."""
    here: Node | None = node
    for step in path:
        if here is None:
            return None
        here = _step(here, step)
    return here


def _step(node: Node, step: str | int) -> Node | None:
    if isinstance(step, str):
        entry = node.entries.get(step)
        return entry.node if entry else None
    return node.items[step] if 0 <= step < len(node.items) else None


def key_span(node: Node, path: Sequence[str | int]) -> Span | None:
    """Return the place of the key at the end of a path, or None where the path ends at no key."""
    if not path:
        return None
    parent = locate(node, path[:-1])
    last = path[-1]
    if parent is None or not isinstance(last, str):
        return None
    entry = parent.entries.get(last)
    return entry.key_span if entry else None


def pointer_spans(node: Node) -> dict[str, Span]:
    """Return the place of the node and of every value below it, by JSON pointer (RFC 6901); the node's own is ""."""
    spans: dict[str, Span] = {}
    pending = [("", node)]
    while pending:
        pointer, here = pending.pop()
        spans[pointer] = here.span
        pending += [(pointer + write([key]), entry.node) for key, entry in here.entries.items()]
        pending += [(f"{pointer}/{position}", item) for position, item in enumerate(here.items)]
    return spans
