"""How much is measured: enough to trust the numbers, or little for a short run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Sizes and repetitions.

    `fields` of the made spec, `payloads` of FlowForge and `large_payloads` of the made spec, `repetitions` in one
    process and `processes` of whole processes, `stream` bytes of NDJSON and `array` bytes of a JSON array,
    `examples` of one property.
    """

    fields: int
    payloads: int
    large_payloads: int
    repetitions: int
    processes: int
    stream: int
    array: int
    examples: int


#: Each size for numbers that one can trust, and for a short run.
_SIZES: Final = {
    "fields": (10_000, 300),
    "payloads": (5_000, 500),
    "large_payloads": (60, 20),
    "repetitions": (15, 3),
    "processes": (5, 1),
    "stream": (200_000_000, 2_000_000),
    "array": (20_000_000, 500_000),
    "examples": (100, 10),
}
FULL = Scale(**{name: full for name, (full, _) in _SIZES.items()})
QUICK = Scale(**{name: quick for name, (_, quick) in _SIZES.items()})
