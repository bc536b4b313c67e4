"""Constraints as written, held against what a type takes and what already holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from telemetry_spec import patterns
from telemetry_spec.fieldtypes.constraints import CONSTRAINTS
from telemetry_spec.model.shape import MAX_SAFE_INTEGER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telemetry_spec.compile.context import Context
    from telemetry_spec.language.fields import ShapeKeys
    from telemetry_spec.model.finding import Span
    from telemetry_spec.model.shape import ConstraintValue

#: Every constraint of the language, in the order of the table.
CONSTRAINT_KEYS = tuple(CONSTRAINTS)


@dataclass(slots=True)
class Constraints:
    """The constraints written on one value."""

    context: Context
    part: ShapeKeys
    selector: str

    def own(
        self,
        implied: Mapping[str, ConstraintValue],
        taken: tuple[str, ...],
        elsewhere: tuple[str, ...] = (),
    ) -> dict[str, ConstraintValue]:
        """Return what is implied together with what is written.

        Args:
            implied: What holds in any case; it can be narrowed, not widened.
            taken: The constraints that may be written.
            elsewhere: Constraints that belong to a list around the value, and are seen to there.
        """
        merged = dict(implied)
        listing = set(taken) <= {"min_items", "max_items"} and bool(taken)
        for key in CONSTRAINT_KEYS:
            value = getattr(self.part, key)
            if value is None or key in elsewhere:
                continue
            if key not in taken:
                if not listing:
                    self._refuse(key, taken)
                continue
            limit = self._checked(key, tuple(value) if isinstance(value, list) else value)
            if limit is not None and self._narrower(key, limit, implied):
                merged[key] = limit
        self._in_order(merged)
        return merged

    def _refuse(self, key: str, taken: tuple[str, ...]) -> None:
        allowed = ", ".join(f"`{name}`" for name in taken)
        self.context.error(
            "constraint-not-allowed",
            f"`{key}` does not go with this type.",
            at=self.context.key(self.part, key),
            help=f"This type takes {allowed}." if allowed else "Take it out: this type takes no constraint.",
            selector=self.selector,
            docs=self.context.docs(self.part, key),
        )

    def _checked(self, key: str, limit: ConstraintValue) -> ConstraintValue | None:
        """Return the limit if it makes sense by itself."""
        at = self.context.value(self.part, key)
        if key == "pattern":
            return self._pattern(str(limit), at)
        if key == "enum":
            return self._enum(cast("tuple[str, ...] | tuple[int, ...]", limit))
        numbers = [limit] if key in ("minimum", "maximum", "const") and not isinstance(limit, str) else []
        return limit if all(self._safe(number, at) for number in numbers) else None

    def _safe(self, number: object, at: Span) -> bool:
        if isinstance(number, int) and abs(number) > MAX_SAFE_INTEGER:
            self.context.error(
                "integer-not-safe",
                "This whole number is beyond 2^53 - 1, which not every JSON reader holds exactly.",
                at=at,
                help=f"Stay between -{MAX_SAFE_INTEGER} and {MAX_SAFE_INTEGER}, or send the number as text.",
                selector=self.selector,
            )
            return False
        return True

    def _pattern(self, text: str, at: Span) -> str | None:
        try:
            patterns.parse_linear(text)
        except patterns.PatternError as error:
            self.context.error(
                "bad-pattern",
                f"This pattern cannot be used: {error.message}.",
                at=at,
                help=f"{error.help[:1].upper()}{error.help[1:]}.",
                selector=self.selector,
                docs=self.context.docs(self.part, "pattern"),
            )
            return None
        return text

    def _enum(self, values: tuple[str, ...] | tuple[int, ...]) -> tuple[str, ...] | tuple[int, ...] | None:
        at = self.context.value(self.part, "enum")
        if len({isinstance(value, str) for value in values}) > 1:
            self.context.error(
                "enum-mixed",
                "The values of an enum are all texts, or all whole numbers.",
                at=at,
                help="Put the numbers in quotes, or make a union of two enums.",
                selector=self.selector,
                docs=self.context.docs(self.part, "enum"),
            )
            return None
        for index, value in enumerate(values):
            if value in values[:index]:
                self.context.error(
                    "enum-repeats",
                    f"`{value}` is listed twice.",
                    at=self.context.value(self.part, "enum", index),
                    help="Take one of them out.",
                    selector=self.selector,
                )
                return None
        return values if all(self._safe(value, at) for value in values) else None

    def _narrower(self, key: str, limit: ConstraintValue, implied: Mapping[str, ConstraintValue]) -> bool:
        before = implied.get(key)
        if before is None or key in ("enum", "const", "pattern"):
            wider = before is not None
        else:
            wider = limit < before if key.startswith("min") else limit > before  # type: ignore[operator]
        if wider:
            self.context.error(
                "constraint-wider",
                f"The type allows {CONSTRAINTS[key].words(before)} already, and this would be wider.",
                at=self.context.value(self.part, key),
                help="Write a narrower limit, or use another type.",
                selector=self.selector,
            )
        return not wider

    def _in_order(self, merged: dict[str, ConstraintValue]) -> None:
        for key, constraint in CONSTRAINTS.items():
            low, high = merged.get(constraint.lower), merged.get(key)
            if low is not None and high is not None and low > high:  # type: ignore[operator]
                self.context.error(
                    "bounds-crossed",
                    f"`{constraint.lower}` is greater than `{key}`: no value fits.",
                    at=self.context.value(self.part, key),
                    help="Exchange the two, or take one out.",
                    selector=self.selector,
                )
                del merged[key]
