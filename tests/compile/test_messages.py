"""What is said of each mistake: its place, what is wrong, what to write instead. `--renew-golden` renews it: read "
"it aloud."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest

from telemetry_spec.compile import compile_text
from telemetry_spec.report.base import Context, Sources, Summary
from telemetry_spec.report.text import report
from tests.compile.cases import CASES
from tests.lint.fragments import complete

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Golden

#: Words of the libraries behind, which no user should meet.
JARGON = re.compile(
    r"pydantic|Input should|input_value|libyaml|NoneType|Traceback|<class|mapping values|\bdict\b|\bstr\b"
)


@pytest.mark.parametrize("name", CASES)
def test_what_is_said(name: str, root: Path, golden: Golden) -> None:
    file = f"{name}.telemetry.yaml"
    text = complete(CASES[name])
    compiled = compile_text(text, file)
    assert compiled.spec is None
    assert compiled.findings
    sources, out = Sources(), io.StringIO()
    sources.hold(file, text)
    summary = Summary(subject="1 spec")
    report(summary.over(compiled.findings), out, Context(summary=summary, sources=sources))
    golden(root / "tests" / "golden" / "messages" / f"{name}.txt", out.getvalue())
    assert not JARGON.search(out.getvalue())
    lines = text.split("\n")
    for finding in compiled.findings:
        assert finding.span is not None
        assert finding.help
        assert finding.message.endswith(".")
        assert 1 <= finding.span.line <= len(lines)
        assert finding.span.column <= len(lines[finding.span.line - 1]) + 1


def test_all_mistakes_of_a_file_are_told_in_one_run() -> None:
    found = {finding.code for finding in compile_text(complete(CASES["many-at-once"])).findings}
    assert found >= {
        "invalid-value",
        "unknown-destination",
        "unknown-type",
        "unknown-key",
        "enum-mixed",
        "unknown-selector",
    }
