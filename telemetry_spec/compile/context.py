"""What every step of the compiler has at hand: where things stand, and where findings go."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from telemetry_spec.model.finding import Finding, Related, Severity, Span
from telemetry_spec.registry import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from telemetry_spec.language.base import Part
    from telemetry_spec.reading.tree import Node


@dataclass(slots=True)
class Context:
    """Collects findings. `pruned` holds the nodes from which an invalid part was taken out."""

    top: Span
    findings: list[Finding] = field(default_factory=list)
    pruned: set[int] = field(default_factory=set)
    failed: set[tuple[str, str]] = field(default_factory=set)

    def error(
        self,
        code: str,
        message: str,
        *,
        at: Span,
        help: str,  # noqa: A002  the finding's own word
        selector: str = "",
        docs: str = "",
        related: tuple[Related, ...] = (),
    ) -> None:
        """Add an error."""
        self.findings.append(
            Finding(
                code=code,
                severity=Severity.ERROR,
                message=message,
                help=help,
                span=at,
                selector=selector,
                docs=docs,
                related=related,
            )
        )

    @staticmethod
    def docs(part: Part, key: str) -> str:
        """Return what the language says of a key of a part."""
        return type(part).model_fields[key].description or ""

    def span(self, part: Part) -> Span:
        """Return where a part stands."""
        return part.node.span if part.node is not None else self.top

    def key(self, part: Part, *path: str | int) -> Span:
        """Return where the key at a path in a part stands; for a list item, the item."""
        node: Node | None = part.node
        here = self.span(part)
        for step in path:
            if node is None:
                return here
            if node.kind == "mapping" and str(step) in node.entries:
                entry = node.entries[str(step)]
                here, node = entry.key_span, entry.node
            elif node.kind == "sequence" and isinstance(step, int) and step < len(node.items):
                node = node.items[step]
                here = node.span
        return here

    def value(self, part: Part, *path: str | int) -> Span:
        """Return where the value at a path in a part stands."""
        node: Node | None = part.node
        for step in path:
            if node is None:
                break
            if node.kind == "mapping":
                entry = node.entries.get(str(step))
                node = entry.node if entry else node
            elif isinstance(step, int) and step < len(node.items):
                node = node.items[step]
        return node.span if node is not None else self.span(part)

    def was_pruned(self, part: Part) -> bool:
        """Say whether something invalid was taken out of a part, so that what it now lacks is no news."""
        return part.node is not None and id(part.node) in self.pruned


def suggestion(word: str, known: Iterable[str], noun: str) -> str:
    """Return what to write instead of an unknown name: the nearest known one, or all of them."""
    choices = sorted(known)
    near = nearest(word, choices)
    if near is not None:
        return f"Did you mean `{near}`?"
    if not choices:
        return f"There is no {noun} yet: declare it first."
    shown = ", ".join(f"`{choice}`" for choice in choices[:30])
    more = f" and {len(choices) - 30} more" if len(choices) > 30 else ""  # noqa: PLR2004  what fits two lines
    return f"Write one of {shown}{more}."
