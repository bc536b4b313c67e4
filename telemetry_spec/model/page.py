"""The page of one code: what `explain` and the reference say about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """What a code means. `example` makes the finding appear, `instead` is the same without it."""

    title: str
    what: str
    why: str
    example: str
    instead: str
