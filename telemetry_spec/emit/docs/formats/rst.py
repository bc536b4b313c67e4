"""reStructuredText, as Sphinx reads it.

Every mark that could mean something gets a backslash, those too that Sphinx would make typographic: quotes, dashes and
dots. Inline markup has to have space or punctuation around it, or else an escaped space, which docutils leaves out:
where that is needed is seen only once the page is whole.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from telemetry_spec.emit.docs.formats.base import (
    Format,
    lines_of,
    one_line,
    parts_of,
    plain_sample,
    safe,
    web_link,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: Where inline markup begins or ends. Not a character (Unicode, section 23.7), and so in no text.
_EDGE: Final = "\ufdd0"
#: The role of HTML within a line. Each page defines it: several may stand in one file, and a role may be defined again.
_ROLE: Final = "ts-html"

_SPECIAL = re.compile(
    r"[\\*`|_@]|:(?=\S)|(?<=:):"  # inline markup, references, literal blocks, addresses
    r"|[\"']|-(?=-)|\.(?=\.\.|[ ]\.[ ]\.)|(?<=&)\#(?=[0-9])"  # what the setting `smartquotes` is about
)
#: What begins a list, a field, an option, a doctest, a comment or a table, or is a line between parts.
_START = re.compile(
    r"[-+\u2022\u2023\u2043](?=\s|\Z)|[-+/](?=\w)|>>>(?=\s|\Z)|\.\.(?=\s|\Z)|[=+]"
    r"|\(?(?:[A-Za-z#]|[0-9]+|[ivxlcdmIVXLCDM]+)[.)](?=\s|\Z)|([!-/:-@\[-`{-~])\1{3,}\Z"
)
_INLINE: Final = re.compile(f"({_EDGE}[^{_EDGE}]*{_EDGE})")
_BEFORE: Final = re.compile(rf"(^|\s|[(\[{{/-](?=.(?:``|\*\*|`)\w)){_EDGE}", re.MULTILINE)
_AFTER: Final = re.compile(rf"{_EDGE}(?=$|[\s.,;!?)\]}}/-]|:(?:\s|$))", re.MULTILINE)
_UNDERLINES: Final = "=-~^\"'"

#: Languages that Pygments knows, which Sphinx highlights with, and others by one that is like them.
_LANGUAGES: Final = {
    **{name: name for name in ("bash", "c", "c#", "c++", "console", "css", "dart", "diff", "docker", "elixir", "go")},
    **{name: name for name in ("groovy", "html", "http", "ini", "java", "javascript", "json", "kotlin", "lua", "perl")},
    **{name: name for name in ("php", "powershell", "properties", "python", "r", "ruby", "rust", "scala", "shell")},
    **{name: name for name in ("sql", "swift", "toml", "typescript", "xml", "yaml")},
    **dict.fromkeys(("cjs", "js", "jsx", "mjs"), "javascript"),
    **dict.fromkeys(("ts", "tsx"), "typescript"),
    **dict.fromkeys(("svelte", "vue"), "html"),
    **dict.fromkeys(("sh", "zsh"), "shell"),
    "cpp": "c++",
    "csharp": "c#",
    "dockerfile": "docker",
    "golang": "go",
    "py": "python",
    "rb": "ruby",
    "rs": "rust",
    "yml": "yaml",
}


def text(value: object) -> Markup:
    """Write a text within a paragraph, a heading or a list item, on one line."""
    if isinstance(value, Markup):
        return value
    line = one_line(value)
    # A character with a meaning of its own has its backslash already.
    if _START.match(line) and not _SPECIAL.match(line):
        return safe(f"\\{line[0]}{_escaped(line[1:])}")
    return safe(_escaped(line))


def cell(value: object) -> Markup:
    """Write a text in a cell of a table: as `text`, and never more than one line."""
    return safe(" ".join(value.split("\n"))) if isinstance(value, Markup) else text(value)


def paragraphs(value: object) -> Markup:
    """Write a text whose blank lines part paragraphs."""
    return safe("\n\n".join(text(part) for part in parts_of(value)))


def code(value: object) -> Markup:
    """Write a text as a literal, on one line; nothing for an empty text."""
    line = one_line(value)
    if not line:
        return Markup()
    if "``" in line:
        escaped = re.sub(r"[\\`]", _with_backslash, line)
        return safe(_inline(f":literal:`{escaped}`"))
    return safe(_inline(f"``{line}``"))


def strong(value: object) -> Markup:
    """Write a text in bold."""
    return _wrapped(text(value), lambda piece: f"**{piece}**")


def code_block(value: object, language: str = "", /) -> Markup:
    """Write a text as a block of code. A language that Sphinx does not know would be a warning."""
    lines = [line.rstrip() for line in lines_of(value).expandtabs(4).splitlines()]
    # An option on the line above keeps the space that all lines may begin with.
    shown = "\n".join(f"   {line}" if line else "" for line in lines) if any(lines) else "   \u00a0"
    return safe(f".. code-block:: {_LANGUAGES.get(language.lower(), 'text')}\n   :force:\n\n{shown}")


@web_link(text, code)
def link(address: str, shown: object, /, *, bare: bool) -> Markup:  # noqa: ARG001  the same in all formats
    """Write a link to a web page."""
    return _linked(shown, address)


def reference(href: str, label: object) -> Markup:
    """Write a link to an anchor, or to a page beside this one."""
    return _linked(label, href)


def download(href: str, label: object) -> Markup:
    """Write a link to a file that lies with the page. Sphinx copies only what is linked to by this role."""
    return safe(_inline(f":download:`{_escaped(str(label))} <{href}>`"))


def target(anchor: str) -> Markup:
    """Write an anchor of that very name, which a label of reStructuredText could not keep."""
    return safe(_inline(f':{_ROLE}:`<span id="{html.escape(anchor)}"></span>`'))


def heading(title: object, level: int, anchor: str = "", /, *, styles: Sequence[str] = tuple(_UNDERLINES)) -> Markup:
    """Write a heading, underlined. Its anchor stands above: from within it would get into tables of contents.

    `styles` are the characters of the levels, from the top; one that stands twice is written above the title as well.
    """
    line = text(title)
    style = styles[min(max(level, 1), len(styles)) - 1]
    above = f'.. raw:: html\n\n   <span id="{html.escape(anchor)}"></span>\n\n' if anchor else ""
    # A character may take two columns (UAX #11), and so does an escaped space.
    columns = sum(2 if one == _EDGE or unicodedata.east_asian_width(one) in "WF" else 1 for one in line)
    rule = style[0] * max(columns, 4)
    over = f"{rule}\n" if len(style) > 1 else ""
    return safe(f"{above}{over}{line}\n{rule}")


def styled(taken: Sequence[str]) -> Format:
    """Return the format for a file whose author has headings of some styles already, from the top.

    What a character means is decided by the order in which a file uses it (docutils, "Sections").
    """
    free = [style for style in _UNDERLINES if style not in taken]
    return replace(FORMAT, heading=partial(heading, styles=(*taken, *free)))


def finish(page: str, language: str) -> str:  # noqa: ARG001  the same in all formats
    """Set the edges of inline markup apart from what would join them, and define the role of anchors."""
    page = _BEFORE.sub(r"\1", page)
    page = _AFTER.sub("", page)
    page = re.sub(f"{_EDGE}+", r"\\ ", page)
    return f".. role:: {_ROLE}(raw)\n   :format: html\n\n{page}" if f":{_ROLE}:`" in page else page


def _escaped(line: str) -> str:
    return _SPECIAL.sub(_with_backslash, line)


def _inline(markup: str) -> str:
    return f"{_EDGE}{markup}{_EDGE}"


def _wrapped(markup: Markup, wrap: Callable[[str], str]) -> Markup:
    """Wrap what is no inline markup already: there is none within another."""
    found = []
    for piece in _INLINE.split(markup):
        body = piece.strip()
        wrapped = body if not body or body[0] == _EDGE else _inline(wrap(body))
        found.append(piece.replace(body, wrapped) if body else piece)
    return safe("".join(found))


def _linked(label: object, address: str) -> Markup:
    # What ends in an underscore would be the name of a target.
    written = re.sub(r"_\Z", r"\\_", re.sub(r"[\\`<>]", lambda found: f"%{ord(found.group()):02X}", address))
    return _wrapped(text(label), lambda piece: f"`{re.sub('[<>]', _with_backslash, piece)} <{written}>`__")


def _with_backslash(found: re.Match[str]) -> str:
    return f"\\{found.group()}"


FORMAT = Format(
    ending="rst",
    folders=("rst",),
    templates=".rst.j2",
    text=text,
    cell=cell,
    paragraphs=paragraphs,
    code=code,
    strong=strong,
    code_block=code_block,
    link=link,
    reference=reference,
    download=download,
    target=target,
    heading=heading,
    sample=plain_sample(code_block),
    finish=finish,
    styled=styled,
)
