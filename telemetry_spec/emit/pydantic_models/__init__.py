"""A Python module of pydantic models: strict types for every payload, stored row and request body."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from telemetry_spec.emit._code.declarations import Body, Choice, Structure, Value
from telemetry_spec.emit._code.declare import declarations
from telemetry_spec.emit._code.names import camel, stem
from telemetry_spec.emit._code.prose import field_doc, one_line
from telemetry_spec.emit.pydantic_models.attributes import attributes, mixed_case
from telemetry_spec.emit.pydantic_models.layout import (
    WIDTH,
    Atom,
    Brackets,
    Either,
    Pair,
    Text,
    can_be_broken,
    docstring,
    layout,
    literal,
)
from telemetry_spec.emit.pydantic_models.prelude import HELPERS, MODULES
from telemetry_spec.emit.pydantic_models.types import Types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.emit._code.declarations import Declaration, Declarations
    from telemetry_spec.emit.base import Options
    from telemetry_spec.emit.pydantic_models.layout import Code
    from telemetry_spec.model.shape import Field
    from telemetry_spec.model.spec import Spec

_LONGEST_TITLE = 60


def emit(spec: Spec, options: Options) -> Iterator[tuple[str, bytes]]:  # noqa: ARG001  every output has this signature
    """Yield the module."""
    yield f"{spec.product}/models.py", source(spec).encode()


def source(spec: Spec) -> str:
    """Return the module's source."""
    module = _Module(declarations(spec))
    blocks = [block for declaration in module.declared.items for block in module.blocks(declaration)]
    head = "\n".join(_head(spec, module))
    return head + "".join(_separated(blocks)) + "\n"


def _separated(blocks: list[list[str]]) -> Iterator[str]:
    """Join blocks as formatters do: two empty lines around classes, one between what is assigned."""
    before = "class "
    for block in blocks:
        gap = "\n\n\n" if "class " in (before, block[0][:6]) else "\n\n"
        yield gap + "\n".join(block)
        before = block[0][:6]


def _head(spec: Spec, module: _Module) -> Iterator[str]:
    title = one_line(spec.title)
    name = title if len(title) <= _LONGEST_TITLE else spec.product
    yield from docstring((f"What {name} collects, as pydantic models.", *_ABOUT))
    if module.has_mixed_case:
        yield "# ruff: noqa: N815  attributes have the names that fields have on the wire"
    used = module.types.used | {"StrictModel"}
    helpers = {name: helper for name, helper in HELPERS.items() if name in used}
    imported = (used & MODULES.keys()).union(*(helper.imports for helper in helpers.values()))
    for package in ("typing", "pydantic", "pydantic_core"):
        names = sorted(name for name in imported if MODULES[name] == package)
        if names and package != "pydantic_core":
            yield ""
        if names:
            yield f"from {package} import {', '.join(names)}"
    yield "".join(helper.source for helper in helpers.values()).rstrip()


_ABOUT = (
    "Made by telemetry-spec from the product's specification: change that, and build again.",
    (
        "Read with `model_validate_json(text)`. Write with `model_dump_json(exclude_unset=True)`, so that what was "
        "left out stays out. Where the name of a field is no name in Python, `alias` gives it."
    ),
)


@dataclass(slots=True)
class _Module:
    declared: Declarations
    types: Types = field(init=False)
    attributes: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.types = Types(self.declared)
        taken = frozenset(self.declared.names.taken)
        for item in self.declared.items:
            if isinstance(item, Structure):
                inherited = self.attributes.get(item.extends, {})
                fields = (*item.fields, *item.removed)
                self.attributes[item.name] = attributes(fields, taken, inherited, item.tag)
            elif isinstance(item, Choice):
                self.attributes[item.name] = self.attributes[item.members[0]]
        for found in self.attributes.values():
            self.declared.names.taken.update(found.values())

    @property
    def has_mixed_case(self) -> bool:
        return any(mixed_case(name) for found in self.attributes.values() for name in found.values())

    def blocks(self, item: Declaration) -> Iterator[list[str]]:
        """Yield the source of a declaration, after that of the types which were given a name on the way."""
        written = self._written(item)
        yield from self.types.aliases
        self.types.aliases.clear()
        yield written

    def _written(self, item: Declaration) -> list[str]:
        if isinstance(item, Structure):
            return self._class(item)
        if isinstance(item, Body):
            return self._root(item)
        code = self.types.plain(item.shape, (item.name,)) if isinstance(item, Value) else self._choice(item)
        return [*layout(code, before=f"{item.name} = "), *docstring(item.doc, summary=False)]

    def _root(self, item: Body) -> list[str]:
        self.types.used.add("RootModel")
        before, after = f"class {item.name}(RootModel[", "], strict=True, allow_inf_nan=False):"
        inner = self.types.short(item.shape, (item.name, "Root"), WIDTH - len(before) - len(after))
        return [before + inner + after, *docstring(item.doc, 4)]

    def _choice(self, item: Choice) -> Code:
        if len(item.members) == 1:
            return Atom(item.members[0])
        either = Either(item.members)
        if not item.tag:
            return either
        self.types.used.update(("Annotated", "Field"))
        told = Pair("discriminator=", Text(self.attributes[item.name][item.tag]))
        return Brackets("Annotated[", (either, Brackets("Field(", (told,), ")")), "]")

    def _class(self, item: Structure) -> list[str]:
        names = self.attributes[item.name]
        extra = ', extra="allow"' if item.open and not item.extends else ""
        lines = [f"class {item.name}({item.extends or 'StrictModel'}{extra}):", *docstring(item.doc, 4)]
        for member in item.fields:
            lines += ["", *self._field(member, names[member.name], item.name)]
        for member in item.removed:
            self.types.used.add("Nothing")
            lines += ["", *self._assigned(names[member.name], "Nothing", member, optional=True)]
        return lines

    def _field(self, member: Field, name: str, owner: str) -> list[str]:
        room = WIDTH - len(f"    {name}:  = Field(")
        wrapper = "Omittable" if member.optional else ""
        annotation = self.types.short(member.shape, (stem(owner), camel(member.id)), room, wrapper)
        return self._assigned(name, annotation, member, optional=member.optional)

    def _assigned(self, name: str, annotation: str, member: Field, *, optional: bool) -> list[str]:
        settings: list[Code] = [Pair("default=", Atom("None"))] if optional else []
        if name != member.name:
            settings.append(Pair("alias=", Text(member.name)))
        examples = [example for example in member.examples if can_be_broken(example)]
        if examples and not member.removed:
            settings.append(Pair("examples=", literal(examples)))
        if member.sensitivity != "technical":
            annotations = {"x-telemetry-sensitivity": member.sensitivity}
            settings.append(Pair("json_schema_extra=", literal(dict(annotations))))
        before = f"{name}: {annotation}"
        if settings == [Pair("default=", Atom("None"))]:
            lines = [f"    {before} = None"]
        elif settings:
            self.types.used.add("Field")
            lines = layout(Brackets("Field(", tuple(settings), ")"), 4, f"{before} = ")
        else:
            lines = [f"    {before}"]
        doc = field_doc(member)
        return [*lines, *(docstring(doc, 4, summary=False) if doc else [])]
