"""Two versions of a spec compared: what widens, what narrows, and what only changes, as findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telemetry_spec import diff
from telemetry_spec.emit.docs.history import lines
from telemetry_spec.emit.docs.words import catalogue
from telemetry_spec.model.change import Release
from telemetry_spec.model.finding import Finding, Severity
from telemetry_spec.model.versions import natural
from telemetry_spec.publish._find import find
from telemetry_spec.publish._git import GitError, Repository
from telemetry_spec.publish.history import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from telemetry_spec.compile import Compiled
    from telemetry_spec.model.spec import Spec

__all__ = ["GitError", "all_new", "at_revision", "compare"]

#: By `Change.widens`: the code, how grave it is, and what to do.
_KINDS: Final = {
    True: ("collection-widens", Severity.WARNING, "Let those agree who answer for privacy, and tell users."),
    False: ("collection-narrows", Severity.NOTE, ""),
    None: ("collection-changes", Severity.NOTE, ""),
}


def compare(old: Spec, new: Spec) -> Iterator[Finding]:
    """Yield a finding for each change of what is collected, in a reader's words, and one for a version that stayed."""
    changes = diff.collecting(old, new)
    words = catalogue()
    for change in changes:
        code, severity, advice = _KINDS[change.widens]
        [message] = lines(Release(version=new.version, changes=(change,)), new, words, since=False)
        yield Finding(
            code=code,
            severity=severity,
            message=message,
            help=advice,
            span=change.span or new.span,
            selector=change.selector,
        )
    if changes and natural(new.version) <= natural(old.version):
        before = "still" if new.version == old.version else f"{old.version} before, and now"
        yield Finding(
            code="collection-unchanged-version",
            severity=Severity.ERROR,
            message=f"What is collected changes, and `version` is {before} {new.version}.",
            help="Raise `version`.",
            span=new.span,
        )


def at_revision(spec: Spec, path: Path, revision: str) -> Compiled | None:
    """Return a spec as it was at a revision of the git repository that its file or folder lies in.

    One that had another name is found by its product. None stands for a revision that holds no such spec.

    Raises:
        GitError: There is no repository or no such revision, or git refuses.
    """
    repository = Repository(path)
    stored = find(repository, [repository.revision(revision)], spec.product)
    return compiled(repository, stored[0]) if stored else None


def all_new(spec: Spec, revision: str) -> Finding:
    """Make the finding for a spec that a revision does not hold: then all of it is more than before."""
    code, severity, advice = _KINDS[True]
    message = f"{revision} holds no spec of `{spec.product}`: all of it is new."
    return Finding(code=code, severity=severity, message=message, help=advice, span=spec.span)
