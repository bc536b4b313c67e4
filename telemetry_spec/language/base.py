"""What all parts of the language share: the base model and the small text types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, ModelWrapValidatorHandler, PrivateAttr, Tag
from pydantic import model_validator as validator


class Part(BaseModel):
    """A mapping in a spec file. Unknown keys are errors; nothing is converted from one type to another.

    `node` is the piece of the file that the part was read from, where there is one: the compiler takes places from it.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, use_attribute_docstrings=False)

    _node: Any = PrivateAttr(default=None)

    @property
    def node(self) -> Any:  # noqa: ANN401  the reading room defines what a node is, and it is a neighbour
        """Return the node that this part was read from."""
        return self._node

    @validator(mode="wrap")
    @classmethod
    def _keep_node(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:  # noqa: ANN401  pydantic's own signature
        part = handler(data)
        part._node = getattr(data, "node", None)  # noqa: SLF001  its own class
        return part


def _is_text(value: object) -> str:
    return "mapping" if isinstance(value, Mapping | BaseModel) else "text"


#: Chooses between a short form (a text) and a long form (a mapping) by what was written, so that errors speak of one.
SHORT_OR_LONG = Discriminator(_is_text)
SHORT = Tag("text")
LONG = Tag("mapping")


def _is_list(value: object) -> str:
    return "list" if isinstance(value, list | tuple) else "text"


#: Chooses between one text and a list.
ONE_OR_MANY = Discriminator(_is_list)
ONE = Tag("text")
MANY = Tag("list")

type_name = r"^[A-Za-z_][A-Za-z0-9_-]*$"
Id = Annotated[str, Field(pattern=type_name, max_length=120)]
"""A name in the spec: letters, digits, `_` and `-`, not starting with a digit."""

Text = Annotated[str, Field(min_length=1, max_length=10_000)]
"""A text for people."""

SelectorText = Annotated[str, Field(min_length=1, max_length=500)]
"""A selector: `source`, `source.event` or `source.event.field.path`."""

Duration = Annotated[str, Field(pattern=r"^[1-9][0-9]*(ms|s|m|h|d|w)$")]
"""A time such as `500ms`, `30s`, `24h` or `7d`."""

Version = Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+){0,2}(-[0-9A-Za-z.-]+)?$", max_length=60)]
"""A version, in quotes: "3", "1.2" or "1.2.0"."""

Scalar = str | bool | int | float | None
"""A single value."""
