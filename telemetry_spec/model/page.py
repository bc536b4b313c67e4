"""The page of one code: what `explain` and the reference say about it, read from a docstring or a table."""

from __future__ import annotations

import ast
import inspect
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Page:
    """What a code means. `example` makes the finding appear, `instead` is the same without it.

    The page of a check has no example: what makes it fail is a program. Its `instead` says in words what to do.
    """

    title: str
    what: str
    why: str
    example: str
    instead: str


def sections_of(module: ModuleType, names: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return the title of a module's docstring and the texts under its Markdown headings, which have to be these.

    Raises:
        ValueError: A section is missing, empty or out of order.
    """
    # The source and not `__doc__`, which `python -OO` leaves out.
    text = ast.get_docstring(ast.parse(inspect.getsource(module))) or ""
    title, *rest = _HEADING.split(text)
    if tuple(rest[::2]) != names or not all(part.strip() for part in (title, *rest)):
        raise ValueError(f"{module.__name__}: its docstring is a title and the sections {', '.join(names)}")
    return title.strip().removesuffix("."), tuple(part.strip() for part in rest[1::2])
