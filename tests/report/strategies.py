"""Findings and results of any kind, for what must hold for all of them."""

from __future__ import annotations

from hypothesis import strategies as st

from telemetry_spec.model.finding import Finding, Related, Severity, Span
from telemetry_spec.model.pointer import write
from telemetry_spec.model.result import Result, Verdict

#: Texts with a liking for what breaks reports: line ends, escapes, wide, combining and bidirectional characters.
texts = st.text(
    st.one_of(
        st.sampled_from("\x00\x07\x1b\x9b\r\n\t\u2028\u202e\u2066\u200b\u0301\ud800\ufeff漢字한👩:,%#|`[]<>\\\"'"),
        st.characters(),
    ),
    max_size=40,
)
numbers = st.integers(min_value=1, max_value=200)


@st.composite
def spans(draw: st.DrawFn, files: st.SearchStrategy[str] = texts) -> Span:
    line, column = draw(numbers), draw(numbers)
    end_line = line + draw(st.sampled_from([0, 0, 0, 1, 100]))
    end_column = column + draw(st.integers(0, 60)) if end_line == line else draw(numbers)
    return Span(draw(files), line, column, end_line, end_column)


pointers = st.none() | st.lists(texts, max_size=3).map(write)
findings = st.builds(
    Finding,
    code=st.from_regex(r"[a-z]{1,8}(-[a-z]{1,8}){0,2}", fullmatch=True),
    severity=st.sampled_from(Severity),
    message=texts.filter(bool),
    help=texts,
    span=st.none() | spans(),
    selector=texts,
    pointer=pointers,
    docs=texts,
    related=st.lists(st.builds(Related, spans(), texts), max_size=2).map(tuple),
    value=st.none() | texts,
)
results = st.builds(
    Result,
    id=st.builds("{}:{}".format, st.from_regex(r"[a-z]{1,8}(-[a-z]{1,8}){0,2}", fullmatch=True), texts),
    verdict=st.sampled_from(Verdict),
    message=texts.filter(bool),
    level=st.sampled_from(["required", "recommended", "dialect"]),
    help=texts,
    span=st.none() | spans(),
    selector=texts,
    pointer=pointers,
    evidence=st.lists(texts, max_size=2).map(tuple),
    value=st.none() | texts,
    repeat=texts,
)
