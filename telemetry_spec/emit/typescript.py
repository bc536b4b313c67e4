"""TypeScript types for every payload, stored row and request body."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from telemetry_spec.emit._code.declarations import Choice, Structure
from telemetry_spec.emit._code.declare import declarations
from telemetry_spec.emit._code.prose import UNSEEN, field_doc, one_line, width, wrap
from telemetry_spec.fieldtypes.base import SAFE_RANGE
from telemetry_spec.fieldtypes.constraints import CONSTRAINTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.emit._code.declarations import Declaration, Declarations, Doc
    from telemetry_spec.emit.base import Options
    from telemetry_spec.model.shape import Field, Json, Shape
    from telemetry_spec.model.spec import Spec

WIDTH = 120

_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_NAMES = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean"}


def emit(spec: Spec, options: Options) -> Iterator[tuple[str, bytes]]:  # noqa: ARG001  every output has this signature
    """Yield the file of types."""
    yield f"{spec.product}/types.ts", source(spec).encode()


def source(spec: Spec) -> str:
    """Return the source of the types."""
    module = _Module(declarations(spec))
    about = (
        f"What {one_line(spec.title)} collects.",
        "Made by telemetry-spec from the product's specification: change that, and build again.",
    )
    blocks = [comment(about)]
    blocks += [module.declaration(item) for item in module.declared.items]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


@dataclass(frozen=True, slots=True)
class _Module:
    declared: Declarations

    def declaration(self, item: Declaration) -> list[str]:
        """Return the source of a declaration."""
        if isinstance(item, Structure):
            return [*comment(item.doc), *self._interface(item)]
        if isinstance(item, Choice):
            return [*comment(item.doc), *_alternatives(f"export type {item.name} = ", list(item.members))]
        return [*comment(item.doc + limits(item.shape)), *self._type(item.name, item.shape)]

    def _type(self, name: str, shape: Shape) -> list[str]:
        own = self.declared.name_of(shape)
        parts = [own] if own and own != name else self.parts(shape)
        return _alternatives(f"export type {name} = ", parts)

    def _interface(self, item: Structure) -> list[str]:
        if not (item.fields or item.extends or item.open):
            return [f"export type {item.name} = Record<string, never>;"]
        if item.extends and not (item.fields or item.removed):
            return [f"export type {item.name} = {item.extends};"]
        extends = f" extends {item.extends}" if item.extends else ""
        lines = [f"export interface {item.name}{extends} {{"]
        for member in item.fields:
            lines += [f"  {line}" for line in self._property(member)]
        for member in item.removed:
            lines += [f"  {line}" for line in (*comment(field_doc(member)), f"{_key(member.name)}?: never;")]
        if item.open:
            lines.append("  [key: string]: unknown;")
        return [*lines, "}"]

    def _property(self, member: Field) -> list[str]:
        named = self.declared.name_of(member.shape)
        doc = field_doc(member) + (() if named else limits(member.shape))
        if member.sensitivity != "technical":
            doc = (*doc, f"Sensitivity: {member.sensitivity}.")
        tags = [f"@example {json.dumps(example, ensure_ascii=False)}" for example in member.examples[:1]]
        if member.deprecated:
            tags.append(f"@deprecated since version {member.deprecated}")
        mark = "?" if member.optional else ""
        return [*comment(doc, tags), *_alternatives(f"{_key(member.name)}{mark}: ", self.or_null(member.shape))]

    def or_null(self, shape: Shape) -> list[str]:
        """Return the alternatives of a shape, null included."""
        named = self.declared.name_of(shape)
        parts = [named] if named else self.parts(shape)
        return [*parts, "null"] if shape.nullable else parts

    def parts(self, shape: Shape) -> list[str]:
        """Return the alternatives of a shape written in full, null left aside."""
        if shape.kind == "array":
            assert shape.items is not None  # noqa: S101  the compiler's promise for this kind
            inner = self.or_null(shape.items)
            return [f"{inner[0]}[]" if len(inner) == 1 else f"({' | '.join(inner)})[]"]
        if shape.kind == "map":
            assert shape.keys is not None  # noqa: S101  the compiler's promise for this kind
            assert shape.values is not None  # noqa: S101  the compiler's promise for this kind
            record = f"Record<{' | '.join(self.or_null(shape.keys))}, {' | '.join(self.or_null(shape.values))}>"
            return [f"Partial<{record}>" if {"enum", "const"} & set(shape.keys.constraints) else record]
        if shape.kind == "union":
            return [part for member in shape.members for part in self.or_null(member)]
        if "const" in shape.constraints:
            return [_literal(cast("Json", shape.constraints["const"]))]
        values = cast("tuple[Json, ...]", shape.constraints.get("enum", ()))
        return [_literal(value) for value in values] or [_NAMES[shape.kind]]


def _alternatives(before: str, parts: list[str]) -> list[str]:
    line = f"{before}{' | '.join(parts)};"
    if width(line) <= WIDTH or len(parts) == 1:
        return [line]
    lines = [before.rstrip(), *(f"  | {part}" for part in parts)]
    lines[-1] += ";"
    return lines


def _key(name: str) -> str:
    return name if _PLAIN_NAME.fullmatch(name) else _literal(name)


def _literal(value: Json) -> str:
    return UNSEEN.sub(_escape, json.dumps(value, ensure_ascii=False))


def _escape(found: re.Match[str]) -> str:
    code = ord(found.group())
    return f"\\u{code:04x}" if code < 0x10000 else f"\\u{{{code:x}}}"  # noqa: PLR2004  the end of the first plane


def limits(shape: Shape) -> Doc:
    """Return in words what a type of TypeScript cannot say of a shape."""
    words = [
        constraint.words(shape.constraints[name])
        for name, constraint in CONSTRAINTS.items()
        if name in shape.constraints and name not in ("const", "enum") and not _safe(shape, name)
    ]
    if words and shape.kind == "integer":
        words.insert(0, "a whole number")
    text = ", ".join(words)
    end = "" if "pattern" in shape.constraints else "."
    return (f"{text[0].upper()}{text[1:]}{end}",) if text else ()


def _safe(shape: Shape, name: str) -> bool:
    return shape.kind == "integer" and SAFE_RANGE.get(name) == shape.constraints[name]


def comment(doc: Doc, tags: list[str] | None = None) -> list[str]:
    """Write paragraphs as a doc comment, which nothing in them can end or turn into a directive of the compiler."""
    blocks = [wrap(_in_comment(part), WIDTH - 5) for part in doc]
    if tags:
        blocks.append([UNSEEN.sub(_escape, tag).replace("*/", "*\\/") for tag in map(one_line, tags)])
    lines = [line for block in blocks for line in ("", *block)][1:]
    if not lines:
        return []
    if len(lines) == 1 and width(lines[0]) <= WIDTH - 9:
        return [f"/** {lines[0]} */"]
    return ["/**", *(f" * {line}".rstrip() for line in lines), " */"]


def _in_comment(text: str) -> str:
    """Keep a text from closing the comment, and from opening a tag such as `@ts-ignore` where a line begins."""
    text = UNSEEN.sub(_escape, text).replace("*/", "*\\/")
    return re.sub(r"(^| )@", r"\1\\@", text)
