"""What all parts of the language share: the base model, the small text types, and choices between ways of writing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import NoneType
from typing import TYPE_CHECKING, Annotated, Any, Self, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Discriminator, Field, ModelWrapValidatorHandler, PrivateAttr, Tag
from pydantic import model_validator as validator
from pydantic_core import PydanticCustomError, core_schema

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler

T = TypeVar("T")

#: The type of the error for a value of another kind than its key takes; `expected` in its context says what it takes.
WRONG_KIND = "wrong_kind"


class Part(BaseModel):
    """A mapping in a spec file. Unknown keys are errors; nothing is converted from one type to another.

    `node` is the piece of the file that the part was read from, where there is one: the compiler takes places from it.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    _node: Any = PrivateAttr(default=None)

    @property
    def node(self) -> Any:  # noqa: ANN401  the reading room defines what a node is, and it is a neighbour
        """Return the node that this part was read from."""
        return self._node

    @validator(mode="wrap")
    @classmethod
    def _keep_node(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:  # noqa: ANN401  any YAML data
        part = handler(data)
        part._node = getattr(data, "node", None)  # noqa: SLF001  its own class
        return part


# ---------------------------------------------------------------- nothing


@dataclass(frozen=True)
class _NotNull:
    """Admits no null where the annotation has `| None`: a key that is there has a value; None means that it is not."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        schema = handler(source)
        return schema["schema"] if schema["type"] == "nullable" else schema


Maybe: TypeAlias = Annotated[T | None, _NotNull()]
"""A key that may be left out. It may not be written with nothing after it."""


# ---------------------------------------------------------------- choices

TEXT = Tag("<text>")
LIST = Tag("<list>")
MAPPING = Tag("<mapping>")


def is_tag(step: object) -> bool:
    """Say whether a step of an error's location may name a member of a choice rather than a key."""
    return isinstance(step, str) and step.startswith("<") and step.endswith(">")


def _written_as(value: object) -> str:
    if isinstance(value, str):
        return TEXT.tag
    if isinstance(value, list | tuple):
        return LIST.tag
    return MAPPING.tag if isinstance(value, Mapping | BaseModel) else "<other>"


@dataclass(frozen=True)
class WrittenAs:
    """Chooses among `TEXT`, `LIST` and `MAPPING` by what was written, so that errors speak of one of them only."""

    expected: str

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        chooser = Discriminator(
            _written_as,
            custom_error_type=WRONG_KIND,
            custom_error_message="expected {expected}",
            custom_error_context={"expected": self.expected},
        )
        return chooser.__get_pydantic_core_schema__(source, handler)


@dataclass(frozen=True)
class Single:
    """Admits single values of the given Python types and gives one error for all of them."""

    expected: str
    types: tuple[type, ...]

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self._checked, json_schema_input_schema=handler(source))

    def _checked(self, value: object) -> object:
        # No subclasses: to Python, true is an integer.
        if type(value) in self.types:
            return value
        raise PydanticCustomError(WRONG_KIND, "expected {expected}", {"expected": self.expected})


@dataclass(frozen=True)
class Suggests:
    """Tells editors the names that are known, each with a description. With `open`, other texts may be right too.

    `title` is what such a name is called; the schema for editors defines it once under this title.
    """

    title: str
    known: Callable[[], Mapping[str, str]]
    open: bool = False

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        known = self.known()
        names = {"type": "string", "enum": list(known), "enumDescriptions": list(known.values())}
        return {"title": self.title, **({"anyOf": [names, handler(schema)]} if self.open else names)}


# ---------------------------------------------------------------- texts

MAX_NAME = 120
NAME_PATTERN = r"^[A-Za-z_][A-Za-z0-9_-]*$"
TYPE_PATTERN = r"^[^\s\[\](){}<>|,?]+(\[\])*$"
VARIABLE_PATTERN = r"^[A-Za-z_][A-Za-z0-9_]*$"
LANGUAGE_PATTERN = r"^[a-z0-9+#-]+$"
URL_PATTERN = r"^https?://[^\s]+$"
DURATION_PATTERN = r"^[1-9][0-9]*(ms|s|m|h|d|w)$"
VERSION_PATTERN = r"^[0-9]+(\.[0-9]+){0,2}(-[0-9A-Za-z.-]+)?$"

Id = Annotated[str, Field(pattern=NAME_PATTERN, max_length=MAX_NAME)]
"""A name in the spec: letters, digits, `_` and `-`, not starting with a digit or `-`."""

Text = Annotated[str, Field(min_length=1, max_length=10_000)]
"""A text for people."""

WireName = Annotated[str, Field(min_length=1, max_length=200)]
"""A name as it is sent."""

SelectorText = Annotated[str, Field(min_length=1, max_length=500)]
"""A selector: `source`, `source.event` or `source.event.field.path`."""

Url = Annotated[str, Field(pattern=URL_PATTERN, max_length=2000)]
"""A web address."""

Duration = Annotated[str, Field(pattern=DURATION_PATTERN, max_length=20)]
"""A time such as `500ms`, `30s`, `24h` or `7d`."""

Version = Annotated[str, Field(pattern=VERSION_PATTERN, max_length=60)]
"""A version, in quotes: "3", "1.2" or "1.2.0"."""

Scalar = Annotated[
    str | bool | int | float | None,
    Single("a single value", (str, bool, int, float, NoneType)),
]
"""A single value, which may be null."""

Number = Annotated[int | float, Single("a number", (int, float))]
"""A number."""

OneOrManyIds = Annotated[
    Annotated[Id, TEXT] | Annotated[list[Id], Field(min_length=1), LIST], WrittenAs("a name, or a list of names")
]
"""One name, or several in a list."""
