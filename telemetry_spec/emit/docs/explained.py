"""A sample in pieces: JSON whose keys know what the spec says of them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, TypeAlias

from telemetry_spec.emit.docs.view import Block, Token
from telemetry_spec.model.shape import children

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from markupsafe import Markup

    from telemetry_spec.model.shape import Field, Json, Path, Shape

    #: What a value may be: shapes, each with the ids that lead to it.
    Shapes: TypeAlias = tuple[tuple[Shape, Path], ...]

#: Written as escapes in JSON: they are not seen, or turn around what is seen.
_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_INDENT = "  "


def sample_block(caption: Markup, value: Json, shape: Shape, anchor: Callable[[Path], str]) -> Block:
    """Return a sample as a block of JSON. `shape` is that of the value, `anchor` gives the place of a field's row."""
    tokens = tuple(_value(value, ((shape, ()),), "\n", anchor))
    return Block(caption=caption, text="".join(token.text for token in tokens), language="json", tokens=tokens)


def _value(value: Json, shapes: Shapes, line: str, anchor: Callable[[Path], str]) -> Iterator[Token]:
    if isinstance(value, dict) and value:
        yield _mark("{")
        for place, (key, inner) in enumerate(value.items()):
            within, member = _member(shapes, key)
            yield _mark(f"{',' if place else ''}{line}{_INDENT}")
            about = member[0].description if member else ""
            yield Token(kind="key", text=_written(key), about=about, anchor=anchor(member[1]) if member else "")
            yield _mark(": ")
            yield from _value(inner, within, line + _INDENT, anchor)
        yield _mark(f"{line}}}")
    elif isinstance(value, list) and value:
        yield _mark("[")
        within = tuple((shape.items, path) for shape, path in _open(shapes) if shape.items is not None)
        for place, inner in enumerate(value):
            yield _mark(f"{',' if place else ''}{line}{_INDENT}")
            yield from _value(inner, within, line + _INDENT, anchor)
        yield _mark(f"{line}]")
    else:
        yield Token(kind=_kind(value), text=_written(value))


def _member(shapes: Shapes, key: str) -> tuple[Shapes, tuple[Field, Path] | None]:
    """Return what a key may hold, and the field that it is, if it is one."""
    found: list[tuple[Shape, Path]] = []
    member = None
    for shape, path in _open(shapes):
        for field in shape.fields:
            if field.name == key:
                found.append((field.shape, (*path, field.id)))
                member = member or (field, (*path, field.id))
        if shape.values is not None:
            found.append((shape.values, (*path, "*")))
        if shape.entries and key == shape.value_name:
            found += [(entry.shape, (*path, key, entry.id)) for entry in shape.entries]
    return tuple(found), member


def _open(shapes: Shapes) -> Iterator[tuple[Shape, Path]]:
    """Yield shapes, and the members of those that are one of several."""
    for shape, path in shapes:
        yield shape, path
        if shape.members:
            yield from _open(tuple((child, (*path, *steps)) for steps, child in children(shape)))


def _mark(text: str) -> Token:
    return Token(kind="mark", text=text)


def _kind(value: Json) -> str:
    if isinstance(value, str):
        return "string"
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else "word"


def _written(value: Json) -> str:
    return _UNSEEN.sub(_escape, json.dumps(value, ensure_ascii=False))


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"
