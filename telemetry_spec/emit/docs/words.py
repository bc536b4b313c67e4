"""The fixed words of the public page: one catalogue for each language, and one of the user's on top of it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from telemetry_spec import registry, resources
from telemetry_spec.model.finding import Finding, InvalidInputError, Severity, Span
from telemetry_spec.reading.load import load_spec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from telemetry_spec.reading.tree import Entry, Node

#: The language that gives what another one leaves out.
DEFAULT: Final = "en"
_PIECE = re.compile(r"\{([^{}]*)\}")
_MARKS = ("{", "}")
_NO_WORDS: Final = ("empty-file", "not-a-mapping")
_FORM: Final = "Write one word a line, such as `why: Why`."


def languages() -> tuple[str, ...]:
    """Return the languages that catalogues ship in, by their codes (RFC 5646), sorted."""
    return tuple(sorted(path.stem for path in _folder().glob("*.yaml")))


def file_of(language: str) -> Path:
    """Return the file of a built-in catalogue. Raises KeyError when there is none of that language."""
    if language not in languages():
        raise KeyError(language)
    return _folder() / f"{language}.yaml"


def catalogue(language: str = DEFAULT, own: Path | None = None) -> Mapping[str, str]:
    """Return the words of a language, with those of a file of the user's in place of them.

    Raises:
        KeyError: There is no catalogue of that language.
        InvalidInputError: The file cannot be used; the findings say where and why.
    """
    words = _built_in(language)
    return words if own is None else {**words, **_read(own, words)}


@cache
def _built_in(language: str) -> Mapping[str, str]:
    if language not in languages():
        raise KeyError(language)
    base = {} if language == DEFAULT else _built_in(DEFAULT)
    return {**base, **_read(_folder() / f"{language}.yaml", base)}


def _folder() -> Path:
    return resources.templates_dir() / "words"


def _read(path: Path, known: Mapping[str, str]) -> dict[str, str]:
    """Read a catalogue and hold it against the words there are, if there are any."""
    loaded = load_spec(path)
    # How a spec begins is no advice here.
    findings = [replace(one, help=_FORM) if one.code in _NO_WORDS else one for one in loaded.findings]
    found: dict[str, str] = {}
    if loaded.node is not None and loaded.node.kind == "mapping":
        for key, entry in loaded.node.entries.items():
            text = entry.node.value
            findings += _wrong_entry(key, entry, known)
            found[key] = text if isinstance(text, str) else ""
        if not found:
            findings.append(_bad("The file holds no words.", _FORM, loaded.node))
    if findings:
        raise InvalidInputError(findings)
    return found


def _wrong_entry(key: str, entry: Entry, known: Mapping[str, str]) -> Iterator[Finding]:
    text = entry.node.value
    if known and key not in known:
        near = registry.nearest(key, known)
        advice = f"Did you mean `{near}`?" if near else f"The words there are: {_folder() / f'{DEFAULT}.yaml'}."
        yield _bad(f"The page has no word called `{key}`.", advice, entry)
    elif not isinstance(text, str) or not text.strip():
        yield _bad(f"The word `{key}` is no text.", "Put the text in quotes.", entry.node)
    elif known:
        yield from _wrong_form(key, text, known[key], entry.node)


def _wrong_form(key: str, text: str, model: str, node: Node) -> Iterator[Finding]:
    allowed, named = set(_PIECE.findall(model)), _PIECE.findall(text)
    for piece in dict.fromkeys(named):
        if piece not in allowed:
            advice = f"Pieces it may have: {', '.join(f'`{{{one}}}`' for one in sorted(allowed)) or 'none'}."
            yield _bad(f"Nothing fills in `{{{piece}}}` in `{key}`.", advice, node)
    if any(mark in _PIECE.sub("", text) for mark in _MARKS):
        yield _bad(f"A brace in `{key}` is not closed or not opened.", "Braces stand around pieces only.", node)
    if text.count("|") != model.count("|"):
        advice = f"Write it as in `{model}`." if "|" in model else "Leave the bar out."
        yield _bad(f"The word `{key}` has another number of forms than it needs.", advice, node)


def _bad(message: str, advice: str, at: Node | Entry) -> Finding:
    span: Span = at.span if hasattr(at, "span") else at.key_span
    return Finding(code="bad-words", severity=Severity.ERROR, message=message, help=advice, span=span)
