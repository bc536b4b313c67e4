"""Bad input through the whole compiler: findings with a place, in bounded time and memory, never a traceback."""

from __future__ import annotations

import copy
import json
import re
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telemetry_spec.compile import Compiled, compile_spec, compile_text
from telemetry_spec.compile.sizes import MAX_VALUES
from telemetry_spec.reading.load import load_text
from telemetry_spec.reading.tree import bare, plain
from tests.lint.fragments import complete
from tests.verdict.cases import spec_paths

if TYPE_CHECKING:
    from pathlib import Path

FILES = [path for path in spec_paths() if path.is_file()]


def codes(compiled: Compiled) -> set[str]:
    assert compiled.spec is None
    assert compiled.findings
    assert all(finding.span is not None and finding.help for finding in compiled.findings)
    return {finding.code for finding in compiled.findings}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"product: \xff\xfe\n", "not-utf8"),
        (b"product:\n\t- a\n", "yaml-tab"),
        (b"[" * 100_000, "too-deep"),
        (b"a:\n" + b"".join(b" " * depth + b"a:\n" for depth in range(1, 1500)), "too-deep"),
        (b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n", "yaml-alias"),
        (b"product: a\nproduct: b\n", "duplicate-key"),
        (b"", "empty-file"),
        (b"- a\n", "not-a-mapping"),
        (b"\x00\x01\x02", "yaml-character"),
        (b'{"telemetry_spec": 1, "product": "a"', "yaml-syntax"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, data: bytes, expected: str) -> None:
    file = tmp_path / "bad.telemetry.yaml"
    file.write_bytes(data)
    assert expected in codes(compile_spec(file))


def test_a_file_of_50_megabytes_is_not_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "large.telemetry.yaml"
    with file.open("wb") as stream:
        stream.truncate(50_000_000)
    tracemalloc.start()
    found = codes(compile_spec(file))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == {"file-too-large"}
    assert peak < 20_000_000


def types_that_multiply(section: str) -> str:
    """Return types each of which uses the one before twice: the last stands for 2^60 fields."""
    if section == "types":
        lines = ["  t0: {fields: {a: {type: uuid, description: A.}}}"]
        lines += [
            f"  t{n}: {{fields: {{a: {{type: t{n - 1}, description: A.}}, b: {{type: t{n - 1}, description: B.}}}}}}"
            for n in range(1, 60)
        ]
        return "types:\n" + "\n".join(lines) + "\nfields:\n  all: {type: t59, description: All.}\n"
    lines = ["  g0: {fields: {a: {type: uuid, description: A.}}}"]
    lines += [f"  g{n}: {{fields: {{a: {{include: [g{n - 1}]}}, b: {{include: [g{n - 1}]}}}}}}" for n in range(1, 60)]
    return "groups:\n" + "\n".join(lines) + "\ninclude: [g59]\n"


@pytest.mark.parametrize("section", ["types", "groups"])
def test_types_that_multiply_are_counted_and_not_filled_in(section: str) -> None:
    tracemalloc.start()
    found = codes(compile_text(complete(types_that_multiply(section))))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found & {"too-many-fields", "type-too-deep"}
    assert peak < 20_000_000


def test_a_long_chain_of_types_has_an_end() -> None:
    chain = "".join(f"  t{n}: {{type: array, items: {{type: t{n + 1}}}}}\n" for n in range(10_000))
    assert "type-too-deep" in codes(compile_text(complete(f"types:\n{chain}  t10000: {{type: uuid}}\n")))


def test_many_fields_in_one_object_compile() -> None:
    fields = "".join(f"  f{n}: {{type: uuid, description: Field {n}.}}\n" for n in range(20_000))
    assert compile_text(complete(f"fields:\n{fields}")).findings == ()


def test_more_fields_than_the_limit_are_refused() -> None:
    inner = "".join(f"      f{n}: {{type: uuid, description: F.}}\n" for n in range(1000))
    uses = "".join(f"  u{n}: {{type: wide, description: U.}}\n" for n in range(MAX_VALUES // 1000 + 1))
    assert codes(compile_text(complete(f"types:\n  wide:\n    fields:\n{inner}fields:\n{uses}"))) == {"too-many-fields"}


def test_a_large_enum_compiles() -> None:
    values = ", ".join(f"v{n}" for n in range(20_000))
    assert compile_text(complete(f"fields:\n  a: {{enum: [{values}], description: A.}}\n")).findings == ()


@pytest.fixture(scope="module")
def trees() -> list[Any]:
    found = []
    for path in FILES:
        node, _ = load_text(path.read_bytes(), "spec.yaml")
        assert node is not None
        found.append(bare(plain(node)))
    return found


ODD = st.sampled_from(
    [None, True, 0, -1, 1.5, "", "x", "event[]", "[]", [], [None], {}, {"type": "uuid"}, "a" * 400, 2**70]
)


def places(tree: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(tree, dict):
        for key, inner in tree.items():
            found += places(inner, (*path, key))
    elif isinstance(tree, list):
        for index, inner in enumerate(tree):
            found += places(inner, (*path, index))
    return found


#: What no finding may say, whatever the input.
JARGON = re.compile(r"pydantic|Input should|NoneType|Traceback|<text>|<mapping>|wrong_kind|See what the language")


def holds(text: str) -> None:
    """Compile a text: it never raises, and each finding points into the text and is told in plain words."""
    compiled = compile_text(text, "odd.yaml")
    assert (compiled.spec is None) == bool(compiled.findings)
    lines = text.split("\n")
    for finding in compiled.findings:
        span = finding.span
        assert span is not None
        assert (span.line, span.column) <= (span.end_line, span.end_column)
        assert 1 <= span.line <= span.end_line <= len(lines)
        assert span.column <= len(lines[span.line - 1]) + 1
        assert span.end_column <= len(lines[span.end_line - 1]) + 1
        assert finding.message.endswith(".")
        assert finding.help
        assert not JARGON.search(finding.message + finding.help), finding


@settings(max_examples=150)
@given(data=st.data())
def test_a_spec_with_something_odd_in_it_never_raises(trees: list[Any], data: st.DataObject) -> None:
    tree = copy.deepcopy(data.draw(st.sampled_from(trees)))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(places(tree)))
        holder = tree
        for step in path[:-1]:
            holder = holder[step]
        match data.draw(st.sampled_from(["replace", "delete", "rename", "copy"])):
            case "replace":
                holder[path[-1]] = data.draw(ODD)
            case "delete":
                del holder[path[-1]]
            case "rename" if isinstance(holder, dict):
                holder[data.draw(st.sampled_from(["text", "env", "kind", "type", "a.b", "", "é"]))] = holder.pop(
                    path[-1]
                )
            case _:
                holder[path[-1]] = copy.deepcopy(tree)
        if not places(tree):
            break
    holds(json.dumps(tree, ensure_ascii=False))


@settings(max_examples=100)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["telemetry_spec", "product", "sources", "events", "fields", "type", "opt_outs", "x"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_data_as_a_spec_never_raises(value: object) -> None:
    holds(json.dumps(value))
    holds(json.dumps({"telemetry_spec": 1, "product": "a", "sources": value, "types": value, "opt_outs": value}))
