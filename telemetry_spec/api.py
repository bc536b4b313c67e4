"""The few functions that a Python program calls. The command line calls them too.

>>> from telemetry_spec import api
>>> from telemetry_spec.resources import schemas_dir
>>> spec = api.load(schemas_dir() / "flowforge.telemetry.yaml")
>>> spec.title
'FlowForge'
>>> [finding.code for finding in api.lint(spec)]
[]
>>> api.explain("unknown-key").title
'A key is not part of the language'
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from telemetry_spec import registry
from telemetry_spec.emit._files import OutputError, Plan, compare, left_over, replace_files, write
from telemetry_spec.model.selector import SECTIONS, canonical, covers, event_selector, fields_of, join
from telemetry_spec.model.spec import Spec

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from telemetry_spec.check.run import Check, Summary
    from telemetry_spec.model.finding import Finding
    from telemetry_spec.model.page import Page
    from telemetry_spec.model.shape import Json
    from telemetry_spec.publish.pages import Pages
    from telemetry_spec.vectors import Vector

__all__ = [
    "OutputError",
    "UnknownNameError",
    "build",
    "check",
    "checker",
    "checks",
    "codes",
    "diff",
    "explain",
    "lint",
    "load",
    "replace_files",
    "sample",
    "vector_files",
    "vectors",
    "write",
    "write_pages",
    "write_vectors",
]


#: So many names can be listed in one sentence.
_FEW: Final = 12


class UnknownNameError(LookupError):
    """Nothing has that name. The text says so in plain words, with the nearest name there is."""

    def __init__(self, kind: str, name: str, known: Collection[str]) -> None:
        super().__init__(f"There is no {kind} `{name}`. {registry.hint(name, known, _FEW)}".rstrip())


def load(path: str | Path) -> Spec:
    """Return the spec in a file, or in a folder of `*.telemetry.yaml` files.

    Raises:
        InvalidInputError: There is something wrong with it; `findings` says what.
    """
    from telemetry_spec.compile import require

    return require(path)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found, and what it saw: how many payloads, how many of them bad, and which fields never came."""

    findings: list[Finding]
    summary: Summary


@dataclass(frozen=True, slots=True)
class Built:
    """What a build came to: how many files there are, how many of them were new or differed, and what was found.

    There are none where what was found stood in the way.
    """

    files: int
    written: int
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class Written(Built):
    """What writing vectors came to. `unshown` names the obligations that no vector can show."""

    unshown: tuple[str, ...]


def lint(spec: Spec, *, select: str = "") -> list[Finding]:
    """Return what an expert would say about a spec, or about the part of it that a selector names.

    Raises:
        UnknownNameError: Nothing in the spec has that selector.
    """
    from telemetry_spec.lint import lint as run

    part = _selected(select, _selectors(spec), "part") if select else ""
    return [finding for finding in run(spec) if not part or covers(part, finding.selector)]


def check(
    spec: Spec, paths: Sequence[str | Path], *, select: str = "", stored: bool = False, requests: bool = False
) -> Checked:
    """Hold payload files against a spec.

    Args:
        spec: The spec.
        paths: Files and folders of payloads: JSON, lists of JSON, NDJSON, also compressed (`.gz`, `.zst`).
        select: A source, for whole request bodies; an event, for its payloads alone; or "" for any source.
        stored: Whether the payloads are rows as stored rather than as sent.
        requests: Whether they are whole requests, with address, method, headers and query beside the body.

    Raises:
        UnknownNameError: `select` names neither a source nor an event.
    """
    run = checker(spec, select=select, stored=stored, requests=requests)
    return Checked(list(run.findings([str(path) for path in paths])), run.summary)


def checker(spec: Spec, *, select: str = "", stored: bool = False, requests: bool = False) -> Check:
    """Return a check that is still to be fed: its `findings(paths)` streams, and its `summary` is complete after that.

    The arguments are those of `check`.

    Raises:
        UnknownNameError: `select` names neither a source nor an event.
    """
    from telemetry_spec.check.run import Check

    part = _selected(select, _sendable(spec), "source or event") if select else ""
    return Check(spec, part, stored=stored, requests=requests)


