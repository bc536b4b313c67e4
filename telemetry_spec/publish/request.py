"""What a marker on a page asks for: `refine.cli level=3`, a product and a part of its page, and how to write it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from telemetry_spec import registry
from telemetry_spec.emit.docs import formats, words
from telemetry_spec.model.selector import join, split

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD: Final = re.compile(r'(?:[^\s"]|"(?:[^"\\]|\\.)*")+')
_LEVELS: Final = range(1, 7)
_KEYS: Final = ("format", "language", "level")


class RequestError(ValueError):
    """A marker cannot be followed. `message` says why, `advice` what to write instead."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(f"{message} {advice}")
        self.message = message
        self.advice = advice


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for. `part` is "" for the whole page; the rest is "" or 0 where the marker does not say."""

    product: str
    part: str = ""
    level: int = 0
    language: str = ""
    docs_format: str = ""


def parse(text: str) -> Request:
    """Read what stands in a marker. Raises RequestError for what cannot be meant."""
    selector, *rest = _WORD.findall(text) or [""]
    try:
        steps = split(selector)
    except ValueError:
        raise RequestError(
            "This marker does not name what to show." if not selector else f"`{selector}` is no selector.",
            "Write a product and a part of it, such as `refine`, `refine.cli` or `refine.opt_outs`.",
        ) from None
    chosen: dict[str, str] = {}
    for key, value in _pairs(rest):
        if key in chosen:
            raise RequestError(f"A marker is told `{key}=` twice.", "Leave one of them out.")
        chosen[key] = value
    return Request(
        product=steps[0],
        part=join(*steps[1:]) if steps[1:] else "",
        level=int(chosen.get("level", 0)),
        language=chosen.get("language", ""),
        docs_format=chosen.get("format", ""),
    )


def _pairs(texts: list[str]) -> Iterator[tuple[str, str]]:
    known = {
        "format": formats.names(),
        "language": words.languages(),
        "level": tuple(str(level) for level in _LEVELS),
    }
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or key not in known:
            near = registry.nearest(key, _KEYS)
            advice = f"Did you mean `{near}=...`?" if near else f"There are: {', '.join(f'`{one}=`' for one in _KEYS)}."
            raise RequestError(f"A marker cannot be told `{text}`.", advice)
        if value not in known[key]:
            raise RequestError(f"`{value}` is no {key}.", f"There are: {', '.join(known[key])}.")
        yield key, value
