"""`vectors` writes the same files each time, all or none, and `--check` finds what is not up to date."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from telemetry_spec import api
from tests.cli.conftest import SPEC

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from tests.cli.conftest import Folder

ACME = "acme.telemetry.yaml"
FILES = ["acme/vectors/app.request.json", "acme/vectors/app.start.payload.json"]
TOOL = """\
  tool:
    description: Another program.
    events:
      stop:
        description: The tool has stopped.
        destination: main
        trigger: [{on: shutdown}]
        fields:
          code: {type: integer, minimum: 0, maximum: 9, description: How it ended.}
"""


def files_in(folder: Folder, name: str = "out") -> list[str]:
    out = folder.path / name
    return sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())


def test_a_file_for_each_event_and_each_body(folder: Folder) -> None:
    done = folder.run("vectors", ACME, "--out", "out")
    assert done.exit_code == 0
    assert done.stdout == "2 files in out: 2 written, 0 unchanged.\n"
    assert files_in(folder) == FILES
    file = json.loads((folder.path / "out" / FILES[1]).read_text("utf-8"))
    assert (file["product"], file["selector"], file["part"]) == ("acme", "app.start", "payload")
    assert "app.start.count/maximum/above" in {vector["id"] for vector in file["vectors"]}
    assert folder.run("vectors", ACME, "--out", "out").stdout == "2 files in out: 0 written, 2 unchanged.\n"


def test_without_a_folder_they_go_to_standard_output(folder: Folder) -> None:
    folder.run("vectors", ACME, "--out", "out")
    done = folder.run("vectors", ACME)
    assert done.exit_code == 0
    assert done.stdout == "".join((folder.path / "out" / name).read_text("utf-8") for name in FILES)
    only = folder.run("vectors", ACME, "--select", "app.start").stdout
    assert only == (folder.path / "out" / FILES[1]).read_text("utf-8")
    assert folder.run("vectors", "-", stdin=SPEC).stdout == done.stdout


def test_check_says_what_is_not_up_to_date_and_what_to_run(folder: Folder) -> None:
    done = folder.run("vectors", ACME, "--out", "out", "--check")
    assert done.exit_code == 1
    assert done.stdout.count("stale-output") == 2
    assert "is missing" in done.stdout
    assert "Run `telemetry-spec vectors acme.telemetry.yaml --out out`." in done.stdout
    assert not (folder.path / "out").exists()
    folder.run("vectors", ACME, "--out", "out")
    assert folder.run("vectors", ACME, "--out", "out", "--check").stdout == "2 files in out: all up to date.\n"
    folder.write(ACME, SPEC.replace("maximum: 99", "maximum: 98"))
    done = folder.run("vectors", ACME, "--out", "out", "--check", "--select", "app.start")
    assert done.exit_code == 1
    assert "app.start.payload.json is not what the spec gives today." in done.stdout
    assert "--select app.start`" in done.stdout


def test_a_selector_narrows_and_leaves_the_rest_alone(folder: Folder) -> None:
    folder.write(ACME, SPEC + TOOL)
    assert folder.run("vectors", ACME, "--out", "out").exit_code == 0
    before = files_in(folder)
    assert len(before) == 4
    for select, number in (("tool", 2), ("tool.stop", 1)):
        done = folder.run("vectors", ACME, "--out", "out", "--select", select, "--check")
        assert done.exit_code == 0
        assert done.stdout.startswith(f"{number} file")
    assert folder.run("vectors", ACME, "--out", "out", "--select", "tool").exit_code == 0
    assert files_in(folder) == before


def test_files_that_no_spec_gives_any_more_are_named(folder: Folder) -> None:
    folder.write(ACME, SPEC + TOOL)
    folder.run("vectors", ACME, "--out", "out")
    folder.write(ACME, SPEC)
    done = folder.run("vectors", ACME, "--out", "out", "--check")
    assert done.exit_code == 1
    assert done.stdout.count("no longer comes from any spec") == 2


def test_what_no_vector_can_show_is_named(folder: Folder) -> None:
    folder.write(
        ACME, SPEC.replace("type: integer, minimum: 0, maximum: 99", 'type: string, pattern: "(ab)*", max_length: 5')
    )
    done = folder.run("vectors", ACME, "--out", "out")
    assert "1 constraint without a vector: app.start.count/maxLength/at. `telemetry-spec lint` says why." in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--check"], "`--check` needs `--out DIR`"),
        (["--select", "app.begin"], "There is no source or event `app.begin`."),
        (["--select", "app.start.mode", "--out", "out"], "There is no source or event `app.start.mode`."),
        (["--out", ACME], "cannot be"),
    ],
)
def test_wrong_usage(folder: Folder, arguments: list[str], says: str) -> None:
    done = folder.run("vectors", ACME, *arguments)
    assert done.exit_code == 2
    assert says in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("out", [[], ["--out", "out"]])
def test_an_invalid_spec(folder: Folder, out: list[str]) -> None:
    folder.write(ACME, SPEC.replace("type: integer", "type: integr"))
    done = folder.run("vectors", ACME, *out)
    assert done.exit_code == 3
    assert "unknown-type" in (done.stdout if out else done.stderr)
    assert not (folder.path / "out").exists()


def test_a_failed_run_leaves_the_old_files_whole(folder: Folder) -> None:
    folder.run("vectors", ACME, "--out", "out")
    body, payload = (folder.path / "out" / name for name in FILES)
    before = body.read_bytes()
    payload.unlink()
    payload.mkdir()
    folder.write(ACME, SPEC.replace("maximum: 99", "maximum: 98"))
    done = folder.run("vectors", ACME, "--out", "out")
    assert done.exit_code == 2
    assert body.read_bytes() == before


def test_a_process_of_its_own(process: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    done = process(line=f"$CLI vectors {ACME} | head -c 20", PYTHONIOENCODING="ascii")
    assert done.stdout.startswith("{")
    assert "Traceback" not in done.stderr


def test_the_functions_for_python(folder: Folder) -> None:
    spec = api.load(folder.path / ACME)
    every = list(api.vectors(spec))
    assert {vector.id for vector in api.vectors(spec, select="app.start")} < {vector.id for vector in every}
    assert list(api.vectors(spec, select="app")) == every
    assert sorted(api.vector_files(spec)) == FILES
    written = api.write_vectors(spec, folder.path / "out")
    assert (written.files, written.written, written.findings, written.unshown) == (2, 2, [], ())
    with pytest.raises(api.UnknownNameError, match=r"no source or event `app\.begin`"):
        api.vectors(spec, select="app.begin")
