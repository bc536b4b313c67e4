"""Reads the page of a rule from its docstring: a title, then the sections of `SECTIONS` under Markdown headings."""

from __future__ import annotations

import ast
import inspect
import re
from typing import TYPE_CHECKING

from telemetry_spec.model.page import Page

if TYPE_CHECKING:
    from types import ModuleType

SECTIONS = ("What it does", "Why", "Example", "Instead")

_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_BLOCK = re.compile(r"```yaml\n(.*?)```", re.DOTALL)


def read_page(module: ModuleType) -> Page:
    """Return the page of a rule. Raises ValueError when a section is missing, empty or out of order."""
    # The source and not `__doc__`, which `python -OO` leaves out.
    text = ast.get_docstring(ast.parse(inspect.getsource(module))) or ""
    title, *rest = _HEADING.split(text)
    if tuple(rest[::2]) != SECTIONS or not all(part.strip() for part in (title, *rest)):
        raise ValueError(f"{module.__name__}: its docstring is a title and the sections {', '.join(SECTIONS)}")
    what, why, example, instead = (part.strip() for part in rest[1::2])
    return Page(
        title=title.strip().removesuffix("."),
        what=what,
        why=why,
        example=_block(example, module),
        instead=_block(instead, module),
    )


def _block(section: str, module: ModuleType) -> str:
    found = _BLOCK.search(section)
    if found is None:
        raise ValueError(f"{module.__name__}: *Example* and *Instead* each hold a yaml block")
    return found.group(1)
