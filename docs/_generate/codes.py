"""The catalogue of rules: every code of findings and every check of running programs, each with its page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from docs._generate.markdown import code, fence, heading, paragraphs, prose, table
from telemetry_spec import api, conform, lint, registry
from telemetry_spec.check.codes import CODES as CHECKING
from telemetry_spec.compile.codes import CODES as COMPILING
from telemetry_spec.conform.codes import CODES as CONFORMING
from telemetry_spec.emit._codes import CODES as EMITTING
from telemetry_spec.lint.base import RULES
from telemetry_spec.model.finding import Severity
from telemetry_spec.publish.codes import CODES as PUBLISHING
from telemetry_spec.reading.codes import CODES as READING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from telemetry_spec.model.page import Page


#: Where an example has several files, such a line begins one.
_FILE: Final = re.compile(r"^# file: (\S+)\n", re.MULTILINE)
_LANGUAGES: Final = {"yaml": "yaml", "ndjson": "json", "json": "json", "j2": "jinja"}


class Group(NamedTuple):
    """Codes that come from one part of the toolkit."""

    anchor: str
    title: str
    words: str
    codes: tuple[str, ...]


_ERRORS: Final = "All of them are errors."
_PUBLISHING: Final = (
    "What is wrong with pages and blocks that [`telemetry-spec docs`](cli.md#docs) makes, and with the older versions "
    "of a spec that `--history` reads."
)
#: How the codes about older versions begin: a page can do without those, so they are warnings.
_OLDER: Final = "history-"
_INTRODUCTION: Final = """\
Whatever telemetry-spec says has a code, and each code has a page. `telemetry-spec explain CODE` shows it in a terminal.

Errors and warnings give exit code 1, notes do not; `--fail-on` changes that. What lint says can be switched off for a
part of a spec, with a reason: see [`suppress`](language.md#suppress)."""


def page() -> str:
    """Return the page."""
    found = [group for group in groups() if group.codes]
    return paragraphs("# Findings and checks", _INTRODUCTION, *(_group(one) for one in found)) + "\n"


def groups() -> tuple[Group, ...]:
    """Return all codes and checks, each in one group."""
    known = (
        Group("reading", "Reading a file", f"What is wrong with a file as YAML. {_ERRORS}", _names(READING)),
        Group("compile", "The language", f"What is wrong in a spec. {_ERRORS}", _names(COMPILING)),
        Group("lint", "Lint", "What an expert would say about a spec that is valid.", lint.names()),
        Group("build", "Build", f"What is wrong with outputs. {_ERRORS}", _names(EMITTING)),
        Group("publish", "Publishing", _PUBLISHING, _names(PUBLISHING)),
        Group("check", "Check", f"What is wrong with payloads, rows and requests. {_ERRORS}", _names(CHECKING)),
        Group("conform", "Conform: the run", f"What is wrong with a run of checks. {_ERRORS}", _names(CONFORMING)),
        Group("conform-server", "Conform: checks of a server", _checks("server"), conform.names("server")),
        Group("conform-client", "Conform: checks of a client", _checks("client"), conform.names("client")),
    )  # fmt: skip
    listed = {one for group in known for one in group.codes}
    others = tuple(one for one in sorted({*api.codes(), *api.checks()}) if one not in listed)
    return (*known, Group("others", "Others", "What other commands say.", others))


def _checks(side: str) -> str:
    return (
        f"What [`telemetry-spec conform {side}`](../conform-{side}.md) tries. A check gives a number of results, "
        "each with a level of its own; only `required` ones fail a run."
    )


def _names(pages: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(pages))


def _group(group: Group) -> str:
    rows = [(f"[{code(one)}](#{one})", *_severity(group, one), prose(api.explain(one).title)) for one in group.codes]
    graded = any(_severity(group, one) for one in group.codes)
    head = ["Code", "Severity", "Meaning"] if graded else ["Code", "Meaning"]
    pages = [_page(group, one, api.explain(one)) for one in group.codes]
    return paragraphs(heading(2, group.title, f"group-{group.anchor}"), group.words, table(head, rows), *pages)


def _severity(group: Group, name: str) -> tuple[str, ...]:
    """Return the severity of a code where those of its group differ."""
    if group.anchor == "lint":
        return (str(registry.load(RULES, name.replace("-", "_")).SEVERITY),)
    if group.anchor == "publish":
        return (str(Severity.WARNING if name.startswith(_OLDER) else Severity.ERROR),)
    return ()


def _page(group: Group, name: str, page: Page) -> str:
    severity = "".join(f" ({word})" for word in _severity(group, name))
    title = f"**{prose(page.title)}**{severity}"
    blocks = [heading(3, code(name), name), title, _texts(page.what), "*Why.* " + _texts(page.why)]
    if not page.example:
        return paragraphs(*blocks, "*Instead.* " + _texts(page.instead))
    first = "text" if group.anchor in ("conform", "publish") else "yaml"
    return paragraphs(*blocks, "*Example.*", *_files(page.example, first), "*Instead.*", *_files(page.instead, first))


def _files(example: str, first: str) -> Iterator[str]:
    """Yield a block for each file of an example, which begins with a line that names it. The first may have no name."""
    start, *named = _FILE.split(example)
    if start.strip():
        yield fence(start, first)
    for name, text in zip(named[::2], named[1::2], strict=True):
        yield fence(text, _LANGUAGES.get(name.rsplit(".", 1)[-1], "text"), title=name)


def _texts(text: str) -> str:
    return "\n\n".join(prose(" ".join(one.split())) for one in text.split("\n\n"))
