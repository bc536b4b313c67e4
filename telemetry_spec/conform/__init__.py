"""Conformance: tests of other people's clients and servers against a spec, in whatever language they are written.

A check is one file in `server/checks/` or `client/checks/`; its stem with hyphens is its name, its docstring its page.
A run yields one `Result` for each thing that it tried, as it comes.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from typing import TYPE_CHECKING, Final

from telemetry_spec import registry
from telemetry_spec.model.page import Page, sections_of

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["explain", "load", "names"]

#: What can be tested, each with the package of its checks.
SIDES: Final = {
    "server": "telemetry_spec.conform.server.checks",
    "client": "telemetry_spec.conform.client.checks",
}
SECTIONS: Final = ("What it does", "Why", "Instead")


@cache
def names(side: str = "") -> tuple[str, ...]:
    """Return the names of the checks of a side, or of both, sorted. No check is imported for it."""
    packages = [package for name, package in SIDES.items() if side in ("", name) and _is_there(package)]
    return tuple(sorted(name.replace("_", "-") for package in packages for name in registry.names(package)))


def load(side: str, name: str) -> ModuleType:
    """Return the module of a check. Raises KeyError when there is no such check."""
    return registry.load(SIDES[side], name.replace("-", "_"))


def explain(name: str) -> Page:
    """Return the page of a check. Raises KeyError when there is no such check."""
    side = next((side for side in SIDES if name in names(side)), None)
    if side is None:
        raise KeyError(name)
    title, (what, why, instead) = sections_of(load(side, name), SECTIONS)
    return Page(title=title, what=what, why=why, example="", instead=instead)


def _is_there(package: str) -> bool:
    return importlib.util.find_spec(package.rpartition(".")[0]) is not None and (
        importlib.util.find_spec(package) is not None
    )
