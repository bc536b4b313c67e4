"""What every step of the compiler has at hand: where things stand, what was lost, and where findings go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telemetry_spec.compile.wording import shown, suggestion
from telemetry_spec.model.finding import Finding, Related, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from telemetry_spec.language.base import Part
    from telemetry_spec.reading.tree import Entry, Node

#: Errors of one code that are listed one by one; the rest are counted.
MAX_PER_CODE: Final = 1000
_MANY: Final = 100

#: Findings of the reader that leave the tree whole. All others mean that parts of the spec may not have been read.
_HARMLESS: Final = frozenset(
    {
        "duplicate-key",
        "folder-conflict",
        "several-products",
        "yaml-anchor",
        "yaml-boolean",
        "yaml-character",
        "yaml-directive",
        "yaml-number",
        "yaml-tag",
    }
)


class Context:
    """Collects findings, and knows what is missing from the tree so that one mistake gives one finding.

    Args:
        node: The tree.
        read: What the reader found already.
    """

    def __init__(self, node: Node, read: Sequence[Finding] = ()) -> None:
        self.top: Final = node.span
        self.start: Final = node.source.span(node.start, node.start)
        self.incomplete: Final = any(finding.code not in _HARMLESS for finding in read)
        self._read: Final = [finding.span for finding in read if finding.span is not None]
        self._listed: dict[str, list[Finding]] = {}
        self._more: dict[str, int] = {}
        self._holes: Final = [
            finding.span for finding in read if finding.span is not None and finding.code not in _HARMLESS
        ]
        self._taken_out: set[tuple[str | int, ...]] = set()
        self._torn: dict[int, set[str | int]] = {}
        self._meant: dict[tuple[int, str], str] = {}

    # ------------------------------------------------------------ findings

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
        """Add an error. Beyond a thousand of one code they are counted only."""
        if self.is_full(code):
            self._more[code] = self._more.get(code, 0) + 1
            return
        self._listed.setdefault(code, []).append(
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

    def unknown(
        self,
        code: str,
        word: str,
        known: Collection[str],
        *,
        at: Span,
        selector: str,
        help: str = "",  # noqa: A002  the finding's own word
        docs: str,
    ) -> None:
        """Add an error `unknown-NOUN` for a name that leads nowhere, unless what it names may not have been read.

        What to write instead is the nearest name, or `help` where that would mislead.
        """
        noun = code.removeprefix("unknown-")
        noun = "value class" if noun == "value-class" else noun
        if self.incomplete:
            return
        # Looking for the nearest name is costly, so there is an end to it.
        advice = help or (f"Check how the {noun} is written." if self.is_many(code) else suggestion(word, known, noun))
        self.error(code, f"There is no {noun} {shown(word)}.", at=at, help=advice, selector=selector, docs=docs)

    def is_full(self, code: str) -> bool:
        """Say whether as many errors of a code are listed as will be."""
        return len(self._listed.get(code, ())) >= MAX_PER_CODE

    def is_many(self, code: str) -> bool:
        """Say whether so many errors of a code are listed that another one need not be helped in every way."""
        return len(self._listed.get(code, ())) >= _MANY

    def has(self, code: str) -> bool:
        """Say whether there is an error of a code."""
        return code in self._listed

    @property
    def findings(self) -> list[Finding]:
        """Return what was found, with one more for each code of which not all are listed."""
        found = [finding for listed in self._listed.values() for finding in listed]
        for code, count in self._more.items():
            last = self._listed[code][-1]
            message = f"There are {count:,} more of these in this spec."
            found.append(Finding(code=code, severity=last.severity, message=message, help=last.help, span=last.span))
        return found

    def once(self, part: Part, key: str, selector: str) -> None:
        """Report what a list of names under a key lists twice."""
        first: dict[str, int] = {}
        for index, name in enumerate(getattr(part, key) or ()):
            if not isinstance(name, str) or first.setdefault(name, index) == index:
                continue
            self.error(
                "listed-twice",
                f"{shown(name)} is listed twice under `{key}`.",
                at=self.value(part, key, index),
                help="Take one of them out.",
                selector=selector,
                related=(Related(self.value(part, key, first[name]), "It is also here."),),
            )

    @staticmethod
    def docs(part: Part, key: str) -> str:
        """Return what the language says about a key of a part."""
        return type(part).model_fields[key].description or ""

    # ------------------------------------------------------------ places

    def span(self, part: Part) -> Span:
        """Return where a part stands."""
        node: Node | None = part.node
        return node.span if node is not None else self.top

    def key(self, part: Part, *path: str | int) -> Span:
        """Return where the key at a path in a part stands; for a list item, the item."""
        node: Node | None = part.node
        here: Entry | Node | None = None
        for step in path:
            entry = node.entries.get(step) if node is not None and isinstance(step, str) else None
            if entry is not None:
                here, node = entry, entry.node
            elif node is not None and isinstance(step, int) and step < len(node.items):
                here = node = node.items[step]
            else:
                break
        if here is None:
            return self.span(part)
        return here.source.span(here.start, here.end)

    def value(self, part: Part, *path: str | int) -> Span:
        """Return where the value at a path in a part stands."""
        node: Node | None = part.node
        for step in path:
            inner = None
            if node is not None and isinstance(step, str):
                entry = node.entries.get(step)
                inner = entry.node if entry is not None else None
            elif node is not None and isinstance(step, int) and step < len(node.items):
                inner = node.items[step]
            if inner is None:
                break
            node = inner
        return node.span if node is not None else self.top

    def character(self, part: Part, key: str, offset: int) -> Span:
        """Return where one character of the text under a key stands, or where the text does if it is escaped there."""
        outer: Node | None = part.node
        if outer is None or key not in outer.entries:
            return self.span(part)
        node = outer.entries[key].node
        begin = node.source.text.find(str(node.value), node.start, node.end)
        if begin < 0 or offset >= len(str(node.value)):
            return node.span
        return node.source.span(begin + offset, begin + offset + 1)

    # ------------------------------------------------------------ what is missing

    def take_out(self, path: tuple[str | int, ...], holder: Node) -> None:
        """Remember that something invalid was taken out of the tree, and from where."""
        self._taken_out.add(path)
        self._torn.setdefault(id(holder), set()).add(path[-1])

    def misspelt(self, holder: Node, key: str, meant: str) -> None:
        """Remember which key was probably meant by an unknown one, "" where nobody can say."""
        self._meant[id(holder), key] = meant

    def lacks(self, part: Part, *keys: str) -> bool:
        """Say whether what stood under one of these keys of a part was taken out, at least partly.

        What the part now lacks is no news then. A key that is unknown may have been meant to be any of them.
        """
        node: Node | None = part.node
        if node is None:
            return False
        for step in self._torn.get(id(node), ()):
            meant = self._meant.get((id(node), str(step)), step)
            if not meant or meant in keys:
                return True
        inner = (node.entries[key].node for key in keys if key in node.entries)
        return any(id(child) in self._torn for child in inner) or _any_within(self._holes, node)

    def is_lost(self, *path: str | int) -> bool:
        """Say whether a part, or what it lies in, was taken out of the tree, so that nobody can refer to it."""
        return any(path[:length] in self._taken_out for length in range(1, len(path) + 1))

    def is_reported(self, node: Node) -> bool:
        """Say whether the reader has found something wrong with a value."""
        return _any_within(self._read, node)


def _any_within(places: Sequence[Span], node: Node) -> bool:
    """Say whether one of the places begins within a node."""
    if not places:
        return False
    outer = node.span
    begin, end = (outer.line, outer.column), (outer.end_line, outer.end_column)
    return any(place.file == outer.file and begin <= (place.line, place.column) <= end for place in places)
