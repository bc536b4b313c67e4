"""The emitted TypeScript: compiled strictly, takes the samples, refuses what is not declared."""

from __future__ import annotations

import json
import random
import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telemetry_spec.compile import require
from telemetry_spec.emit import emit
from telemetry_spec.emit._code.declare import declarations
from telemetry_spec.emit.base import Options
from telemetry_spec.emit.typescript import comment, source
from tests.emit.modules import GOLDEN, HOSTILE, NAMES, PATHS, PRODUCTS, ROOT, VALID, hostile, hostile_batch, trap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from telemetry_spec.model.spec import Spec
    from tests.conftest import Golden

_REFUSED = [
    ("one", 2),
    ("yes", False),
    ("level", 3),
    ("word", "c"),
    ("whole", "1"),
    ("flag", 1),
    ("text", None),
    ("list", [None]),
    ("list", {}),
    ("map", {"a": "b"}),
    ("mixed", {}),
    ("maybe", None),
    ("closed", {"a": 1, "b": 1}),
    ("closed", {}),
    ("loose", {"a": 1, "gone": 1}),
    ("here", None),
    ("there", {"x": 1, "z": 1}),
    ("route", [None]),
    ("pair", {"key": "x", "value": "1"}),
    ("pair", {"key": "z", "value": 1}),
    ("event", "other"),
    ("unknown", 1),
]


@pytest.fixture(scope="module")
def tsc(node: Callable[[str], str]) -> Callable[[Path], str]:
    """Return a function that compiles a folder and returns what the compiler says."""
    command = [node("tsc"), "--strict", "--noEmit", "--exactOptionalPropertyTypes", "--target", "es2022"]

    def compile_folder(folder: Path) -> str:
        files = sorted(str(path) for path in folder.glob("*.ts"))
        assert files
        done = subprocess.run([*command, *files], capture_output=True, text=True, check=False, cwd=ROOT)
        assert (done.returncode == 0) == (done.stdout == "")
        return done.stdout + done.stderr

    return compile_folder


@pytest.mark.parametrize("product", PRODUCTS)
def test_golden(product: str, golden: Golden) -> None:
    spec = require(ROOT / "schemas" / f"{product}.telemetry.yaml")
    [(path, content)] = emit(spec, "typescript", Options())
    assert path == f"{product}/types.ts"
    assert golden(GOLDEN / path, content)


def _uses(name: str, spec: Spec) -> Iterator[str]:
    """Yield a module that gives every sample of a spec the type that it should have."""
    found = declarations(spec)
    yield f'import type * as T from "./{name}";'
    for source_, event in spec.live_events():
        for number, sample in enumerate(event.samples):
            names = found.rows if sample.stored else found.payloads
            type_ = names[source_.id, event.id]
            yield f"export const {type_}{number}: T.{type_} = {json.dumps(sample.value)};"
    for type_ in (*found.payloads.values(), *found.rows.values(), *found.requests.values()):
        yield f"export type Use{type_} = T.{type_};"


def test_it_compiles_and_takes_the_samples(tsc: Callable[[Path], str], tmp_path: Path) -> None:
    for name, path in zip(NAMES, PATHS, strict=True):
        spec = require(path)
        (tmp_path / f"{name}.ts").write_text(source(spec), encoding="utf-8")
        (tmp_path / f"{name}-uses.ts").write_text("\n".join(_uses(name, spec)), encoding="utf-8")
    assert tsc(tmp_path) == ""


def test_it_refuses_what_is_not_declared(tsc: Callable[[Path], str], tmp_path: Path) -> None:
    (tmp_path / "trap.ts").write_text(source(trap()), encoding="utf-8")
    lines = [
        'import type { AllEvent, CoreRequest } from "./trap";',
        f"export const right: AllEvent = {json.dumps(VALID)};",
    ]
    lines += ['export const body: CoreRequest = [right, { event: "other", a: 1 }];']
    wrong = [{**VALID, name: value} for name, value in _REFUSED]
    wrong += [{key: value for key, value in VALID.items() if key != name} for name in VALID]
    first = len(lines) + 1
    lines += [f"export const wrong{number}: AllEvent = {json.dumps(value)};" for number, value in enumerate(wrong)]
    (tmp_path / "uses.ts").write_text("\n".join(lines), encoding="utf-8")
    blamed = {int(line) for line in re.findall(r"uses\.ts[(:](\d+)", tsc(tmp_path))}
    assert blamed == set(range(first, first + len(wrong)))


def test_an_event_is_told_apart_by_its_tag(tsc: Callable[[Path], str], tmp_path: Path) -> None:
    (tmp_path / "trap.ts").write_text(source(trap()), encoding="utf-8")
    (tmp_path / "uses.ts").write_text(
        'import type { CoreEvent, AllPair } from "./trap";\n'
        "export function whole(event: CoreEvent): number {\n"
        '  return event.event === "all" ? event.whole : event.a;\n'
        "}\n"
        "export function length(pair: AllPair): number {\n"
        '  return pair.key === "x" ? pair.value : pair.value.length;\n'
        "}\n",
        encoding="utf-8",
    )
    assert tsc(tmp_path) == ""


def test_hostile_texts_compile(tsc: Callable[[Path], str], tmp_path: Path) -> None:
    specs = [*hostile_batch(), *_random_specs()]
    for number, spec in enumerate(specs):
        (tmp_path / f"hostile{number}.ts").write_text(source(spec), encoding="utf-8")
    assert tsc(tmp_path) == ""


def _random_specs() -> Iterator[Spec]:
    """Yield specs with texts of the characters that mean something somewhere, in any order."""
    rng = random.Random(0)
    alphabet = " \n\r\t\"'`\\/*@#{}$<>-:;|u0\u2028\u2029\u202e\x00\ufeff\U0001f600x"
    for _ in range(20):
        text, name, value = ("".join(rng.choices(alphabet, k=rng.randint(1, 40))) for _ in range(3))
        yield hostile(text, name, (value, f"{value}2"))


def test_names_and_values_are_what_they_were(tsc: Callable[[Path], str], tmp_path: Path) -> None:
    for number, text in enumerate(HOSTILE):
        name, value = f"{text} n", f"{text} v"
        (tmp_path / f"hostile{number}.ts").write_text(source(hostile(text, name, (value,))), encoding="utf-8")
        (tmp_path / f"uses{number}.ts").write_text(
            f'import type {{ AllEvent }} from "./hostile{number}";\n'
            f"export const value: AllEvent[{json.dumps(name)}] = {json.dumps(value)};\n"
            f'export const inner: AllEvent["nested"]["inner"] = {json.dumps(text)};\n',
            encoding="utf-8",
        )
    assert tsc(tmp_path) == ""


@settings(max_examples=200)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=1, max_size=3))
def test_a_comment_ends_where_it_ends(texts: list[str]) -> None:
    lines = comment(tuple(texts), [f"@example {json.dumps(text)}" for text in texts])
    written = "\n".join(lines)
    assert written.startswith("/**")
    assert written.index("*/") == len(written) - 2
    assert all(char == "\n" or char.isprintable() or char.isalnum() for char in written if ord(char) < 0x3000)
    assert not re.search(r"^[/* ]*@(?!example )", written, re.MULTILINE)
