"""A drawing written as SVG, for HTML and for JSX. Only presentation attributes: a site's own CSS outranks them all.

The classes are `ts-picture` and, in it, `ts-picture-card` (with the kind: `source`, `target`, `stored`, `stop`),
`-flow`, `-stop`, `-barrier`, `-sign`, `-text` and `-quiet`. Colours are those of the text around, but for what stops
something: `--ts-stop`.
"""

from __future__ import annotations

import html
import json
from functools import singledispatchmethod
from typing import TYPE_CHECKING, Final

from telemetry_spec.emit.docs.picture.layout import WIDTH, Card, Line, Sign, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from telemetry_spec.emit.docs.picture.layout import Drawing, Mark

#: Readable on white and on black.
_STOP: Final = "var(--ts-stop, #d6452b)"
_MONO: Final = "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace"
#: As HTML and as JSX name them, where they differ.
_JSX_NAMES: Final = {
    "class": "className",
    **{
        name: "".join((first, *map(str.title, rest)))
        for name in (
            *("fill-opacity", "font-family", "font-size", "font-weight", "stroke-linecap", "stroke-linejoin"),
            *("stroke-opacity", "stroke-width"),
        )
        for first, *rest in [name.split("-")]
    },
}
_SIGNS: Final[dict[Mark, str]] = {
    "source": "M2 2.5h12a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H2a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1zM1 6h14",
    "stored": "M2 3.5c0-2.7 12-2.7 12 0v9c0 2.7-12 2.7-12 0zM2 3.5c0 2.7 12 2.7 12 0M2 8c0 2.7 12 2.7 12 0",
    "stop": "M15 8A7 7 0 1 1 1 8a7 7 0 1 1 14 0zM3.2 12.8l9.6-9.6",
    "lock": "M3 7h10v8H3zM5 7V4.5a3 3 0 0 1 6 0V7",
    "open": "M3 7h10v8H3zM5 7V4.5a3 3 0 0 1 5.6-1.5",
    "dot": "M2.5 8a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0z",
}
_HEAD: Final = 7


def write(drawing: Drawing, *, name: str, title: str, desc: str, jsx: bool) -> str:
    """Write a drawing as one `<svg>`; ids begin with `name`.

    HTML has a line for each element, since docutils takes none of over 10,000 characters. JSX is one line: MDX reads
    those within an element as Markdown.
    """
    writer = _Writer(jsx=jsx)
    lanes = [writer.tag("g", {}, writer.lines(map(writer.item, group))) for group in drawing.groups]
    attributes = {
        "class": "ts-picture",
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"0 0 {WIDTH} {_number(drawing.height)}",
        "width": "100%",
        "role": "img",
        "aria-labelledby": f"{name}-title",
        "aria-describedby": f"{name}-desc",
        "direction": "ltr",
        "fill": "none",
    }
    labels = (
        writer.tag("title", {"id": f"{name}-title"}, writer.text(title)),
        writer.tag("desc", {"id": f"{name}-desc"}, writer.text(desc)),
    )
    return writer.tag("svg", attributes, writer.lines((*labels, *lanes)))


class _Writer:
    """Writes elements in one of the two notations."""

    def __init__(self, *, jsx: bool) -> None:
        self._jsx = jsx

    def text(self, text: str) -> str:
        """Write a text. MDX reads Markdown between tags, so there it is a string in an expression."""
        if not self._jsx:
            return _braceless(html.escape(text))
        written = json.dumps(text, ensure_ascii=False)
        for char in "{}<>&\u2028\u2029":
            written = written.replace(char, f"\\u{ord(char):04x}")
        return f"{{{written}}}"

    def lines(self, elements: Iterable[str]) -> str:
        """Write elements that are written already one below the other."""
        return "".join(elements) if self._jsx else "".join(f"\n{element}" for element in elements) + "\n"

    def tag(self, name: str, attributes: dict[str, str], content: str = "") -> str:
        """Write an element around content that is written already."""
        names = _JSX_NAMES if self._jsx else {}
        pairs = [f' {names.get(key, key)}="{_braceless(html.escape(value))}"' for key, value in attributes.items()]
        return f"<{name}{''.join(pairs)}>{content}</{name}>" if content else f"<{name}{''.join(pairs)}/>"

    @singledispatchmethod
    def item(self, item: Card | Line | Sign | Text) -> str:
        """Write one thing that is drawn."""
        raise TypeError(item)

    @item.register
    def _(self, card: Card) -> str:
        stop = card.kind == "stop"
        colour = _STOP if stop else "currentColor"
        box = {"x": card.x, "y": card.y, "width": card.width, "height": card.height, "rx": 10}
        return self.tag("rect", {
            "class": f"ts-picture-card ts-picture-{card.kind}",
            **{key: _number(value) for key, value in box.items()},
            "fill": colour, "fill-opacity": "0.05",
            "stroke": colour, "stroke-opacity": "0.7" if stop else "0.3", "stroke-width": "1.5",
        })  # fmt: skip

    @item.register
    def _(self, line: Line) -> str:
        (x, y), *rest = line.points
        path = f"M{_number(x)} {_number(y)}" + "".join(f"L{_number(a)} {_number(b)}" for a, b in rest)
        if line.arrow:
            path += _head(*line.points[-2:])
        stop = line.kind != "flow"
        return self.tag("path", {
            "class": f"ts-picture-{line.kind}", "d": path,
            "stroke": _STOP if stop else "currentColor", "stroke-opacity": "1" if stop else "0.75",
            "stroke-width": "6" if line.kind == "barrier" else "1.5" if stop else "2",
            "stroke-linecap": "round", "stroke-linejoin": "round",
        })  # fmt: skip

    @item.register
    def _(self, sign: Sign) -> str:
        stop = sign.mark in ("stop", "open")
        fill = "currentColor" if sign.mark == "dot" else "none"
        return self.tag("path", {
            "class": "ts-picture-sign", "transform": f"translate({_number(sign.x)} {_number(sign.y)})",
            "d": _SIGNS[sign.mark], "stroke": _STOP if stop else "currentColor", "fill": fill, "stroke-width": "1.5",
            "stroke-linecap": "round", "stroke-linejoin": "round",
        })  # fmt: skip

    @item.register
    def _(self, text: Text) -> str:
        font = text.font
        attributes = {
            "class": "ts-picture-text ts-picture-quiet" if text.quiet else "ts-picture-text",
            "x": _number(text.x), "y": _number(text.y), "font-size": str(font.size), "fill": "currentColor",
        }  # fmt: skip
        if text.quiet:
            attributes["fill-opacity"] = "0.75"
        if font.bold:
            attributes["font-weight"] = "600"
        if font.mono:
            attributes["font-family"] = _MONO
        return self.tag("text", attributes, self.text(text.text))


def _head(before: tuple[float, float], end: tuple[float, float]) -> str:
    """Return the head of an arrow that points to the right or down."""
    (x, y), down = end, before[0] == end[0]
    wings = [(x - 5, y - _HEAD), (x + 5, y - _HEAD)] if down else [(x - _HEAD, y - 5), (x - _HEAD, y + 5)]
    (a, b), (c, d) = wings
    return f"M{_number(a)} {_number(b)}L{_number(x)} {_number(y)}L{_number(c)} {_number(d)}"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _braceless(text: str) -> str:
    """Write braces as references: templates of a site give them a meaning."""
    return text.replace("{", "&#123;").replace("}", "&#125;")
