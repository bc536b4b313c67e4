"""What generated pydantic modules define before their models, each part only where it is used."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """A piece of source, and the names that it imports."""

    source: str
    imports: tuple[str, ...] = ()


#: Where each imported name comes from.
MODULES = {
    "Annotated": "typing",
    "Literal": "typing",
    "TypeVar": "typing",
    "BaseModel": "pydantic",
    "BeforeValidator": "pydantic",
    "ConfigDict": "pydantic",
    "Field": "pydantic",
    "RootModel": "pydantic",
    "PydanticCustomError": "pydantic_core",
}

_CHECK = ("BeforeValidator", "PydanticCustomError")

#: In the order in which they are written.
HELPERS = {
    "MAX_SAFE_INTEGER": Helper(
        source='''
MAX_SAFE_INTEGER = 2**53 - 1
"""The largest whole number that every JSON reader holds exactly (RFC 8259, section 6)."""
'''
    ),
    "WholeNumber": Helper(
        imports=_CHECK,
        source='''

def _whole_number(value: object) -> object:
    if isinstance(value, bool):
        raise PydanticCustomError("whole_number", "Input should be a whole number")
    return int(value) if isinstance(value, float) and value.is_integer() else value


WholeNumber = BeforeValidator(_whole_number)
"""Takes 1.0 for the whole number that it is in JSON. Refuses true, which Python takes for 1."""
''',
    ),
    "TrueOrFalse": Helper(
        imports=_CHECK,
        source='''

def _true_or_false(value: object) -> object:
    if not isinstance(value, bool):
        raise PydanticCustomError("true_or_false", "Input should be true or false")
    return value


TrueOrFalse = BeforeValidator(_true_or_false)
"""Refuses 1, which Python takes for true."""
''',
    ),
    "Omittable": Helper(
        imports=("Annotated", "TypeVar", *_CHECK),
        source='''
T = TypeVar("T")


def _not_null(value: object) -> object:
    if value is None:
        raise PydanticCustomError("not_null", "Input should not be null; leave the field out instead")
    return value


Omittable = Annotated[T | None, BeforeValidator(_not_null)]
"""A value that may be absent but not null. Here `None` stands for absent."""
''',
    ),
    "Nothing": Helper(
        imports=("Annotated", *_CHECK),
        source='''

def _nothing(_: object) -> object:
    raise PydanticCustomError("nothing", "No value is allowed here")


Nothing = Annotated[None, BeforeValidator(_nothing)]
"""No value at all: what may no longer occur."""
''',
    ),
    "StrictModel": Helper(
        imports=("BaseModel", "ConfigDict"),
        source='''

class StrictModel(BaseModel):
    """An object with the declared fields and no others, where nothing is converted from one type to another."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        allow_inf_nan=False,
        serialize_by_alias=True,
        use_attribute_docstrings=True,
    )
''',
    ),
}
