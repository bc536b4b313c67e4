"""Markdown as a reader sees it: rendered to HTML by two renderers, and read back without a browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TypeAlias

import markdown
from markdown_it import MarkdownIt

#: Python-Markdown with what documentation sites switch on; each extension reads more characters as markup.
EXTENSIONS = (
    *("tables", "fenced_code", "attr_list", "admonition", "abbr", "def_list", "footnotes", "md_in_html", "nl2br"),
    *("pymdownx.betterem", "pymdownx.caret", "pymdownx.tilde", "pymdownx.mark", "pymdownx.keys"),
    *("pymdownx.details", "pymdownx.tasklist", "pymdownx.progressbar", "pymdownx.magiclink"),
    *("pymdownx.blocks.admonition", "pymdownx.blocks.tab", "pymdownx.tabbed", "pymdownx.saneheaders"),
)
_VOID = ("br", "hr", "img", "input", "link")


def python_markdown(text: str) -> str:
    """Render as a documentation site does."""
    return str(markdown.markdown(text, extensions=list(EXTENSIONS)))


def commonmark(text: str) -> str:
    """Render as CommonMark with tables, strike-through and HTML."""
    return str(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text))


Renderer: TypeAlias = Callable[[str], str]
RENDERERS: dict[str, Renderer] = {"python-markdown": python_markdown, "commonmark": commonmark}


@dataclass
class Element:
    """An element with what it holds."""

    tag: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    @property
    def raw(self) -> str:
        """Return the text as it is in the document."""
        return "".join(child if isinstance(child, str) else child.raw for child in self.children)

    @property
    def text(self) -> str:
        """Return the text with single spaces."""
        parts = [child if isinstance(child, str) else f" {child.text} " if child.tag in _BLOCKS else child.raw
                 for child in self.children]  # fmt: skip
        return " ".join("".join(parts).split())

    def all(self, *tags: str) -> list[Element]:
        """Return the elements within, in order; of the given tags, if any."""
        found: list[Element] = []
        for child in self.children:
            if isinstance(child, Element):
                found += [child] if not tags or child.tag in tags else []
                found += child.all(*tags)
        return found


_BLOCKS = (
    "document",
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "ul",
    "li",
    "table",
    "thead",
    "tbody",
    "tr",
    "td",
    "th",
    "pre",
    "br",
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("document")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag, "elements are closed in order"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:  # noqa: ARG002  the parser's own signature
        self.open[-1].children.append(Element("comment"))


def read(html: str) -> Element:
    """Read HTML into a tree."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    [document] = reader.open
    return document


@dataclass
class Table:
    """A table of a page: the headings that it stands under, the line above it, its first row, and the others."""

    under: tuple[str, ...]
    caption: str
    head: list[str]
    rows: list[list[str]]


def tables(document: Element) -> list[Table]:
    """Return the tables of a page."""
    found: list[Table] = []
    under: dict[str, str] = {}
    caption = ""
    for element in document.all("h1", "h2", "h3", "h4", "p", "table"):
        if element.tag == "table":
            head, *rows = [[cell.text for cell in row.all("th", "td")] for row in element.all("tr")]
            found.append(Table(tuple(under.values()), caption, head, rows))
        elif element.tag == "p":
            caption = element.text
        else:
            under = {tag: title for tag, title in under.items() if tag < element.tag} | {element.tag: element.text}
    return found
