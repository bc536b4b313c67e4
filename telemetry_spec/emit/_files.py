"""Output files on disk: compared with what they should be, or written all together or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from telemetry_spec.model.failure import reason_of
from telemetry_spec.model.finding import Finding, Related, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from telemetry_spec.model.spec import Spec

#: Python leaves these beside generated modules.
_BYPRODUCTS: Final = frozenset({"__pycache__"})
#: A file `product/output/...` lies in a folder of its own output, which holds nothing else.
_DEPTH_OF_OWN_FOLDER: Final = 3


class OutputError(Exception):
    """The folder for the output cannot be used; the text says why."""


class Plan:
    """All files of a build by their relative paths, and what stands in the way of writing them."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.findings: list[Finding] = []
        self._products: dict[str, Span] = {}
        self._names: dict[str, str] = {}

    def add(self, spec: Spec, outputs: Iterable[tuple[str, Iterable[tuple[str, bytes]]]]) -> None:
        """Add the files of a spec, target by target. A product that is there already is a finding."""
        if spec.product in self._products:
            self.findings.append(same_product(spec, self._products[spec.product]))
            return
        self._products[spec.product] = spec.span
        for target, files in outputs:
            for name, data in files:
                # Two names that differ in case only are one file on some systems.
                other = self._names.setdefault(name.casefold(), name)
                if other != name or name in self.files:
                    self.findings.append(_same_file(spec, target, name, other))
                self.files[name] = data


def write(out: Path, files: Mapping[str, bytes]) -> int:
    """Write the files into a folder, which is made when it is not there. Files that are right already stay untouched.

    All new contents lie on the disk before the first file is replaced, and each is replaced in one step: a run that
    fails leaves the old files whole. Returns how many were written. Raises OutputError when the folder cannot be used.
    """
    try:
        targets = {_inside(out, name): data for name, data in files.items()}
        changed = {path: data for path, data in targets.items() if _held(path) != data}
        _replace_all(changed)
    except OSError as error:
        raise _cannot("written", out, error) from error
    return len(changed)


def replace_files(files: Mapping[Path, bytes]) -> None:
    """Replace files where they lie, all of them or none, each in one step. Raises OutputError when that cannot be."""
    try:
        # A link stays a link: what it leads to is replaced.
        _replace_all({path.resolve(): data for path, data in files.items()})
    except OSError as error:
        raise _cannot("written", next(iter(files)), error) from error


def compare(out: Path, files: Mapping[str, bytes], command: str) -> Iterator[Finding]:
    """Yield a finding for each file that is missing, differs, or is no longer made. `command` brings them up to date.

    Raises OutputError when the folder cannot be read.
    """
    try:
        expected = {_inside(out, name): data for name, data in files.items()}
        for path, data in sorted(expected.items()):
            held = _held(path)
            if held is None:
                yield stale_output(path, f"{path.name} is missing.", f"Run `{command}`.")
            elif held != data:
                yield stale_output(path, f"{path.name} is not what the spec gives today.", f"Run `{command}`.")
    except OSError as error:
        raise _cannot("read", out, error) from error
    yield from left_over(out, files)


def left_over(out: Path, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Yield a finding for each file that is no longer made. None is deleted: somebody may have put it there.

    A file is taken for a left-over only in a folder that holds the files of one output and nothing else.
    Raises OutputError when the folder cannot be read.
    """
    try:
        expected = {_inside(out, name) for name in files}
        for path in sorted(_others(out, files, expected)):
            yield stale_output(path, f"{path.name} no longer comes from any spec.", "Delete it.")
    except OSError as error:
        raise _cannot("read", out, error) from error


def _inside(out: Path, name: str) -> Path:
    """Return where a file goes. Ids cannot leave the folder, but a link in it could."""
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or any(part == ".." or "\\" in part or ":" in part for part in parts):
        raise OutputError(f"The output `{name}` would lie outside of {out}.")
    path = out.joinpath(*parts)
    try:
        inside = path.resolve().is_relative_to(out.resolve())
    except RuntimeError as error:  # up to Python 3.12: a link that leads to itself
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(out)) from error
    if not inside:
        raise OutputError(f"{path} leads out of {out} through a link. Remove the link, or choose another folder.")
    return path


def _held(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _others(out: Path, names: Mapping[str, bytes], expected: set[Path]) -> Iterator[Path]:
    paths = [PurePosixPath(name) for name in names]
    folders = {path.parts[:2] for path in paths if len(path.parts) >= _DEPTH_OF_OWN_FOLDER}
    for parts in folders:
        for path in out.joinpath(*parts).rglob("*"):
            inner = path.relative_to(out).parts
            if path.is_file() and path not in expected and not any(_is_byproduct(part) for part in inner):
                yield path


def _is_byproduct(part: str) -> bool:
    return part in _BYPRODUCTS or part.startswith(".")


def _replace_all(files: Mapping[Path, bytes]) -> None:
    waiting: list[tuple[Path, Path]] = []
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            waiting.append((_new_file(path, data), path))
        while waiting:
            temporary, path = waiting[-1]
            temporary.replace(path)
            waiting.pop()
    finally:
        for temporary, _ in waiting:
            with contextlib.suppress(OSError):
                temporary.unlink()


def _new_file(path: Path, data: bytes) -> Path:
    """Write a file beside the one it will replace: a rename is one step only within a file system."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(data)
        with contextlib.suppress(FileNotFoundError):
            shutil.copymode(path, temporary)  # who may read a file stays as it is
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    return temporary


def _cannot(what: str, out: Path, error: OSError) -> OutputError:
    place = error.filename or out
    return OutputError(f"{place} cannot be {what}: {reason_of(error)}.")


def stale_output(path: Path, message: str, help_text: str) -> Finding:
    """Make the finding for a file or a folder that is not what specs give."""
    return Finding(
        code="stale-output",
        severity=Severity.ERROR,
        message=message,
        help=help_text,
        span=Span(path.as_posix(), 1, 1, 1, 1),
    )


def same_product(spec: Spec, first: Span) -> Finding:
    """Make the finding for a second spec of a product. `first` is the place of the other."""
    return Finding(
        code="same-product",
        severity=Severity.ERROR,
        message=f"Two specs describe the product `{spec.product}`: what comes out of them would have the same names.",
        help="Give one of them. Two files of one spec lie in one folder: then give that.",
        span=spec.span,
        related=(Related(first, "The other spec is here."),),
    )


def _same_file(spec: Spec, target: str, name: str, other: str) -> Finding:
    return Finding(
        code="same-output",
        severity=Severity.ERROR,
        message=f"The target {target} writes {name}, and {other} is written too: on some systems this is one file.",
        help="Use ids that differ in more than upper and lower case.",
        span=spec.span,
    )
