"""The emitted pydantic models, imported as a user would import them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.verdict.cases import Subject


def models_of(found: list[Subject], folder: Path) -> list[object]:
    """Return the emitted model of each subject."""
    raise LookupError(folder)
