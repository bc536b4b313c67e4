"""The measurements measure what they say: their input is right on both sides. How long anything takes is not tested."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yaml

from benchmarks import made, peers, process
from benchmarks.comparisons import check as check_comparison
from benchmarks.scale import QUICK
from benchmarks.subjects import flowforge, large
from benchmarks.table import MILLISECONDS, Table, Target
from benchmarks.timing import Times, side_by_side
from telemetry_spec import registry
from telemetry_spec.check.run import Check
from telemetry_spec.compile import compile_text
from telemetry_spec.lint import lint
from telemetry_spec.model.shape import walk
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.peers import Subject

NUMBER = 230


@pytest.mark.parametrize("number", [1, 100, NUMBER])
def test_the_made_spec_has_so_many_fields_and_no_findings(number: int) -> None:
    compiled = compile_text(made.spec_text(number))
    assert compiled.findings == ()
    assert compiled.spec is not None
    assert list(lint(compiled.spec)) == []
    fields = [field for _, field in walk(compiled.spec.sources["app"].request.body)]
    assert len([field for field in fields if not field.shape.fields]) == number


def test_the_metrics_are_the_same_values_and_have_no_findings(tmp_path: Path) -> None:
    _, metrics = made.files(tmp_path, NUMBER)
    groups = yaml.safe_load(metrics.read_text("utf-8"))
    del groups["$schema"]
    named = {
        (group, name): metric["description"] for group, members in groups.items() for name, metric in members.items()
    }
    assert named == {(value.group, value.name): value.description for value in made.values(NUMBER)}
    assert len(named) == NUMBER
    done = process.run([process.program("glean_parser"), "glinter", str(metrics)])
    assert "Your metrics are Glean!" in done.out


@pytest.mark.parametrize("subject", [flowforge(50), large(NUMBER, 5)], ids=["flowforge", "large"])
def test_every_payload_is_right_and_none_comes_twice(subject: Subject, tmp_path: Path) -> None:
    file = tmp_path / "payloads.ndjson"
    file.write_bytes(subject.lines)
    check = Check(subject.spec)
    assert list(check.findings([str(file)])) == []
    assert check.summary.payloads == len(subject.payloads) == len(set(subject.payloads))
    assert check.summary.unseen == ()


def test_other_validators_take_the_payloads_and_turn_down_wrong_ones() -> None:
    subject = flowforge(20)
    for name, loop in peers.loops(subject).items():
        loop(subject.payloads)
        if name != peers.BARE:
            with pytest.raises(Exception, match=r"."):  # each has its own
                loop([subject.payloads[0].replace(b'"users":', b'"people":')])


def test_ajv_takes_the_payloads(tmp_path: Path, node: Callable[[str], str]) -> None:
    assert node("node")
    with peers.ajv(flowforge(20), tmp_path) as run:
        assert run is not None
        assert run() > 0


def test_blocks_are_the_same_lines() -> None:
    subject = flowforge(700)
    blocks = list(check_comparison._blocks(subject.payloads))
    assert len(blocks) > 1
    assert b"".join(blocks) == subject.lines


def test_contenders_take_turns() -> None:
    order: list[str] = []

    def contender(name: str) -> Callable[[], float]:
        def run() -> float:
            order.append(name)
            return len(order)

        return run

    times = side_by_side({"a": contender("a"), "b": contender("b")}, 2)
    assert order == ["a", "b"] * 3
    assert times == {"a": Times(3, 4), "b": Times(4, 5)}


def test_a_table_has_ratios_to_ours_and_targets() -> None:
    table = Table("t", MILLISECONDS, {"ours": Times(2, 3), "theirs": Times(3, 9)}, "ours", absent=["gone"])
    table.at_most("half", 0.5, "theirs")
    table.at_most("as fast", 1, "theirs")
    assert table.targets == [Target("half", reached=False), Target("as fast", reached=True)]
    text = "\n".join(table.lines())
    assert [word in text for word in ("1.50x", "1.00x", "absent", "missed  half", "PASS    as fast")] == [True] * 5


def test_a_process_is_measured_and_a_failed_one_is_told() -> None:
    ran = process.run([sys.executable, "-c", "print('x' * 3); y = bytearray(50_000_000)"])
    assert ran.out.strip() == "xxx"
    assert 50_000_000 < ran.peak < 120_000_000
    with pytest.raises(process.FailedError, match="exit code 3"):
        process.run([sys.executable, "-c", "raise SystemExit(3)"])


def test_every_comparison_can_be_asked_for() -> None:
    names = registry.names("benchmarks.comparisons")
    assert {"build", "check", "check_file", "lint", "memory", "start_up"} <= set(names)
    assert all(callable(registry.load("benchmarks.comparisons", name).compare) for name in names)
    wrong = subprocess.run(
        [sys.executable, "-m", "benchmarks", "speed"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert wrong.returncode == 2
    assert "no such comparison: speed" in wrong.stderr


def test_a_quick_run_prints_a_table() -> None:
    command = [sys.executable, "-m", "benchmarks", "start_up", "--quick"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "telemetry-spec --version" in done.stdout
    assert QUICK.fields < 1000
