"""The history in a reader's words, in English and in German."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from telemetry_spec import diff
from telemetry_spec.emit.docs.history import Name, lines, told
from telemetry_spec.emit.docs.words import catalogue
from telemetry_spec.model.change import KINDS, WORDING, Change, Release
from tests.diff.products import PRODUCTS, Tree, compiled, tree
from tests.diff.test_changes import EDITS, set_at
from tests.lint.fragments import compiled as compiled_fragment

if TYPE_CHECKING:
    from telemetry_spec.model.spec import Spec

ENGLISH_CHANGES, GERMAN_CHANGES = (
    {key: text for key, text in catalogue(language).items() if key.startswith("change_")} for language in ("en", "de")
)
ENGLISH, GERMAN = catalogue("en"), catalogue("de")
BOTH = pytest.mark.parametrize("words", [ENGLISH, GERMAN], ids=["en", "de"])


def release(old: Spec, new: Spec) -> Release:
    return Release(version="3", changes=diff.changes(old, new))


def said(edit: Tree) -> tuple[str, ...]:
    spec = tree("flowforge")
    for path, value in edit.items():
        set_at(path, value)(spec)
    return lines(release(compiled(tree("flowforge")), compiled(spec)), compiled(spec), ENGLISH)


FIELDS = "sources/platform/events/ping/fields"
COUNTS = f"{FIELDS}/platform/fields/counts/fields"
SAID: list[tuple[Tree, list[str]]] = [
    (
        {f"{COUNTS}/cats": {"type": "count", "description": "The number of cats."}},
        ["Since 3: also the number of cats (Core telemetry: Ping)."],
    ),
    (
        {
            f"{COUNTS}/cats": {"type": "count", "description": "The number of cats, tame ones."},
            f"{COUNTS}/dogs": {"type": "count", "description": "IP dogs (all)."},
            f"{COUNTS}/newts": {"type": "count"},
        },
        ["Since 3: also the number of cats, IP dogs and platform.counts.newts (Core telemetry: Ping)."],
    ),
    ({f"{FIELDS}/os": None}, ["Since 3: no longer the operating system with 3 values (Core telemetry: Ping)."]),
    (
        {
            f"{FIELDS}/a": {"type": "count", "description": "Same."},
            f"{FIELDS}/b": {"type": "count", "description": "Same."},
        },
        ["Since 3: also a and b (Core telemetry: Ping)."],
    ),
    (
        {f"{FIELDS}/a": {"type": "count", "description": f"A {'very ' * 20}long one."}},
        ["Since 3: also a (Core telemetry: Ping)."],
    ),
    (
        {f"{FIELDS}/os/fields/arch/name": "cpu", f"{FIELDS}/os/fields/type/name": "kind"},
        ["Since 3: another name on the wire: type to kind and arch to cpu (Core telemetry: Ping)."],
    ),
    ({"consent": "opt-in"}, ["Since 3: collection is now off by default."]),
    (
        {"sources/platform/consent": "ask"},
        ["Since 3: you are now asked before anything is collected (Core telemetry)."],
    ),
    (
        {"notice/retention": "1 year.", "notice/operator": "Other"},
        [
            "Since 3: the data is now collected by Other instead of FlowForge.",
            "Since 3: another rule for how long the data is kept: 1 year.",
            "Since 3: https://ping.flowforge.com is now run by Other instead of FlowForge.",
        ],
    ),
    (
        {"never_collected/0": {"description": "Cats. At all."}, "never_collected/2": {"description": "Dogs, too."}},
        [
            "Since 3: a promise never to collect this: Cats. At all.",
            "Since 3: no longer a promise: Personally identifiable information.",
            "Since 3: a promise never to collect this: Dogs, too.",
            "Since 3: no longer a promise: Details of the flows that run on the platform.",
        ],
    ),
    ({f"{FIELDS}/instanceId/description": "In other words."}, []),
]


@pytest.mark.parametrize(("edit", "expected"), SAID, ids=[" ".join(edit)[:60] for edit, _ in SAID])
def test_what_a_reader_is_told(edit: Tree, expected: list[str]) -> None:
    assert sorted(said(edit)) == sorted(expected)


def test_without_the_version_a_sentence_begins_with_a_capital() -> None:
    spec = compiled(tree("flowforge"))
    new = tree("flowforge")
    new["consent"] = "opt-in"
    made = lines(release(spec, compiled(new)), spec, GERMAN, since=False)
    assert made == ("Die Erfassung ist jetzt standardmäßig ausgeschaltet.",)


def test_german_is_german() -> None:
    old, new = tree("flowforge"), tree("flowforge")
    new["sources"]["platform"]["events"]["ping"]["fields"]["devices"] = {
        "type": "count",
        "description": "Die Zahl der Geräte.",
    }
    (made,) = lines(release(compiled(old), compiled(new)), compiled(new), GERMAN)
    assert made == "Seit 3: auch: die Zahl der Geräte (Core telemetry: Ping)."


def added(field: str, title: str, event: str = "E") -> Change:
    return Change(
        kind="field-added", selector=f"app.{event}.{field}", part="payload", title=title, within=("App", event)
    )


def test_the_same_in_several_events_is_one_line() -> None:
    changes = tuple(
        Change(
            kind="field-added",
            selector=f"app.e{number}.x",
            part="payload",
            title="The x.",
            within=("App", f"E{number}"),
        )
        for number in range(5)
    )
    spec = compiled(tree("flowforge"))
    assert lines(Release(version="2", changes=changes[:2]), spec, ENGLISH) == (
        "Since 2: also the x (App: E0, App: E1).",
    )
    assert lines(Release(version="2", changes=changes), spec, ENGLISH) == ("Since 2: also the x (5 events).",)


def test_a_long_list_of_names_is_cut() -> None:
    changes = tuple(
        Change(
            kind="field-added", selector=f"app.e.x{number}", part="payload", title=f"X {number}", within=("App", "E")
        )
        for number in range(100)
    )
    (made,) = lines(Release(version="2", changes=changes), compiled(tree("flowforge")), ENGLISH)
    assert made.endswith("X 17, X 18 and 81 more (App: E).")


def test_names_of_the_spec_are_told_from_words() -> None:
    (line,) = told(Release(version="2", changes=(added("a.b", ""),)), compiled(tree("flowforge")), ENGLISH)
    assert line.what == (Name("a.b", code=True),)


@BOTH
def test_every_edit_has_words(words: dict[str, str]) -> None:
    old = compiled(tree("flowforge"))
    for path, value, expected in EDITS:
        spec = tree("flowforge")
        set_at(path, value)(spec)
        for one, other in ((old, compiled(spec)), (compiled(spec), old)):
            made = lines(release(one, other), other, words)
            assert bool(made) == any(one[0] != WORDING for one in expected)
            assert all(line.endswith(".") and "{" not in line for line in made)


@BOTH
def test_any_two_specs_have_words(words: dict[str, str]) -> None:
    specs = [compiled(tree(product)) for product in PRODUCTS]
    for old in specs:
        for new in specs:
            assert bool(lines(release(old, new), new, words)) == (old is not new)


@BOTH
@pytest.mark.parametrize("name", diff.names())
def test_every_rule_has_words(name: str, words: dict[str, str]) -> None:
    page = diff.explain(name)
    one, other = compiled_fragment(page.example), compiled_fragment(page.instead)
    for old, new in ((one, other), (other, one)):
        assert bool(lines(release(old, new), new, words)) == (name != "wording")


@pytest.mark.parametrize("words", [ENGLISH_CHANGES, GERMAN_CHANGES], ids=["en", "de"])
def test_no_words_are_left_over(words: dict[str, str]) -> None:
    around = (
        "since", "where", "place", "places", "and", "rest", "values", "names", "nobody", "level", "every", "type",
        "instead", "before", "also", "gone", "only", "not",
    )  # fmt: skip
    starts = {key.removeprefix("change_").split("_")[0] for key in words}
    assert starts == {*around, *KINDS} - {WORDING}


def test_both_languages_have_the_same_keys_and_pieces() -> None:
    assert list(ENGLISH_CHANGES) == list(GERMAN_CHANGES)
    for key, text in ENGLISH_CHANGES.items():
        pieces = set(re.findall(r"\{(\w+)\}", text))
        assert set(re.findall(r"\{(\w+)\}", GERMAN_CHANGES[key])) == pieces, key
        assert text.count("|") == GERMAN_CHANGES[key].count("|"), key
