"""Each command does its work and says so with its exit code."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from telemetry_spec.cli._run import counted
from telemetry_spec.language.editor import editor_schema_text
from tests.cli.conftest import SPEC

if TYPE_CHECKING:
    from tests.cli.conftest import Folder


@pytest.fixture
def broken(folder: Folder) -> str:
    return folder.write(
        "broken.telemetry.yaml", SPEC.replace("type: integer", "type: integr").replace("opt-out", "optout", 1)
    )


def test_lint_says_that_nothing_is_wrong(folder: Folder) -> None:
    done = folder.run("lint", "acme.telemetry.yaml")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "1 spec: no findings.\n", "")


def test_lint_shows_all_errors_with_the_line_and_what_to_write(folder: Folder, broken: str) -> None:
    done = folder.run("lint", broken, "acme.telemetry.yaml")
    assert done.exit_code == 3
    assert (
        done.stdout
        == """\
broken.telemetry.yaml:5:10: error[invalid-value] `optout` is not a value of `consent`.
 5 | consent: optout
   |          ^^^^^^
  help: Did you mean `opt-out`? It may be `opt-out`, `opt-in` or `ask`.
  docs: `opt-out`: on unless the user turns it off. `opt-in`: off unless the user turns it on. `ask`: the user is asked.

broken.telemetry.yaml:28:25: error[unknown-type] There is no type `integr`.
 28 |           count: {type: integr, minimum: 0, maximum: 99, description: How often it was started.}
    |                         ^^^^^^
  help: Did you mean `integer`?
  docs: The type: a built-in type, a type from `types`, or either followed by `[]` for a list of them. It may be left \
out where another key implies it: `fields` (object), `enum`, `const`, `items` (array), `values` (map), `any_of` \
(union), `entries` (object).

2 specs: 2 errors.
"""
    )


@pytest.fixture
def noisy(folder: Folder) -> str:
    """Return a spec that is valid and has a warning."""
    return folder.write("noisy.telemetry.yaml", SPEC.replace(", description: How it was started.", ""))


def test_warnings_fail_unless_told_otherwise(folder: Folder, noisy: str) -> None:
    done = folder.run("lint", noisy)
    assert "warning[description-missing]" in done.stdout
    assert done.exit_code == 1
    assert folder.run("lint", noisy, "--fail-on", "warning").exit_code == 1
    assert folder.run("lint", noisy, "--fail-on", "error").exit_code == 0
    assert folder.run("lint", noisy, "--exit-zero").exit_code == 0


def test_exit_zero_does_not_hide_an_invalid_spec(folder: Folder, broken: str) -> None:
    assert folder.run("lint", broken, "--exit-zero", "--fail-on", "error").exit_code == 3


def test_lint_narrows_to_a_selector(folder: Folder, noisy: str) -> None:
    assert folder.run("lint", noisy, "--select", "app.start.count").exit_code == 0
    for selector in ("app", "app.start", "app.start.mode", 'app."start".mode'):
        assert folder.run("lint", noisy, "--select", selector).exit_code == 1


def test_a_spec_comes_from_standard_input_too(folder: Folder) -> None:
    done = folder.run("lint", "-", stdin=SPEC.replace("type: integer", "type: integr"))
    assert done.exit_code == 3
    assert done.stdout.startswith("<stdin>:28:25: error[unknown-type]")
    assert "^^^^^^" in done.stdout


def test_no_more_findings_than_wanted_are_shown(folder: Folder) -> None:
    lines = "".join(f"          f{number}: {{type: nothing}}\n" for number in range(150))
    many = folder.write("many.telemetry.yaml", SPEC + lines)
    shown = folder.run("lint", many).stdout
    assert shown.count("error[unknown-type]") == 100
    assert shown.endswith("1 spec: 150 errors. 50 of them are not shown; --max-findings 0 shows all.\n")
    assert folder.run("lint", many, "--max-findings", "0").stdout.count("error[unknown-type]") == 150
    assert folder.run("lint", many, "--max-findings", "3").stdout.count("error[unknown-type]") == 3
    assert len(json.loads(folder.run("lint", many, "--format", "json").stdout)["findings"]) == 150


def test_check_counts_payloads(folder: Folder) -> None:
    folder.write("good.ndjson", '{"count": 1, "mode": "cli"}\n{"count": 2}\n')
    done = folder.run("check", "acme.telemetry.yaml", "good.ndjson")
    assert (done.exit_code, done.stdout) == (0, "2 payloads, 0 bad: no findings.\n")


def test_check_names_place_and_class_of_what_is_wrong_but_not_the_value(folder: Folder) -> None:
    folder.write("bad.ndjson", '{"count": 1}\n{"count": "secret", "user": "jane"}\n')
    done = folder.run("check", "acme.telemetry.yaml", "bad.ndjson")
    assert done.exit_code == 1
    assert (
        done.stdout
        == """\
