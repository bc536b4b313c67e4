"""What lies at a path, and below a folder. A folder that cannot be listed is told, never passed over."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def is_folder(path: str | Path) -> bool:
    """Say whether there is a folder. Of what may not be looked at, or cannot be a path, there is none."""
    return os.path.isdir(path)  # noqa: PTH112  the method of a path raises for some of these


def is_file(path: str | Path) -> bool:
    """Say whether there is a file, as `is_folder` does."""
    return os.path.isfile(path)  # noqa: PTH113  as above


def files_below(folder: str | Path) -> Iterator[Path]:
    """Yield every file in a folder and in its folders, sorted, those behind links too; each folder once.

    A folder that cannot be listed is yielded itself: whoever opens it learns why.
    """
    found: list[Path] = []
    seen: set[tuple[int, int]] = set()
    refused: list[OSError] = []
    for here, folders, names in os.walk(folder, onerror=refused.append, followlinks=True):
        place = os.stat(here)  # noqa: PTH116  as above
        if (place.st_dev, place.st_ino) in seen:
            folders.clear()
            continue
        seen.add((place.st_dev, place.st_ino))
        found += (path for name in names if is_file(path := Path(here, name)))
    yield from sorted([*found, *(Path(error.filename) for error in refused)])
