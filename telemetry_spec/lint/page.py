"""Reads the page of a rule from its docstring: a title, then the sections of `SECTIONS` under Markdown headings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from telemetry_spec.model.page import Page, sections_of

if TYPE_CHECKING:
    from types import ModuleType

SECTIONS = ("What it does", "Why", "Example", "Instead")

_BLOCK = re.compile(r"```yaml\n(.*?)```", re.DOTALL)


def read_page(module: ModuleType) -> Page:
    """Return the page of a rule. Raises ValueError when a section is missing, empty or out of order."""
    title, (what, why, example, instead) = sections_of(module, SECTIONS)
    return Page(title=title, what=what, why=why, example=_block(example, module), instead=_block(instead, module))


def _block(section: str, module: ModuleType) -> str:
    found = _BLOCK.search(section)
    if found is None:
        raise ValueError(f"{module.__name__}: *Example* and *Instead* each hold a yaml block")
    return found.group(1)
