"""What pydantic reports, with exact places: which value, which key, or which key is missing from which mapping."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from telemetry_spec.language.base import is_tag
from telemetry_spec.language.spec_file import SpecFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic_core import ErrorDetails

Path = tuple[str | int, ...]

#: pydantic's mark for an error in a key of a mapping, and the types that such errors have.
_KEY_MARK = "[key]"
#: A spec with more problems than this is not worth the memory that it takes to tell them all.
MAX_PROBLEMS = 20_000

_KEY_ERRORS = ("string_pattern_mismatch", "string_too_long", "string_too_short")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is not in the language.

    `path` leads to the value; with `about_key` the key itself is meant, and with `missing` the mapping that lacks the
    key of that name. `type`, `input` and `details` are pydantic's.
    """

    path: Path
    type: str
    input: object
    details: Mapping[str, Any] = field(default_factory=dict)
    about_key: bool = False
    missing: str = ""


def read(data: object) -> SpecFile | list[Problem]:
    """Return the parts, or what is wrong with them: all, or the first `MAX_PROBLEMS`."""
    try:
        return SpecFile.model_validate(data)
    except ValidationError as error:
        return [_problem(data, one) for one in error.errors(include_url=False)[:MAX_PROBLEMS]]


def _problem(data: object, error: ErrorDetails) -> Problem:
    steps: Sequence[str | int] = error["loc"]
    missing = ""
    about_key = len(steps) > 1 and steps[-1] == _KEY_MARK and error["type"] in _KEY_ERRORS
    if error["type"] == "missing":
        missing = str(steps[-1])
    if about_key or missing:
        steps = steps[:-1]
    paths = list(_paths(data, steps, ()))
    # A key may be called like a member of a choice. What pydantic has looked at says which of the two is meant.
    exact = (path for path, value in paths if value is error["input"] or about_key)
    return Problem(
        path=next(exact, paths[0][0] if paths else ()),
        type=error["type"],
        input=error["input"],
        details=error.get("ctx", {}),
        about_key=about_key,
        missing=missing,
    )


def _paths(data: Any, steps: Sequence[str | int], path: Path) -> Iterator[tuple[Path, object]]:  # noqa: ANN401  any YAML data
    """Yield the ways to follow steps through data, some of which may name members of a choice rather than keys."""
    if not steps:
        yield path, data
        return
    step, rest = steps[0], steps[1:]
    if step in data if isinstance(data, dict) else isinstance(data, list) and step in range(len(data)):
        yield from _paths(data[step], rest, (*path, step))
    if is_tag(step):
        yield from _paths(data, rest, path)
