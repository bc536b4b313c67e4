"""Every kind of mistake that a maintainer may make, and what is said about it: place, message, help.

Each file or folder in `cases/` is a spec full of mistakes; `NAME.findings` beside it holds all that is said about it.
`--renew-golden` renews them: read the difference aloud before you commit it.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from telemetry_spec.compile import compile_spec

if TYPE_CHECKING:
    from telemetry_spec.model.finding import Finding, Span
    from tests.conftest import Golden

#: Words of the libraries behind, which no user should meet.
JARGON = re.compile(
    r"pydantic|Input should|input_value|libyaml|NoneType|Traceback|<class|mapping values|\bdict\b|\bstr\b"
    r"|<text>|\[key\]"
)

CASES = Path(__file__).parent / "cases"
PATHS = sorted([*CASES.glob("*.yaml"), *(path for path in CASES.iterdir() if path.is_dir())])


def shown(span: Span) -> str:
    """Return the lines of a span with carets under what it covers."""
    lines = Path(span.file).read_text("utf-8").splitlines() or [""]
    line = lines[span.line - 1]
    last = span.end_column if span.end_line == span.line else len(line) + 1
    marks = " " * (span.column - 1) + "^" * max(last - span.column, 1)
    window = max(0, span.column - 60)
    return f"  | {line[window : window + 110]}\n  | {marks[window : window + 110]}"


def written(finding: Finding) -> str:
    """Return a finding as the golden files have it."""
    span = finding.span
    assert span is not None
    place = f"{Path(span.file).name}:{span.line}:{span.column}-{span.end_line}:{span.end_column}"
    parts = [f"{place} {finding.code}" + (f" ({finding.selector})" if finding.selector else ""), shown(span)]
    parts.append(textwrap.indent(finding.message, "  "))
    parts.append(textwrap.indent(finding.help, "  -> "))
    if finding.docs:
        parts.append(textwrap.indent(finding.docs, "  docs: "))
    parts += [f"  also {one.span.line}:{one.span.column} {one.message}" for one in finding.related]
    return "\n".join(parts) + "\n"


@pytest.mark.parametrize("path", PATHS, ids=[path.stem for path in PATHS])
def test_what_is_said(path: Path, golden: Golden) -> None:
    found = compile_spec(path)
    assert found.spec is None
    assert golden(path.with_suffix(".findings"), "\n".join(written(finding) for finding in found.findings))


@pytest.mark.parametrize("path", PATHS, ids=[path.stem for path in PATHS])
def test_it_is_said_in_whole_sentences(path: Path) -> None:
    for finding in compile_spec(path).findings:
        for text in (finding.message, finding.help):
            assert text.rstrip("`")[-1] in ".?", text
            assert text[0].isupper() or text[0] == "`", text
            assert not JARGON.search(re.sub("`[^`]*`", "", text)), text
        assert "\n" not in finding.message
        assert "`" * 2 not in finding.message


@pytest.mark.parametrize("path", PATHS, ids=[path.stem for path in PATHS])
def test_nothing_is_said_twice(path: Path) -> None:
    said = [(finding.code, finding.span, finding.message) for finding in compile_spec(path).findings]
    assert len(said) == len(set(said))
