"""Every rule's page is its test: from what is before to what is after, it reports one of its kinds."""

from __future__ import annotations

import pytest

from telemetry_spec import diff, registry
from telemetry_spec.diff.base import RULES
from telemetry_spec.model.change import KINDS, WORDING
from tests.lint.fragments import compiled


def kinds_of(name: str) -> tuple[str, ...]:
    found: tuple[str, ...] = registry.load(RULES, name.replace("-", "_")).KINDS
    return found


@pytest.mark.parametrize("name", diff.names())
def test_the_example_makes_a_change_of_the_rule(name: str) -> None:
    page = diff.explain(name)
    found = diff.changes(compiled(page.example), compiled(page.instead))
    assert {change.kind for change in found} & set(kinds_of(name))
    others = {change.kind for change in found} - set(kinds_of(name)) - {WORDING}
    # A source brings an opt-out and ends another one; its example shows both.
    assert not others or name == "source" or (name, others) in EXPECTED


EXPECTED = [("event", {"request-changed"}), ("sent-to", {"destination-added"})]


@pytest.mark.parametrize("name", diff.names())
def test_the_same_spec_twice_makes_none(name: str) -> None:
    for fragment in (diff.explain(name).example, diff.explain(name).instead):
        assert diff.changes(compiled(fragment), compiled(fragment)) == ()


@pytest.mark.parametrize("name", diff.names())
def test_the_other_way_round_widens_the_other_way(name: str) -> None:
    before, after = (compiled(text) for text in (diff.explain(name).example, diff.explain(name).instead))
    there = sorted((one.selector, one.part, repr(one.widens)) for one in diff.changes(before, after))
    back = [(one.selector, one.part, one.widens) for one in diff.changes(after, before)]
    turned = [(selector, part, widens if widens is None else not widens) for selector, part, widens in back]
    assert sorted((selector, part, repr(widens)) for selector, part, widens in turned) == there


def test_each_kind_is_made_by_one_rule() -> None:
    made = [kind for name in diff.names() for kind in kinds_of(name)]
    assert sorted(made) == sorted(KINDS)


@pytest.mark.parametrize("name", diff.names())
def test_a_page_says_everything(name: str) -> None:
    page = diff.explain(name)
    assert all(text.strip() for text in (page.title, page.what, page.why, page.example, page.instead))
    assert not page.title.endswith(".")


def test_no_rule_has_no_page() -> None:
    with pytest.raises(KeyError):
        diff.explain("no-such-rule")
    with pytest.raises(KeyError):
        diff.explain("opt_out")
