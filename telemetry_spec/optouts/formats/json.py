"""JSON. The indentation is kept; there are no comments to lose (RFC 8259)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from telemetry_spec.optouts.formats.base import Format, Tree, UnreadableError, assigned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from telemetry_spec.optouts.base import Scalar


def _read(text: str) -> Tree:
    if not text.strip():
        return {}
    try:
        value = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise UnreadableError("it is not JSON") from error
    if not isinstance(value, dict):
        raise UnreadableError("it holds no object")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse what two readers read differently."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _candidates(text: str, steps: Sequence[str], value: Scalar) -> Iterator[str]:
    indent = re.search(r"^([ \t]+)\S", text, re.MULTILINE)
    one_line = text.strip() not in ("", "{}") and "\n" not in text.strip()
    dumped = json.dumps(
        assigned(_read(text), steps, value),
        ensure_ascii=False,
        indent=None if one_line else (indent[1] if indent else 2),
    )
    end = "" if text.strip() and not text.endswith("\n") else "\n"
    yield (dumped + end).replace("\n", "\r\n" if "\r\n" in text else "\n")


def _stored(value: Scalar) -> Scalar:
    return value


FORMAT = Format(read=_read, candidates=_candidates, stored=_stored)
