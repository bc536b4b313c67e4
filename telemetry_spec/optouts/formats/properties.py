"""Java's properties: `key=value` lines, comments after `#` or `!`. All values are texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.optouts.config_text import bare
from telemetry_spec.optouts.formats._lines import (
    key_of,
    stored_as_text,
    value_of,
    with_line_at_end,
    with_line_replaced,
)
from telemetry_spec.optouts.formats.base import Format, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from telemetry_spec.optouts.base import Scalar


def _read(text: str) -> Tree:
    return {key: value_of(line) for line in text.splitlines() if (key := key_of(line))}


def _candidates(text: str, steps: Sequence[str], value: Scalar) -> Iterator[str]:
    key = ".".join(steps)
    line = f"{key}={bare(value)}"
    yield from with_line_replaced(text, "", key, line)
    yield with_line_at_end(text, line)


FORMAT = Format(read=_read, candidates=_candidates, stored=stored_as_text, flat=True)
