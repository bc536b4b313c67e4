"""How pages are made, wherever that is said: on a command line, in `mkdocs.yml`, or in Python."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from telemetry_spec.emit._files import same_product
from telemetry_spec.emit.base import Options
from telemetry_spec.emit.docs.words import DEFAULT
from telemetry_spec.model.finding import InvalidInputError
from telemetry_spec.publish.history import releases_of_folder, releases_of_git
from telemetry_spec.publish.pages import Pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from telemetry_spec.model.change import Release
    from telemetry_spec.model.finding import Finding
    from telemetry_spec.model.spec import Spec

#: The history that is in the tags of the repository.
GIT = "git"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How pages are made.

    `words` is a file whose words take the place of those of the language, `templates` a folder whose templates take the
    place of the built-in ones, and `history` is `git`, a folder of older specs, or "" for none.
    """

    language: str = DEFAULT
    words: Path | None = None
    templates: Path | None = None
    history: str = ""

    def pages(self, specs: Sequence[Spec], docs_format: str) -> tuple[Pages, list[Finding]]:
        """Return the pages of some specs, and what is wrong with their older versions.

        Raises:
            InvalidInputError: Two of the specs are of one product.
        """
        _one_each(specs)
        releases, findings = _releases(specs, self.history)
        options = Options(
            docs_format=docs_format,
            language=self.language,
            words=self.words,
            templates=self.templates,
            releases=releases,
        )
        return Pages(specs, options), findings

    def told(self) -> list[str]:
        """Return the options of a command line that say the same."""
        given = {
            "language": self.language if self.language != DEFAULT else "",
            "words": self.words,
            "templates": self.templates,
            "history": self.history,
        }
        return [f"--{name}={value}" for name, value in given.items() if value]

    def files(self) -> list[Path]:
        """Return the files and folders that pages are made from besides the specs."""
        older = Path(self.history) if self.history not in ("", GIT) else None
        return [path for path in (self.words, self.templates, older) if path is not None]


def again(*parts: str) -> str:
    """Return a command of `docs` as it is typed."""
    return shlex.join(["telemetry-spec", "docs", *parts])


def _one_each(specs: Iterable[Spec]) -> None:
    first: dict[str, Spec] = {}
    for spec in specs:
        if first.setdefault(spec.product, spec) is not spec:
            raise InvalidInputError([same_product(spec, first[spec.product].span)])


def _releases(specs: Iterable[Spec], history: str) -> tuple[dict[str, tuple[Release, ...]], list[Finding]]:
    """Return the versions of each product's spec, newest first, and what was wrong with old ones."""
    found: dict[str, tuple[Release, ...]] = {}
    findings: list[Finding] = []
    for spec in specs if history else ():
        one = releases_of_git(spec, _path(spec)) if history == GIT else releases_of_folder(spec, history)
        found[spec.product] = one.releases
        findings += one.findings
    return found, findings


def _path(spec: Spec) -> Path:
    """Return the file of a spec, or the folder of its files."""
    first = Path(spec.files[0])
    return first if len(spec.files) == 1 else first.parent
