"""Fast acceptance: what it must not let through, and what it should."""

from __future__ import annotations

import json
import random
import uuid
from typing import TYPE_CHECKING

import pytest

from telemetry_spec.check import columns
from telemetry_spec.check.fast import Acceptor
from telemetry_spec.check.run import Check
from telemetry_spec.compile import compile_text
from tests.check.demo import HEAD

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.model.spec import Spec

RUN = (
    HEAD
    + """\
    events:
      run:
        destination: main
"""
)
FIELDS = """
        fields:
          id: {type: uuid, description: Id.}
          count: {type: integer, description: Count.}
          name: {type: string, max_length: 40, optional: true, description: Name.}
"""
FRACTION = "          share: {type: number, optional: true, description: Share.}\n"
ONE_KEY = """
        fields:
          count: {type: integer, description: Count.}
        entries:
          of:
            size: {type: integer, description: Size.}
"""
ID = "5db51f99-c6fb-4340-9c19-78adce58cc1b"
RIGHT = b'{"id":"%s","count":1}' % ID.encode()
TWICE = b'{"id":"%s","count":1,"count":1}' % ID.encode()


def spec_of(fields: str) -> Spec:
    compiled = compile_text(RUN + fields)
    assert compiled.spec is not None, compiled.findings
    return compiled.spec


def acceptor(fields: str) -> Acceptor:
    return Acceptor(spec_of(fields).sources["app"].request.body)


@pytest.mark.parametrize(
    "line",
    [
        RIGHT + RIGHT,
        RIGHT + b" " + RIGHT,
        RIGHT + b"\n\n" + RIGHT + RIGHT,
        RIGHT.replace(b",", b",\n"),
        RIGHT + b",",
        RIGHT[:-1],
    ],
)
def test_a_line_holds_one_text(line: bytes) -> None:
    assert acceptor(FIELDS).accepts_lines(RIGHT + b"\n" + line + b"\n") == 0


def test_line_ends_that_are_missing_do_not_hide_a_second_key() -> None:
    """What is written anew ends each text with a line feed: twelve of them would be as long as `,"count":1`."""
    for number in range(20):
        assert acceptor(FIELDS).accepts_lines(TWICE + RIGHT * number + b"\n") == 0


@pytest.mark.parametrize("gap", [b"", b" ", b"\r"])
def test_a_number_that_grows_does_not_hide_a_second_key(gap: bytes) -> None:
    """`1e9` is written anew as `1000000000.0`, nine characters more."""
    for exponent in range(20):
        raw = TWICE[:-1] + b',"share":1e%d' % exponent + gap + b"}"
        assert not acceptor(FIELDS + FRACTION).accepts(raw)
        assert acceptor(FIELDS + FRACTION).accepts_lines(raw + b"\n") == 0


def test_the_only_key_there_is_has_to_be_named() -> None:
    one_key = acceptor(ONE_KEY)
    assert one_key.accepts(b'{"count":1,"key":"size","value":2}')
    assert not one_key.accepts(b'{"count":1,"value":2}')
    assert not one_key.accepts(b'{"count":1,"count":1,"value":2}')
    assert not one_key.accepts(b'{"count":1,"key":"sizes","value":2}')


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")])
def test_right_lines_are_accepted_however_they_are_written(end: str, separators: tuple[str, str]) -> None:
    rng = random.Random(5)
    lines = []
    for count in range(300):
        fields = [("id", str(uuid.UUID(int=rng.getrandbits(128)))), ("count", count), ("name", "a:b")]
        rng.shuffle(fields)
        lines.append(json.dumps(dict(fields), separators=separators))
    text = end.join(lines).encode()
    assert acceptor(FIELDS).accepts_lines(text) == 300
    assert acceptor(FIELDS).accepts_lines(text + end.encode()) == 300


@pytest.mark.parametrize(
    "wrong", ["", ID[:-1], ID + "0", ID.replace("-", "_"), ID[:-1] + "g", ID + "\\n", ID + "\\n" + ID, "é" + ID[1:]]
)
def test_one_wrong_identifier_among_many_is_not_overlooked(wrong: str) -> None:
    lines = [RIGHT] * 50
    for place in (0, 25, 49):
        broken = RIGHT.replace(ID.encode(), wrong.encode())
        assert acceptor(FIELDS).accepts_lines(b"\n".join([*lines[:place], broken, *lines[place:]])) == 0
    assert acceptor(FIELDS).accepts_lines(b"\n".join(lines)) == 50


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("bad", [0, 1, 700, 999])
def test_a_wrong_item_of_a_long_list_is_told_at_its_line(tmp_path: Path, bad: int, indent: int | None) -> None:
    items = [json.dumps({"id": ID, "count": count}, indent=indent) for count in range(1000)]
    items[bad] = items[bad].replace('"count"', '"amount"')
    file = tmp_path / "list.json"
    file.write_text("[\n" + ",\n".join(items) + "\n]\n", "utf-8")
    check = Check(spec_of(FIELDS))
    found = list(check.findings([str(file)]))
    assert {finding.code for finding in found} == {"undeclared-field", "missing-field"}
    assert {finding.span.line for finding in found if finding.span} == {2 + bad * (1 if indent is None else 4)}
    assert (check.summary.payloads, check.summary.bad) == (1000, 1)


def test_a_pool_remembers_no_more_than_it_should(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "_REMEMBERED", 10)
    pool = columns.Pool("[a-z0-9]*", (), repeats=True)
    for number in range(100):
        columns.Texts(pool).holds([f"t{number}", "x" * (columns._LENGTH + 1)])
        assert pool.settle()
    assert 0 < len(pool._known) <= 12
    assert max(map(len, pool._known)) <= columns._LENGTH
