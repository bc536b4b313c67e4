"""A folder of templates: none of them is left out in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from telemetry_spec import resources
from telemetry_spec.emit import docs
from telemetry_spec.emit.base import Options
from telemetry_spec.model.finding import Finding, InvalidInputError
from tests.emit.test_docs import small

BUILT_IN = resources.templates_dir() / "markdown"


def put(folder: Path, **templates: str) -> None:
    """Write templates, whose names have `__` for a slash."""
    for name, text in templates.items():
        path = folder / f"{name.replace('__', '/')}.md.j2"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def found(folder: Path) -> list[Finding]:
    """Return what is said of a folder."""
    with pytest.raises(InvalidInputError) as raised:
        docs.render(small(), Options(templates=folder))
    assert {finding.code for finding in raised.value.findings} == {"bad-template"}
    assert all(str(BUILT_IN) in finding.help for finding in raised.value.findings)
    return raised.value.findings


def test_a_folder_without_templates(tmp_path: Path) -> None:
    (tmp_path / "event.md").write_text("no ending", "utf-8")
    [finding] = found(tmp_path)
    assert finding.message == f"The folder `{tmp_path}` holds no template."


def test_a_misspelt_name(tmp_path: Path) -> None:
    put(tmp_path, evnt="x", notice="x")
    [finding] = found(tmp_path)
    assert finding.message == "No template called `evnt.md.j2` is part of the page."
    assert finding.help.startswith("Did you mean `event.md.j2`?")
    assert finding.span is not None
    assert Path(finding.span.file) == tmp_path / "evnt.md.j2"


def test_names_like_no_other_are_all_told(tmp_path: Path) -> None:
    put(tmp_path, foot="x", markdown__zzz="x", notice="x")
    findings = found(tmp_path)
    assert [finding.message.split("`")[1] for finding in findings] == ["foot.md.j2", "zzz.md.j2"]
    for path in BUILT_IN.iterdir():
        assert f"`{path.name}`" in findings[1].help


def test_a_template_of_ones_own_has_to_be_included(tmp_path: Path) -> None:
    put(tmp_path, notice='{% include "own/head.md.j2" %}{% include "foot.md.j2" %}')
    put(tmp_path, own__head="Head.\n\n", foot="Foot.\n\n")
    assert "Head.\n\nFoot.\n\n" in docs.render(small(), Options(templates=tmp_path))
    put(tmp_path, other='{% include "foot.md.j2" %}')
    [finding] = found(tmp_path)
    assert "`other.md.j2`" in finding.message


@pytest.mark.parametrize(
    "include", ['{% include "fo" ~ "ot.md.j2" %}', '{% if false %}{% include "foot.md.j2" %}{% endif %}']
)
def test_an_include_that_cannot_be_seen_through_is_trusted(tmp_path: Path, include: str) -> None:
    put(tmp_path, notice=include, foot="x")
    assert docs.render(small(), Options(templates=tmp_path))


def test_a_faulty_template_is_reported_before_an_unused_one(tmp_path: Path) -> None:
    put(tmp_path, notice="{% if %}", foot="x")
    with pytest.raises(InvalidInputError, match="Expected an expression"):
        docs.render(small(), Options(templates=tmp_path))
