"""The second half of the language reference: every value that is a name of the language, such as a type of fields."""

from __future__ import annotations

import ast
import importlib
import inspect
from typing import TYPE_CHECKING, Final

from docs._generate.markdown import anchored, code, heading, paragraphs, prose, table
from telemetry_spec import fieldtypes, valueclasses
from telemetry_spec.fieldtypes.constraints import CONSTRAINTS, repr_json
from telemetry_spec.wire import encodings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.fieldtypes.base import FieldType

#: How long an identifier stays the same.
LIFETIMES: Final = {
    "request": "It is another one in each request.",
    "run": "It is made when the program starts.",
    "session": "It lasts for one sitting of a user, which may be longer than a request and shorter than a day.",
    "day": "It changes each day.",
    "project": "It tells projects apart and stays with each.",
    "installation": "It is made once, and goes when the program is removed.",
    "account": "It belongs to a person's account, on whatever machine.",
    "permanent": "It never changes, like the number of a machine's hardware.",
}
SENSITIVITIES: Final = {
    "technical": "Machine and software: a version, an operating system, a number of processors.",
    "interaction": "What the user did: a command, a page, a click.",
    "identifier": "Tells one installation, machine or person from another. It needs a `lifetime`.",
    "personal": "About a person: a name, an address, a place.",
    "content": "What users make: texts, file names, messages.",
}
TRANSFORMS: Final = {
    "hash": "Lower-case hexadecimal digits of the hash by `algorithm`. A text is hashed as its UTF-8 bytes, anything "
    "else as its compact JSON text. `salted` hashes the salt and then the value; `keyed` is HMAC (RFC 2104).",
    "truncate": "The first `size` characters of a text.",
    "round": "The multiple of `size` that is nearest towards zero.",
    "drop": "Nothing is stored. Only a receiver can do this: what is not sent is no field.",
}
_NAMES: Final = """\
A **name** that you make up (of a source, an event, a field, an opt-out ...) consists of letters, digits, `_` and `-`,
and begins with a letter or `_`; it has 120 characters at most. Where something else is sent, that goes to `name`.

A **duration** is a whole number with its unit: `500ms`, `30s`, `10m`, `24h`, `7d` or `2w`.

A **version** of the spec is written in quotes: `"3"`, `"1.2"` or `"1.2.0"`."""
_SELECTORS: Final = """\
A selector names a part of the spec, in the spec, on the command line (`--select`) and in findings. Steps are joined by
dots: `app` (a source), `app.exported` (an event), `app.exported.flags.draft` (a field), `app.request.host` (a value
of the envelope), `opt_outs.variable` (an opt-out). A name that holds a dot is put in quotes: `options."mailer.key"`."""
_TYPES: Final = """\
A type says what a value is in JSON, and what else holds of it without being written down. `T[]` is a list of `T`:
`uuid[]`, or `plugin[]` for a type of your own. Patterns match whole texts."""
_CLASSES: Final = """\
Classes of values that a promise under [`never_collected`](#never_collected) can forbid. `telemetry-spec check` looks
for them in every text of every payload, keys of maps included, wherever they stand in it, and in such a way that usual
telemetry does not set it off."""
_ENCODINGS: Final = """\
Steps of an [`encoding`](#destinations.encoding), from the inside out. The first makes a text of the payload."""


def sections() -> str:
    """Return the sections."""
    return paragraphs(
        heading(2, "Names, durations and versions", "names"), _NAMES,
        heading(2, "Selectors", "selectors"), _SELECTORS,
        heading(2, "Field types", "field-types"), _TYPES, _types(),
        heading(2, "Value classes", "value-classes"), _CLASSES, _value_classes(),
        heading(2, "Encodings", "encodings"), _ENCODINGS, _encodings(),
        heading(2, "Transforms", "transforms"), "See also [`transform`](#sources.events.fields.transform).",
        _named("transforms", "Kind", TRANSFORMS),
        heading(2, "Sensitivity", "sensitivity"),
        "How revealing a value is, from the least to the most. See also "
        "[`sensitivity`](#sources.events.fields.sensitivity).",
        _named("sensitivity", "Value", SENSITIVITIES),
        heading(2, "Lifetimes", "lifetimes"),
        "How long an identifier stays the same. See also [`lifetime`](#sources.events.fields.lifetime).",
        _named("lifetimes", "Value", LIFETIMES),
    )  # fmt: skip


def _named(anchor: str, head: str, described: dict[str, str]) -> str:
    rows = [(anchored(code(name), f"{anchor}.{name}"), prose(text)) for name, text in described.items()]
    return table([head, "Meaning"], rows)


def _types() -> str:
    return table(
        ["Type", "What it is, and what holds of it", "May be bounded by", "Examples"], map(_type, fieldtypes.names())
    )


def _type(name: str) -> tuple[str, str, str, str]:
    found = fieldtypes.get(name)
    meaning = "\n".join([prose(found.description), *_implied(found)])
    bounds = ", ".join(f"[{code(key)}](#sources.events.fields.{key})" for key in found.takes if key not in found.needs)
    examples = ", ".join(code(repr_json(one)) for one in found.examples[:2])
    wrong = ", ".join(code(repr_json(one)) for one in found.near_misses[:2])
    return (
        anchored(code(name), f"field-types.{name}"),
        meaning,
        bounds or "none",
        "\n".join(part for part in (examples, f"not {wrong}" if wrong else "") if part) or "none",
    )


def _implied(found: FieldType) -> Iterator[str]:
    if found.needs:
        yield "Needs " + ", ".join(f"[{code(key)}](#sources.events.fields.{key})" for key in found.needs) + "."
    for key, limit in found.implied.items():
        if key == "pattern":
            yield f"Pattern: {code(str(limit))}"
        elif key not in ("minimum", "maximum"):
            words = CONSTRAINTS[key].words(limit)
            yield prose(words[0].upper() + words[1:] + ".")


def _value_classes() -> str:
    rows = []
    for name in valueclasses.names():
        found = valueclasses.get(name)
        rows.append(
            (
                anchored(code(name), f"value-classes.{name}"),
                prose(found.description),
                ", ".join(code(one) for one in found.examples[:2]),
                ", ".join(code(one) for one in found.counterexamples[:2]),
            )
        )
    return table(["Class", "What counts", "Found", "Not found"], rows)


def _encodings() -> str:
    rows = [(anchored(code(name), f"encodings.{name}"), prose(_title(name))) for name in encodings.names()]
    return table(["Step", "Meaning"], rows)


def _title(step: str) -> str:
    module = importlib.import_module(f"{encodings.__name__}.{step}")
    # The source and not `__doc__`, which `python -OO` leaves out.
    text = ast.get_docstring(ast.parse(inspect.getsource(module))) or ""
    return text.split("\n\n", maxsplit=1)[0].replace("\n", " ")
