"""Markdown out of text that may hold anything: one function for each place where a text can stand.

A text from a spec is data. Whatever it holds, the reader has to see the same characters, in CommonMark, GitHub's
Markdown, Python-Markdown with its usual extensions, and MDX. A character that any of them reads as markup becomes a
backslash escape where all of them know that escape, and else a character reference.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from markupsafe import Markup

_BACKSLASHED = "*_[]{}-.#!+`"
_ESCAPED_DOT = "\\."
_SPECIAL = re.compile(
    r"[*_\[\]{}\\`|$^~!#@&<>]"  # markup anywhere
    r"|:(?=\S)"  # bare links, :emoji:, :directives
    r"|-(?=-)|\+(?=\+)|=(?==)"  # dashes, ++keys++, ==marks==
    r"|(?<=[wW][wW][wW])\."  # bare links
)
#: What begins a heading, a list, a line of its own meaning, or a block of an extension; also `import` in MDX.
_START = re.compile(r"[-+](?=[-+\s]|\Z)|[=:?(/%]|[0-9]{1,9}(?=[.)]|\Z)|(?:import|export)\b")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
#: What a code span in backticks cannot hold everywhere: borders of tables, HTML, what template engines and CriticMarkup
#: read.
_AWKWARD = re.compile(r"[`|\\<&]|\{[{%#+~=>-]")

_END_OF_ISOLATE = "\u2069"
_OPENING = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", _END_OF_ISOLATE)


class Text(str):
    """A text from a spec. Wherever a template puts it, it is escaped unless a filter has done so."""

    __slots__ = ()

    def __html__(self) -> str:
        return text(self)


def safe(markdown: str) -> Markup:
    """Mark a text as Markdown, so that it is not escaped again."""
    return Markup(markdown)  # noqa: S704  the caller has escaped what is in it


def text(value: object) -> Markup:
    """Write a text within a paragraph, a heading, a list item or a link, on one line. Markdown stays as it is."""
    if isinstance(value, Markup):
        return value
    one_line = _one_line(value)
    if _START.match(one_line):
        return safe(_escape(one_line[0]) + _escaped(one_line[1:]))
    return safe(_escaped(one_line))


def cell(value: object) -> Markup:
    """Write a text in a cell of a table: as `text`, and never more than one line."""
    if isinstance(value, Markup):
        return safe(" ".join(value.split("\n")))
    return safe(_escaped(_one_line(value)))


def paragraphs(value: object) -> Markup:
    """Write a text whose blank lines part paragraphs."""
    parts = re.split(r"\n\s*\n", _clean(value))
    return safe("\n\n".join(text(part) for part in parts if part.strip()))


def code(value: object) -> Markup:
    """Write a text as a code span, on one line; nothing for an empty text."""
    one_line = _one_line(value)
    if not one_line:
        return Markup()
    if _AWKWARD.search(one_line):
        return safe(f"<code>{_escaped(one_line)}</code>")
    return safe(f"`{one_line}`")


def code_block(value: object, language: str = "") -> Markup:
    """Write a text as a fenced code block. The fence is longer than any in the text."""
    lines = _clean(value).replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    longest = max((len(run) for run in re.findall("`+", lines)), default=0)
    fence = "`" * max(3, longest + 1)
    return safe(f"{fence}{re.sub('[^a-z0-9+#-]', '', language.lower())}\n{lines}\n{fence}")


def link(url: object, label: object = "") -> Markup:
    """Write a link to a web page, shown as its address unless a label is given. Any other address is mere text."""
    address = _clean(url).strip()
    shown = label or re.sub(r"\Ahttps?://", "", address)
    if not re.match(r"https?://\S+\Z", address):
        return text(label) + safe(" ") + code(address) if label else code(address)
    target = quote(address, safe="/:?#@!&'*+,;=%~._-").replace("'", "%27").replace("&", "&amp;")
    # Within a link nothing becomes a link: this escape is not needed, and an address is easier to read without it.
    return safe(f"[{text(shown).replace(f'www{_ESCAPED_DOT}', 'www.')}]({target})")


def _clean(value: object) -> str:
    return _CONTROL.sub("\ufffd", str(value))


def _one_line(value: object) -> str:
    return _closed(" ".join(_clean(value).split()))


def _closed(line: str) -> str:
    """Close what the text leaves open of bidirectional controls (UAX #9), so that they end where the text ends."""
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


def _escaped(line: str) -> str:
    return _SPECIAL.sub(lambda found: _escape(found.group()), line)


def _escape(character: str) -> str:
    return f"\\{character}" if character in _BACKSLASHED else _reference(character)


def _reference(character: str) -> str:
    return {"&": "&amp;", "<": "&lt;", ">": "&gt;"}.get(character, f"&#{ord(character)};")
