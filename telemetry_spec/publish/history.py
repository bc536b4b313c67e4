"""The history of a spec: its older versions, from git tags or a folder, and what each version changed."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from telemetry_spec import diff
from telemetry_spec.compile import compile_spec, compile_text
from telemetry_spec.model.change import Release
from telemetry_spec.model.failure import reason_of
from telemetry_spec.model.finding import Finding, Severity, Span
from telemetry_spec.model.versions import natural
from telemetry_spec.publish._find import find
from telemetry_spec.publish._git import GitError, Repository
from telemetry_spec.reading.folders import is_file, is_folder
from telemetry_spec.reading.load import MAX_BYTES, MAX_FOLDER_BYTES, SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from telemetry_spec.compile import Compiled
    from telemetry_spec.model.spec import Spec
    from telemetry_spec.model.versions import Natural
    from telemetry_spec.publish._git import Stored

#: Different contents that are compiled; the newest tags count.
MAX_VERSIONS: Final = 500
#: The pattern that every tag matches.
EVERY: Final = "*"
_CUT_OFF: Final = "The clone is shallow: it lacks a part of the history."
_WHOLE_CLONE: Final = (
    "Run `git fetch --tags --unshallow`. In CI, clone the whole history (with `actions/checkout`: `fetch-depth: 0`)."
)


@dataclass(frozen=True, slots=True)
class History:
    """The releases of a spec, newest first, and what was wrong with older versions. All findings are warnings.

    The first release is the current spec's; the last one is the oldest that is known, and has no changes.
    """

    releases: tuple[Release, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Old:
    """An older version of a spec. `name` says where it is from: ``the tag `v1` ``; `date` may be ""."""

    name: str
    date: str
    compiled: Compiled


def releases_of_folder(spec: Spec, folder: str | Path) -> History:
    """Return the history of a spec from a folder of older ones: files, or folders of files, in any order.

    What is of another product is left out. Nothing is raised for what is in the folder.
    """
    folder = Path(folder)
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        reason = reason_of(error)
        return _alone(
            spec, "history-unavailable", f"The folder `{folder}` cannot be read: {reason}.", "Check the path.", folder
        )
    found = [
        Old(f"`{path}`", "", compile_spec(path))
        for path in entries
        if (path.name.endswith(SUFFIXES) and is_file(path)) or (is_folder(path) and _has_specs(path))
    ]
    mine = [old for old in found if old.compiled.spec is None or old.compiled.spec.product == spec.product]
    if not mine:
        message = f"The folder `{folder}` holds no older version of `{spec.product}`."
        return _alone(spec, "history-empty", message, "Copy the spec there before you raise its `version`.", folder)
    return _history(spec, mine, folder)


def releases_of_git(spec: Spec, path: str | Path, pattern: str = EVERY) -> History:
    """Return the history of a spec from the tags of the git repository that its file or folder lies in.

    Args:
        spec: The current spec.
        path: Its file, or its folder of files.
        pattern: Which tags count, such as `v*`. A release has the day of the first tag that has its version.

    A spec that had another name is followed by its product, as far as `find` does.

    Nothing is written or fetched, and nothing is raised for what git says.
    """
    path = Path(path)
    try:
        repository = Repository(path)
        tags = repository.tags(pattern)
        stored = find(repository, tags, spec.product)
        shallow = repository.is_shallow()
        if not stored:
            return _no_tags(spec, path, pattern, len(tags), shallow=shallow)
        found = list(_of_tags(repository, stored))
    except GitError as error:
        return _alone(spec, "history-unavailable", str(error), error.help, path)
    mine = [old for old in found if old.compiled.spec is None or old.compiled.spec.product == spec.product]
    history = _history(spec, mine, path)
    if not shallow:
        return history
    return replace(history, findings=(_shallow(history.releases, path), *history.findings))


def _has_specs(folder: Path) -> bool:
    try:
        return any(path.name.endswith(SUFFIXES) for path in folder.iterdir())
    except OSError:
        return False


def _no_tags(spec: Spec, path: Path, pattern: str, count: int, *, shallow: bool) -> History:
    if count:
        tags = "The only tag does not hold" if count == 1 else f"None of the {count} tags holds"
        which = "" if pattern == EVERY else f" (of those that match `{pattern}`)"
        message, advice = f"{tags} this spec{which}.", "Tag a commit that holds it."
    elif pattern == EVERY:
        message, advice = "The repository has no tags.", "Fetch them (`git fetch --tags`), or tag a release."
    else:
        message = f"The repository has no tag whose name matches `{pattern}`."
        advice = "Fetch the tags (`git fetch --tags`), or write a pattern that release tags match, such as `v*`."
    if shallow:
        message, advice = f"{message} {_CUT_OFF}", _WHOLE_CLONE
    return _alone(spec, "history-empty", message, advice, path)


def _shallow(releases: tuple[Release, ...], path: Path) -> Finding:
    """Warn that older versions may be missing. A clone cannot know what it lacks."""
    if len(releases) == 1:
        message = f"{_CUT_OFF} No version before {releases[0].version} is in it."
        return _warning("history-empty", message, _WHOLE_CLONE, path)
    message = f"{_CUT_OFF} Versions before {releases[-1].version} may be missing."
    return _warning("history-shallow", message, _WHOLE_CLONE, path)


def _alone(spec: Spec, code: str, message: str, advice: str, path: Path) -> History:
    """Return a history of the current spec only."""
    return History((Release(version=spec.version),), (_warning(code, message, advice, path),))


def _warning(code: str, message: str, advice: str, path: Path) -> Finding:
    span = Span(str(path), 1, 1, 1, 1)
    return Finding(code=code, severity=Severity.WARNING, message=message, help=advice, span=span)


# ---------------------------------------------------------------- from tags


def _of_tags(repository: Repository, stored: list[Stored]) -> Iterator[Old]:
    """Yield what each tag holds, the oldest tag first. The same content is compiled once."""
    known = dict.fromkeys(one.id for one in reversed(stored))
    known_by_id: dict[str, Compiled] = {}
    wanted = set(list(known)[:MAX_VERSIONS])
    for one in stored:
        if one.id in wanted:
            if one.id not in known_by_id:
                known_by_id[one.id] = compiled(repository, one)
            yield Old(f"the tag `{one.tag.name}`", one.tag.date, known_by_id[one.id])


def compiled(repository: Repository, stored: Stored) -> Compiled:
    """Compile a spec as a tag or another revision holds it. Findings name its places as git does: `v1:PATH`."""
    name = f"{stored.tag.name}:{stored.path}"
    if stored.kind == "blob":
        # One byte more than is read says that there is too much.
        too_large = stored.size > MAX_BYTES
        return compile_text(b" " * (MAX_BYTES + 1) if too_large else repository.content(stored.id), name)
    # A folder is compiled from a copy: several files are one spec, and errors in them name their files.
    with tempfile.TemporaryDirectory(prefix="telemetry-spec-") as copy:
        left = MAX_FOLDER_BYTES
        for file, (content, size) in sorted(repository.files(stored.id).items()):
            left -= size
            if file.endswith(SUFFIXES) and left >= 0:
                (Path(copy) / file).write_bytes(repository.content(content))
        return compile_spec(copy)


# ---------------------------------------------------------------- from versions to releases


class _Known(NamedTuple):
    """A version that compiles: where it is from, its day or "", and what it says."""

    name: str
    date: str
    spec: Spec


def _history(spec: Spec, found: Iterable[Old], path: Path) -> History:
    """Return the history of a spec with its older versions, which come oldest tag first."""
    unreadable: dict[int, list[Old]] = {}
    later: list[_Known] = []
    versions: dict[Natural, list[_Known]] = {}
    now = natural(spec.version)
    for old in found:
        if old.compiled.spec is None:
            unreadable.setdefault(id(old.compiled), []).append(old)
            continue
        known, order = _Known(old.name, old.date, old.compiled.spec), natural(old.compiled.spec.version)
        if order > now:
            later.append(known)
        else:
            versions.setdefault(order, []).append(known)
    versions.setdefault(now, []).append(_Known("the current spec", "", spec))
    kept = [versions[order] for order in sorted(versions)]
    findings = [_unreadable(same, path) for same in unreadable.values()]
    findings += [_later(one, spec, path) for one in later[-1:]]
    findings += [finding for same in kept for finding in _unchanged(same, path)]
    return History(tuple(reversed(list(_releases(kept)))), tuple(findings))


def _releases(versions: list[list[_Known]]) -> Iterator[Release]:
    """Yield a release for each version, the oldest first: as it was last, with the day when it was there first."""
    yield Release(version=versions[0][-1].spec.version, date=versions[0][0].date)
    for before, after in pairwise(versions):
        yield Release(
            version=after[-1].spec.version, date=after[0].date, changes=diff.collecting(before[-1].spec, after[-1].spec)
        )


def _unreadable(same: list[Old], path: Path) -> Finding:
    """Warn of content that does not compile, which several tags may hold."""
    more = f" and {len(same) - 1} more" if len(same) > 1 else ""
    first = next(iter(same[0].compiled.findings))
    place = f" (line {first.span.line})" if first.span is not None else ""
    message = f"The spec in {same[0].name}{more} cannot be read by this version, and is left out: {first.message}"
    advice = "To have it in the history, keep a mended copy in a folder of old specs."
    return _warning("history-unreadable", message.removesuffix(".") + f"{place}.", advice, path)


def _later(later: _Known, spec: Spec, path: Path) -> Finding:
    message = (
        f"The spec in {later.name} has the version {later.spec.version}, and the current one {spec.version}: "
        "what is later is left out."
    )
    return _warning("history-later", message, "Raise the `version` of the current spec, if it is the newer one.", path)


def _unchanged(same: list[_Known], path: Path) -> Iterator[Finding]:
    """Warn where what is collected changed under one version: once for each version."""
    for one, other in pairwise(same):
        if one.spec is not other.spec and diff.collecting(one.spec, other.spec):
            message = (
                f"Version {other.spec.version} collects something else in {other.name} than in {one.name}. The history "
                "shows both as one."
            )
            advice = "Raise `version` whenever what is collected changes."
            yield _warning("history-unchanged-version", message, advice, path)
            return
