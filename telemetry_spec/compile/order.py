"""The order in which named types and groups are compiled: each after those that it uses.

So no order is asked of the file, and no chain of types is too long to follow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from telemetry_spec.language.fields import ShapeSpec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from telemetry_spec.compile.context import Context
    from telemetry_spec.language.spec_file import GroupSpec, TypeSpec

#: A named type or a group.
Key = tuple[Literal["types", "groups"], str]

_SHOWN_STEPS: Final = 8


class Use(NamedTuple):
    """A place where a type or a group is used by name: the part, and the path to the name in it."""

    key: Key
    part: ShapeSpec | GroupSpec
    path: tuple[str | int, ...]


def uses(part: ShapeSpec | GroupSpec) -> Iterator[Use]:
    """Yield every use of a name in a definition, known or not."""
    pending: list[ShapeSpec | GroupSpec] = [part]
    while pending:
        here = pending.pop()
        for index, group in enumerate(here.include or ()):
            yield Use(("groups", group), here, ("include", index))
        inner: list[ShapeSpec] = list((here.fields or {}).values())
        if isinstance(here, ShapeSpec):
            if here.type is not None:
                yield Use(("types", here.type.rstrip("[]")), here, ("type",))
            if here.entries is not None:
                inner += here.entries.of.values()
            inner += [
                child for child in (here.items, here.keys, here.values, *(here.any_of or ())) if child is not None
            ]
        pending += reversed(inner)


def in_order(types: Mapping[str, TypeSpec], groups: Mapping[str, GroupSpec], context: Context) -> list[Key]:
    """Return all definitions, each after those that it uses. Definitions that include themselves are reported."""
    parts: dict[Key, TypeSpec | GroupSpec] = {("types", name): part for name, part in types.items()}
    parts |= {("groups", name): part for name, part in groups.items()}
    done: dict[Key, None] = {}
    for start in parts:
        if start not in done:
            _visit(start, parts, done, context)
    return list(done)


def _visit(start: Key, parts: Mapping[Key, TypeSpec | GroupSpec], done: dict[Key, None], context: Context) -> None:
    """Append a definition and what it uses to `done`. A stack of its own bears chains of any length."""
    trail: dict[Key, Iterator[Use]] = {start: uses(parts[start])}
    while trail:
        key, rest = next(reversed(trail.items()))
        use = next(rest, None)
        if use is None:
            trail.popitem()
            done[key] = None
        elif use.key in trail:
            _report_loop(use, list(trail), context)
        elif use.key in parts and use.key not in done:
            trail[use.key] = uses(parts[use.key])


def _report_loop(use: Use, trail: list[Key], context: Context) -> None:
    section, name = use.key
    steps = [step for _, step in trail[trail.index(use.key) :]]
    if len(steps) > _SHOWN_STEPS:
        steps[_SHOWN_STEPS // 2 : -_SHOWN_STEPS // 2] = ["..."]
    way = f" by way of {', '.join(f'`{step}`' for step in steps[1:])}" if len(steps) > 1 else ""
    context.error(
        "type-loop" if section == "types" else "include-loop",
        f"The {section[:-1]} `{name}` includes itself{way}.",
        at=context.value(use.part, *use.path),
        help="A payload has an end: take this step out, or another one of the loop.",
        selector=f"{section}.{name}",
    )
