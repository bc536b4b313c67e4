"""`build` writes all or nothing, the same bytes each time, and nowhere else; `--check` finds what is not up to date."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from telemetry_spec import emit, registry, resources
from telemetry_spec.compile import compile_text
from telemetry_spec.emit._files import OutputError, Plan, compare, write
from telemetry_spec.emit.base import Options
from tests.cli.conftest import SPEC

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cli.conftest import Folder

ACME = "acme.telemetry.yaml"
OTHER = SPEC.replace("product: acme", "product: other")


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }  # fmt: skip


def test_build_writes_every_target(folder: Folder) -> None:
    done = folder.run("build", ACME, "--out", "out")
    assert done.exit_code == 0
    made = contents(folder.path / "out")
    assert all(name.startswith("acme/") for name in made)
    assert {"json-schema", "samples"} <= {name.split("/")[1] for name in made}
    assert done.stdout == f"{len(made)} files in out: {len(made)} written, 0 unchanged.\n"


def test_the_same_spec_gives_the_same_bytes(folder: Folder) -> None:
    folder.run("build", ACME, "--out", "one")
    folder.run("build", ACME, "--out", "two")
    assert contents(folder.path / "one") == contents(folder.path / "two")


def test_a_second_build_touches_nothing(folder: Folder) -> None:
    folder.run("build", ACME, "--out", "out")
    before = {path: path.stat().st_mtime_ns for path in (folder.path / "out").rglob("*")}
    done = folder.run("build", ACME, "--out", "out")
    assert " 0 written, " in done.stdout
    assert {path: path.stat().st_mtime_ns for path in (folder.path / "out").rglob("*")} == before


def test_only_the_targets_asked_for_are_made(folder: Folder) -> None:
    assert folder.run("build", ACME, "--out", "out", "--target", "samples").exit_code == 0
    assert {name.split("/")[1] for name in contents(folder.path / "out")} == {"samples"}
    assert folder.run("build", ACME, "--out", "out", "--target", "samples", "--check").exit_code == 0
    assert folder.run("build", ACME, "--out", "out", "--check").exit_code == 1


def test_an_invalid_spec_among_others_stops_all(folder: Folder) -> None:
    folder.write("bad.telemetry.yaml", OTHER.replace("type: integer", "type: integr"))
    done = folder.run("build", ACME, "bad.telemetry.yaml", "--out", "out")
    assert done.exit_code == 3
    assert not (folder.path / "out").exists()


def test_two_specs_of_one_product_are_refused(folder: Folder) -> None:
    folder.write("again.telemetry.yaml", SPEC)
    done = folder.run("build", ACME, "again.telemetry.yaml", "--out", "out")
    assert done.exit_code == 1
    assert "error[same-product] Two specs describe the product `acme`" in done.stdout
    assert f"see: {ACME}:1:1: The other spec is here." in done.stdout
    assert not (folder.path / "out").exists()


def test_names_that_differ_in_case_only_are_refused(folder: Folder) -> None:
    start = SPEC[SPEC.index("      start:\n") :]
    two = SPEC.replace("  app:\n", "  app:\n    discriminator: event\n") + start.replace("start:", "Start:", 1)
    folder.write("case.telemetry.yaml", two)
    done = folder.run("build", "case.telemetry.yaml", "--out", "out", "--target", "json-schema")
    assert done.exit_code == 1
    assert "error[same-output] The target json-schema writes acme/json-schema/app.Start.payload" in done.stdout
    assert not (folder.path / "out").exists()


def test_a_template_that_does_not_work_is_shown_where_it_fails(folder: Folder) -> None:
    folder.write("mine/notice.md.j2", "{{ page.summary }}\n{{ page.sumary }}\n")
    done = folder.run("build", ACME, "--out", "out", "--templates", "mine")
    assert done.exit_code == 3
    assert "mine/notice.md.j2:2:1: error[bad-template]" in done.stdout
    assert " 2 | {{ page.sumary }}\n" in done.stdout
    assert not (folder.path / "out").exists()


def test_a_template_that_is_no_part_of_the_page_is_shown(folder: Folder) -> None:
    folder.write("mine/foot.md.j2", "x\n")
    done = folder.run("build", ACME, "--out", "out", "--templates", "mine")
    assert done.exit_code == 3
    assert "mine/foot.md.j2:1:1: error[bad-template] No template called `foot.md.j2`" in done.stdout
    assert not (folder.path / "out").exists()


def test_help_lists_the_targets_and_says_where_templates_lie(folder: Folder) -> None:
    shown = "".join(folder.run("build", "--help").stdout.split())
    assert ",".join(emit.names()) in shown
    assert "".join(str(resources.templates_dir()).split()) in shown


# ---------------------------------------------------------------- --check


def test_check_is_content_with_what_build_wrote(folder: Folder) -> None:
    folder.run("build", ACME, "--out", "out")
    done = folder.run("build", ACME, "--out", "out", "--check")
    assert (done.exit_code, done.stdout.endswith(" files in out: all up to date.\n")) == (0, True)


def test_check_writes_nothing(folder: Folder) -> None:
    assert folder.run("build", ACME, "--out", "out", "--check").exit_code == 1
    assert not (folder.path / "out").exists()


def test_check_finds_what_is_stale_missing_and_left_over(folder: Folder) -> None:
    folder.run("build", ACME, "--out", "out")
    schemas = folder.path / "out" / "acme" / "json-schema"
    (schemas / "app.request.schema.json").write_text("{}")
    (schemas / "app.start.row.schema.json").unlink()
    (schemas / "app.stop.row.schema.json").write_text("{}")
    done = folder.run("build", ACME, "--out", "out", "--check")
    where, stale, run = (
        "out/acme/json-schema",
        "1:1: error[stale-output]",
        f"Run `telemetry-spec build {ACME} --out out`.",
    )
    assert done.exit_code == 1
    assert done.stdout.splitlines()[:-1] == [
        f"{where}/app.request.schema.json:{stale} app.request.schema.json is not what the spec gives today.",
        f"  help: {run}",
        "",
        f"{where}/app.start.row.schema.json:{stale} app.start.row.schema.json is missing.",
        f"  help: {run}",
        "",
        f"{where}/app.stop.row.schema.json:{stale} app.stop.row.schema.json no longer comes from any spec.",
        "  help: Delete it.",
        "",
    ]


def test_build_names_what_an_event_left_behind_and_deletes_nothing(folder: Folder) -> None:
    start = SPEC[SPEC.index("      start:\n") :]
    both = SPEC.replace("  app:\n", "  app:\n    discriminator: event\n") + start.replace("start:", "stop:", 1)
    folder.write(ACME, both)
    folder.run("build", ACME, "--out", "out")
    gone = sorted(name for name in contents(folder.path / "out") if ".stop." in name)
    folder.write(ACME, SPEC)
    built = folder.run("build", ACME, "--out", "out", "--format", "json")
    checked = folder.run("build", ACME, "--out", "out", "--check", "--format", "json")
    assert (built.exit_code, checked.exit_code) == (1, 1)
    findings = json.loads(built.stdout)["findings"]
    assert gone
    assert [(found["code"], found["span"]["file"], found["help"]) for found in findings] == [
        ("stale-output", f"out/{name}", "Delete it.") for name in gone
    ]
    assert findings == json.loads(checked.stdout)["findings"]
    assert set(gone) <= contents(folder.path / "out").keys()
    for name in gone:
        (folder.path / "out" / name).unlink()
    assert folder.run("build", ACME, "--out", "out").exit_code == 0
    assert folder.run("build", ACME, "--out", "out", "--check").exit_code == 0


def test_the_command_that_is_named_brings_it_up_to_date(folder: Folder) -> None:
    name = folder.write("my specs/acme.telemetry.yaml", SPEC)
    templates = folder.path / "templates"
    templates.mkdir()
    arguments = [
        "build",
        name,
        "--out",
        "my out",
        "--target",
        "samples",
        "--target",
        "json-schema",
        "--templates",
        "templates",
    ]
    found = json.loads(folder.run(*arguments, "--check", "--format", "json").stdout)["findings"]
    command = found[0]["help"].removeprefix("Run `").removesuffix("`.")
    assert folder.run(*shlex.split(command)[1:]).exit_code == 0
    assert folder.run(*arguments, "--check").exit_code == 0


def test_files_of_others_are_no_left_overs(folder: Folder) -> None:
    folder.run("build", ACME, "--out", "out")
    for name in ("README.md", "acme/notes.md", "acme/notes/today.md", "acme/json-schema/.gitkeep",
                 "acme/json-schema/__pycache__/x.pyc", "other/json-schema/x.json"):  # fmt: skip
        folder.write(f"out/{name}", "mine")
    (folder.path / "out" / "acme" / "json-schema" / "empty").mkdir()
    assert folder.run("build", ACME, "--out", "out").exit_code == 0
    assert folder.run("build", ACME, "--out", "out", "--check").exit_code == 0


# ---------------------------------------------------------------- all or nothing


def plan() -> dict[str, bytes]:
    return {f"acme/docs/{name}.md": name.encode() for name in "abcde"}


def test_an_output_that_fails_changes_nothing(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.run("build", ACME, "--out", "out")
    before = contents(folder.path / "out")
    folder.write(ACME, SPEC.replace("maximum: 99", "maximum: 9"))
    schema = registry.load("telemetry_spec.emit", "samples")

    def fails(*_: object) -> Iterator[tuple[str, bytes]]:
        yield "acme/samples/new.json", b"{}"
        raise ZeroDivisionError

    monkeypatch.setattr(schema, "emit", fails)
    assert folder.run("build", ACME, "--out", "out").exit_code == 4
    assert contents(folder.path / "out") == before


@pytest.mark.parametrize("method", ["write_bytes", "replace"])
@pytest.mark.parametrize("survivors", range(5))
@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["full", "stopped"]
)
def test_a_write_that_fails_leaves_whole_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str, survivors: int, error: BaseException
) -> None:
    for name in plan():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"old")
    real = getattr(Path, method)
    calls = iter(range(100))

    def failing(self: Path, *arguments: object) -> object:
        if next(calls) >= survivors:
            raise error
        return real(self, *arguments)

    monkeypatch.setattr(Path, method, failing)
    with pytest.raises((OutputError, KeyboardInterrupt)):
        write(tmp_path, plan())
    monkeypatch.undo()
    after = contents(tmp_path)
    assert set(after) == set(plan()), "a temporary file is left"
    renewed = [name for name, data in after.items() if data == plan()[name]]
    assert all(data in (b"old", plan()[name]) for name, data in after.items())
    assert len(renewed) == (survivors if method == "replace" else 0)


def test_what_is_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "acme" / "docs" / "c.md").mkdir(parents=True)
    with pytest.raises(OutputError, match=r"c\.md cannot be written: is a directory\."):
        write(tmp_path, plan())
    with pytest.raises(OutputError, match=r"c\.md cannot be read: is a directory\."):
        list(compare(tmp_path, plan(), "command"))
    assert contents(tmp_path) == {}
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=r"file/acme/docs cannot be written: not a directory\."):
        write(tmp_path / "file", plan())


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "a\\..\\x", "C:/x", "", "a/.."])
def test_nothing_is_written_outside_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match="would lie outside of"):
        write(tmp_path / "out", {name: b"x"})
    assert contents(tmp_path) == {}


def test_links_do_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "acme").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError, match="leads out of"):
        write(tmp_path / "out", plan())
    assert contents(tmp_path / "elsewhere") == {}
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    assert write(tmp_path / "link", plan()) == 5, "the folder itself may be a link"


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX")
def test_files_get_the_usual_mode(tmp_path: Path) -> None:
    (tmp_path / "usual").write_text("")
    write(tmp_path, plan())
    assert (tmp_path / "acme/docs/a.md").stat().st_mode == (tmp_path / "usual").stat().st_mode


# ---------------------------------------------------------------- outputs


def test_every_output_says_what_it_is_and_stays_in_its_product() -> None:
    spec = compile_text(SPEC).spec
    assert spec is not None
    for target in emit.names():
        module = registry.load("telemetry_spec.emit", target.replace("-", "_"))
        assert module.__doc__
        made = Plan()
        made.add(spec, [(target, emit.emit(spec, target, Options()))])
        assert made.files
        assert not made.findings
        assert all(name.startswith("acme/") for name in made.files)


def test_an_unknown_target_is_refused() -> None:
    spec = compile_text(SPEC).spec
    assert spec is not None
    with pytest.raises(KeyError):
        list(emit.emit(spec, "base", Options()))


def test_a_build_that_writes_nothing_says_so(folder: Folder) -> None:
    folder.write("other.telemetry.yaml", SPEC)
    for more, said in (([], "Nothing was written: 1 error."), (["--check"], "Nothing was compared: 1 error.")):
        done = folder.run("build", ACME, "other.telemetry.yaml", "--out", "out", *more)
        assert done.exit_code == 1
        assert done.stdout.splitlines()[-1] == said
    assert not (folder.path / "out").exists()


@pytest.mark.parametrize("command", ["build", "vectors"])
def test_an_empty_name_is_no_folder(folder: Folder, command: str) -> None:
    before = contents(folder.path)
    done = folder.run(command, ACME, "--out", "")
    assert done.exit_code == 2
    assert "The name is empty." in done.stderr
    assert contents(folder.path) == before


@pytest.mark.parametrize("command", ["build", "vectors"])
@pytest.mark.parametrize("more", [[], ["--check"]])
def test_a_link_to_itself_is_no_folder(folder: Folder, command: str, more: list[str]) -> None:
    (folder.path / "loop").symlink_to("loop")
    done = folder.run(command, ACME, "--out", "loop", *more)
    assert done.exit_code in {1, 2, 3}
    assert "loop" in done.stderr
    assert "Traceback" not in done.stderr
