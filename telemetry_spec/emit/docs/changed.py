"""From what to what: the part of a history's line that says what a declaration was and is, where that is short.

Limits, value classes, durations and units are declarations. No value of a payload is among them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from telemetry_spec.emit.docs import numbers
from telemetry_spec.emit.docs.phrases import Name, Phrase, counted, filled, listed, path_of, plain
from telemetry_spec.fieldtypes.constraints import CONSTRAINTS, repr_json
from telemetry_spec.model.selector import split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from telemetry_spec.model.change import Change
    from telemetry_spec.model.shape import Json
    from telemetry_spec.model.spec import Spec

#: Characters of one value, of a text of the spec, and of all that is said. What is longer is cut, or not said.
_LONGEST_VALUE: Final = 40
_LONGEST_TEXT: Final = 60
_LONGEST: Final = 200
#: Values that are listed one by one.
_MOST: Final = 5
#: Types that a reader knows by other words.
_TYPES: Final = {"enum": "change_type_enum", "const": "change_type_const"}
_INNER: Final = ("items", "keys", "values")


class Look(NamedTuple):
    """What names are looked up in: the current spec, and the catalogue."""

    spec: Spec
    words: Mapping[str, str]


def how(change: Change, look: Look) -> Phrase:
    """Return what changed from what to what, such as: also `bsd`. Empty where a few words cannot say it."""
    part = change.part.rsplit(".", 1)[-1]
    make = _MAKERS.get((change.kind, part), _MAKERS.get((change.kind, "*")))
    said = make(change, look) if make else ()
    return said if len(plain(said)) <= _LONGEST else ()


# ---------------------------------------------------------------- pieces


def _instead(after: Phrase, before: Phrase, look: Look) -> Phrase:
    if not (after and before):
        return after
    return filled(look.words["change_instead"], after=after, before=before)


def _value(value: Json) -> Name:
    return Name(numbers.value(value, _LONGEST_VALUE), code=True)


def _number(count: int, look: Look) -> Phrase:
    return (Name(numbers.number(look.words, count)),)


def _text(value: Json) -> Phrase:
    """Return a short text of the spec; nothing for a long one."""
    text = value.strip().rstrip(".") if isinstance(value, str) else ""
    return (Name(text),) if 0 < len(text) <= _LONGEST_TEXT else ()


def _all(names: Iterable[Phrase], look: Look) -> Phrase:
    return listed(list(names), look.words, _MOST)


def _values(values: Iterable[Json], look: Look) -> Phrase:
    return _all(((_value(value),) for value in values), look)


def _moved(change: Change) -> tuple[list[Json], list[Json]] | None:
    """Return what came to a list and what went, or None where one side is no list."""
    before, after = change.before, change.after
    if not isinstance(before, list) or not isinstance(after, list):
        return None
    was, now = {repr_json(one) for one in before}, {repr_json(one) for one in after}
    return [one for one in after if repr_json(one) not in was], [one for one in before if repr_json(one) not in now]


def _also(added: Phrase, gone: Phrase, look: Look, keys: tuple[str, str] = ("change_also", "change_gone")) -> Phrase:
    """Return `also a`, `no longer b`, or both."""
    sides = [filled(look.words[key], values=values) for key, values in zip(keys, (added, gone), strict=True) if values]
    return sides[0] if len(sides) == 1 else (*sides[0], Name(", "), *sides[1]) if sides else ()


def _duration(written: str, look: Look) -> Phrase:
    found = numbers.duration(written)
    return counted(look.words, *found) if found else (Name(written),)


def every(written: Json, look: Look) -> Phrase:
    """Write `1h` as `every hour` and `24h` as `every 24 hours`; nothing for anything else."""
    found = numbers.duration(written)
    return counted(look.words, f"change_every_{found[0]}", found[1]) if found else ()


def _part(selector: str, look: Look) -> Phrase:
    """Name a source or an event by title, and a field by where it lies in its payload."""
    steps = split(selector)
    source = look.spec.sources.get(steps[0])
    if source is None or len(steps) > 2:  # noqa: PLR2004  a source, an event and a field
        return (path_of(selector),)
    if len(steps) == 1:
        return (Name(source.title),)
    event = source.events.get(steps[1])
    if event is None:
        return (path_of(selector),)
    return filled(look.words["change_place"], source=(Name(source.title),), event=(Name(event.title),))


# ---------------------------------------------------------------- values


def _limit(change: Change, look: Look) -> Phrase:
    name = change.part.rsplit(".", 1)[-1]
    if name == "enum":
        return _within(change, _enum(change, look), look)
    if name == "pattern" and any(len(str(one)) > _LONGEST_VALUE for one in (change.before, change.after)):
        return ()
    if change.after is None:
        said = filled(look.words["change_gone"], values=_bound(name, change.before, look))
    else:
        # The words of a limit are said once: at most 200 characters instead of 60.
        before = () if change.before is None else _bare(name, change.before, look)
        said = _instead(_bound(name, change.after, look), before, look)
    return _within(change, said, look)


def _enum(change: Change, look: Look) -> Phrase:
    if moved := _moved(change):
        added, gone = (_values(values, look) for values in moved)
        return _also(added, gone, look)
    only = change.after if isinstance(change.after, list) else change.before
    key = "change_only" if only is change.after else "change_not_only"
    return filled(look.words[key], values=_values(only, look)) if isinstance(only, list) else ()


def _bound(name: str, limit: Json, look: Look) -> Phrase:
    """Write a limit in the words of the page: at most 200 characters."""
    if name in ("pattern", "const"):
        return filled(look.words[name], pattern=_bare(name, limit, look), value=_bare(name, limit, look))
    template = look.words[f"limit_{name}"]
    if "|" in template and isinstance(limit, int):
        return counted(look.words, f"limit_{name}", limit)
    return filled(template, limit=_bare(name, limit, look))


def _bare(name: str, limit: Json, look: Look) -> Phrase:
    if name == "pattern":
        return (Name(str(limit), code=True),)
    if name == "const":
        return (_value(limit),)
    counts = "|" in look.words[f"limit_{name}"] and isinstance(limit, int)
    return _number(limit, look) if counts and isinstance(limit, int) else (Name(str(limit)),)


def _within(change: Change, said: Phrase, look: Look) -> Phrase:
    """Say of which part of a value something holds: of each item, key or value, or of one of several types."""
    for step in reversed(change.part.split(".")[:-1]):
        if said and step in _INNER:
            said = filled(look.words[f"limits_{step}"], limits=said)
        elif said:
            said = filled(look.words["limits_member"], type=(Name(step, code=True),), limits=said)
    return said


def _type(change: Change, look: Look) -> Phrase:
    after, before = (_types(side, look) for side in (change.after, change.before))
    return _within(change, _instead(after, before, look), look)


def _types(value: Json, look: Look) -> Phrase:
    names = value if isinstance(value, list) else [value]
    phrases = (
        (Name(look.words[_TYPES[name]]) if name in _TYPES else Name(name, code=True),)
        for name in dict.fromkeys(map(str, names))
    )
    return _all(phrases, look)


def _size(change: Change, look: Look) -> Phrase:
    """Return the size that a transform leaves: characters of a text that is cut, a step of a number."""
    after, before = (side.get("size") if isinstance(side, dict) else None for side in (change.after, change.before))
    if not isinstance(after, int) or after == before:
        return ()
    was = (Name(numbers.number(look.words, before)),) if isinstance(before, int) else ()
    now = (
        counted(look.words, "characters", after)
        if change.part == "truncate"
        else (Name(numbers.number(look.words, after)),)
    )
    return _instead(now, was, look)


def _level(change: Change, look: Look) -> Phrase:
    after, before = ((Name(look.words[f"change_level_{side}"]),) for side in (change.after, change.before))
    return _instead(after, before, look)


def _lifetime(change: Change, look: Look) -> Phrase:
    after, before = ((Name(look.words[f"lifetime_{side}"]),) if side else () for side in (change.after, change.before))
    return _instead(after, before, look)


# ---------------------------------------------------------------- texts and durations


def _texts(change: Change, look: Look) -> Phrase:
    return _instead(_text(change.after), _text(change.before), look)


def _new_text(change: Change, _: Look) -> Phrase:
    return _text(change.after)


def _nothing(_change: Change, _look: Look) -> Phrase:
    return ()


def _operators(change: Change, look: Look) -> Phrase:
    nobody = (Name(look.words["change_nobody"]),)
    sides = (_text(side) if side is not None else nobody for side in (change.after, change.before))
    after, before = sides
    return _instead(after, before, look) if after and before else ()


def _scalars(change: Change, look: Look) -> Phrase:
    if any(isinstance(side, list | dict) for side in (change.after, change.before)) or change.after is None:
        return ()
    return _instead((_value(change.after),), () if change.before is None else (_value(change.before),), look)


def _every(change: Change, look: Look) -> Phrase:
    return _instead(every(change.after, look), every(change.before, look), look)


def _delay(change: Change, look: Look) -> Phrase:
    after, before = (_duration(str(side), look) if side else () for side in (change.after, change.before))
    return _instead(after, before, look)


def _kept(change: Change, look: Look) -> Phrase:
    """Return `24 months instead of 13` where the texts differ in a duration only, or else the short new text."""
    if change.widens is not None and isinstance(change.before, str) and isinstance(change.after, str):
        return _durations(change.before, change.after, look)
    return _text(change.after)


def _kept_all(change: Change, look: Look) -> Phrase:
    if change.widens is not None:
        return _kept(change, look)
    after, before = _text(change.after), _text(change.before)
    return filled(look.words["change_before"], after=after, before=before) if after and before else ()


def _durations(old: str, new: str, look: Look) -> Phrase:
    """Return the words in which two texts differ, from a number on. A unit that both share is said once."""
    was, now = old.split(), new.split()
    least = min(len(was), len(now))
    start = next((at for at in range(least) if was[at] != now[at]), least)
    end = next((at for at in range(least - start) if was[-1 - at] != now[-1 - at]), least - start)
    start -= start > 0 and start < len(now) and not now[start][:1].isdigit()
    before, after = was[start : len(was) - end], now[start : len(now) - end]
    if len(after) == 1 and after[0].isdigit() and end:
        after.append(now[len(now) - end])
    sides = [" ".join(side).strip(".,;:()") for side in (after, before)]
    if not all(side[:1].isdigit() and len(side) <= _LONGEST_VALUE for side in sides):
        return ()
    return _instead(_duration(sides[0], look), _duration(sides[1], look), look)


# ---------------------------------------------------------------- opt-outs and promises


def _answers(change: Change, look: Look) -> Phrase:
    """Say with which values an opt-out works: `any` stands for all of them."""
    if moved := _moved(change):
        added, gone = (_values_of_opt_outs(values, look) for values in moved)
        return _also(added, gone, look, ("change_values_also", "change_values_gone"))
    if isinstance(change.after, list):
        return filled(look.words["change_values_only"], values=_values_of_opt_outs(change.after, look))
    return (Name(look.words["change_values_any"]),) if change.after == "any" else ()


def _values_of_opt_outs(values: list[Json], look: Look) -> Phrase:
    # They are typed as they are: `1` without quotes.
    return _all(
        ((Name(value, code=True) if isinstance(value, str) and value else _value(value),) for value in values), look
    )


def _stopped(change: Change, look: Look) -> Phrase:
    moved = _moved(change)
    if moved is None or any(" where " in str(one) for side in moved for one in side):
        return ()
    added, gone = (_all((_part(str(one), look) for one in side), look) for side in moved)
    return _instead(added, gone, look) if added and gone else _also(added, gone, look)


def _covered(change: Change, look: Look) -> Phrase:
    """Return what a promise covers that it did not, or no longer. What is exempt is not covered."""
    moved = _moved(change)
    if moved is None:
        return ()
    if change.part == "exempt":
        gone, added = (_all((_part(str(one), look) for one in side), look) for side in moved)
    else:
        added, gone = (_all((_class(str(one), look) for one in side), look) for side in moved)
    # The entry says which of both, where it is one of both.
    return added or gone if change.widens is not None else _also(added, gone, look)


def _class(name: str, look: Look) -> Phrase:
    known = look.words.get(f"class_{name}")
    return (Name(known) if known else Name(name, code=True),)


_Maker: TypeAlias = "Callable[[Change, Look], Phrase]"
#: What says it, by kind and property; `*` stands for those that are not named.
_MAKERS: Final[Mapping[tuple[str, str], _Maker]] = {
    **{("limit-changed", name): _limit for name in CONSTRAINTS},
    ("type-changed", "type"): _type,
    ("unit-changed", "unit"): _texts,
    ("transform-added", "truncate"): _size,
    ("transform-added", "round"): _size,
    ("transform-changed", "truncate"): _size,
    ("transform-changed", "round"): _size,
    ("sensitivity-changed", "sensitivity"): _level,
    ("lifetime-changed", "lifetime"): _lifetime,
    ("retention-changed", "retention"): _kept,
    ("trigger-changed", "every"): _every,
    ("trigger-changed", "delay"): _delay,
    ("trigger-changed", "limit"): _texts,
    ("trigger-changed", "condition"): _new_text,
    ("destination-changed", "method"): _texts,
    ("destination-changed", "operator"): _operators,
    ("notice-changed", "operator"): _operators,
    ("notice-changed", "retention"): _kept_all,
    ("opt-out-changed", "values"): _answers,
    ("opt-out-changed", "disables"): _stopped,
    ("opt-out-changed", "unavailable_to"): _new_text,
    **{("opt-out-changed", name): _nothing for name in ("kind", "overrides", "stops", "persists", "farewell")},
    ("opt-out-changed", "*"): _scalars,
    ("promise-changed", "forbids"): _covered,
    ("promise-changed", "exempt"): _covered,
    ("option-changed", "default"): _scalars,
}