def sample(spec: Spec, *, select: str = "", seed: int = 0) -> Iterator[Json]:
    """Return payloads without end, the same for the same seed.

    Args:
        spec: The spec.
        select: A source, for whole request bodies; an event, for its payloads alone; or "" for any source.
        seed: What the payloads are drawn from.

    Raises:
        UnknownNameError: `select` names neither a source nor an event that is still sent.
    """
    from telemetry_spec.emit.samples import stream

    return stream(spec, _selected(select, _sendable(spec), "source or event") if select else "", seed)


def build(
    specs: Spec | Sequence[Spec],
    out: str | Path,
    *,
    targets: Sequence[str] = (),
    templates: str | Path | None = None,
    check: bool = False,
    command: str = "telemetry-spec build",
) -> Built:
    """Write what comes out of specs into a folder: all of it, or nothing when two outputs are one file.

    Files that no spec gives any more are findings, and stay.

    Args:
        specs: One spec or several, each of another product.
        out: The folder. Each product has a folder of its own in it.
        targets: The outputs to make; all of them by default.
        templates: A folder whose templates of the public page take precedence over the built-in ones.
        check: Write nothing, and report which files are not up to date.
        command: What findings tell people to run.

    Raises:
        UnknownNameError: There is no target of that name.
        OutputError: The folder cannot be used.
        InvalidInputError: A template cannot be used.
    """
    from telemetry_spec import emit
    from telemetry_spec.emit.base import Options

    chosen = tuple(dict.fromkeys(targets)) or emit.names()
    for target in chosen:
        if target not in emit.names():
            raise UnknownNameError("target", target, emit.names())
    options = Options(templates=Path(templates) if templates is not None else None)
    plan = Plan()
    for spec in [specs] if isinstance(specs, Spec) else specs:
        plan.add(spec, ((target, emit.emit(spec, target, options)) for target in chosen))
    if plan.findings:
        return Built(0, 0, plan.findings)
    if check:
        return Built(len(plan.files), 0, list(compare(Path(out), plan.files, command)))
    written = write(Path(out), plan.files)
    return Built(len(plan.files), written, list(left_over(Path(out), plan.files)))


def diff(old: Spec, new: Spec) -> list[Finding]:
    """Return what a newer version of a spec collects more, less or otherwise, in a reader's words.

    The code of a finding is `collection-widens` (a warning), `collection-narrows` or `collection-changes` (notes);
    `collection-unchanged-version` is an error. What differs in words alone is none.
    """
    from telemetry_spec.publish.comparison import compare

    return list(compare(old, new))


def write_pages(
    pages: Pages, out: str | Path, *, check: bool = False, command: str = "telemetry-spec docs render"
) -> Built:
    """Write the pages of products into a folder, all of them or none, with what programs read beside each.

    Folders of products that none of the specs describes are findings, and stay.

    Args:
        pages: The pages, with how they are made: `telemetry_spec.publish.pages.Pages`.
        out: The folder. Each product has a folder of its own in it.
        check: Write nothing, and report which files are not up to date.
        command: What findings tell people to run.

    Raises:
        OutputError: The folder cannot be used.
        InvalidInputError: The words or the templates cannot be used.
    """
    from telemetry_spec.publish.site import files_of, gone

    files, folder = files_of(pages), Path(out)
    if check:
        return Built(len(files), 0, [*compare(folder, files, command), *gone(pages, folder)])
    return Built(len(files), write(folder, files), list(gone(pages, folder)))


def vectors(spec: Spec, *, select: str = "") -> Iterator[Vector]:
    """Return conformance vectors: payloads and request bodies, each with a lasting id and the verdict on it.

    Args:
        spec: The spec.
        select: An event, for vectors of its payload; a source, for those of its request body and of all its events; or
            "" for everything that is sent.

    Raises:
        UnknownNameError: `select` names neither a source nor an event that is still sent.
    """
    from telemetry_spec.vectors import selectors, vectors_of

    known = selectors(spec)
    part = _selected(select, known, "source or event") if select else ""
    return (vector for name in known if not part or covers(part, name) for vector in vectors_of(spec, name))