bad.ndjson:2:1: error[wrong-type] Expected a whole number, found a text.
  at: /count
  help: Send what the spec declares, or correct the declaration.

bad.ndjson:2:1: error[undeclared-field] The field `user` is not declared.
  at: /user
  help: Declare it in the spec, or stop sending it.

Declared, but never seen: app.start.mode.
2 payloads, 1 bad: 2 errors.
"""
    )


@pytest.mark.parametrize("style", ["text", "json", "github"])
def test_values_are_shown_on_request_only(folder: Folder, style: str) -> None:
    folder.write("bad.json", '{"count": "s3cret"}')
    quiet = folder.run("check", "acme.telemetry.yaml", "bad.json", "--format", style)
    loud = folder.run("check", "acme.telemetry.yaml", "bad.json", "--format", style, "--show-values")
    assert quiet.exit_code == loud.exit_code == 1
    assert "s3cret" not in quiet.output
    assert "s3cret" in loud.output


@pytest.mark.parametrize("style", ["text", "json", "github"])
def test_payload_lines_are_never_shown(folder: Folder, style: str) -> None:
    folder.write("bad.json", '{"count": 1, "s3cret": 2')
    done = folder.run("check", "acme.telemetry.yaml", "bad.json", "--format", style, "--show-values")
    assert done.exit_code == 1
    assert "s3cret" not in done.output


def test_check_reads_standard_input_folders_and_compressed_files(folder: Folder) -> None:
    folder.write("all/one.json", '{"count": 1}')
    folder.write("all/two.ndjson.gz", gzip.compress(b'{"count": 2}\n{"count": 3}\n'))
    assert "3 payloads, 0 bad" in folder.run("check", "acme.telemetry.yaml", "all").stdout
    assert "1 payload, 0 bad" in folder.run("check", "acme.telemetry.yaml", "-", stdin='{"count": 1}').stdout
    done = folder.run("check", "-", "all/one.json", stdin=SPEC)
    assert (done.exit_code, "1 payload, 0 bad" in done.stdout) == (0, True)


def test_a_check_counts_what_it_does_not_show(folder: Folder) -> None:
    folder.write("bad.ndjson", '{"count": "x"}\n' * 5)
    done = folder.run("check", "acme.telemetry.yaml", "bad.ndjson", "--max-findings", "2")
    assert done.stdout.count("error[wrong-type]") == 2
    assert done.stdout.endswith("5 payloads, 5 bad: 5 errors. 3 of them are not shown; --max-findings 0 shows all.\n")


def test_nothing_checked_is_a_finding(folder: Folder) -> None:
    folder.write("empty.ndjson", "")
    done = folder.run("check", "acme.telemetry.yaml", "empty.ndjson")
    assert done.exit_code == 1
    assert "error[nothing-checked]" in done.stdout
    assert "0 payloads, 0 bad: 1 error." in done.stdout
    assert "never seen" not in done.stdout


def test_what_cannot_be_read_is_no_mere_finding(folder: Folder, broken: str) -> None:
    done = folder.run("check", "acme.telemetry.yaml", "absent.json")
    assert done.exit_code == 3
    assert "error[unreadable-file]" in done.stdout
    done = folder.run("check", broken, "absent.json")
    assert done.exit_code == 3
    assert "error[unknown-type]" in done.stdout
    assert "absent.json" not in done.stdout


def test_check_reports_numbers_to_programs(folder: Folder) -> None:
    folder.write("some.ndjson", '{"count": 1}\n{"count": -1}\n')
    done = json.loads(folder.run("check", "acme.telemetry.yaml", "some.ndjson", "--format", "json").stdout)
    assert done["summary"] == {
        "errors": 1, "warnings": 0, "notes": 0, "hidden": 0,
        "payloads": 2, "bad": 1, "seen": {"app": 2}, "unseen": ["app.start.mode"],
        "without_url": 0,
    }  # fmt: skip


def test_check_takes_rows_and_requests(folder: Folder) -> None:
    stored = SPEC + "        received:\n          time: {type: timestamp, from: clock, description: When it came.}\n"
    folder.write("stored.telemetry.yaml", stored)
    folder.write("row.json", '{"count": 1, "time": "2024-01-01T00:00:00Z"}')
    assert folder.run("check", "stored.telemetry.yaml", "row.json").exit_code == 1
    assert folder.run("check", "stored.telemetry.yaml", "row.json", "--stored").exit_code == 0
    folder.write("request.json", '{"method": "POST", "headers": {}, "body": {"count": 1}}')
    assert folder.run("check", "acme.telemetry.yaml", "request.json").exit_code == 1
    done = folder.run("check", "acme.telemetry.yaml", "request.json", "--requests")
    assert done.exit_code == 0
    assert "1 request without a `url`: where they went was not checked." in done.stdout
    assert folder.run("check", "acme.telemetry.yaml", "request.json", "--requests", "--stored").exit_code == 2


def test_many_unseen_fields_are_counted(folder: Folder) -> None:
    lines = "".join(f"          f{number}: {{type: boolean, optional: true}}\n" for number in range(30))
    folder.write("many.telemetry.yaml", SPEC + lines)
    done = folder.run("check", "many.telemetry.yaml", "-", stdin='{"count": 1}')
    assert "Declared, but never seen: app.start.f0, " in done.stdout
    assert done.stdout.splitlines()[0].endswith(" and 11 more.")


def test_samples_are_right_and_the_same_for_the_same_seed(folder: Folder) -> None:
    first = folder.run("sample", "acme.telemetry.yaml", "-n", "50", "--seed", "7")
    assert (first.exit_code, len(first.stdout.splitlines()), first.stderr) == (0, 50, "")
    assert folder.run("sample", "acme.telemetry.yaml", "-n", "50", "--seed", "7").stdout == first.stdout
    assert folder.run("sample", "acme.telemetry.yaml", "-n", "50", "--seed", "8").stdout != first.stdout
    assert folder.run("check", "acme.telemetry.yaml", "-", stdin=first.stdout).exit_code == 0
    only = folder.run("sample", "acme.telemetry.yaml", "--select", "app.start").stdout
    assert folder.run("check", "acme.telemetry.yaml", "-", "--select", "app.start", stdin=only).exit_code == 0


def test_sample_keeps_standard_output_for_payloads(folder: Folder, broken: str) -> None:
    done = folder.run("sample", broken)
    assert (done.exit_code, done.stdout) == (3, "")
    assert "error[unknown-type]" in done.stderr
    gone = folder.write("gone.telemetry.yaml", SPEC.replace("  app:\n", '  app:\n    removed: "1"\n'))
    done = folder.run("sample", gone)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "nothing to make payloads of" in done.stderr


def test_explain_shows_the_page_of_a_code(folder: Folder) -> None:
    for code in ("unknown-key", "yaml-tab", "stale-output", "missing-field", "description-missing"):
        done = folder.run("explain", code)
        assert done.exit_code == 0
        assert done.stdout.startswith(f"{code}: ")
        assert "\nExample\n" in done.stdout
        assert "\nInstead\n" in done.stdout


def test_explain_lists_all_codes(folder: Folder) -> None:
    done = folder.run("explain")
    listed = [line.split()[0] for line in done.stdout.splitlines()]
    assert listed == sorted(listed)
    assert {"unknown-key", "yaml-tab", "stale-output", "missing-field", "description-missing"} <= set(listed)


def test_init_writes_a_spec_that_lints_clean(folder: Folder) -> None:
    done = folder.run("init", "new/my-product.telemetry.yaml")
    assert done.exit_code == 0
    assert "telemetry-spec lint new/my-product.telemetry.yaml" in done.stdout
    assert folder.run("lint", "new").exit_code == 0
    assert folder.run("build", "new", "--out", "out").exit_code == 0
    assert (folder.path / "out" / "my-product").is_dir()


@pytest.mark.parametrize("product", ["on", "null", "_", "A-b_c9", "x" * 120])
def test_init_takes_any_product(folder: Folder, product: str) -> None:
    name = f"{product}.telemetry.yaml"
    assert folder.run("init", name).exit_code == 0
    assert folder.run("lint", name).stdout == "1 spec: no findings.\n"


def test_init_sets_up_editors_on_request(folder: Folder) -> None:
    done = folder.run("init", "new/one.telemetry.yaml", "--editor")
    assert "Wrote new/telemetry-spec.schema.json" in done.stdout
    first = (folder.path / "new" / "one.telemetry.yaml").read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=telemetry-spec.schema.json"
    schema = (folder.path / "new" / "telemetry-spec.schema.json").read_text("utf-8")
    assert schema == editor_schema_text()
    assert folder.run("lint", "new").exit_code == 0
    assert folder.run("init", "new/two.telemetry.yaml", "--editor").exit_code == 0


def test_init_adds_the_ending(folder: Folder) -> None:
    done = folder.run("init", "new/dotnet")
    assert done.exit_code == 0
    assert done.stdout.startswith(
        "Wrote new/dotnet.telemetry.yaml. Change it, and run `telemetry-spec lint new/dotnet.t"
    )
    assert 'product: "dotnet"' in (folder.path / "new" / "dotnet.telemetry.yaml").read_text("utf-8")
    assert folder.run("init", "acme").exit_code == 2, "it is there already"


def test_init_overwrites_nothing(folder: Folder) -> None:
    done = folder.run("init", "acme.telemetry.yaml")
    assert done.exit_code == 2
    assert done.stderr == "Error: acme.telemetry.yaml is there already, and nothing is overwritten.\n"
    assert (folder.path / "acme.telemetry.yaml").read_text("utf-8") == SPEC


@pytest.mark.parametrize(("number", "text"), [(0, "0 specs"), (1, "1 spec"), (1234567, "1,234,567 specs")])
def test_numbers_read_well(number: int, text: str) -> None:
    assert counted(number, "spec") == text
