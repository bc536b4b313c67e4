"""A directory listing is the registry: one module per thing of a kind, and its file's stem is the public name.

A module is imported when it is asked for, so that listing what there is costs nothing.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType


_Kind = TypeVar("_Kind")


@cache
def names(package: str, *beside: str) -> tuple[str, ...]:
    """Return the public names in a package, sorted.

    Modules that begin with `_`, `base` and those that lie `beside` the things of the kind are not among them.
    """
    paths = importlib.import_module(package).__path__
    found = (module.name for module in pkgutil.iter_modules(paths))
    return tuple(sorted(name for name in found if not name.startswith("_") and name not in ("base", *beside)))


@cache
def load(package: str, name: str) -> ModuleType:
    """Import the module of that name. Raises KeyError when there is none."""
    if name not in names(package):
        raise KeyError(name)
    return importlib.import_module(f"{package}.{name}")


def held(package: str, name: str, attribute: str, kind: type[_Kind], *beside: str) -> _Kind:
    """Return what the module of that name holds under an attribute: a thing of the kind.

    Raises:
        KeyError: There is none of that name, or it lies `beside` those of the kind.
    """
    if name not in names(package, *beside):
        raise KeyError(name)
    found = getattr(load(package, name), attribute)
    assert isinstance(found, kind)  # noqa: S101  a module in that folder that breaks the contract
    return found


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like a misspelt one, or None when none is near."""
    choices = {choice.lower(): choice for choice in known}
    found = difflib.get_close_matches(word.lower(), choices, n=1, cutoff=0.6)
    return choices[found[0]] if found else None


def hint(word: str, known: Iterable[str], most: int | None = None) -> str:
    """Return what to write instead of an unknown name: the nearest one, or all; "" for more than `most` of them."""
    listed = sorted(known)
    near = nearest(word, listed)
    if near is not None:
        return f"Did you mean `{near}`?"
    return f"There are: {', '.join(listed)}." if most is None or len(listed) <= most else ""
