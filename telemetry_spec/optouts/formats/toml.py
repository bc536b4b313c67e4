"""TOML. Only one line is written anew or added, so that comments and order stay."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, Final

from telemetry_spec.optouts.formats._lines import with_line_after, with_line_replaced
from telemetry_spec.optouts.formats.base import Format, Tree, UnchangedError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from telemetry_spec.optouts.base import Scalar

_PLAIN: Final = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_HEADER: Final = re.compile(r"\s*\[(?P<name>[^\[\]]*)\]\s*(#.*)?")


def _read(text: str) -> Tree:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UnreadableError("it is not TOML") from error


def _candidates(text: str, steps: Sequence[str], value: Scalar) -> Iterator[str]:
    written = json.dumps(value, ensure_ascii=False)
    for length in range(len(steps) - 1, -1, -1):
        header, key = _dotted(steps[:length]), _dotted(steps[length:])
        line = f"{key} = {written}"
        yield from with_line_replaced(text, header, key, line, section=_section)
        if header:
            yield from with_line_after(text, header, line, section=_section)
    if len(steps) > 1:
        gap = "\n" if text.strip() else ""
        end = "" if not text or text.endswith("\n") else "\n"
        yield f"{text}{end}{gap}[{_dotted(steps[:-1])}]\n{_dotted(steps[-1:])} = {written}\n"
    yield from with_line_after(text, "", f"{_dotted(steps)} = {written}", section=_section)


def _section(line: str) -> str | None:
    match = _HEADER.fullmatch(line)
    return re.sub(r"\s*\.\s*", ".", match["name"].strip()) if match else None


def _dotted(steps: Sequence[str]) -> str:
    return ".".join(step if _PLAIN.fullmatch(step) else json.dumps(step, ensure_ascii=False) for step in steps)


def _stored(value: Scalar) -> Scalar:
    if value is None:
        raise UnchangedError("TOML has no null")
    return value


FORMAT = Format(read=_read, candidates=_candidates, stored=_stored)
