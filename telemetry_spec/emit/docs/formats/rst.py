"""reStructuredText, as Sphinx reads it, and docutils alone, such as for a README.

Every mark that could mean something gets a backslash, those too that Sphinx would make typographic: quotes, dashes and
dots. Inline markup has to have space or punctuation around it, or else an escaped space, which docutils leaves out:
where that is needed is seen only once the page is whole.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, NoReturn
from urllib.parse import quote

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
#: The class of tables, and what they need in Sphinx, which lets no name break, and in themes that let no cell break:
#: on a narrow screen each row is a card. As a link, since what cleans HTML leaves the text of a style on the page.
_TABLE: Final = "ts-fields"
_STYLE: Final = (
    ".ts-fields :is(th,td,code){white-space:normal!important}"
    "@media(max-width:45em){"
    ".ts-fields,.ts-fields :is(thead,tbody,tr,th,td){display:block;width:auto!important;border:0!important}"
    ".ts-fields tr{padding:.5em 0;border-bottom:1px solid gray!important}"
    ".ts-fields th{text-align:start}"
    ".ts-fields p{margin:0}"
    ".ts-fields .pre{white-space:normal;overflow-wrap:anywhere}}"
)
_SHEET: Final = f'<link rel="stylesheet" href="data:text/css,{quote(_STYLE, safe=".,:;(){}!@-")}">'

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
#: Texts on which no lexer of a language can fail. Sphinx warns where one does, unless an option forbids it which
#: docutils does not know: there, the whole block would be gone.
_SURE: Final = {
    **dict.fromkeys(
        ("bash", "c", "c#", "c++", "console", "diff", "docker", "go", "ini", "perl", "php", "powershell", "properties"),
        _CODE := re.compile(r'(?:[\w\s=.,:;(){}\[\]/-]|"[\w.:/-]*")*', re.ASCII),
    ),
    **dict.fromkeys(("r", "shell"), _CODE),
    **dict.fromkeys(("javascript", "typescript"), re.compile(r'(?:[a-zA-Z_\s=.,:;(){}\[\]]|"[\w.:/-]*")*', re.ASCII)),
    "toml": re.compile(r'(?:\[[a-zA-Z_.]+\]\n|[a-zA-Z_]+ = (?:true|false|[0-9]+|"[\w.:/-]*")\n|\n)*', re.ASCII),
    "yaml": re.compile(r"(?: *[a-zA-Z_]+:(?: [a-zA-Z0-9_./]+)?\n|\n)*", re.ASCII),
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
    """Write a text as a block of code. Sphinx warns of a language that it does not know, or whose lexer fails."""
    lines = [line.rstrip() for line in lines_of(value).expandtabs(4).splitlines()]
    shown = "\n".join(f"   {line}" if line else "" for line in lines) if any(lines) else "   \u00a0"
    # An option on the line above keeps the space that all lines begin with.
    option = "   :class: ts-code\n" if all(line[:1] in ("", " ") for line in lines) else ""
    return safe(f".. code-block:: {_lexer(language, lines)}\n{option}\n{shown}")


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
    """Set the edges of inline markup apart from what would join them, and begin with the role and the style in use."""
    page = _BEFORE.sub(r"\1", page)
    page = _AFTER.sub("", page)
    page = re.sub(f"{_EDGE}+", r"\\ ", page)
    role = f".. role:: {_ROLE}(raw)\n   :format: html\n\n" if f":{_ROLE}:`" in page else ""
    style = f".. raw:: html\n\n   {_SHEET}\n\n" if f"   :class: {_TABLE}\n" in page else ""
    return f"{role}{style}{page}"


def _lexer(language: str, lines: Sequence[str]) -> str:
    """Return the name of the lexer for a code, or `text`, which takes whatever comes."""
    name, shown = _LANGUAGES.get(language.lower(), "text"), "".join(f"{line}\n" for line in lines)
    if name == "json":
        return name if _is_json(shown) else "text"
    return name if name in _SURE and _SURE[name].fullmatch(shown) else "text"


def _is_json(shown: str) -> bool:
    try:
        json.loads(shown, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return False
    return True


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


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
