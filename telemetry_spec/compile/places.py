"""A place in the tree, as findings need it: key, value, what stands around them, and what the language says there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.compile.wording import shown
from telemetry_spec.language.describe import keys_at, title_at
from telemetry_spec.model.selector import join
from telemetry_spec.reading.tree import locate

if TYPE_CHECKING:
    from telemetry_spec.compile.problems import Path
    from telemetry_spec.model.finding import Span
    from telemetry_spec.reading.tree import Node


class Place:
    """Where a problem is. `node` is the value, `holder` the mapping or list around it, `key` its key or position."""

    def __init__(self, root: Node, path: Path) -> None:
        self.path = path
        self.root = root
        self.node = locate(root, path) or root
        self.holder = (locate(root, path[:-1]) if path else None) or root
        self.key = path[-1] if path else ""

    @property
    def key_span(self) -> Span:
        """Where the key stands; for an item of a list, the item."""
        entry = self.holder.entries.get(self.key) if isinstance(self.key, str) else None
        return entry.key_span if entry is not None else self.node.span

    @property
    def raw(self) -> str:
        """The value as the file has it."""
        return self.node.source.text[self.node.start : self.node.end]

    @property
    def around(self) -> str:
        """The innermost key around the value, not its own."""
        return next((step for step in reversed(self.path[:-1]) if isinstance(step, str)), "")

    @property
    def name(self) -> str:
        """How a sentence that begins with it calls the value."""
        if isinstance(self.key, int):
            return f"This item of `{self.around}`"
        return shown(self.key) if self.path else "The file"

    @property
    def docs(self) -> str:
        """What the language says about the key, or about the list that an item lies in."""
        path = self.path
        while path and isinstance(path[-1], int):
            path = path[:-1]
        holder = locate(self.root, path[:-1]) or self.root
        return keys_at(path[:-1], kind_of(holder)).get(str(path[-1]), "") if path else ""

    @property
    def title(self) -> str:
        """What the mapping that may stand here is called, or ""."""
        return title_at(self.path, kind_of(self.node))

    @property
    def selector(self) -> str:
        """The selector of the part of the spec that the value is or lies in."""
        return selector_of(self.path)


def kind_of(node: Node) -> str | None:
    """Return what a mapping has under `kind`, which tells opt-outs apart."""
    entry = node.entries.get("kind")
    return str(entry.node.value) if entry is not None else None


def selector_of(path: Path) -> str:
    """Return the selector of the part of the spec that a path leads to or into, as far as it has a name."""
    if not path or path[0] != "sources":
        return join(*(str(step) for step in path[:2]))
    steps: list[str] = []
    place = list(path)
    while place:
        step = place.pop(0)
        if step in ("sources", "events", "fields", "received", "headers", "query") and place:
            steps += [str(step)] if step in ("headers", "query") else []
            steps.append(str(place.pop(0)))
        elif step in ("request", "values"):
            steps.append("*" if step == "values" else "request")
    return join(*steps)
