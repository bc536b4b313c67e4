"""Names and texts taken apart into words."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_PLACEHOLDERS = frozenset(
    {"", "tbd", "todo", "fixme", "xxx", "na", "none", "tba", "description", "placeholder", "lorem ipsum", "fill in"}
)
_FILLERS = frozenset({"a", "an", "the", "of", "this", "its", "value", "field"})


@lru_cache(maxsize=16_384)
def words(name: str) -> tuple[str, ...]:
    """Return the words of a name in lower case: `hostName`, `host_name` and `host.name` are `host` and `name`."""
    return tuple(word.lower() for word in _WORD.findall(name))


def squashed(name: str) -> str:
    """Return a name without what writers differ in: case, underscores, hyphens and dots."""
    return "".join(char for char in name.casefold() if char.isalnum())


def is_blank(text: str) -> bool:
    """Say whether a text is empty or only stands for one that is still to be written."""
    if len(text) > 20:  # noqa: PLR2004  no placeholder is that long
        return False
    plain = " ".join(re.findall(r"[^\W_]+", text.casefold()))
    return plain.replace("n a", "na") in _PLACEHOLDERS


def repeats(text: str, name: str) -> bool:
    """Say whether a text says no more than a name does: `The user name.` for `userName`."""
    if len(text) > len(name) + 20:
        return False
    said = [word for word in re.findall(r"[^\W_]+", text.casefold()) if word not in _FILLERS]
    return "".join(said) == squashed(name)
