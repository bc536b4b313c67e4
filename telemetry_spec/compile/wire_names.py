"""Names on the wire that not every reader can tell from a name that is absent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from telemetry_spec.compile.context import Context
    from telemetry_spec.model.finding import Span

#: The members of `Object.prototype` (ECMA-262, sections 20.1.3 and B.2.2). Every object of JavaScript has them, so that
#: `payload.constructor` is there even where the payload has no such key: under Ajv's defaults it is not missing when it
#: is required, and has the wrong type when it is optional.
ON_EVERY_OBJECT: Final = frozenset(
    {
        "__defineGetter__",
        "__defineSetter__",
        "__lookupGetter__",
        "__lookupSetter__",
        "__proto__",
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "toString",
        "valueOf",
    }
)

RENAME: Final = "Send it under another name, and write that one here."


def check_names(context: Context, names: Iterable[object], at: Span, selector: str, advice: str = RENAME) -> None:
    """Report names of keys in payloads that every object of JavaScript has."""
    for name in names:
        if name in ON_EVERY_OBJECT:
            context.error(
                "javascript-name",
                f"Every object in JavaScript has `{name}`, so there nobody can tell whether a payload has it.",
                at=at,
                help=advice,
                selector=selector,
            )
