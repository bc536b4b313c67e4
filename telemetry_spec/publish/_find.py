"""Finds a spec in the tags of a repository: at its path, or at another one that it had, by its product."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from telemetry_spec.reading.load import MAX_BYTES, SUFFIXES

if TYPE_CHECKING:
    from telemetry_spec.publish._git import Repository, Stored, Tag

#: Tags whose files are all listed in the search for another path. Each path that is found is looked for in all tags.
MAX_LISTED: Final = 20
#: Spec files that are read in one tag.
MAX_READ: Final = 50


def find(repository: Repository, tags: list[Tag], product: str) -> list[Stored]:
    """Return what the tags hold of a spec, in their order: at its path, or where a spec of its product lay.

    The newest tags without it are searched first, and `MAX_LISTED` of them at most. Where several files of a tag are of
    the product, the one with the file's present name counts, or none: the others may be copies.

    Raises:
        GitError: Git does not say.
    """
    search = _Search(repository, product)
    found = {one.tag: one for one in repository.stored(tags, repository.path)}
    left = MAX_LISTED
    # A tag that names no commit has no date.
    for tag in (tag for tag in reversed(tags) if tag.date):
        if tag not in found and left:
            left -= 1
            path = search.path(tag)
            if path is not None:
                missing = [one for one in tags if one not in found]
                found |= {one.tag: one for one in repository.stored(missing, path) if search.fits(one)}
    return [found[tag] for tag in tags if tag in found]


class _Search:
    """Looks for the spec of a product. A content is read once."""

    def __init__(self, repository: Repository, product: str) -> None:
        self._repository = repository
        # At the top level: in YAML at the start of a line, in JSON indented and in quotes.
        key = r"""(?:["']?product["']?|\s+"product")"""
        line = rf"""^{key}\s*:\s*["']?{re.escape(product)}["']?\s*(?:,|\#.*)?\r?$"""
        self._line = re.compile(line.encode(), re.MULTILINE)
        self._known: dict[str, bool] = {}

    def path(self, tag: Tag) -> str | None:
        """Return the path that the spec has in a tag, or None where there is none, or nobody can tell which it is."""
        paths = [path for path in self._repository.paths(tag) if path.endswith(SUFFIXES) and "\n" not in path]
        stored = self._repository.stored([tag], *paths[:MAX_READ])
        files = [PurePosixPath(one.path) for one in stored if self.fits(one)]
        if self._repository.is_folder and len(files) > 1:
            folders = {file.parent for file in files}
            return _written(folders.pop()) if len(folders) == 1 else None
        own = PurePosixPath(self._repository.path).name
        for wanted in (files, [file for file in files if file.name == own]):
            if len(wanted) == 1:
                return _written(wanted[0])
        return None

    def fits(self, stored: Stored) -> bool:
        """Say whether a file names the product. It is not compiled for it: an old one may have errors."""
        if stored.kind == "tree":
            return True
        if stored.id not in self._known:
            small = stored.size <= MAX_BYTES
            self._known[stored.id] = small and self._line.search(self._repository.content(stored.id)) is not None
        return self._known[stored.id]


def _written(path: PurePosixPath) -> str:
    """Write a path as git does: the whole repository is an empty one."""
    return "" if path == PurePosixPath() else str(path)
