"""Marker blocks in files of a docs site, brought up to date from the specs."""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from telemetry_spec.model.failure import reason_of
from telemetry_spec.model.finding import Finding, Severity, Span
from telemetry_spec.publish.blocks import STYLES, bad_marker, blocks_of, under
from telemetry_spec.publish.request import RequestError, parse
from telemetry_spec.reading.folders import files_below, is_file, is_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from telemetry_spec.publish.blocks import Block, Style
    from telemetry_spec.publish.pages import Pages

_ENDINGS: Final = ", ".join(f"`{ending}`" for ending in STYLES)
#: Folders of other people's files; and, beside the pages, of what was built.
_OTHERS: Final = frozenset({"node_modules"})
_BUILT: Final = frozenset({"site", "build", "_build", "dist"})


@dataclass(slots=True)
class Synced:
    """What became of some files: how many there are, their blocks, the new texts of those that change, and findings."""

    files: int = 0
    blocks: int = 0
    changed: dict[Path, bytes] = field(default_factory=dict)
    stale: dict[Path, tuple[str, ...]] = field(default_factory=dict)
    """The lines of a difference (`diff -u`) for each file that changes."""
    findings: list[Finding] = field(default_factory=list)


def sync(paths: Sequence[str | Path], pages: Pages, command: str) -> Synced:
    """Make the blocks of files anew. Nothing is written: `changed` holds what to write.

    Args:
        paths: Files, and folders whose files are looked through.
        pages: What blocks are made from.
        command: What findings tell people to run.

    Raises:
        InvalidInputError: The words or the templates of the user's cannot be used.
    """
    result = Synced()
    seen: set[str] = set()
    for path in paths:
        given = Path(path)
        alone = not is_folder(given)
        for file in [given] if alone else _within(given):
            real = os.path.realpath(file)
            if real not in seen:
                seen.add(real)
                _sync_file(file, pages, command, result, alone=alone)
    result.findings.sort(key=lambda finding: finding.sort_key)
    if not result.blocks and not result.findings:
        place = Span(Path(paths[0]).as_posix(), 1, 1, 1, 1) if paths else None
        result.findings.append(_no_markers("No file holds a marker.", place, STYLES[".md"]))
    return result


def _within(folder: Path) -> Iterator[Path]:
    for path in files_below(folder):
        inner = path.relative_to(folder).parts[:-1]
        hidden = any(part.startswith(".") or part in _OTHERS for part in inner)
        if (path.suffix in STYLES or not is_file(path)) and not hidden and not _BUILT & set(inner[:1]):
            yield path


def _sync_file(path: Path, pages: Pages, command: str, result: Synced, *, alone: bool) -> None:
    file = path.as_posix()
    style = STYLES.get(path.suffix)
    if style is None:
        message = f"Files that end in `{path.suffix}` cannot hold blocks." if path.suffix else "This is no page."
        result.findings.append(_unreadable(file, message, f"Files that can: {_ENDINGS}."))
        return
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, ValueError) as error:
        reason = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else reason_of(error)
        result.findings.append(_unreadable(file, f"The file cannot be read: {reason}.", "Check the path and the file."))
        return
    lines = text.split("\n")  # a line of another system's ends in `\r`, and keeps it
    blocks, findings = blocks_of(lines, style, file)
    result.files += bool(blocks) or alone
    result.blocks += len(blocks)
    result.findings += findings
    if alone and not blocks and not findings:
        result.findings.append(_no_markers("The file holds no marker.", Span(file, 1, 1, 1, 1), style))
    new, wrong = _renewed(lines, blocks, style, pages, file)
    result.findings += wrong
    if new != lines and not wrong and not findings:
        result.changed[path] = "\n".join(new).encode()
        result.stale[path] = tuple(_difference(lines, new, file))
        result.findings += _stale(lines, new, blocks, file, command)


def _renewed(
    lines: list[str], blocks: Sequence[Block], style: Style, pages: Pages, file: str
) -> tuple[list[str], list[Finding]]:
    """Return the lines with new blocks, and what is wrong with the requests of some."""
    new: list[str] = []
    own: list[str] = []
    wrong: list[Finding] = []
    at = 0
    for block in blocks:
        new += lines[at : block.start]
        own += lines[at : block.start]
        try:
            new += _made(block, own, style, pages)
        except RequestError as error:
            wrong.append(bad_marker(file, block.line, error.message, error.advice))
        at = block.end
    return [*new, *lines[at:]], wrong


def _made(block: Block, own: list[str], style: Style, pages: Pages) -> list[str]:
    """Return the lines of a block. `own` are those of the author before it."""
    request = parse(block.asked)
    if not request.docs_format:
        request = replace(request, docs_format=style.docs_format)
    level, headings = under(own, style)
    text = pages.render(request, level=level, headings=headings)
    end = "\r" if own[-1].endswith("\r") else ""
    return [f"{block.indent}{line}{end}" if line else end for line in ("", *text.rstrip("\n").split("\n"), "")]


def _difference(lines: list[str], new: list[str], file: str) -> Iterator[str]:
    old, fresh = ([line.removesuffix("\r") for line in some] for some in (lines, new))
    return difflib.unified_diff(old, fresh, file, file, lineterm="", n=1)


def _stale(lines: list[str], new: list[str], blocks: Sequence[Block], file: str, command: str) -> Iterator[Finding]:
    """Yield a finding for each block that is not what its spec gives."""
    again, _ = blocks_of(new, STYLES[Path(file).suffix], file)
    for old, fresh in zip(blocks, again, strict=True):
        if lines[old.start : old.end] != new[fresh.start : fresh.end]:
            yield Finding(
                code="stale-block",
                severity=Severity.ERROR,
                message=f"The block `{old.asked}` is not what the spec gives today.",
                help=f"Run `{command}`.",
                span=Span(file, old.line, 1, old.line, 1),
            )


def _no_markers(message: str, place: Span | None, style: Style) -> Finding:
    begin, end = style.marker("telemetry-spec: PRODUCT"), style.marker("/telemetry-spec")
    return Finding(
        code="no-markers",
        severity=Severity.ERROR,
        message=message,
        help=f"Write `{begin}` where the page is to stand, and `{end}` on the line after it.",
        span=place,
    )


def _unreadable(file: str, message: str, advice: str) -> Finding:
    return Finding(
        code="unreadable-file", severity=Severity.ERROR, message=message, help=advice, span=Span(file, 1, 1, 1, 1)
    )
