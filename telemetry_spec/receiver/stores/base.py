"""What a store is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from telemetry_spec.model.shape import Json

#: The columns of the table `rows`, wherever it is.
COLUMNS: Final = ("id", "source", "event", "row")


class StoreError(Exception):
    """Rows cannot be stored or read; the text says why, without any of them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that is to be stored. `row` makes it once its number is known."""

    source: str
    event: str
    row: Callable[[int], dict[str, Json]]


class Store(Protocol):
    """Keeps rows, in one table `rows`: `id` (a number, never used twice), `source`, `event`, and `row` as JSON.

    It is used by one thread at a time. All methods raise StoreError.
    """

    def open(self) -> None:
        """Get ready, and make the table if it is not there."""

    def add(self, entries: Sequence[Entry]) -> None:
        """Store all of the rows, or none."""

    def rows(self, source: str = "", event: str = "") -> list[str]:
        """Return the rows as JSON texts in their order, all of them or those of a source or an event."""

    def close(self) -> None:
        """Let go of it."""
