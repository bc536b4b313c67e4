"""How much is measured: enough to trust the numbers, or little for a short run."""

from __future__ import annotations

from dataclasses import dataclass


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


FULL = Scale(
    fields=10_000,
    payloads=5_000,
    large_payloads=60,
    repetitions=15,
    processes=5,
    stream=200_000_000,
    array=20_000_000,
    examples=100,
)
QUICK = Scale(
    fields=300,
    payloads=500,
    large_payloads=20,
    repetitions=3,
    processes=1,
    stream=2_000_000,
    array=500_000,
    examples=10,
)
