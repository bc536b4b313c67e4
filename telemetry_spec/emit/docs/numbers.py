"""Numbers, durations and values, as the words of a catalogue write them. Nothing here knows a docs format."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from telemetry_spec.fieldtypes.constraints import repr_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telemetry_spec.model.shape import Json

_DURATION: Final = re.compile(r"([0-9]{1,9})(ms|[smhdw])")
#: Longer texts are not taken for JSON by mistake.
_LONGEST_JSON: Final = 40


def number(words: Mapping[str, str], count: int) -> str:
    """Write a whole number as the language does."""
    return f"{count:,}".replace(",", words["thousands"])


def form(template: str, count: int) -> str:
    """Return the half of an entry that is for this number: the singular stands before the bar, the plural after it."""
    one, several = template.split("|")
    return one if count == 1 else several


def duration(written: object) -> tuple[str, int] | None:
    """Return the unit and the number of a duration: `24h` has 24 of `h`. None for anything else."""
    found = _DURATION.fullmatch(written) if isinstance(written, str) else None
    return (found[2], int(found[1])) if found else None


def value(json_value: Json, longest: int) -> str:
    """Write a value: a text as it is, unless it could be taken for something else, any other as JSON."""
    bare = isinstance(json_value, str) and json_value and json_value == json_value.strip() and not _is_json(json_value)
    written = str(json_value) if bare else repr_json(json_value)
    return written if len(written) <= longest else f"{written[: longest - 1]}\u2026"


def _is_json(text: str) -> bool:
    try:
        json.loads(text[:_LONGEST_JSON])
    except ValueError:
        return False
    return True
