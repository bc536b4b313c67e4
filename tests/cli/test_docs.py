"""`docs render`, `docs sync` and `docs eject`, as they are typed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from telemetry_spec.emit.docs import formats
from telemetry_spec.emit.docs.own import templates_of
from telemetry_spec.publish.embed import assets
from tests.publish.repositories import Repo

if TYPE_CHECKING:
    from tests.cli.conftest import Folder

ACME = "acme.telemetry.yaml"
BLOCK = "# Mine\n\n<!-- telemetry-spec: acme.app -->\n<!-- /telemetry-spec -->\n"


@pytest.mark.parametrize("name", formats.names())
def test_a_page_goes_to_standard_output(folder: Folder, name: str) -> None:
    done = folder.run("docs", "render", ACME, "--to", name)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "What Acme collects" in done.stdout
    part = folder.run("docs", "render", ACME, "--to", name, "--part", "app.start").stdout
    assert "How often it was started." in part
    assert len(part) < len(done.stdout)


@pytest.mark.parametrize("name", formats.names())
def test_pages_of_several_products_are_files_with_a_list(folder: Folder, name: str) -> None:
    text = (folder.path / ACME).read_text("utf-8")
    (folder.path / "other.telemetry.yaml").write_text(text.replace("product: acme", "product: other"), "utf-8")
    command = ("docs", "render", ACME, "other.telemetry.yaml", "--to", name, "--out", "site")
    done = folder.run(*command)
    assert (done.exit_code, done.stdout) == (0, "5 files in site: 5 written, 0 unchanged.\n")
    ending = formats.get(name).ending
    listed = (folder.path / "site" / f"index.{ending}").read_text("utf-8")
    assert f"acme/index.{ending}" in listed
    assert json.loads((folder.path / "site" / "other" / "telemetry.json").read_bytes())["product"] == "other"
    page = (folder.path / "site" / "acme" / f"index.{ending}").read_text("utf-8")
    assert page.startswith("<!doctype html>") == (name == "html")
    assert "telemetry.json" in page.rpartition("Programs read")[2]
    assert folder.run(*command, "--check").exit_code == 0
    (folder.path / "site" / "acme" / "telemetry.json").write_text("{}", "utf-8")
    stale = folder.run(*command, "--check")
    assert stale.exit_code == 1
    assert "telemetry.json is not what the spec gives today." in stale.stdout
    assert f"docs render {ACME} other.telemetry.yaml --to={name} --out=site" in stale.stdout


def test_why_there_is_no_history_is_said(folder: Folder) -> None:
    repo = Repo(folder.path)
    repo.commit({})
    done = folder.run("docs", "render", ACME, "--part", "history", "--history", "git")
    assert done.exit_code == 3
    assert "warning[history-empty] The repository has no tags." in done.stderr
    repo.commit({}, "v1")
    done = folder.run("docs", "render", ACME, "--part", "history", "--history", "git")
    assert done.exit_code == 2
    assert "No older version of `acme` collects anything else than the current one." in done.stderr


def test_the_folder_of_a_product_that_is_gone_is_told(folder: Folder) -> None:
    text = (folder.path / ACME).read_text("utf-8")
    (folder.path / "other.telemetry.yaml").write_text(text.replace("product: acme", "product: other"), "utf-8")
    folder.run("docs", "render", ACME, "other.telemetry.yaml", "--out", "site")
    mine = folder.path / "site" / "mine" / "telemetry.json"
    mine.parent.mkdir()
    mine.write_text("[not JSON", "utf-8")
    for more in ((), ("--check",)):
        done = folder.run("docs", "render", ACME, "--out", "site", *more)
        assert done.exit_code == 1
        assert "None of the specs describes `other`." in done.stdout
        assert "mine" not in done.stdout
    assert (folder.path / "site" / "other" / "index.md").exists()


def test_the_command_that_is_told_says_how_pages_were_made(folder: Folder) -> None:
    (folder.path / "words.yaml").write_text('why: "For what"\n', "utf-8")
    look = ("--language=de", "--words=words.yaml")
    folder.run("docs", "render", ACME, "--out", "site", *look)
    assert "For what" in (folder.path / "site" / "acme" / "index.md").read_text("utf-8")
    (folder.path / "site" / "acme" / "index.md").unlink()
    done = folder.run("docs", "render", ACME, "--out", "site", "--check", *look)
    assert f"telemetry-spec docs render {ACME} --to=markdown --out=site {' '.join(look)}" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("render", ACME, "--check"), 2, "need `--out DIR`"),
        (("render", ACME, ACME), 2, "need `--out DIR`"),
        (("render", ACME, "--part", "app", "--out", "site"), 2, "leave `--out` out"),
        (("render", ACME, "--part", "ap"), 2, "Did you mean `app`?"),
        (("render", ACME, "--part", "history"), 2, "Nothing is known of older versions of `acme`."),
        (("render", ACME, "--to", "docx"), 2, "'docx' is not one of"),
        (("render", ACME, "--history", "older"), 2, "There is no folder 'older'."),
        (("render", "none.telemetry.yaml"), 3, "The spec cannot be read"),
        (("sync", "none.md"), 3, "The file cannot be read: no such file or directory."),
        (("sync", "page.md", "--spec", "none.telemetry.yaml"), 3, "The spec cannot be read"),
        (("eject", "html", "evnt"), 2, "Did you mean `event`?"),
        (("eject", "docx"), 2, "'docx' is not one of"),
        (("eject", "words-de", "event"), 2, "`words-de` has no pieces."),
        (("publish",), 2, "There are: eject, render, sync."),
    ],
)
def test_what_is_wrong_is_said(folder: Folder, arguments: tuple[str, ...], code: int, said: str) -> None:
    done = folder.run("docs", *arguments)
    assert done.exit_code == code
    assert said in done.output
    assert {path.name for path in folder.path.iterdir()} == {ACME}


def test_words_that_cannot_be_used_have_their_place(folder: Folder) -> None:
    (folder.path / "words.yaml").write_text('why: "Why"\nwy: "Why"\n', "utf-8")
    done = folder.run("docs", "render", ACME, "--words", "words.yaml")
    assert done.exit_code == 3
    assert "words.yaml:2:1: error[bad-words] The page has no word called `wy`." in done.stderr
    assert "Did you mean `why`?" in done.stderr


def test_blocks_are_renewed_and_checked(folder: Folder) -> None:
    page = folder.path / "page.md"
    page.write_text(BLOCK, "utf-8")
    done = folder.run("docs", "sync", "page.md", "--check")
    assert done.exit_code == 1
    assert page.read_text("utf-8") == BLOCK
    assert "--- page.md\n+++ page.md\n" in done.stdout
    assert "page.md:3:1: error[stale-block]" in done.stdout
    assert "help: Run `telemetry-spec docs sync page.md`." in done.stdout
    assert folder.run("docs", "sync", "page.md").stdout == "1 block in 1 file: 1 renewed, 0 unchanged.\n"
    assert "How often it was started." in page.read_text("utf-8")
    assert folder.run("docs", "sync", ".", "--check").stdout == "1 block in 1 file: all up to date.\n"
    again = folder.run("docs", "sync", ".", "--check", "--format", "json")
    assert json.loads(again.stdout)["findings"] == []


def test_a_wrong_block_leaves_all_files_as_they_were(folder: Folder) -> None:
    (folder.path / "a.md").write_text(BLOCK, "utf-8")
    (folder.path / "b.md").write_text(BLOCK.replace("acme.app", "acme.ap"), "utf-8")
    done = folder.run("docs", "sync", "a.md", "b.md")
    assert done.exit_code == 1
    assert "Did you mean `app`?" in done.stdout
    assert (folder.path / "a.md").read_text("utf-8") == BLOCK


def test_no_spec_to_be_found(folder: Folder) -> None:
    (folder.path / ACME).rename(folder.path / "other.yaml")
    (folder.path / "page.md").write_text(BLOCK, "utf-8")
    done = folder.run("docs", "sync", "page.md")
    assert done.exit_code == 2
    assert "Name it with `--spec`." in done.stderr
    assert folder.run("docs", "sync", "page.md", "--spec", "other.yaml").exit_code == 0


@pytest.mark.parametrize("name", formats.names())
def test_ejected_templates_make_the_same_page(folder: Folder, name: str) -> None:
    before = folder.run("docs", "render", ACME, "--to", name).stdout
    done = folder.run("docs", "eject", name)
    assert done.exit_code == 0
    assert f"{len(templates_of(name))} files written to docs_templates." in done.stdout
    after = folder.run("docs", "render", ACME, "--to", name, "--templates", "docs_templates")
    assert (after.exit_code, after.stdout) == (0, before)
    again = folder.run("docs", "eject", name, "event")
    assert again.exit_code == 2
    assert "is there already. Give `--force` to replace it" in again.output
    assert folder.run("docs", "eject", name, "event", "--force").exit_code == 0


def test_ejected_words_make_the_same_page(folder: Folder) -> None:
    assert "Use: telemetry-spec docs render SPEC --words=w/de.yaml" in folder.run(
        "docs", "eject", "words-de", "--out", "w"
    ).stdout.replace("\n", " ")
    own = folder.run("docs", "render", ACME, "--words", "w/de.yaml").stdout
    assert own == folder.run("docs", "render", ACME, "--language", "de").stdout


def test_ejected_assets_are_those_of_the_plugin(folder: Folder) -> None:
    done = folder.run("docs", "eject", "assets", "--out", "web")
    assert done.stdout.startswith("2 files written to web. Load them on your pages: telemetry-spec.css,")
    for name, data in assets().items():
        assert (folder.path / "web" / name).read_bytes() == data


def test_own_words_are_of_one_language(folder: Folder) -> None:
    (folder.path / "words.yaml").write_text('opt_outs: "Ways out"\n', "utf-8")
    page = folder.path / "page.md"
    page.write_text(BLOCK.replace("acme.app", "acme.opt_outs language=de"), "utf-8")
    folder.run("docs", "sync", "page.md", "--words", "words.yaml")
    assert "Ways out" not in page.read_text("utf-8")
    page.write_text(BLOCK.replace("acme.app", "acme.opt_outs"), "utf-8")
    folder.run("docs", "sync", "page.md", "--words", "words.yaml")
    assert "Ways out" in page.read_text("utf-8")
