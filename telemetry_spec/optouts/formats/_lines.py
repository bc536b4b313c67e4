"""What formats of one key a line have in common: changing a line, or adding one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from telemetry_spec.optouts.config_text import bare
from telemetry_spec.optouts.formats.base import UnchangedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from telemetry_spec.optouts.base import Scalar

    Section = Callable[[str], str | None]

_TAIL: Final = re.compile(r"(?P<start>\s*)[^=:]*?\s*[=:]\s*(?:\"[^\"]*\"|'[^']*'|[^\s#]*)(?P<tail>\s+#.*)?")


def no_section(_: str) -> str | None:
    """Say that a line begins no section: the format has none."""
    return None


def with_line_replaced(text: str, header: str, key: str, line: str, *, section: Section = no_section) -> Iterator[str]:
    """Yield the text with the last line that sets a key in a section replaced; a comment behind the value is kept.

    `section` returns the name of the section that a line begins, or None. Before the first, the section is "".
    """
    lines = text.splitlines(keepends=True)
    current, place = "", -1
    for number, one in enumerate(lines):
        content = one.rstrip("\r\n")
        name = section(content)
        if name is not None:
            current = name
        elif current == header and key_of(content) == key:
            place = number
    if place < 0:
        return
    content = lines[place].rstrip("\r\n")
    match = _TAIL.fullmatch(content)
    for tail in dict.fromkeys([(match["tail"] or "") if match else "", ""]):
        start = content[: len(content) - len(content.lstrip())]
        changed = start + line + tail + lines[place][len(content) :]
        yield "".join([*lines[:place], changed, *lines[place + 1 :]])


def with_line_after(text: str, header: str, line: str, *, section: Section = no_section) -> Iterator[str]:
    """Yield the text with a line added at the beginning of a section; at the very beginning for the section ""."""
    end = "\r\n" if "\r\n" in text else "\n"
    if not header:
        yield line + end + text
        return
    lines = text.splitlines(keepends=True)
    for number, one in enumerate(lines):
        if section(one.rstrip("\r\n")) == header:
            head = one if one.endswith("\n") else one + end
            yield "".join([*lines[:number], head, line + end, *lines[number + 1 :]])


def with_line_at_end(text: str, line: str) -> str:
    """Return the text with a line added at the end."""
    end = "\r\n" if "\r\n" in text else "\n"
    gap = end if text and not text.endswith("\n") else ""
    return text + gap + line + end


def key_of(line: str) -> str:
    """Return the key that a line sets, as it is written, or ""."""
    match = re.match(r"\s*(?:export\s+)?([^=:#;!\s](?:[^=:]*[^=:\s])?)\s*[=:]", line)
    return match[1] if match else ""


def value_of(line: str) -> str:
    """Return the text that a line gives its key, without the quotes around it."""
    value = re.split(r"[=:]", line, maxsplit=1)[1].strip()
    quoted = re.fullmatch(r"\"([^\"]*)\"(?:\s+[#;].*)?|'([^']*)'(?:\s+[#;].*)?", value)
    if quoted:
        return quoted[1] if quoted[1] is not None else quoted[2]
    return re.split(r"\s[#;]", value, maxsplit=1)[0].strip()


def stored_as_text(value: Scalar) -> Scalar:
    """Return how a value is read back where there are texts only."""
    text = bare(value)
    if text != text.strip() or any(mark in text for mark in "\r\n\"'#;"):
        raise UnchangedError("a program could not write this value so that everybody reads it alike")
    return text
