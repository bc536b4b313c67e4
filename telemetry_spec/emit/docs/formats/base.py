"""What a docs format has to know, and what all of them do with a text first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from telemetry_spec.emit.docs.view import Block

    Write: TypeAlias = Callable[[object], Markup]

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0]")
_END_OF_ISOLATE = "\u2069"
_OPENING = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", _END_OF_ISOLATE)
_WEB_ADDRESS = re.compile(r"https?://\S+")


class CodeBlock(Protocol):
    """Writes a text as a block of code in a language, or "" for none."""

    def __call__(self, value: object, language: str = "", /) -> Markup:
        """Return what is written."""


class Link(Protocol):
    """Writes a link to a web page, shown as its address unless a label is given. Any other address is mere text."""

    def __call__(self, url: object, label: object = "", /) -> Markup:
        """Return what is written."""


class WriteLink(Protocol):
    """Writes a link to a web page. `bare` is whether its address is what is shown."""

    def __call__(self, address: str, shown: object, /, *, bare: bool) -> Markup:
        """Return what is written."""


class Heading(Protocol):
    """Writes a heading that can be linked to. `level` is 1 for the title of a page."""

    def __call__(self, title: object, level: int, anchor: str = "", /) -> Markup:
        """Return what is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How a docs format writes what may hold anything: one function for each place where a text can stand.

    Whatever a text holds, the reader sees the same characters. `Markup` is finished already, and stays as it is.
    `ending` is that of its files. Its templates lie in `folders`, the first that has one of a name decides; their
    names end in `templates`.
    """

    ending: str
    folders: tuple[str, ...]
    templates: str
    text: Callable[[object], Markup]
    """Within a paragraph, a heading, a list item or a link, on one line."""
    cell: Callable[[object], Markup]
    """In a cell of a table: as `text`, and never more than one line."""
    paragraphs: Callable[[object], Markup]
    """A text whose blank lines part paragraphs."""
    code: Callable[[object], Markup]
    """A code span on one line; nothing for an empty text."""
    strong: Callable[[object], Markup]
    code_block: CodeBlock
    link: Link
    reference: Callable[[str, object], Markup]
    """A link to an address of our own making: an anchor after `#`, or a page beside this one."""
    download: Callable[[str, object], Markup]
    """A link to a file that lies with the page and is no page."""
    target: Callable[[str], Markup]
    """An anchor that is not seen."""
    heading: Heading
    sample: Callable[[Block], Markup]
    """A sample of JSON, with what is known of its keys where the format can show it."""
    finish: Callable[[str, str], str] = lambda page, _: page
    """What is done to a whole page last. It gets the page, and the code of its language (RFC 5646)."""
    styled: Callable[[Sequence[str]], Format] | None = None
    """The format for a file with headings of an author's, whose styles, from the top, decide what others mean."""
    jsx: bool = False
    """Whether HTML in it is read as JSX, which spells attributes otherwise."""


def safe(markup: str) -> Markup:
    """Mark a text as finished, so that it is not escaped again."""
    return Markup(markup)  # noqa: S704  the caller has escaped what is in it


def clean(value: object) -> str:
    """Return a text without what no format can hold: control characters, and halves of characters."""
    return _CONTROL.sub("\ufffd", str(value))


def one_line(value: object) -> str:
    """Return a text on one line, in which what turns the direction of writing ends where the text ends (UAX #9)."""
    return _closed(" ".join(clean(value).split()))


def parts_of(value: object) -> list[str]:
    """Return the paragraphs of a text, which blank lines part."""
    return [part for part in re.split(r"\n\s*\n", clean(value)) if part.strip()]


def lines_of(value: object) -> str:
    """Return a text of several lines, which end in line feeds, without empty ones at its end."""
    return clean(value).replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")


def web_address(url: object) -> str:
    """Return the address of a web page, or "" for whatever else it is."""
    address = clean(url).strip()
    return address if _WEB_ADDRESS.fullmatch(address) else ""


def web_link(text: Write, code: Write) -> Callable[[WriteLink], Link]:
    """Make of what writes a link to the address of a web page what takes any address: others become mere text."""

    def made(write: WriteLink) -> Link:
        def link(url: object, label: object = "", /) -> Markup:
            if address := web_address(url):
                return write(address, label or re.sub(r"\Ahttps?://", "", address), bare=not label)
            written = code(clean(url).strip())
            return text(label) + safe(" ") + written if label else written

        return link

    return made


def _closed(line: str) -> str:
    if line.isascii():
        return line
    open_ends: list[str] = []
    for character in line:
        if character in _OPENING:
            open_ends.append(_OPENING[character])
        elif character == _END_OF_ISOLATE and character in open_ends:
            while open_ends.pop() != character:
                pass
        elif open_ends and character == open_ends[-1]:
            open_ends.pop()
    return line + "".join(reversed(open_ends))


def plain_sample(code_block: CodeBlock) -> Callable[[Block], Markup]:
    """Return what writes a sample as a block of code."""
    return lambda block: code_block(block.text, block.language)
