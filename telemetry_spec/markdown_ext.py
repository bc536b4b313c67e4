"""An extension of Python-Markdown: `::: telemetry refine.cli` becomes that part of the public page of refine.

It works wherever Python-Markdown does, also in successors of MkDocs that run no plugins:

    markdown.markdown(text, extensions=[TelemetryExtension(specs=["schemas/refine.telemetry.yaml"])])

Whatever is wrong with a spec or a marker raises an error: a page that lacks what it promises is worse than none.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.util import AtomicString

from telemetry_spec.emit.docs.templates import bad_template

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown import Markdown
    from markdown.blockparser import BlockParser

    from telemetry_spec.model.finding import InvalidInputError
    from telemetry_spec.publish.pages import Pages

#: `::: telemetry`, on a line of its own, and what to show.
MARKER: Final = re.compile(r"^ {0,3}:::[ ]*(?i:telemetry)(?:[ ]+(?P<asked>\S.*?))?[ ]*$", re.MULTILINE)
_TAG: Final = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?P<rest>(?:\"[^\"]*\"|[^\">])*?)(?P<void>/?)>")
_ATTRIBUTE: Final = re.compile(r"([^\s=\"]+)(?:=\"([^\"]*)\")?")
_ANCHOR: Final = re.compile(r' id="([^"]*)"')
_HEADING: Final = re.compile(r"h[1-6]")
_VOID: Final = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "wbr"})
#: Before other extensions that read `:::`, such as mkdocstrings (75).
_PRIORITY: Final = 110


class Source(Protocol):
    """Makes what a marker asks for."""

    def made(self, asked: str, level: int) -> str:
        """Return a fragment of HTML. `level` is that of its first heading, unless the marker says it."""


@dataclass(frozen=True, slots=True)
class _Failing:
    """The pages of some specs, whose errors end the run."""

    pages: Pages

    def made(self, asked: str, level: int) -> str:
        from telemetry_spec.publish.embed import fragment

        return fragment(self.pages, asked, level)


class TelemetryExtension(Extension):
    """Shows parts of public pages.

    Options: `specs`, a list of spec files and folders; `language`, `words`, `templates` and `history`, as on the
    command line. A `source` takes the place of all of these.

    Raises:
        InvalidInputError: A spec, the words or the templates cannot be used; the text says where and why.
        RequestError: A marker asks for what there is not.
    """

    def __init__(self, source: Source | None = None, **options: Any) -> None:  # noqa: ANN401  as Python-Markdown has it
        self._given = source
        self.config = {
            "specs": [[], "Spec files, and folders of them."],
            "language": ["en", "The language of the fixed words."],
            "words": ["", "A file of words that take the place of the built-in ones."],
            "templates": ["", "A folder of templates that take the place of the built-in ones."],
            "history": ["", "`git`, or a folder of older specs: says what each version changed."],
        }
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  as Python-Markdown has it
        """Register the marker."""
        md.parser.blockprocessors.register(_Processor(md.parser, self._source()), "telemetry-spec", _PRIORITY)

    def _source(self) -> Source:
        if self._given is not None:
            return self._given
        from telemetry_spec.publish.embed import pages_of

        chosen = {name: self.getConfig(name) for name in ("language", "words", "templates", "history")}
        specs = self.getConfig("specs")
        return _Failing(pages_of([specs] if isinstance(specs, str) else specs, **chosen))


def makeExtension(**options: Any) -> TelemetryExtension:  # noqa: ANN401, N802  as Python-Markdown has it
    """Return the extension, for Python-Markdown."""
    return TelemetryExtension(**options)


class _Processor(BlockProcessor):
    """Puts a fragment in place of a marker."""

    def __init__(self, parser: BlockParser, source: Source) -> None:
        super().__init__(parser)
        self._source = source
        self._made: list[ET.Element] = []
        self._anchors: set[str] = set()

    def test(self, parent: ET.Element, block: str) -> bool:  # noqa: ARG002  as Python-Markdown has it
        return MARKER.search(block) is not None

    def run(self, parent: ET.Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        found = MARKER.search(block)
        if found is None:
            return
        if before := block[: found.start()].strip("\n"):
            self.parser.parseBlocks(parent, [before])
        made = self._source.made(found["asked"] or "", self._level())
        self._made += _Tree(self._once(made)).into(parent, self.parser.md)
        if after := block[found.end() :].strip("\n"):
            blocks.insert(0, after)

    def _once(self, made: str) -> str:
        """Leave out anchors that the page has already: what is shown twice can be linked to where it stands first."""
        fresh = set(_ANCHOR.findall(made)) - self._anchors
        self._anchors |= fresh
        return _ANCHOR.sub(lambda found: found[0] if found[1] in fresh else "", made)

    def _level(self) -> int:
        """Return the level of a heading one below the last of the author's."""
        level = 1
        made = set(map(id, self._made))
        for element in self.parser.root.iter():
            if _HEADING.fullmatch(str(element.tag)) and id(element) not in made:
                level = int(element.tag[1]) + 1
        return min(level, 6)


