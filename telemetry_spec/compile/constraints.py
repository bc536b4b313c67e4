"""Constraints as written, held against what a type takes and what holds already."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast

from telemetry_spec import patterns
from telemetry_spec.compile.satisfiable import no_text
from telemetry_spec.compile.wording import listed, shown
from telemetry_spec.fieldtypes.constraints import CONSTRAINTS
from telemetry_spec.model.finding import Related
from telemetry_spec.model.shape import MAX_SAFE_INTEGER
from telemetry_spec.patterns.parse import MAX_LENGTH

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from telemetry_spec.compile.context import Context
    from telemetry_spec.language.fields import ShapeSpec
    from telemetry_spec.model.shape import ConstraintValue

#: The constraints of a list, which belong to the outermost list where there are several.
OF_LISTS: Final = ("min_items", "max_items")

_NAMES: Final = frozenset(CONSTRAINTS)
_BOUNDS: Final = ("minimum", "maximum")
#: Constraints that say all there is to say, so that no type is written beside them.
_SAY_ALL: Final = ("enum", "const")
_MAX_WORDS: Final = 200
_MAX_SHOWN: Final = 60
#: An escape, a class, or one of the anchors that other languages need.
_ANCHORS: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(?P<anchor>[$^])", re.DOTALL)


class Constraints:
    """The constraints that are written on one value."""

    def __init__(self, context: Context, part: ShapeSpec, selector: str) -> None:
        self._context = context
        self._part = part
        self._selector = selector
        self._written = [key for key in CONSTRAINTS if key in part.model_fields_set] if _any(part) else []

    def on(
        self,
        type_name: str,
        implied: Mapping[str, ConstraintValue],
        taken: Collection[str],
        *,
        but: Collection[str] = (),
    ) -> Mapping[str, ConstraintValue]:
        """Return what is implied by a type together with what is written, which can narrow it and not widen it.

        Args:
            type_name: The type, for messages.
            implied: What holds in any case.
            taken: The constraints that the type takes.
            but: Constraints that belong to a list around the value, and are seen to there.
        """
        written = [key for key in self._written if key not in but]
        if not written:
            return implied
        merged = dict(implied)
        for key in written:
            if key not in taken:
                self._refuse(key, type_name, taken)
                continue
            limit = self._checked(key, type_name)
            if limit is not None and (key not in implied or self._narrows(key, limit, implied[key])):
                merged[key] = limit
        self._in_order(merged)
        self._can_be(merged)
        return merged

    def _can_be(self, merged: Mapping[str, ConstraintValue]) -> None:
        message = no_text(merged)
        if message:
            at = next(key for key in ("max_length", "min_length", "pattern") if key in self._written)
            self._error("constraint-never-met", message, "Correct the length or the pattern.", at)

    def of_list(self) -> Mapping[str, ConstraintValue]:
        """Return the constraints on the number of items."""
        merged: dict[str, ConstraintValue] = {key: getattr(self._part, key) for key in OF_LISTS if key in self._written}
        self._in_order(merged)
        return merged

    def _refuse(self, key: str, type_name: str, taken: Collection[str]) -> None:
        if type_name in _SAY_ALL:
            advice = f"Take it out: `{type_name}` says it all."
        elif key in _SAY_ALL:
            advice = f"Leave `type` out: `{key}` says it all."
        elif taken:
            advice = f"This type takes {listed((f'`{name}`' for name in taken), 'and')}."
        else:
            advice = "Take it out: this type takes no constraint."
        self._error(
            "constraint-not-allowed", f"`{key}` does not go with the type `{type_name}`.", advice, key, value=False
        )

    def _checked(self, key: str, type_name: str) -> ConstraintValue | None:
        """Return the limit if it makes sense by itself."""
        if key == "pattern":
            return self._pattern(self._part.pattern or "")
        if key == "enum":
            return self._enum(self._part.enum or [])
        limit: int | float | str | bool = getattr(self._part, key)
        if not self._is_safe(limit, key):
            return None
        if key in _BOUNDS and type_name == "integer" and isinstance(limit, float):
            return self._whole(key, limit)
        return limit

    def _whole(self, key: str, limit: float) -> int | None:
        if limit.is_integer():
            return int(limit)
        self._error(
            "bound-not-whole",
            f"`{key}` has a fraction, and the value is a whole number.",
            "Write a whole number, or `type: number`.",
            key,
        )
        return None

    def _is_safe(self, number: object, *path: str | int) -> bool:
        if not isinstance(number, int) or abs(number) <= MAX_SAFE_INTEGER:
            return True
        self._error(
            "integer-not-safe",
            "This whole number is beyond 2^53 - 1, which not every JSON reader holds exactly.",
            f"Stay between -{MAX_SAFE_INTEGER} and {MAX_SAFE_INTEGER}, or send the number as text.",
            *path,
        )
        return False

    def _pattern(self, text: str) -> str | None:
        needless = _anchors(text)
        kept = [place for place in range(len(text)) if place not in needless]
        core = "".join(text[place] for place in kept)
        wrong: patterns.PatternError | None = None
        try:
            patterns.parse_linear(core)
        except patterns.PatternError as error:
            wrong = error
        # All anchors at once, and what else is wrong: a `^` at the start mostly has its `$` at the end.
        if needless:
            self._refuse_anchors(needless, core if wrong is None else "")
        if wrong is not None and (core or not needless):
            self._refuse_pattern(wrong.message, wrong.help, [*kept, len(text)][min(wrong.position, len(kept))])
        return None if needless or wrong is not None else text

    def _refuse_anchors(self, needless: Mapping[int, str], core: str) -> None:
        """Report anchors; `core` is the pattern without them, or "" where that is none."""
        names = [f"`{name}`" for name in dict.fromkeys(needless.values())]
        both = " and ".join(names)
        instead = f"write {shown(core)}" if core and len(core) <= _MAX_SHOWN else f"leave {both} out"
        self._refuse_pattern(
            f"{both} {'are' if len(names) > 1 else 'is'} not needed",
            f"{instead}: a pattern always stands for the whole text; for the character itself write \\{names[0][1]}",
            min(needless),
        )

    def _refuse_pattern(self, message: str, advice: str, position: int) -> None:
        self._context.error(
            "bad-pattern",
            f"This pattern cannot be used: {message}.",
            at=self._context.character(self._part, "pattern", position),
            help=f"{advice[:1].upper()}{advice[1:]}.",
            selector=self._selector,
            docs=self._context.docs(self._part, "pattern"),
        )

    def _enum(self, values: list[str | int]) -> tuple[str, ...] | tuple[int, ...] | None:
        if len({isinstance(value, str) for value in values}) > 1:
            self._error(
                "enum-mixed",
                "The values of this `enum` are partly texts and partly numbers.",
                "Put the numbers in quotes, or make a union of two enums.",
                "enum",
            )
            return None
        first: dict[str | int, int] = {}
        for index, value in enumerate(values):
            self._is_safe(value, "enum", index)
            if first.setdefault(value, index) != index:
                self._context.error(
                    "enum-repeats",
                    f"{shown(value)} is listed twice.",
                    at=self._context.value(self._part, "enum", index),
                    help="Take one of them out.",
                    selector=self._selector,
                    related=(Related(self._context.value(self._part, "enum", first[value]), "It is also here."),),
                )
        return cast("tuple[str, ...] | tuple[int, ...]", tuple(first))

    def _narrows(self, key: str, limit: ConstraintValue, before: ConstraintValue) -> bool:
        if CONSTRAINTS[key].narrows(limit, before):
            return True
        self._error(
            "constraint-wider",
            f"`{key}` goes beyond the type, which says: {CONSTRAINTS[key].words(before)[:_MAX_WORDS]}.",
            "Take it out, or use another type." if key == "pattern" else "Write a narrower limit, or use another type.",
            key,
        )
        return False

    def _in_order(self, merged: dict[str, ConstraintValue]) -> None:
        for key, constraint in CONSTRAINTS.items():
            low, high = merged.get(constraint.lower), merged.get(key)
            if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
                at = key if key in self._written else constraint.lower
                self._error(
                    "bounds-crossed",
                    f"`{constraint.lower}` is {low} and `{key}` is {high}, so no value fits.",
                    "Exchange the two, or change one.",
                    at,
                )
                del merged[key]

    def _error(self, code: str, message: str, advice: str, *path: str | int, value: bool = True) -> None:
        place = self._context.value if value else self._context.key
        self._context.error(
            code,
            message,
            at=place(self._part, *path),
            help=advice,
            selector=self._selector,
            docs=self._context.docs(self._part, str(path[0])),
        )


def _anchors(text: str) -> dict[int, str]:
    """Return where a pattern has a `^` or `$` that stands for no character, and which."""
    if len(text) > MAX_LENGTH:
        return {}
    return {found.start(): found.group() for found in _ANCHORS.finditer(text) if found["anchor"]}


def _any(part: ShapeSpec) -> bool:
    return not _NAMES.isdisjoint(part.model_fields_set)
