"""Markdown as Python-Markdown reads it: texts that stay texts, tables that stay whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

#: A code span, however many backticks it begins with.
_CODE: Final = re.compile(r"(`+)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_SPECIAL: Final = re.compile(r"[\\*_\[\]{}|#+!]|(?<=\d)\.(?= )")
_TICKS: Final = re.compile(r"`+")


def prose(text: str, code_as: Callable[[str], str] | None = None) -> str:
    """Return a text in which only code spans are markup, as Markdown.

    Args:
        text: What docstrings and descriptions hold: plain words, with code between backticks.
        code_as: What a code span becomes; `code` by default.
    """
    parts = _CODE.split(text)
    plain, codes = parts[::3], parts[2::3]
    spans = [(code_as or code)(one) for one in codes]
    return "".join(_escaped(one) + span for one, span in zip(plain, [*spans, ""], strict=True))


def code(text: str) -> str:
    """Return a code span that holds exactly this text."""
    longest = max((len(run) for run in _TICKS.findall(text)), default=0)
    ticks = "`" * (longest + 1)
    edge = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{edge}{text}{edge}{ticks}"


def fence(text: str, language: str, title: str = "") -> str:
    """Return a block of code."""
    longest = max((len(run) for run in _TICKS.findall(text)), default=0)
    ticks = "`" * max(3, longest + 1)
    head = f'{language} title="{title}"' if title else language
    return f"{ticks}{head}\n{text.rstrip()}\n{ticks}"


def heading(level: int, text: str, anchor: str) -> str:
    """Return a heading with an anchor of its own. The text is Markdown."""
    return f"{'#' * level} {text} {{#{anchor}}}"


def anchored(text: str, anchor: str) -> str:
    """Return a link to itself, which is the anchor at the same time. The text is Markdown."""
    return f"[{text}](#{anchor}){{#{anchor}}}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table. Cells are Markdown; a line break within a cell becomes `<br>`.

    Raises:
        ValueError: A row has more cells or fewer than the head.
    """
    lines = [head, ["---"] * len(head), *rows]
    if any(len(line) != len(head) for line in lines):
        raise ValueError("every row of a table has as many cells as its head")
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def paragraphs(*blocks: str) -> str:
    """Return blocks with an empty line between them; empty ones are left out."""
    return "\n\n".join(block.strip("\n") for block in blocks if block.strip())


def _cell(text: str) -> str:
    return re.sub(r"\s*\n\s*", "<br>", text.strip())


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text.replace("&", "&amp;").replace("<", "&lt;").replace("`", "\\`"))