@dataclass(slots=True)
class _Node:
    """An element of a fragment: its attributes, and where it and what it holds stand in the text."""

    tag: str
    attributes: dict[str, str]
    start: int
    inner: int
    inner_end: int
    end: int
    children: list[_Node]
    heading: bool

    @property
    def leads_to_heading(self) -> bool:
        return self.heading or any(child.leads_to_heading for child in self.children)


def check(made: str) -> None:
    """Raise InvalidInputError for HTML in which an element does not end where it has to."""
    _Tree(made)


def _unbalanced(name: str) -> InvalidInputError:
    return bad_template(
        f"The HTML that the templates make has a `<{name}>` or `</{name}>` too many.",
        "Let each element end, in the order in which they began: `<b><i>...</i></b>`.",
    )


class _Tree:
    """A fragment of HTML in which each element ends where it has to: what templates of the user's make may not.

    Headings, and what they lie in, become elements, so that tables of contents and search find them. Everything else is
    kept as it is, out of reach of the extensions that read text.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._roots: list[_Node] = []
        stack: list[_Node] = []
        for tag in _TAG.finditer(text):
            name = tag["name"]
            if tag["end"]:
                if not stack or stack[-1].tag != name:
                    raise _unbalanced(name)
                node = stack.pop()
                node.inner_end, node.end = tag.start(), tag.end()
                continue
            pairs = {key: html.unescape(value) for key, value in _ATTRIBUTE.findall(tag["rest"])}
            node = _Node(name, pairs, tag.start(), tag.end(), tag.end(), tag.end(), [], bool(_HEADING.fullmatch(name)))
            (stack[-1].children if stack else self._roots).append(node)
            if not tag["void"] and name not in _VOID:
                stack.append(node)
        if stack:
            raise _unbalanced(stack[-1].tag)

    def into(self, parent: ET.Element, md: Markdown) -> Iterator[ET.Element]:
        """Add the fragment to an element; yield the headings."""
        yield from self._add(self._roots, 0, len(self._text), parent, md)

    def _add(self, nodes: list[_Node], start: int, end: int, parent: ET.Element, md: Markdown) -> Iterator[ET.Element]:
        at = start
        for node in nodes:
            if not node.leads_to_heading:
                continue
            self._keep(self._text[at : node.start], parent, md)
            element = ET.SubElement(parent, node.tag, node.attributes)
            if node.heading:
                element.text = AtomicString(md.htmlStash.store(self._text[node.inner : node.inner_end]))
                yield element
            else:
                yield from self._add(node.children, node.inner, node.inner_end, element, md)
            at = node.end
        self._keep(self._text[at:end], parent, md)

    def _keep(self, text: str, parent: ET.Element, md: Markdown) -> None:
        """Put HTML behind what an element holds already."""
        if not text.strip():
            return
        place = AtomicString(md.htmlStash.store(text))
        if len(parent):
            parent[-1].tail = AtomicString((parent[-1].tail or "") + place)
        else:
            parent.text = AtomicString((parent.text or "") + place)
