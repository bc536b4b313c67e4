"""The reference of the language says all there is, and its examples are right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

import pytest
import yaml

from docs._generate import atlas, language, values
from docs._generate.sections import ANY_OPT_OUT, SECTIONS, parts
from telemetry_spec import api, fieldtypes, valueclasses
from telemetry_spec.compile import compile_text
from telemetry_spec.language import fields
from telemetry_spec.language.editor import editor_schema
from telemetry_spec.wire import encodings

if TYPE_CHECKING:
    from docs._generate.sections import Section

PAGE = language.page()
ANCHORS = re.findall(r"\{#([^}]+)\}", PAGE)
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
KEYS = [(section, key) for section in SECTIONS for key in section.own()]


def _id(value: object) -> str:
    return str(getattr(value, "anchor", value))


def test_every_part_of_the_language_has_a_section() -> None:
    wanted = {described["title"] for described in editor_schema()["definitions"].values() if "properties" in described}
    assert {section.part for section in SECTIONS} == {*wanted, "spec", ANY_OPT_OUT}


def test_every_key_of_every_part_is_described() -> None:
    described = {section.part: set(section.own()) for section in SECTIONS}
    by_anchor = {section.anchor: section for section in SECTIONS}
    for section in SECTIONS:
        inherited = described[by_anchor[section.base].part] if section.base else set()
        assert described[section.part] | inherited >= set(section.schema()["properties"]), section.anchor


def test_anchors_are_there_once() -> None:
    assert len(ANCHORS) == len(set(ANCHORS))
    assert "sources.events.fields.optional" in ANCHORS
    missing = {section.anchor_of(key) for section, key in KEYS} - set(ANCHORS)
    assert not missing


def test_every_link_within_the_page_leads_somewhere() -> None:
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= set(ANCHORS)


@pytest.mark.parametrize(("section", "key"), KEYS, ids=_id)
def test_it_is_said_what_follows_from_a_key(section: Section, key: str) -> None:
    assert language.follows(section, key).endswith(".")


def test_nothing_is_said_of_a_key_that_there_is_not() -> None:
    known = {f"{section.anchor or language.TOP}.{key}" for section, key in KEYS} | {key for _, key in KEYS}
    assert language.consequences().keys() <= known


def test_nothing_is_said_twice_of_a_key() -> None:
    assert language.CONSEQUENCES.read_text("utf-8").count("\n") > 100
    names = re.findall(r"^([\w.-]+):", language.CONSEQUENCES.read_text("utf-8"), re.MULTILINE)
    assert len(names) == len(set(names)) == len(language.consequences())


def test_the_codes_that_are_named_exist() -> None:
    named = re.findall(r"\(`([a-z]+(?:-[a-z]+)+)`\)", " ".join(language.consequences().values()))
    assert len(named) > 10
    assert set(named) <= set(api.codes())


# ---------------------------------------------------------------- examples


def test_the_spec_of_the_examples_lints_clean() -> None:
    assert api.lint(api.load(atlas.FILE)) == []


@pytest.mark.parametrize("section", [one for one in SECTIONS if not one.base and one.part != ANY_OPT_OUT], ids=_id)
def test_the_spec_of_the_examples_has_every_key(section: Section) -> None:
    used = {key for cut in atlas.cuts() if cut.part == section.part for key, _, _ in cut.entries()}
    assert used == set(section.own())


def test_the_spec_of_the_examples_has_every_key_of_opt_outs() -> None:
    kinds = [cut for cut in atlas.cuts() if cut.part.startswith("opt-out of kind")]
    assert {key for cut in kinds for key, _, _ in cut.entries()} >= set(parts()[ANY_OPT_OUT]["properties"])


def test_every_example_is_a_piece_of_that_spec() -> None:
    whole = yaml.safe_load(atlas.text())
    assert len(BLOCKS) == len(SECTIONS)
    for block in BLOCKS:
        assert _holds(whole, yaml.safe_load(block)), block


def _holds(whole: Any, piece: Any) -> bool:  # noqa: ANN401  any YAML data
    if isinstance(piece, dict):
        return isinstance(whole, dict) and all(key in whole and _holds(whole[key], piece[key]) for key in piece)
    if isinstance(piece, list) and isinstance(whole, list):
        return all(any(_holds(one, item) for one in whole) for item in piece)
    return bool(whole == piece)


@pytest.mark.parametrize("key", editor_schema()["properties"])
def test_a_key_of_the_file_is_required_where_it_is_said(key: str) -> None:
    whole = yaml.safe_load(atlas.text())
    del whole[key]
    found = compile_text(yaml.safe_dump(whole, sort_keys=False).encode(), "atlas.telemetry.yaml").findings
    missing = [finding for finding in found if finding.code == "missing-key" and f"`{key}`" in finding.message]
    assert bool(missing) is language.is_required(SECTIONS[0], key)


# ---------------------------------------------------------------- values


@pytest.mark.parametrize(
    ("anchor", "names"),
    [
        ("field-types", fieldtypes.names()),
        ("value-classes", valueclasses.names()),
        ("encodings", encodings.names()),
        ("sensitivity", get_args(fields.SensitivityName)),
        ("lifetimes", get_args(fields.LifetimeName)),
    ],
)
def test_every_name_of_the_language_has_a_row(anchor: str, names: tuple[str, ...]) -> None:
    rows = {one.removeprefix(f"{anchor}.") for one in ANCHORS if one.startswith(f"{anchor}.")}
    assert rows == set(names)


def test_every_transform_has_a_row() -> None:
    kinds = parts()["transform"]["properties"]["kind"]["enum"]
    assert set(values.TRANSFORMS) == set(kinds)


def test_patterns_of_types_are_shown_whole() -> None:
    for name in fieldtypes.names():
        pattern = fieldtypes.get(name).implied.get("pattern")
        assert pattern is None or str(pattern) in PAGE, name
