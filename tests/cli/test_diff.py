"""`telemetry-spec diff`: two specs, or one and a revision of git; what fails, and what is merely told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import SPEC
from tests.publish.repositories import Repo

if TYPE_CHECKING:
    from tests.cli.conftest import Folder

ACME, OLD = "acme.telemetry.yaml", "old.telemetry.yaml"
HOST = "          host: {type: string, max_length: 64, description: The name of the machine.}\n"
RAISED = ('version: "1"', 'version: "2"')
WIDER = ("          mode:", f"{HOST}          mode:")
NARROWER = ("maximum: 99", "maximum: 9")
OTHERWISE = ("          count: {", '          count: {name: total, since: "2", ')
WORDS = ("How it was started.", "In which way it was started.")


def edited(*edits: tuple[str, str]) -> str:
    text = SPEC
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    return text


def codes(text: str) -> list[str]:
    return [finding["code"] for finding in json.loads(text)["findings"]]


@pytest.mark.parametrize(
    ("edits", "found", "exit_code"),
    [
        ((), [], 0),
        ((WORDS,), [], 0),
        ((RAISED, WIDER), ["collection-widens"], 1),
        ((RAISED, NARROWER), ["collection-narrows"], 0),
        ((RAISED, OTHERWISE), ["collection-changes"], 0),
        ((WIDER,), ["collection-widens", "collection-unchanged-version"], 1),
        ((NARROWER,), ["collection-narrows", "collection-unchanged-version"], 1),
        ((RAISED, WIDER, NARROWER), ["collection-narrows", "collection-widens"], 1),
    ],
)
def test_two_specs(folder: Folder, edits: tuple[tuple[str, str], ...], found: list[str], exit_code: int) -> None:
    folder.write(OLD, SPEC)
    folder.write(ACME, edited(*edits))
    done = folder.run("diff", OLD, ACME, "--format", "json")
    assert codes(done.stdout) == found
    assert done.exit_code == exit_code
    facts = json.loads(done.stdout)["summary"]
    assert {name: facts[name] for name in ("widens", "narrows", "changes")} == {
        name: found.count(f"collection-{name}") for name in ("widens", "narrows", "changes")
    }


def test_what_is_told(folder: Folder) -> None:
    folder.write(OLD, SPEC)
    folder.write(ACME, edited(RAISED, WIDER))
    done = folder.run("diff", OLD, ACME)
    assert f"{ACME}:29:11: warning[collection-widens] Also the name of the machine (app: start)." in done.stdout
    assert done.stdout.endswith(f"{OLD} and {ACME}: 1 warning.\n")
    same = folder.run("diff", OLD, OLD)
    assert (same.exit_code, same.stdout) == (0, f"{OLD} and {OLD}: no change of what is collected.\n")
    assert folder.run("diff", OLD, ACME, "--fail-on", "error").exit_code == 0


def test_a_version_that_goes_back_is_told(folder: Folder) -> None:
    folder.write(OLD, edited(RAISED))
    folder.write(ACME, edited(WIDER))
    done = folder.run("diff", OLD, ACME)
    assert "What is collected changes, and `version` is 2 before, and now 1." in done.stdout


def test_a_revision_of_git(folder: Folder) -> None:
    (folder.path / ACME).unlink()
    repo = Repo(folder.path)
    repo.commit({"README": "Nothing yet.\n"}, "v0")
    repo.commit({"specs/first.telemetry.yaml": SPEC}, "v1")
    (folder.path / "specs/first.telemetry.yaml").unlink()
    repo.commit({"specs/second.telemetry.yaml": edited(RAISED, WIDER)})
    path = "specs/second.telemetry.yaml"
    for revision in ("v1", "HEAD~1"):  # it had another name then
        done = folder.run("diff", path, "--since", revision)
        assert done.exit_code == 1
        assert "Also the name of the machine" in done.stdout
        assert done.stdout.endswith(f"{path} since {revision}: 1 warning.\n")
    assert folder.run("diff", path, "--since", "main").stdout == (
        f"{path} since main: no change of what is collected.\n"
    )
    new = folder.run("diff", path, "--since", "v0")
    assert new.exit_code == 1
    assert "v0 holds no spec of `acme`: all of it is new." in new.stdout


def test_a_revision_with_an_invalid_spec(folder: Folder) -> None:
    repo = Repo(folder.path)
    repo.commit({ACME: SPEC.replace("consent: opt-out", "consent: maybe")}, "v1")
    folder.write(ACME, SPEC)
    done = folder.run("diff", ACME, "--since", "v1")
    assert done.exit_code == 3
    assert f"v1:{ACME}:5:10: error[" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Missing argument"),
        ((ACME,), "Give two specs, the older one first"),
        ((ACME, ACME, "--since", "v1"), "Give two specs, the older one first"),
        (("-", "--since", "v1"), "standard input lies in no repository"),
        (("-", "-"), "`-` may be given once"),
        ((ACME, "--since", "v9"), "The repository has no revision `v9`. Name a tag"),
        ((ACME, "--since", "--all"), "The repository has no revision `--all`."),
        ((ACME, "other.telemetry.yaml"), "These are specs of two products: `acme` and `other`."),
    ],
)
def test_wrong_usage(folder: Folder, arguments: tuple[str, ...], message: str) -> None:
    repo = Repo(folder.path)
    repo.commit({"other.telemetry.yaml": SPEC.replace("product: acme", "product: other")})
    done = folder.run("diff", *arguments)
    assert done.exit_code == 2
    assert message in done.stderr


def test_without_a_repository(folder: Folder) -> None:
    done = folder.run("diff", ACME, "--since", "v1")
    assert done.exit_code == 2
    assert "It lies in no git repository." in done.stderr


def test_a_spec_that_cannot_be_read(folder: Folder) -> None:
    for arguments in ((ACME, "none.yaml"), ("none.yaml", ACME), ("none.yaml", "--since", "v1")):
        done = folder.run("diff", *arguments)
        assert done.exit_code == 3
        assert "none.yaml" in done.stdout
