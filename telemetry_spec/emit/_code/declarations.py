"""What generated code declares for a spec, whatever the language: objects, choices and named values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telemetry_spec.emit._code.names import Names
    from telemetry_spec.model.shape import Field, Shape

Doc: TypeAlias = tuple[str, ...]
"""Paragraphs of plain text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """An object.

    `extends` names the structure whose fields it has as well. `tag` is the name of the field that tells it from others.
    `removed` are fields that may not occur although undeclared fields may; `open` says why those may, or is "".
    """

    name: str
    doc: Doc
    fields: tuple[Field, ...]
    removed: tuple[Field, ...] = ()
    open: str = ""
    extends: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of several declared types, told apart by the field `tag`, or by which field they have where `tag` is ""."""

    name: str
    doc: Doc
    members: tuple[str, ...]
    tag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A name for a shape that may be used in several places. It stands for the shape without null."""

    name: str
    doc: Doc
    shape: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The whole body of a source's requests, where it is not an object of its own."""

    name: str
    doc: Doc
    shape: Shape


Declaration: TypeAlias = Structure | Choice | Value | Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Declarations:
    """Everything that is declared for a spec. What a declaration refers to stands before it.

    `payloads` and `rows` name the types of each event, by the ids of its source and its own; `requests` name those of
    whole bodies, by the id of the source. `names` hands out further names.
    """

    items: tuple[Declaration, ...]
    payloads: Mapping[tuple[str, str], str]
    rows: Mapping[tuple[str, str], str]
    requests: Mapping[str, str]
    names: Names
    by_shape: Mapping[int, str]

    def name_of(self, shape: Shape) -> str | None:
        """Return the declared name that stands for a shape without null, if there is one."""
        return self.by_shape.get(id(shape))
