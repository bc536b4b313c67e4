"""A template of the user's comes to an end, and what it makes has one."""

from __future__ import annotations

import tracemalloc
from html import unescape
from typing import TYPE_CHECKING

import pytest

from telemetry_spec.emit import docs
from telemetry_spec.emit.base import Options
from telemetry_spec.emit.docs import bounded
from telemetry_spec.model.finding import InvalidInputError
from tests.emit.test_docs import small

if TYPE_CHECKING:
    from pathlib import Path

_TEN = "{% for a in range(10000) %}"
_BIG = '{% set big = "x" * 900000 %}'

ENDLESS = [
    '{{ "x" * 10**10 }}',
    '{{ 10**10 * "x" }}',
    "{{ ([0] * 10**9) | length }}",
    '{{ "%1000000000d" % 1 }}',
    '{{ "%*d" % (1000000000, 1) }}',
    '{{ "%1000000000d" | format(1) }}',
    '{{ "{:1000000000}".format(1) }}',
    '{{ "{:{}}".format(1, 1000000000) }}',
    '{{ "{:1000000000}".format_map({}) }}',
    "{{ 10**(10**8) }}",
    "{% set ns = namespace(n=3) %}{% for a in range(99) %}{% set ns.n = ns.n * ns.n %}{% endfor %}",
    '{% set ns = namespace(s="x") %}{% for a in range(99) %}{% set ns.s = ns.s + ns.s %}{% endfor %}',
    '{% set ns = namespace(s="x") %}{% for a in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}',
    "{% set ns = namespace(s=[1]) %}{% for a in range(99) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
    '{{ "x" | center(1000000000) }}',
    '{{ "x".center(1000000000) }}',
    '{{ "x".zfill(width=1000000000) }}',
    '{{ "\\t".expandtabs(1000000000) }}',
    '{{ "x" | indent(1000000000, true) }}',
    '{{ [1] | batch(1000000000, "x") | list }}',
    "{{ [1] | slice(1000000000) | list }}",
    f'{_BIG}{{{{ big | replace("x", big) }}}}',
    f'{_BIG}{{{{ big.replace("x", big) }}}}',
    f"{_BIG}{{{{ [big] * 100 }}}}",
    f"{_BIG}{{{{ ([big] * 100) | join }}}}",
    f'{_BIG}{{{{ "".join([big] * 100) }}}}',
    f"{_BIG}{{{{ big.join(big) }}}}",
    f"{_BIG}{{{{ ([big] * 100) | string }}}}",
    f"{_BIG}{{{{ ([big] * 100) | pprint }}}}",
    f"{_BIG}{{{{ ([big] * 100) ~ 1 }}}}",
    f'{_BIG}{{{{ "%s%s" % (big, big) }}}}',
    f'{_BIG}{{{{ "{{0}}{{0}}".format(big) }}}}',
    f"{_BIG}{{{{ big | wordwrap(1, wrapstring=big) }}}}",
    f'{_BIG}{{{{ big.translate({{120: "xxx"}}) }}}}',
    f"{_BIG}{_TEN}{{{{ big }}}}{{% endfor %}}",
    f"{_TEN}{'x' * 9000}{{% endfor %}}",
    f"{_BIG}{{% set all %}}{_TEN}{{{{ big }}}}{{% endfor %}}{{% endset %}}",
    f"{_BIG}{{% macro m() %}}{_TEN}{{{{ big }}}}{{% endfor %}}{{% endmacro %}}{{{{ m() }}}}",
    f"{_BIG}{{% filter upper %}}{_TEN}{{{{ big }}}}{{% endfor %}}{{% endfilter %}}",
    _TEN * 4 + "{% endfor %}" * 4,
    _TEN * 3 + "{% for b in range(10000) if b > 10000 %}{% endfor %}" + "{% endfor %}" * 3,
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    '{% include "notice.md.j2" %}',
    "{{ lipsum(10000) }}",
    "{% for a in range(10**9) %}{% endfor %}",
    "x" * 1_000_001,
]


@pytest.fixture(autouse=True)
def _smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bounds, reached sooner."""
    monkeypatch.setattr("telemetry_spec.emit.docs.templates.MAX_PAGE", 5_000_000)


@pytest.mark.parametrize("template", ENDLESS, ids=range(len(ENDLESS)))
def test_what_a_template_makes_has_an_end(tmp_path: Path, template: str) -> None:
    (tmp_path / "notice.md.j2").write_text(template, "utf-8")
    tracemalloc.start()
    with pytest.raises(InvalidInputError) as raised:
        docs.render(small(), Options(templates=tmp_path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    [finding] = raised.value.findings
    assert finding.code == "bad-template"
    assert finding.message[-1] != ":"
    assert peak < 100_000_000


def test_macros_that_call_themselves_have_an_end(tmp_path: Path) -> None:
    macro = "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(99) }}"
    (tmp_path / "notice.md.j2").write_text(macro, "utf-8")
    with pytest.raises(InvalidInputError, match="as many steps"):
        docs.render(small(), Options(templates=tmp_path))


@pytest.mark.parametrize(
    ("template", "made"),
    [
        ('{{ "-" * 40 }}', "\\-" * 20),
        ('{{ "%s and %5.1f" % ("a", 2) }}', "a and 2.0"),
        ('{{ "{:,}".format(1234567) }}', "1,234,567"),
        ('{{ "a" ~ 1 ~ "b" | upper }}', "a1B"),
        ('{{ ["a", "b"] | join(", ") }}{{ ", ".join(["c", "d"]) }}', "a, bc, d"),
        ('{% for a in range(3) %}{{ a }}{{ "," if not loop.last }}{% endfor %} of {{ [1, 2] | length }}', "0,1,2 of 2"),
        ('{% for a in ["b", "c"] | map("upper") %}{{ loop.index }}{{ a }}{% endfor %}', "1B2C"),
        ("{% macro m(a) %}[{{ a }}]{% endmacro %}{{ m(1) }}{% set b %}x{{ 2 + 3 }}{% endset %}{{ b }}", "[1]x5"),
        ('{{ "a-b".replace("-", "+") }}{{ "abc" | replace("b", "x") }}{{ 2 ** 10 }}{{ 7 % 4 }}', "a+baxc10243"),
        ("{{ page.nothing | default(100000) if false else 200000 | default(0) }}", "200000"),
    ],
)  # fmt: skip
def test_what_templates_do_every_day_still_works(tmp_path: Path, template: str, made: str) -> None:
    (tmp_path / "notice.md.j2").write_text(template, "utf-8")
    # Digits that could begin a list are written as references.
    assert made in unescape(docs.render(small(), Options(templates=tmp_path)))


def test_the_built_in_templates_make_what_a_spec_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("telemetry_spec.emit.docs.templates.MAX_PAGE", 0)
    assert docs.render(small()).startswith('# What Acme collects\n\n<a id="acme"></a>\n')
    assert bounded.MAX_PAGE > 0
