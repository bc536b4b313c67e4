"""A directory listing is the registry: one module per thing of a kind, and its file's stem is the public name.

A module is imported when it is asked for, so that listing what there is costs nothing.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType


@cache
def names(package: str) -> tuple[str, ...]:
    """Return the public names in a package, sorted; modules that begin with `_` and `base` are not among them."""
    paths = importlib.import_module(package).__path__
    found = (module.name for module in pkgutil.iter_modules(paths))
    return tuple(sorted(name for name in found if not name.startswith("_") and name != "base"))


@cache
def load(package: str, name: str) -> ModuleType:
    """Import the module of that name. Raises KeyError when there is none."""
    if name not in names(package):
        raise KeyError(name)
    return importlib.import_module(f"{package}.{name}")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like a misspelt one, or None when none is near."""
    choices = {choice.lower(): choice for choice in known}
    found = difflib.get_close_matches(word.lower(), choices, n=1, cutoff=0.6)
    return choices[found[0]] if found else None
