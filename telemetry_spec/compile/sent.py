"""Client transforms, held against the declared value: what is sent is what the transform gives."""

from __future__ import annotations

from itertools import cycle, islice
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from telemetry_spec import fieldtypes, patterns
from telemetry_spec.fieldtypes.constraints import CONSTRAINTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from telemetry_spec.compile.context import Context
    from telemetry_spec.language.fields import ValueSpec
    from telemetry_spec.model.finding import Span
    from telemetry_spec.model.shape import Shape, Transform

_NAMES: Final = {
    "md5": "an MD5 hash",
    "sha1": "a SHA-1 hash",
    "sha256": "a SHA-256 hash",
    "sha384": "a SHA-384 hash",
    "sha512": "a SHA-512 hash",
}
#: Texts of hexadecimal digits that a type of hashes holds, repeated up to the length of a hash.
_PROBES: Final = ("0", "9", "a", "f", "0123456789abcdef", "fedcba9876543210")
_NUMBERS: Final = ("integer", "number")
_TEXTS_OF_NUMBERS: Final = ("integer_string", "number_string")


class Wrong(NamedTuple):
    """What is wrong with a transform or with the type beside it, and what to write instead."""

    message: str
    help: str


class _Form(NamedTuple):
    """What the texts are that a client's transforms give: so many characters at most, or a hash of that length."""

    length: int
    algorithm: str = ""
    cut: bool = False


def check_transforms(
    context: Context, spec: ValueSpec, steps: Sequence[Transform], shape: Shape, selector: str
) -> None:
    """Report transforms that the value of a field cannot come from, or cannot go through."""
    at: Span = context.value(spec, "transform")
    for wrong in _wrong(steps, shape):
        context.error("transform-unfit", wrong.message, at=at, help=wrong.help, selector=selector)


def _wrong(steps: Sequence[Transform], shape: Shape) -> Iterator[Wrong]:
    sent = [step for step in steps if step.at == "client"]
    if any(step.kind == "drop" for step in sent):
        yield Wrong(
            "What is dropped at the client is not sent, so it is no field.",
            "Take the field out, and say under `never_collected` that it is not collected. Where it is sent and not "
            "stored, write `{kind: drop, at: receiver}`.",
        )
        return
    form = _form(sent)
    if form is not None:
        yield from _held(form, shape)
    # The type is that of what is sent. What a hash leaves is a text, whatever it was before.
    rest = [step for step in steps if step.at == "receiver" or form is None]
    rest = rest[: next((index for index, step in enumerate(rest) if step.kind == "hash"), len(rest))]
    if any(step.kind == "truncate" for step in rest) and not any(one.kind == "string" for one in _members(shape)):
        yield Wrong("`truncate` keeps the first characters of a text, and this is none.", "Take it out.")
    if any(step.kind == "round" for step in rest) and not _is_number(shape):
        yield Wrong(
            "`round` needs a number, and this is none, or not in every case.",
            "Take it out, or write `type: integer`, `type: number` or `type: integer_string`.",
        )


def _form(steps: Sequence[Transform]) -> _Form | None:
    """Return the form of what the client's steps give, None where they leave it open."""
    form = None
    for step in steps:
        if step.kind == "hash" and step.algorithm:
            form = _Form(_digits(step.algorithm), step.algorithm)
        elif step.kind == "truncate" and step.size:
            shorter = form is None or step.size < form.length
            form = _Form(step.size, form.algorithm if form else "", cut=True) if shorter or form is None else form
    return form


def _held(form: _Form, shape: Shape) -> Iterator[Wrong]:
    """Yield what is wrong with a type that is to hold texts of a form, and nothing else."""
    texts = [one for one in _members(shape) if one.kind == "string"]
    low, high = _lengths(texts[0]) if texts else (0, 0)
    if form.algorithm:
        name, instead = _NAMES[form.algorithm], f"`type: {form.algorithm}`"
        if form.cut:
            name = f"the first {form.length} digits of {name}"
            instead = f"`type: string` and `pattern: '[0-9a-f]{{{form.length}}}'`"
        advice = f"Write {instead}: the type is that of what is sent. What is hashed goes to `of`."
        if not texts or not all(_fits(probe, texts[0]) for probe in _hashes(form.length)):
            yield Wrong(
                f"What is sent is {name}, {form.length} hexadecimal digits, which the type does not allow.", advice
            )
        elif (low, high) != (form.length, form.length):
            yield Wrong(f"What is sent is {name}, and the type allows texts that are none.", advice)
        return
    if not texts:
        yield Wrong("`truncate` keeps the first characters of a text, and this is none.", "Take it out.")
    elif low > form.length:
        yield Wrong(
            f"What is sent has at most {form.length} characters, and the type needs {low}.",
            f"Write `type: string` and `max_length: {form.length}`: the type is that of what is sent.",
        )
    elif high is None or high > form.length:
        yield Wrong(
            f"What is sent has at most {form.length} characters, and the type allows more.",
            f"Write `max_length: {form.length}`: the type is that of what is sent.",
        )


def _members(shape: Shape) -> tuple[Shape, ...]:
    return tuple(inner for one in shape.members for inner in _members(one)) if shape.kind == "union" else (shape,)


def _is_number(shape: Shape) -> bool:
    members = _members(shape)
    texts = [one for one in members if one.kind == "string"]
    return all(one.type in _TEXTS_OF_NUMBERS for one in texts) and (
        bool(texts) or any(one.kind in _NUMBERS for one in members)
    )


def _digits(algorithm: str) -> int:
    return patterns.length_bounds(patterns.parse_linear(str(fieldtypes.get(algorithm).implied["pattern"])))[0]


def _hashes(length: int) -> Iterator[str]:
    for probe in _PROBES:
        yield "".join(islice(cycle(probe), length))


def _fits(text: str, shape: Shape) -> bool:
    return all(CONSTRAINTS[name].holds(text, limit) for name, limit in shape.constraints.items())


def _lengths(shape: Shape) -> tuple[int, int | None]:
    """Return how long the texts of a shape are at least and at most, None for no bound."""
    limits = shape.constraints
    lows = [cast("int", limits.get("min_length", 0))]
    highs = [cast("int", limits["max_length"])] if "max_length" in limits else []
    if "pattern" in limits:
        low, high = patterns.length_bounds(patterns.parse_linear(str(limits["pattern"])))
        lows.append(low)
        highs += [] if high is None else [high]
    known = limits.get("enum", (limits["const"],) if "const" in limits else ())
    if isinstance(known, tuple) and known:
        sizes = [len(str(one)) for one in known]
        lows.append(min(sizes))
        highs.append(max(sizes))
    return max(lows), min(highs, default=None)