def vector_files(spec: Spec, *, select: str = "") -> dict[str, bytes]:
    """Return the files that hold vectors, by their paths. The arguments are those of `vectors`.

    Raises:
        UnknownNameError: `select` names neither a source nor an event that is still sent.
    """
    from telemetry_spec.vectors import selectors
    from telemetry_spec.vectors.files import files_of

    return dict(files_of(spec, _selected(select, selectors(spec), "source or event") if select else ""))


def write_vectors(
    spec: Spec,
    out: str | Path,
    *,
    select: str = "",
    check: bool = False,
    command: str = "telemetry-spec vectors",
) -> Written:
    """Write the files that hold vectors into a folder, all of them or none.

    Args:
        spec: The spec.
        out: The folder. The product has a folder of its own in it.
        select: As for `vectors`.
        check: Write nothing, and report which files are not up to date.
        command: What findings tell people to run.

    Raises:
        UnknownNameError: `select` names neither a source nor an event that is still sent.
        OutputError: The folder cannot be used.
    """
    from telemetry_spec.vectors import selectors, unshown

    part = _selected(select, selectors(spec), "source or event") if select else ""
    files = vector_files(spec, select=part)
    if check:
        stale = list(compare(Path(out), files, command))
        written = 0
    else:
        written = write(Path(out), files)
        stale = list(left_over(Path(out), files))
    # What a selector leaves out is not left over.
    paths = {Path(out, name).as_posix() for name in files}
    found = [one for one in stale if not part or (one.span and one.span.file in paths)]
    parts = [name for name in selectors(spec) if not part or covers(part, name)]
    missing = tuple(str(one) for name in parts for one in unshown(spec, name))
    return Written(len(files), written, found, missing)


def explain(code: str) -> Page:
    """Return the page of a code or of a check: what it means, why it matters, an example, and what to do instead.

    Raises:
        UnknownNameError: There is no such code.
    """
    from telemetry_spec import conform
    from telemetry_spec import lint as rules

    if code in rules.names():
        return rules.explain(code)
    pages = _pages()
    if code in pages:
        return pages[code]
    if code in conform.names():
        return conform.explain(code)
    raise UnknownNameError("code", code, (*codes(), *checks()))


def codes() -> tuple[str, ...]:
    """Return every code that a finding may have, sorted."""
    from telemetry_spec import lint as rules

    return tuple(sorted({*rules.names(), *_pages()}))


def checks() -> tuple[str, ...]:
    """Return the names of the checks of running clients and servers, sorted."""
    from telemetry_spec import conform

    return conform.names()


def _pages() -> Mapping[str, Page]:
    """Return the pages of all codes but those of lint's rules, which have theirs in their docstrings."""
    from telemetry_spec.check.codes import CODES as CHECKING
    from telemetry_spec.compile.codes import CODES as COMPILING
    from telemetry_spec.conform.codes import CODES as CONFORMING
    from telemetry_spec.emit._codes import CODES as EMITTING
    from telemetry_spec.publish.codes import CODES as PUBLISHING
    from telemetry_spec.reading.codes import CODES as READING

    return {**READING, **COMPILING, **EMITTING, **CHECKING, **CONFORMING, **PUBLISHING}


def _selected(select: str, known: Collection[str], kind: str) -> str:
    """Return a selector as the spec writes it. Raises UnknownNameError when it is not a known one."""
    name = canonical(select)
    if name not in known:
        raise UnknownNameError(kind, select, known)
    return name


def _sendable(spec: Spec) -> set[str]:
    return {*spec.sources, *(event_selector(source, event) for source, event in spec.events())}


def _selectors(spec: Spec) -> set[str]:
    """Return everything in a spec that has a name."""
    named = {section: getattr(spec, section) for section in SECTIONS if section not in ("notice", "never_collected")}
    parts = {join(section, name) for section, entries in named.items() for name in entries}
    requests = {join(source, "request") for source in spec.sources}
    return {*SECTIONS, *parts, *requests, *_sendable(spec), *(selector for selector, _ in fields_of(spec))}
