"""Text of a spec on its way into source code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from telemetry_spec.emit._code.declarations import Doc
    from telemetry_spec.model.shape import Field

#: Characters that cannot be seen, that change the order of others (Unicode Technical Report 36, section 2.10), or that
#: stand alone for nothing. A fixed list, so that the same spec gives the same bytes with every version of Python.
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    "\u3000\u3164\ud800-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U0010ffff]"
)

#: Scripts whose characters take two columns (Unicode Standard Annex 11, in the large).
_WIDE = (
    (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0x33FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA000, 0xA4CF),
    (0xA960, 0xA97C), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F), (0xFF01, 0xFF60), (0xFFE0, 0xFFE6),
    (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1F9FF), (0x20000, 0x3FFFD),
)  # fmt: skip


def escape(char: str) -> str:
    """Write a character by its number, as Python and JavaScript (within the first plane) read it."""
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004  the end of the first plane


def one_line(text: str) -> str:
    """Put single spaces between words, whatever was there."""
    return " ".join(text.split())


def sentence(text: str) -> str:
    """Write a text so that it ends like a sentence."""
    text = one_line(text)
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def width(text: str) -> int:
    """Return the number of columns that a text takes where all characters have the same width."""
    if text.isascii():
        return len(text)
    return len(text) + sum(any(low <= ord(char) <= high for low, high in _WIDE) for char in text)


def wrap(text: str, room: int) -> list[str]:
    """Break a text between words into lines of at most so many columns. A longer word has a line of its own."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and width(lines[-1]) + 1 + width(word) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def paragraphs(*parts: str) -> Doc:
    """Return those paragraphs that say something, each ending like a sentence."""
    return tuple(part for part in map(sentence, parts) if part)


def field_doc(member: Field) -> Doc:
    """Return what a reader of code wants to know of a field."""
    unit = f"Unit: {sentence(member.unit)}" if member.unit else ""
    gone = f"No longer sent since version {member.removed}." if member.removed else ""
    late = f"Deprecated since version {member.deprecated}." if member.deprecated and not gone else ""
    lead = " ".join(part for part in (sentence(member.description), unit, late, gone) if part)
    return paragraphs(lead, f"Note: {member.note}" if member.note else "")
