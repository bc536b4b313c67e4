"""Named types and groups that build on each other give findings before they become too deep to follow."""

from __future__ import annotations

import pytest

from telemetry_spec.compile import compile_text
from tests.lint.fragments import complete

#: How the n-th definition uses the one before it.
CHAINS = {
    "types": ("types", "  t{n}: {{fields: {{inner: {{type: t{m}}}}}}}\n", "fields: {{a: {{type: t{n}}}}}\n"),
    "names": ("types", "  t{n}: {{type: t{m}}}\n", "fields: {{a: {{type: t{n}}}}}\n"),
    "lists": ("types", "  t{n}: {{items: {{type: t{m}}}}}\n", "fields: {{a: {{type: t{n}}}}}\n"),
    "groups": ("groups", "  t{n}: {{fields: {{inner: {{include: [t{m}]}}}}}}\n", "include: [t{n}]\n"),
    "includes": ("groups", "  t{n}: {{include: [t{m}], fields: {{f{n}: {{type: uuid}}}}}}\n", "include: [t{n}]\n"),
}
FIRST = {"types": "  t0: {type: uuid}\n", "groups": "  t0: {fields: {f0: {type: uuid}}}\n"}


def chain(kind: str, length: int, *, last_first: bool) -> str:
    section, link, use = CHAINS[kind]
    lines = [FIRST[section], *(link.format(n=n, m=n - 1) for n in range(1, length))]
    if last_first:
        lines.reverse()
    return complete(f"{section}:\n" + "".join(lines) + use.format(n=length - 1))


@pytest.mark.parametrize("last_first", [False, True])
@pytest.mark.parametrize("kind", CHAINS)
def test_a_short_chain_is_fine(kind: str, last_first: bool) -> None:
    assert compile_text(chain(kind, 20, last_first=last_first)).findings == ()


@pytest.mark.parametrize("last_first", [False, True])
@pytest.mark.parametrize("kind", CHAINS)
def test_a_long_chain_ends_in_few_findings(kind: str, last_first: bool) -> None:
    """In whatever order they are written: once made, a definition is used at any depth."""
    compiled = compile_text(chain(kind, 2000, last_first=last_first))
    assert {finding.code for finding in compiled.findings} <= {"type-too-deep", "too-many-fields"}
    assert len(compiled.findings) < 200
    if kind in ("types", "lists", "groups"):
        assert compiled.findings, "its values are nested 2,000 deep"
