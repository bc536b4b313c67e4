"""One verdict: every engine says the same of every payload."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema_rs
import pytest
from pydantic import TypeAdapter, ValidationError

from telemetry_spec.check.explain import violations
from telemetry_spec.check.fast import Acceptor
from tests.verdict.cases import Case, Subject, cases, subjects
from tests.verdict.generated import models_of

if TYPE_CHECKING:
    from collections.abc import Callable

#: `make verify` asks for the full number.
NUMBER = int(os.environ.get("VERIFY_PAYLOADS", "6000"))
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def found() -> list[Subject]:
    return subjects()


@pytest.fixture(scope="module")
def payloads(found: list[Subject]) -> list[Case]:
    return list(cases(found, NUMBER))


def disagreements(found: list[Subject], payloads: list[Case], verdicts: list[bool]) -> list[str]:
    """Return the payloads that an engine judges otherwise than they were made, in words."""
    assert len(verdicts) == len(payloads)
    return [
        f"{found[case.subject].name}: said {verdict}, made {case.how}: {case.text[:300]}"
        for case, verdict in zip(payloads, verdicts, strict=True)
        if verdict != case.right
    ]


def test_payloads_are_worth_judging(found: list[Subject], payloads: list[Case]) -> None:
    assert len(payloads) == NUMBER
    rights = Counter(case.right for case in payloads)
    assert rights[True] > NUMBER / 20
    assert rights[False] > NUMBER / 2
    assert {case.subject for case in payloads} == set(range(len(found)))
    keywords = {case.how.split(" at ")[0] for case in payloads if not case.right}
    everything = {"type", "null", "required", "additionalProperties", "enum", "const", "pattern", "near"}
    assert keywords >= everything | {"minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"}
    assert keywords >= {"propertyNames", "minProperties", "maxProperties", "anyOf"}


def test_the_reference_judges_as_made(found: list[Subject], payloads: list[Case]) -> None:
    verdicts = [not violations(found[case.subject].shape, json.loads(case.text)) for case in payloads]
    assert disagreements(found, payloads, verdicts) == []


@pytest.mark.parametrize("formats", [False, True], ids=["as usual", "asserting formats"])
def test_jsonschema_rs_agrees(found: list[Subject], payloads: list[Case], *, formats: bool) -> None:
    validators = [jsonschema_rs.Draft202012Validator(subject.schema, validate_formats=formats) for subject in found]
    verdicts = [validators[case.subject].is_valid(json.loads(case.text)) for case in payloads]
    assert disagreements(found, payloads, verdicts) == []


def test_ajv_agrees(
    found: list[Subject], payloads: list[Case], node: Callable[[str], str], root: Path, tmp_path: Path
) -> None:
    lines = [json.dumps([subject.schema for subject in found])]
    lines += [f"{case.subject} {case.text}" for case in payloads]
    source = tmp_path / "payloads.txt"
    source.write_text("\n".join(lines).replace("\u2028", "\\u2028"), encoding="utf-8")
    command = [node("node"), str(HERE / "ajv.mjs"), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    assert disagreements(found, payloads, [verdict == "1" for verdict in done.stdout]) == []


def test_generated_models_agree(found: list[Subject], payloads: list[Case], tmp_path: Path) -> None:
    adapters: list[TypeAdapter[object]] = [TypeAdapter(model) for model in models_of(found, tmp_path)]

    def right(case: Case) -> bool:
        try:
            adapters[case.subject].validate_json(case.text)
        except ValidationError:
            return False
        return True

    assert disagreements(found, payloads, [right(case) for case in payloads]) == []


def test_fast_acceptance_never_accepts_what_is_wrong(found: list[Subject], payloads: list[Case]) -> None:
    acceptors = [Acceptor(subject.shape) for subject in found]
    accepted = [acceptors[case.subject].accepts(case.text.encode()) for case in payloads]
    wrongly = [
        disagreement for disagreement in disagreements(found, payloads, accepted) if ": said True" in disagreement
    ]
    assert wrongly == []
    usual = [verdict for case, verdict in zip(payloads, accepted, strict=True) if case.how == "right"]
    assert sum(usual) > 0.8 * len(usual), "fast acceptance accepts too little to be of use"


@pytest.mark.parametrize("gap", [b"", b" ", b"\n\t"])
def test_a_repeated_key_is_never_accepted_fast(found: list[Subject], payloads: list[Case], gap: bytes) -> None:
    """Give each object its first key once more, last: what a lenient reader swallows."""
    acceptors = [Acceptor(subject.shape) for subject in found]
    tried = 0
    for case in payloads:
        if not case.right or not case.text.startswith('{"'):
            continue
        raw = case.text.encode()
        first = next(iter(json.loads(case.text).items()), None)
        if first is None:
            continue
        again = json.dumps(first[0]).encode() + gap + b":" + gap + json.dumps(first[1]).encode()
        tried += 1
        assert not acceptors[case.subject].accepts(raw[:-1] + b"," + gap + again + b"}")
    assert tried > NUMBER / 50
