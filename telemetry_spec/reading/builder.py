"""The parser's events to a tree, without ever expanding, converting or guessing anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import yaml
from yaml import events as ev

from telemetry_spec.model.finding import Related, Span
from telemetry_spec.reading import syntax
from telemetry_spec.reading.findings import start_of
from telemetry_spec.reading.scalars import OLD_BOOLEANS, NumberError, resolve
from telemetry_spec.reading.tree import Entry, Node

if TYPE_CHECKING:
    from telemetry_spec.reading.findings import Findings
    from telemetry_spec.reading.text import Source
    from telemetry_spec.reading.tree import NodeKind, Scalar, Style

#: PyYAML's events. Its type stubs let every attribute be None, which none that arrives here is.
Event: TypeAlias = Any

#: libyaml's parser, or PyYAML's own where PyYAML was built without libyaml: about fifteen times slower, the same tree.
LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_DEPTH: Final = 64
MAX_NODES: Final = 500_000

_STYLES: Final[dict[str | None, Style]] = {
    None: "plain",
    "": "plain",
    "'": "quoted",
    '"': "quoted",
    "|": "block",
    ">": "block",
}
#: What to do about a file without a spec in it.
FIRST_LINE: Final = "Start with `telemetry_spec: 1`."
_TAG: Final = re.compile(r"!(?:<[^>\s]*>|[^\s,\[\]{}]*)")


@dataclass(slots=True)
class _Key:
    """A key whose value has not come yet; `text` is None where key and value are to be left out."""

    text: str | None
    start: int
    end: int


class _Stop(Exception):  # noqa: N818  not an error: the finding is written already
    """Reading ends here."""


class TreeBuilder:
    """Builds the tree of one text. `node_count` is the number of nodes read before, in other files of the same spec."""

    def __init__(self, source: Source, findings: Findings, node_count: int = 0) -> None:
        self.node_count = node_count
        self._source = source
        self._findings = findings
        self._root: Node | None = None
        self._container: Node | None = None
        self._key: _Key | None = None
        self._outer: list[tuple[Node | None, _Key | None, bool]] = []
        self._in_brackets = False
        self._last_end = 0

    def build(self) -> Node | None:
        """Return the tree, or None when there is none or reading had to stop; the findings say why."""
        handlers = {
            ev.ScalarEvent: self._scalar,
            ev.MappingStartEvent: self._open_mapping,
            ev.MappingEndEvent: self._close,
            ev.SequenceStartEvent: self._open_sequence,
            ev.SequenceEndEvent: self._close,
            ev.AliasEvent: self._alias,
        }
        try:
            for event in yaml.parse(self._source.text, Loader=LOADER):
                handler = handlers.get(type(event))
                if handler is not None:
                    handler(event)
                elif self._root is not None and isinstance(event, ev.DocumentStartEvent):
                    self._second_document(event)
                    break
        except _Stop:
            return None
        except yaml.YAMLError as error:
            unclosed = self._container if self._in_brackets else None
            syntax.report(error, self._source, unclosed, self._findings)
            return None
        return self._not_empty()

    def _not_empty(self) -> Node | None:
        root = self._root
        if root is None or (root.style == "plain" and root.start == root.end):
            self._error("empty-file", start_of(self._source.file), "The file is empty.", FIRST_LINE)
            return None
        return root

    # ------------------------------------------------------------ events

    def _scalar(self, event: Event) -> None:
        if event.anchor is not None or event.tag is not None:
            self._properties(event)
        container = self._container
        if self._key is None and container is not None and container.kind == "mapping":
            self._start_key(event, container)
            return
        style = _STYLES[event.style]
        value: Scalar = event.value
        end = event.end_mark.index
        if style == "plain" and event.tag is None:
            value = self._plain_value(event)
        elif style == "block":
            end = self._content_end(event)
        self._add(Node("scalar", self._source, event.start_mark.index, end, value, style))

    def _open_mapping(self, event: Event) -> None:
        self._open("mapping", event)

    def _open_sequence(self, event: Event) -> None:
        self._open("sequence", event)

    def _open(self, kind: NodeKind, event: Event) -> None:
        if event.anchor is not None or event.tag is not None:
            self._properties(event)
        if len(self._outer) >= MAX_DEPTH:
            span = self._source.span(event.start_mark.index, event.start_mark.index)
            self._error(
                "too-deep", span, f"Values are nested more than {MAX_DEPTH} deep.", "Nest less; a named type helps."
            )
            raise _Stop
        self._outer.append((self._container, self._key, self._in_brackets))
        self._container = Node(kind, self._source, event.start_mark.index, event.end_mark.index)
        self._key = None
        self._in_brackets = bool(event.flow_style)

    def _close(self, event: Event) -> None:
        node = self._container
        assert node is not None  # noqa: S101  the parser closes only what it opened
        # A block ends where its last value ends: the parser's own mark lies behind the comments that follow.
        end: int = event.end_mark.index
        node.end = end if end > event.start_mark.index else self._last_end
        self._container, self._key, self._in_brackets = self._outer.pop()
        self._add(node)

    def _alias(self, event: Event) -> None:
        span = self._source.span(event.start_mark.index, event.end_mark.index)
        self._error(
            "yaml-alias",
            span,
            f"The alias `*{event.anchor}` cannot be used.",
            "Write the value out, or use a named type under `types` or a group of fields under `groups`.",
        )
        self._last_end = event.end_mark.index
        if self._key is None and self._container is not None and self._container.kind == "mapping":
            self._key = _Key(None, event.start_mark.index, event.end_mark.index)
        else:
            self._add(Node("scalar", self._source, event.start_mark.index, event.end_mark.index, None, "plain"))

    def _second_document(self, event: Event) -> None:
        self._error(
            "yaml-documents",
            self._source.span(event.start_mark.index, event.end_mark.index),
            "A second document starts here.",
            "Keep one document in a file; a folder of `*.telemetry.yaml` files may hold the parts of a spec.",
        )

    # ------------------------------------------------------------ nodes

    def _add(self, node: Node) -> None:
        self._last_end = node.end
        self.node_count += 1
        if self.node_count > MAX_NODES:
            self._error(
                "too-many-nodes", node.span, f"The spec has more than {MAX_NODES:,} values.", "Make it smaller."
            )
            raise _Stop
        container = self._container
        if container is None:
            self._root = node
        elif container.kind == "sequence":
            container.items.append(node)
        elif self._key is None:
            self._error("yaml-key", node.span, "A list or a mapping cannot be a key.", "Write a text as the key.")
            self._key = _Key(None, node.start, node.end)
        else:
            key, self._key = self._key, None
            if key.text is not None:
                container.entries[key.text] = Entry(self._source, key.start, key.end, node)

    def _start_key(self, event: Event, container: Node) -> None:
        text: str | None = event.value
        start, end = event.start_mark.index, event.end_mark.index
        span = self._source.span(start, end) if not text or text in container.entries or text == "<<" else None
        if span is not None:
            text = self._checked_key(event, span, container)
        self._last_end = end
        self._key = _Key(text, start, end)

    def _checked_key(self, event: Event, span: Span, container: Node) -> str | None:
        """Return the key, or None where it cannot be used."""
        text: str = event.value
        first = container.entries.get(text)
        if not event.style and text == "<<":
            help_text = "Write the keys out, or use a group of fields under `groups`."
            self._error("yaml-merge-key", span, "The merge key `<<` cannot be used.", help_text)
        elif not event.style and not text:
            self._error("yaml-key", span, "There is no key before the colon.", 'Write the key; an empty one is `""`.')
        elif first is not None:
            related = [Related(first.key_span, "It was first written here.")]
            message = f"The key {_shown(text)} is written twice in one mapping."
            self._error("duplicate-key", span, message, "Remove one of the two.", related)
        else:
            return text
        return None

    def _plain_value(self, event: Event) -> Scalar:
        text: str = event.value
        if text in OLD_BOOLEANS:
            self._error(
                "yaml-boolean",
                self._source.span(event.start_mark.index, event.end_mark.index),
                f"`{text}` is a text here, and a boolean to other readers of YAML.",
                f'Write `true` or `false`, or put it in quotes: "{text}".',
            )
            return text
        try:
            return resolve(text)
        except NumberError:
            self._error(
                "yaml-number",
                self._source.span(event.start_mark.index, event.end_mark.index),
                "JSON has no such number.",
                "Write a finite number, or put it in quotes if it is a text.",
            )
            return text

    # ------------------------------------------------------------ what stands around values

    def _properties(self, event: Event) -> None:
        """Report the anchor and the tag in front of a value."""
        text, place = self._source.text, event.start_mark.index
        if event.anchor is not None:
            start = text.find("&", place)
            help_text = "Remove it; use a named type under `types` or a group of fields under `groups` to share parts."
            message = f"The anchor `&{event.anchor}` cannot be used."
            self._error("yaml-anchor", self._source.span(start, start + 1 + len(event.anchor)), message, help_text)
        if event.tag is not None:
            found = _TAG.search(text, place)
            start, end = found.span() if found else (place, place)
            message = f"The tag `{text[start:end]}` cannot be used."
            help_text = "Remove it: what a value is follows from how it is written."
            self._error("yaml-tag", self._source.span(start, end), message, help_text)

    def _content_end(self, event: Event) -> int:
        """Return where the text of a block scalar ends: the parser's mark lies behind the empty lines that follow."""
        start: int = event.start_mark.index
        return start + len(self._source.text[start : event.end_mark.index].rstrip(" \t\r\n"))

    def _error(self, code: str, span: Span, message: str, help_text: str, related: list[Related] | None = None) -> None:
        self._findings.add(code, span, message, help_text, related or ())


def _shown(key: str) -> str:
    limit = 60
    return f"`{key}`" if len(key) <= limit else f"`{key[:limit]}...`"
