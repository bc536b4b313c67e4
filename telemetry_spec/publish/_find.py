"""Finds a spec in the tags of a repository: at its path, or at another one that it had, by its product."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from telemetry_spec.reading.load import MAX_BYTES, SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.publish._git import Repository, Stored, Tag

#: Tags whose files are all listed in the search for another path. Each path that is found is looked for in all tags.
MAX_LISTED: Final = 20
#: Spec files that are read in one tag.
MAX_READ: Final = 50


def find(repository: Repository, tags: list[Tag], product: str) -> list[Stored]:
    """Return what the tags hold of a spec, in their order: at its path, or where a spec of its product lay.

    The newest tags without it are searched first, and `MAX_LISTED` of them at most. Where several files of a tag are of
    the product, that with the file's own name counts, or none: the others may be copies.

    Raises:
        GitError: Git does not say.
    """
    found = {one.tag: one for one in repository.stored(tags, repository.path)}
    current = next(iter(found.values()), None)
    folder = current.kind == "tree" if current else repository.is_folder
    tried = {repository.path}
    left = MAX_LISTED
    for tag in reversed(tags):
        if tag not in found and left:
            left -= 1
            path = _elsewhere(repository, tag, product, folder=folder)
            if path is not None and path not in tried:
                tried.add(path)
                missing = [one for one in tags if one not in found]
                found |= {one.tag: one for one in repository.stored(missing, path) if _fits(repository, one, product)}
    return [found[tag] for tag in tags if tag in found]


def _fits(repository: Repository, stored: Stored, product: str) -> bool:
    return stored.kind == "tree" or _is_of(repository, stored.id, stored.size, product)


def _elsewhere(repository: Repository, tag: Tag, product: str, *, folder: bool) -> str | None:
    """Return the path that a spec of the product has in a tag, or None where there is none, or nobody can tell."""
    if not tag.date:
        return None  # it names no commit
    files = list(_spec_files(repository, tag, product))
    if folder and len(files) > 1:
        folders = {file.parent for file in files}
        return _text(folders.pop()) if len(folders) == 1 else None
    own = PurePosixPath(repository.path).name
    for wanted in (files, [file for file in files if file.name == own]):
        if len(wanted) == 1:
            return _text(wanted[0])
    return None


def _text(path: PurePosixPath) -> str:
    """Write a path as git does: the whole repository is an empty one."""
    return "" if path == PurePosixPath() else str(path)


def _spec_files(repository: Repository, tag: Tag, product: str) -> Iterator[PurePosixPath]:
    entries = repository.files(f"refs/tags/{tag.name}^{{tree}}", below=True).items()
    named = [(path, *entry) for path, entry in entries if path.endswith(SUFFIXES) and "\n" not in path]
    for path, name, size in named[:MAX_READ]:
        if _is_of(repository, name, size, product):
            yield PurePosixPath(path)


def _is_of(repository: Repository, name: str, size: int, product: str) -> bool:
    """Say whether a file names the product, without compiling it: an old one may have errors."""
    if size > MAX_BYTES:
        return False
    line = rf"""^\s*["']?product["']?\s*:\s*["']?{re.escape(product)}["']?\s*(?:,|\#.*)?$"""
    return re.search(line.encode(), repository.content(name).replace(b"\r", b""), re.MULTILINE) is not None
