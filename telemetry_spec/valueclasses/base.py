"""What a value class is.

A class has to be told from the text alone, so each errs on one side: what telemetry normally holds (versions,
identifiers, hashes, times, package names, routes) must not set it off, even if a rare value of the class goes unseen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueClass:
    """A class of values that no payload may hold.

    `description` says in a sentence what counts. `finds` says whether a text value holds one anywhere; it never raises,
    and its time grows with the text and not faster. `hint` is the cheap test on a whole raw JSON payload in UTF-8: it
    may say yes where there is nothing, and never says no where `finds` would find something in a decoded text of the
    payload. `examples` are found, `counterexamples` look alike and are not.
    """

    name: str
    description: str
    finds: Callable[[str], bool]
    hint: Callable[[bytes], bool]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


def has_escape(raw: bytes) -> bool:
    r"""Say whether a character may be written `\uXXXX` or `\/`, so that a search in the raw bytes could miss it."""
    # One byte is found several times faster than two, and most payloads hold no backslash at all.
    return b"\\" in raw and (b"\\u" in raw or b"\\/" in raw)
