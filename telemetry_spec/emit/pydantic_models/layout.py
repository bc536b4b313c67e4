"""Write Python source that stays as it is under `ruff format` with lines of 120 columns."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from telemetry_spec.emit._code.prose import UNSEEN, escape, width, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from telemetry_spec.emit._code.declarations import Doc
    from telemetry_spec.model.shape import Json

WIDTH = 120


@dataclass(frozen=True, slots=True)
class Atom:
    """Code that is never broken."""

    code: str


@dataclass(frozen=True, slots=True)
class Text:
    """A string."""

    value: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A keyword argument or an entry of a dict; `head` ends in `=` or `: `."""

    head: str
    value: Code


@dataclass(frozen=True, slots=True)
class Brackets:
    """Code in brackets, such as a call; `comma` says whether a comma may follow the last item."""

    head: str
    items: tuple[Code, ...]
    tail: str
    comma: bool = True


@dataclass(frozen=True, slots=True)
class Either:
    """Types with `|` between them."""

    parts: tuple[str, ...]


Code: TypeAlias = Atom | Text | Pair | Brackets | Either


def flat(code: Code) -> str:
    """Write code on one line, however long."""
    match code:
        case Atom():
            return code.code
        case Text():
            return quote(code.value)
        case Pair():
            return code.head + flat(code.value)
        case Either():
            return " | ".join(code.parts)
        case Brackets():
            return code.head + ", ".join(flat(item) for item in code.items) + code.tail


def layout(code: Code, indent: int = 0, before: str = "", after: str = "", *, inside: bool = False) -> list[str]:
    """Write code on one line where it fits, else broken at its brackets. `inside` says that brackets surround it."""
    margin = " " * indent
    line = margin + before + flat(code) + after
    if width(line) <= WIDTH:
        return [line]
    match code:
        case Atom():
            return [line]
        case Pair():
            return layout(code.value, indent, before + code.head, after, inside=inside)
        case Text():
            parts = [f"{margin}    {part}" for part in _split(code.value, WIDTH - indent - 4)]
            return [f"{margin}{before}(", *parts, f"{margin}){after}"]
        case Either():
            return _either(code, indent, before, after, inside=inside)
        case Brackets():
            found = [margin + before + code.head]
            for item in code.items:
                found += layout(item, indent + 4, "", "," if code.comma else "", inside=True)
            return [*found, margin + code.tail + after]


def _either(code: Either, indent: int, before: str, after: str, *, inside: bool) -> list[str]:
    first, *rest = code.parts
    if inside:
        lines = [before + first, *(f"| {part}" for part in rest)]
        lines[-1] += after
        return [" " * indent + line for line in lines]
    whole = " " * (indent + 4) + flat(code)
    lines = [whole] if width(whole) <= WIDTH else layout(code, indent + 4, inside=True)
    return [" " * indent + before + "(", *lines, " " * indent + ")" + after]


def quote(text: str) -> str:
    """Write a string literal, with the quotes that need fewer backslashes."""
    mark = "'" if text.count('"') > text.count("'") else '"'
    return mark + "".join(_escaped(char, mark) for char in text) + mark


_SHORT = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _escaped(char: str, mark: str) -> str:
    if char in _SHORT:
        return _SHORT[char]
    if char == mark:
        return f"\\{char}"
    return escape(char) if UNSEEN.match(char) else char


def _split(text: str, room: int) -> Iterable[str]:
    """Cut a string into literals that fit, after a space, a bracket or a bar where there is one."""
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and width(quote(text[start : end + 1])) <= room:
            end += 1
        if end < len(text):
            seam = max(text.rfind(mark, start, end) for mark in " )|")
            end = seam + 1 if seam > start else end
        yield quote(text[start:end])
        start = end


def literal(value: Json) -> Code:
    """Write a JSON value as Python."""
    if isinstance(value, str):
        return Text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return Atom(f'float("{value}")')
    if isinstance(value, list):
        return Brackets("[", tuple(literal(item) for item in value), "]")
    if isinstance(value, dict):
        return Brackets("{", tuple(Pair(f"{quote(key)}: ", literal(item)) for key, item in value.items()), "}")
    return Atom(repr(value))


def can_be_broken(value: Json) -> bool:
    """Say whether a value can be written on lines of the usual length: keys of dicts stand on one line."""
    if isinstance(value, list):
        return all(can_be_broken(item) for item in value)
    if isinstance(value, dict):
        return all(width(quote(key)) <= WIDTH // 2 and can_be_broken(item) for key, item in value.items())
    return True


def docstring(doc: Doc, indent: int = 0, *, summary: bool = True) -> list[str]:
    """Write paragraphs as a docstring. With `summary` its first line stands alone, as a class's should (PEP 257)."""
    raw = any("\\" in part for part in doc) and not any(_RAW_CANNOT.search(part) for part in doc)
    parts = list(doc) if raw else [_in_docstring(part) for part in doc]
    margin, opening = " " * indent, 'r"""' if raw else '"""'
    room = WIDTH - indent - len(opening)
    if len(parts) == 1 and width(parts[0]) + 3 <= room:
        return [f'{margin}{opening}{parts[0]}"""']
    blocks = [wrap(part, WIDTH - indent) for part in parts[1:]]
    if summary:
        lead, rest = _lead(parts[0], room)
        blocks = [[lead], *([wrap(rest, WIDTH - indent)] if rest else []), *blocks]
    else:
        blocks = [wrap(f"{opening}{parts[0]}", WIDTH - indent), *blocks]
        opening = ""
    lines = [line for block in blocks for line in ("", *block)][1:]
    lines[0] = opening + lines[0]
    return [margin + line if line else "" for line in (*lines, '"""')]


#: What a raw docstring cannot hold, or not everywhere.
_RAW_CANNOT = re.compile(rf'"|\\$|{UNSEEN.pattern}')


def _in_docstring(text: str) -> str:
    """Escape by number, which is the only kind of backslash that style checks admit here (ruff's D301)."""
    text = UNSEEN.sub(lambda found: escape(found.group()), text.replace("\\", escape("\\")))
    text = text.replace('"""', escape('"') * 3)
    text = re.sub('^"', lambda _: escape('"'), text)
    return re.sub('"$', lambda _: escape('"'), text)


def _lead(text: str, room: int) -> tuple[str, str]:
    """Return a first line that ends like a sentence, and what is still to be said."""
    if width(text) <= room:
        return text, ""
    sentences = re.split(r"(?<=[.!?]) ", text, maxsplit=1)
    if len(sentences) > 1 and width(sentences[0]) <= room:
        return sentences[0], sentences[1]
    start = wrap(text, room - 4)[0]
    return f"{start} ..." if width(start) <= room - 4 else "...", text
