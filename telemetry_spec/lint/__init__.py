"""Lint: what an expert would say about a spec that is valid. One rule is one file in `rules/`, its docstring its page.

A rule states its `SEVERITY` and a `check` that yields hits; its code is its file's stem with hyphens. The spec's own
suppressions are applied here, and those that do nothing are findings themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec import registry
from telemetry_spec.lint.base import RULES, View, codes
from telemetry_spec.lint.page import read_page
from telemetry_spec.model.finding import Finding
from telemetry_spec.model.selector import covers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from types import ModuleType

    from telemetry_spec.model.page import Page
    from telemetry_spec.model.spec import Spec, Suppression

__all__ = ["explain", "lint", "names"]

#: These speak of the suppressions themselves: they run last, and nothing switches them off.
_ABOUT_SUPPRESSIONS = ("suppression-unknown", "suppression-unused")


def names() -> tuple[str, ...]:
    """Return the codes of all rules, sorted. No rule is imported for it."""
    return codes()


def explain(code: str) -> Page:
    """Return the page of a rule. Raises KeyError when there is no such rule."""
    return read_page(_rule(code))


def lint(spec: Spec, *, select: Collection[str] | None = None) -> list[Finding]:
    """Return what the rules say about a spec, in the order of its places.

    Args:
        spec: The compiled spec. Its suppressions are applied.
        select: The codes of the rules to run; all of them by default. A suppression of a rule that does not run is
            never called unused.

    Raises:
        KeyError: `select` names a rule that does not exist.
    """
    chosen = codes() if select is None else tuple(sorted(set(select)))
    view = View(spec)
    found = [finding for code in chosen if code not in _ABOUT_SUPPRESSIONS for finding in _run(code, view)]
    kept, used = _suppress(found, spec.suppressions)
    view.idle = tuple(one for one in spec.suppressions if one.rule in chosen and id(one) not in used)
    kept += [finding for code in chosen if code in _ABOUT_SUPPRESSIONS for finding in _run(code, view)]
    return sorted(_once(kept), key=lambda finding: finding.sort_key)


def _rule(code: str) -> ModuleType:
    if code not in codes():
        raise KeyError(code)
    return registry.load(RULES, code.replace("-", "_"))


def _run(code: str, view: View) -> Iterable[Finding]:
    rule = _rule(code)
    for hit in rule.check(view):
        yield Finding(
            code=code,
            severity=rule.SEVERITY,
            message=hit.message,
            help=hit.help,
            span=hit.span,
            selector=hit.selector,
            pointer=hit.pointer,
            related=hit.related,
        )


def _suppress(found: Iterable[Finding], suppressions: tuple[Suppression, ...]) -> tuple[list[Finding], set[int]]:
    """Return what no suppression covers, and the identities of the suppressions that cover something."""
    by_rule: dict[str, list[Suppression]] = {}
    for suppression in suppressions:
        by_rule.setdefault(suppression.rule, []).append(suppression)
    kept: list[Finding] = []
    used: set[int] = set()
    for finding in found:
        matching = [one for one in by_rule.get(finding.code, ()) if not one.at or covers(one.at, finding.selector)]
        used.update(map(id, matching))
        if not matching:
            kept.append(finding)
    return kept, used


def _once(found: Iterable[Finding]) -> Iterable[Finding]:
    """Leave out what was said of the same place before: a field of a group is seen in each event that has it."""
    seen = set()
    for finding in found:
        key = (finding.code, finding.span, finding.message.replace(finding.selector, ""))
        if key not in seen:
            seen.add(key)
            yield finding
