"""JUnit XML, for the test reports of CI servers."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from telemetry_spec.model.finding import Severity
from telemetry_spec.model.result import Verdict
from telemetry_spec.report.base import place, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from telemetry_spec.model.finding import Finding
    from telemetry_spec.model.result import Result
    from telemetry_spec.report.base import Context

#: Characters kept in memory. A suite begins with its numbers, so its cases have to wait for the last.
_IN_MEMORY: Final = 2**22
#: What each verdict is in a report that knows failures, errors and skipped tests.
_ELEMENTS: Final = {
    Verdict.FAIL: "failure",
    Verdict.INCONCLUSIVE: "error",
    Verdict.SKIP: "skipped",
    Verdict.XFAIL: "skipped",
    Verdict.XPASS: "failure",
}
_NUMBERS: Final = {"failure": "failures", "error": "errors", "skipped": "skipped"}


def report(findings: Iterable[Finding], out: TextIO, context: Context) -> None:
    """Write one test case for each finding: a failure, or a case that passes where it is a note."""
    cases = ((_finding(finding, context), _finding_element(finding)) for finding in findings)
    _suite(cases, out, context, of_results=False)


def results(results: Iterable[Result], out: TextIO, context: Context) -> None:
    """Write one test case for each result. A recommendation that is not followed is a case that passes, with a note."""
    cases = ((_result(result, context), _result_element(result)) for result in results)
    _suite(cases, out, context, of_results=True)


def _suite(cases: Iterable[tuple[str, str]], out: TextIO, context: Context, *, of_results: bool) -> None:
    counts = dict.fromkeys(_NUMBERS, 0)
    total = 0
    with tempfile.SpooledTemporaryFile(_IN_MEMORY, mode="w+", encoding="utf-8", newline="\n") as body:
        for text, element in cases:
            body.write(text)
            total += 1
            if element:
                counts[element] += 1
        notes = [*context.tally.remarks, context.tally.sentence()] if of_results else [*context.summary.remarks]
        if not of_results:
            notes.append(context.summary.sentence())
        name = (context.tally.subject if of_results else context.summary.subject) or "telemetry-spec"
        numbers = "".join(f' {_NUMBERS[element]}="{count}"' for element, count in counts.items())
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        out.write(f'<testsuites>\n<testsuite name={_attribute(name)} tests="{total}"{numbers}>\n')
        body.seek(0)
        out.writelines(iter(lambda: body.read(_IN_MEMORY), ""))
    out.write(f"<system-out>{_text(notes)}</system-out>\n</testsuite>\n</testsuites>\n")


def _finding_element(finding: Finding) -> str:
    return "" if finding.severity is Severity.NOTE else "failure"


def _finding(finding: Finding, context: Context) -> str:
    name = " ".join(filter(None, (place(finding.span), finding.selector, finding.pointer)))
    lines = [f"spec: {place(finding.span)}"] if finding.span is not None else []
    if context.show_values and finding.value is not None:
        lines.append(f"value: {finding.value}")
    lines += [f"help: {finding.help}"] if finding.help else []
    lines += [f"see: {place(related.span)}: {related.message}" for related in finding.related]
    return _case(finding.code, name or finding.code, _finding_element(finding), finding.message, lines)


def _result_element(result: Result) -> str:
    if result.verdict.fails and not result.fails:
        return ""
    return _ELEMENTS.get(result.verdict, "")


def _result(result: Result, context: Context) -> str:
    if result.verdict is Verdict.PASS:
        return _case(result.check, result.id, "", "", [])
    lines = [f"spec: {place(result.span)}"] if result.span is not None else []
    if result.pointer is not None:
        lines.append(f"at: {result.pointer or 'the whole payload'}")
    lines += [f"seen: {line}" for line in result.evidence]
    if context.show_values and result.value is not None:
        lines.append(f"value: {result.value}")
    lines += [f"{label}: {text}" for label, text in (("help", result.help), ("repeat", result.repeat)) if text]
    message = f"{result.verdict.value}: {result.message}"
    return _case(result.check, result.id, _result_element(result), message, lines)


def _case(group: str, name: str, element: str, message: str, lines: Iterable[str]) -> str:
    head = f"<testcase classname={_attribute(group)} name={_attribute(name)}"
    if element:
        inner = f"<{element} message={_attribute(message)}>{_text(lines)}</{element}>"
    elif message:
        inner = f"<system-out>{_text([message, *lines])}</system-out>"
    else:
        return f"{head}/>\n"
    return f"{head}>{inner}</testcase>\n"


def _text(lines: Iterable[str]) -> str:
    return escape("\n".join(_printable(lines)))


def _attribute(text: str) -> str:
    return quoteattr(printable(text))


def _printable(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines without the characters that XML cannot hold (XML 1.0, section 2.2): all are unprintable."""
    for line in lines:
        yield printable(line)
