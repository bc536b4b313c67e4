"""Large and hostile specs: the work grows with the file and not faster, and the list of findings has an end."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import pytest

from telemetry_spec.compile import compile_spec, compile_text, context, problems, wording
from telemetry_spec.compile.sizes import MAX_DEPTH, MAX_VALUES
from telemetry_spec.registry import nearest
from tests.lint.fragments import complete

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from telemetry_spec.model.finding import Finding


def found(fragment: str) -> tuple[Finding, ...]:
    compiled = compile_text(complete(fragment))
    assert compiled.spec is None
    return compiled.findings


def numbered(count: int, line: str) -> str:
    return "".join(line.format(n=n, m=n - 1) + "\n" for n in range(1, count + 1))


# ---------------------------------------------------------------- many findings


@pytest.mark.parametrize(
    ("fragment", "code"),
    [
        ("fields:\n" + numbered(1200, "  f{n}: {{type: t{n}}}"), "unknown-type"),
        ("fields:\n" + numbered(1200, "  f{n}: {{type: uuid, k{n}: 1}}"), "unknown-key"),
        ("fields:\n" + numbered(1200, "  f.{n}: {{type: uuid}}"), "invalid-name"),
        ("fields:\n" + numbered(1200, "  f{n}:"), "empty-value"),
        (f"fields:\n  a: {{enum: [{', '.join(['x'] * 1201)}]}}\n", "enum-repeats"),
    ],
)
def test_beyond_a_thousand_of_one_kind_they_are_counted(fragment: str, code: str) -> None:
    findings = found(fragment)
    assert {finding.code for finding in findings} == {code}
    assert len(findings) == context.MAX_PER_CODE + 1
    [counted] = [finding for finding in findings if "more of these" in finding.message]
    assert counted.message == "There are 200 more of these in this spec."
    assert counted.help


def test_the_nearest_name_is_looked_for_a_hundred_times(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_for = []

    def counted(word: str, known: list[str]) -> str | None:
        looked_for.append(word)
        return nearest(word, known)

    monkeypatch.setattr(wording, "nearest", counted)
    findings = found("fields:\n" + numbered(300, "  f{n}: {{type: t{n}}}"))
    assert len(findings) == 300
    assert all(finding.help for finding in findings)
    assert len(looked_for) == 100


def test_the_nearest_of_many_names_is_found_among_the_likely_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    known = [f"type_{n}" for n in range(50_000)] + ["zebra"]
    compared = []

    def counted(word: str, choices: list[str]) -> str | None:
        compared.append(len(choices))
        return nearest(word, choices)

    monkeypatch.setattr(wording, "nearest", counted)
    assert wording.near("zebar", known) == "zebra"
    assert wording.near("tipe_7", known) is not None
    assert max(compared) <= 300


def test_a_spec_with_too_many_problems_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problems, "MAX_PROBLEMS", 50)
    monkeypatch.setattr("telemetry_spec.compile.validate.MAX_PROBLEMS", 50)
    findings = found("fields:\n" + numbered(80, "  f{n}: 3") + "destination: nowhere\n")
    assert len(findings) == 50


def test_what_is_quoted_stays_short() -> None:
    long = "x" * 5000
    texts = [
        f"fields:\n  a: {{type: {long}}}\n",
        f"{long[:1000]}: 1\n",
        f"consent: {long}\n",
        f"fields:\n  {long[:900]}: {{type: uuid}}\n",
        f"fields:\n  a: {{type: uuid, {long[:900]}: 1}}\n",
        f"opt_outs: {{a: {{kind: {long}, disables: [app]}}}}\n",
        f"opt_outs: {{a: {{kind: flag, flag: -a, disables: [{long[:400]}]}}}}\n",
        f"fields:\n  a: {{type: uuid, nullable: {long}}}\n",
        f"destinations: {{a: {long}}}\n",
        "types: {a: {enum: [" + ", ".join(f"v{n}" for n in range(9000)) + "]}}\nfields: {b: {type: a, enum: [w]}}\n",
    ]
    for text in texts:
        for finding in found(text):
            assert len(finding.message) < 400, text[:80]
            assert len(finding.help) < 700, text[:80]


# ---------------------------------------------------------------- much from little


def multiplied(kind: str) -> str:
    """Return a few definitions, each of which uses the one before twice."""
    first = "  t0: {fields: {a: {type: uuid}}}\n"
    links = {
        "types": "  t{n}: {{fields: {{a: {{type: t{m}}}, b: {{type: t{m}}}}}}}",
        "maps and lists": "  t{n}: {{any_of: [{{items: {{type: t{m}}}}}, {{values: {{type: t{m}}}}}]}}",
        "entries": "  t{n}: {{entries: {{of: {{a: {{type: t{m}}}, b: {{type: t{m}}}}}}}}}",
        "removed": '  t{n}: {{fields: {{a: {{type: t{m}, removed: "1"}}, b: {{type: t{m}}}}}}}',
        "keys and values": "  t{n}: {{values: {{type: t{m}}}, keys: {{type: t{m}}}}}",
    }
    return "types:\n" + first + numbered(40, links[kind]) + "fields: {all: {type: t40}}\n"


@pytest.mark.parametrize("kind", ["types", "maps and lists", "entries", "removed"])
def test_types_that_multiply_are_counted_without_being_filled_in(kind: str) -> None:
    tracemalloc.start()
    findings = found(multiplied(kind))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [finding.code for finding in findings] == ["too-many-fields"]
    assert peak < 20_000_000


def test_keys_of_maps_multiply_too() -> None:
    assert {finding.code for finding in found(multiplied("keys and values"))} <= {
        "too-many-fields",
        "map-keys-not-text",
    }


@pytest.mark.parametrize(
    "fragment",
    [
        "types:\n" + numbered(500, "  t{n}: {{include: [wide]}}"),
        "discriminator: event\nevents:\n" + numbered(250, "  e{n}: {{include: [wide]}}"),
        numbered(500, "  g{n}: {{include: [wide], fields: {{}}}}"),
    ],
)
def test_groups_that_many_include_are_not_copied_without_end(fragment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("events", "objects", "shapes"):
        monkeypatch.setattr(f"telemetry_spec.compile.{module}.MAX_VALUES", 10_000)
    wide = "groups:\n  wide:\n    fields:\n" + numbered(500, "      f{n}: {{type: uuid}}")
    tracemalloc.start()
    findings = found(wide + fragment)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [finding.code for finding in findings] == ["too-many-fields"]
    assert peak < 10_000_000


def test_what_a_source_receives_counts_for_each_of_its_events() -> None:
    received = "received:\n" + numbered(500, "  r{n}: {{type: uuid, from: derived}}")
    events = "discriminator: event\nevents:\n" + numbered(300, "  e{n}: {{fields: {{a: {{type: uuid}}}}}}")
    source = "".join(f"    {line}\n" for line in (received + events).splitlines())
    assert [finding.code for finding in found(f"sources:\n  app:\n{source}")] == ["too-many-fields"]


def test_as_many_values_as_are_allowed_compile() -> None:
    inner = ", ".join(f"f{n}: {{type: uuid, description: F.}}" for n in range(999))
    uses = numbered(99, "  u{n}: {{type: wide, description: U.}}")
    assert compile_text(complete(f"types: {{wide: {{fields: {{{inner}}}}}}}\nfields:\n{uses}")).findings == ()
    assert 99 * 1000 < MAX_VALUES < 101 * 1000


@pytest.mark.parametrize(("depth", "codes"), [(MAX_DEPTH - 1, []), (MAX_DEPTH, ["type-too-deep"])])
def test_how_deep_values_may_lie_is_exact(depth: int, codes: list[str]) -> None:
    types = "  t0: {type: uuid}\n" + numbered(depth, "  t{n}: {{items: {{type: t{m}}}}}")
    compiled = compile_text(complete(f"types:\n{types}fields: {{a: {{type: t{depth}, description: A.}}}}\n"))
    assert [finding.code for finding in compiled.findings] == codes


def test_lists_of_lists_have_an_end() -> None:
    assert [finding.code for finding in found(f'fields: {{a: {{type: "uuid{"[]" * 90}"}}}}\n')] == ["type-too-deep"]


@pytest.mark.parametrize(
    ("links", "codes"),
    [
        (lambda n: f"type: t{(n + 1) % 5000}", {"type-loop"}),
        (lambda n: f"type: t{n + 1}" if n < 4999 else "type: uuid", set()),
        (lambda n: f"any_of: [{{type: uuid}}, {{type: 't{(n + 1) % 5000}[]'}}]", {"type-loop", "type-too-deep"}),
    ],
)
def test_chains_and_loops_of_any_length_are_followed(links: Callable[[int], str], codes: set[str]) -> None:
    types = "".join(f"  t{n}: {{{links(n)}}}\n" for n in range(5000))
    compiled = compile_text(complete("types:\n" + types))
    assert {finding.code for finding in compiled.findings} == codes
    assert len(compiled.findings) == len(codes)
    assert all(len(finding.message) < 200 for finding in compiled.findings)


def test_a_long_loop_of_overrides_is_told_once() -> None:
    opt_outs = "".join(
        f"  o{n}: {{kind: flag, flag: -a, disables: [app], overrides: [o{(n + 1) % 3000}]}}\n" for n in range(3000)
    )
    [finding] = found("opt_outs:\n" + opt_outs)
    assert finding.code == "override-loop"
    assert len(finding.message) < 200


# ---------------------------------------------------------------- folders


def test_a_file_that_cannot_be_read_does_not_make_its_neighbours_wrong(tmp_path: Path) -> None:
    head = "telemetry_spec: 1\nproduct: app\n"
    (tmp_path / "a.telemetry.yaml").write_text(
        head + "sources: {app: {events: {start: {destination: main, include: [os], fields: {a: {type: id}}}}}}\n"
        "opt_outs: {flag: {kind: flag, flag: -a, disables: [web.page], overrides: [other]}}\n"
        "never_collected: [{description: Mail., exempt: [web.page.mail]}]\n"
    )
    (tmp_path / "b.telemetry.yaml").write_text(head + "types: {id: {type: uuid}\n")
    findings = compile_spec(tmp_path).findings
    assert [finding.code for finding in findings] == ["yaml-syntax"]


def test_spans_name_the_file_that_they_lie_in(tmp_path: Path) -> None:
    head = "telemetry_spec: 1\nproduct: app\n"
    (tmp_path / "a.telemetry.yaml").write_text(complete("types: {a: {type: strng}}\n"))
    (tmp_path / "b.telemetry.yaml").write_text(head.replace("app", "app") + "types: {b: {typ: uuid}}\n")
    found = {(finding.code, finding.span.file) for finding in compile_spec(tmp_path).findings if finding.span}
    assert found == {
        ("unknown-type", str(tmp_path / "a.telemetry.yaml")),
        ("unknown-key", str(tmp_path / "b.telemetry.yaml")),
    }
