"""What differs between two versions of a spec, as data. One rule is one file in `rules/`, its docstring its page.

A rule states the `KINDS` of change that it makes (`model/change.py` lists them all) and has a `check` that yields them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec import registry
from telemetry_spec.diff.base import RULES, View
from telemetry_spec.model.change import KINDS, WORDING
from telemetry_spec.model.page import Page, sections_of

if TYPE_CHECKING:
    from telemetry_spec.model.change import Change
    from telemetry_spec.model.spec import Spec

__all__ = ["changes", "collecting", "explain", "names"]

_SECTIONS = ("What it does", "Why", "Before", "After")


def names() -> tuple[str, ...]:
    """Return the names of all rules, sorted: the stems of their files with hyphens. No rule is imported for it."""
    return tuple(sorted(name.replace("_", "-") for name in registry.names(RULES)))


def explain(name: str) -> Page:
    """Return the page of a rule: `example` is a fragment of a spec before, `instead` the same after a change.

    Raises:
        KeyError: There is no such rule.
    """
    if name not in names():
        raise KeyError(name)
    title, (what, why, before, after) = sections_of(registry.load(RULES, name.replace("-", "_")), _SECTIONS)
    before, after = (text.removeprefix("```yaml\n").removesuffix("```") for text in (before, after))
    return Page(title=title, what=what, why=why, example=before, instead=after)


def changes(old: Spec, new: Spec) -> tuple[Change, ...]:
    """Return what differs between two versions of a spec, in the order of the newer one. Places are no difference.

    What is gone comes where it was. Of a part that came or went, what is in it is not listed by itself.
    """
    view = View(old, new)
    kinds = list(KINDS)
    found = [change for name in registry.names(RULES) for change in registry.load(RULES, name).check(view)]
    return tuple(sorted(found, key=lambda one: (view.order[one.selector], kinds.index(one.kind))))


def collecting(old: Spec, new: Spec) -> tuple[Change, ...]:
    """Return the changes of what is collected: all but those of mere words."""
    return tuple(change for change in changes(old, new) if change.kind != WORDING)
