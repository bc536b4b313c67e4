"""INI: `[section]` and `key = value` lines, comments after `#` or `;`. All values are texts.

The last level of a key is the name, what comes before it the section: `telemetry.level` is `level` in `[telemetry]`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from telemetry_spec.optouts.config_text import bare
from telemetry_spec.optouts.formats._lines import (
    key_of,
    stored_as_text,
    value_of,
    with_line_after,
    with_line_at_end,
    with_line_replaced,
)
from telemetry_spec.optouts.formats.base import Format, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from telemetry_spec.optouts.base import Scalar

_HEADER: Final = re.compile(r"\s*\[(?P<name>[^\]]*)\]\s*([#;].*)?")


def _read(text: str) -> Tree:
    found: Tree = {}
    current = ""
    for line in text.splitlines():
        name = _section(line)
        if name is not None:
            current = name
        elif key := key_of(line):
            found[f"{current}.{key}" if current else key] = value_of(line)
    return found


def _section(line: str) -> str | None:
    match = _HEADER.fullmatch(line)
    return match["name"].strip() if match else None


def _candidates(text: str, steps: Sequence[str], value: Scalar) -> Iterator[str]:
    header, key = ".".join(steps[:-1]), steps[-1]
    line = f"{key} = {bare(value)}"
    yield from with_line_replaced(text, header, key, line, section=_section)
    yield from with_line_after(text, header, line, section=_section)
    yield with_line_at_end(text, f"[{header}]\n{line}".replace("\n", "\r\n" if "\r\n" in text else "\n"))


FORMAT = Format(read=_read, candidates=_candidates, stored=stored_as_text, flat=True)
