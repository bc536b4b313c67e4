"""An edit: one change to a right value in one place, and what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from telemetry_spec.model.pointer import write
from telemetry_spec.model.selector import join

if TYPE_CHECKING:
    from collections.abc import Callable

    from telemetry_spec.model.result import Level
    from telemetry_spec.model.shape import Field, Json

Value: TypeAlias = Any
"""A piece of a payload that its shape says more of than any type could."""
Put: TypeAlias = "Callable[[Value], Value]"
"""Puts a value at its place into a whole right payload, and returns that."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a payload and in the spec: the selector of its field, and how it lies within that field.

    `mark` tells what has no selector of its own: `:items` of a list, `:keys` of a map, `:integer` a union's member.
    """

    selector: str
    steps: tuple[str | int, ...] = ()
    mark: str = ""

    def field(self, member: Field) -> Place:
        """Return the place of a field in an object."""
        return self.below(member.id, step=member.name)

    def named(self, name: str) -> Place:
        """Return the place of what has a name on the wire only."""
        return self.below(name, step=name)

    def below(self, *ids: str, step: str) -> Place:
        """Return the place that a step leads to, and ids in the selector."""
        return Place(f"{self.selector}.{join(*ids)}", (*self.steps, step))

    def within(self, mark: str, *steps: str | int) -> Place:
        """Return a place within the same field."""
        return Place(self.selector, (*self.steps, *steps), f"{self.mark}:{mark}")

    @property
    def id(self) -> str:
        """Return what names the place: it does not depend on what else the spec holds."""
        return self.selector + self.mark

    @property
    def pointer(self) -> str:
        """Return the JSON pointer (RFC 6901)."""
        return write([str(step) for step in self.steps])


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change to a right value. `valid` says whether the outcome is right.

    `concern` is what it is about, `operator` how. A wrong outcome violates `keyword` at `pointer` and nothing else.
    """

    place: Place
    concern: str
    operator: str
    words: str
    valid: bool
    pointer: str
    keyword: str = ""
    level: Level = "required"
    value: Value
    put: Put

    @property
    def id(self) -> str:
        """Return the name of the edit: place, concern and operator."""
        return f"{self.place.id}/{self.concern}/{self.operator}"

    @property
    def steps(self) -> tuple[str | int, ...]:
        """Return the steps to what is changed: of an absent field, to where it was."""
        return self.place.steps

    def apply(self) -> Json:
        """Return the whole value, changed. It shares parts with other edits' values: do not change it."""
        whole: Json = self.put(self.value)
        return whole


def itself(value: Value) -> Value:
    """Put a value that is the whole."""
    return value


def filler(put: Put, rest: dict[str, Json], name: str) -> Put:
    """Return what puts a value under a name beside others."""
    return lambda new: put({**rest, name: new})


def wrong(  # noqa: PLR0913  one for each part of an edit
    place: Place,
    keyword: str,
    operator: str,
    words: str,
    value: Value,
    put: Put,
    *,
    concern: str = "",
    at: str | None = None,
) -> Edit:
    """Return an edit whose outcome violates a keyword, at the place itself or at another pointer."""
    return Edit(
        place=place,
        concern=concern or keyword,
        operator=operator,
        words=words,
        valid=False,
        pointer=place.pointer if at is None else at,
        keyword=keyword,
        value=value,
        put=put,
    )


def right(
    place: Place, concern: str, operator: str, words: str, value: Value, put: Put, *, level: Level = "required"
) -> Edit:
    """Return an edit whose outcome is right."""
    return Edit(
        place=place,
        concern=concern,
        operator=operator,
        words=words,
        valid=True,
        pointer=place.pointer,
        level=level,
        value=value,
        put=put,
    )
