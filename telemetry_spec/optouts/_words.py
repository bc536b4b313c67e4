"""Words that say yes or no, as people write them in variables, arguments and configuration files."""

from __future__ import annotations

from typing import Final

_PAIRS: Final = (
    ("false", "true"),
    ("0", "1"),
    ("no", "yes"),
    ("n", "y"),
    ("off", "on"),
    ("none", "all"),
    ("never", "always"),
    ("disabled", "enabled"),
    ("disable", "enable"),
)
_NEGATIVE: Final = frozenset(no for no, _ in _PAIRS)
_OPPOSITES: Final = dict(_PAIRS) | {yes: no for no, yes in _PAIRS}
_CASES: Final = (str.lower, str.upper, str.capitalize)

#: What people write who do not know the exact value. An empty text and a blank are among them.
GUESSES: Final = ("1", "0", "true", "TRUE", "True", "false", "FALSE", "False", "yes", "no", "on", "off", "", " ")


def opposite(word: str) -> str | None:
    """Return the word that says the contrary, in the same case, or None where there is no such word."""
    found = _OPPOSITES.get(word.lower())
    if found is None:
        return None
    return next((case(found) for case in _CASES if case(word) == word), None)


def negative(word: str) -> bool:
    """Say whether a word says no."""
    return word.lower() in _NEGATIVE
