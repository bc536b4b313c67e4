"""Names for generated types: readable, unique, and the same in every language."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

#: The longest name that is made, so that a line of code with two of them still fits.
MAX_NAME = 46

_PIECE = re.compile(r"[A-Za-z0-9]+", re.ASCII)

#: What a generated module imports or defines itself, and capitalised names that Python or TypeScript give a meaning.
RESERVED = frozenset({
    "Annotated", "BaseModel", "BeforeValidator", "ConfigDict", "Field", "Literal", "Nothing", "Omittable",
    "PydanticCustomError", "RootModel", "StrictModel", "T", "TrueOrFalse", "TypeVar", "WholeNumber",
    "BaseExceptionGroup", "Ellipsis", "ExceptionGroup", "False", "GeneratorExit", "KeyboardInterrupt", "None",
    "NotImplemented", "StopAsyncIteration", "StopIteration", "SystemExit", "True",
    "Array", "BigInt", "Boolean", "Date", "Function", "JSON", "Map", "Math", "Number", "Object", "Partial", "Promise",
    "Record", "RegExp", "Set", "String", "Symbol",
})  # fmt: skip

#: How names of exceptions end; readers and style checks take other types with such names for exceptions.
_EXCEPTIONS = ("Error", "Exception", "Warning")


def camel(text: str) -> str:
    """Write a text as a part of a type's name: `NEXT_CLI_SESSION` and `nextCliSession` become `NextCliSession`."""
    pieces = [piece.lower() if piece.isupper() else piece for piece in _PIECE.findall(plain(text))]
    return "".join(piece[0].upper() + piece[1:] for piece in pieces)


def plain(text: str) -> str:
    """Take the accents off letters, and leave out what is not ASCII."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


@dataclass(slots=True)
class Names:
    """Hands out names, each once."""

    taken: set[str] = field(default_factory=lambda: set(RESERVED))

    def take(self, *wanted: str) -> str:
        """Return the first of the names that is short and free; where there is none, the last with a number."""
        fitting = [_proper(name) for name in wanted]
        for name in fitting:
            if len(name) <= MAX_NAME and name not in self.taken:
                return self._give(name)
        stem = fitting[-1][: MAX_NAME - 6]
        number = 2
        while f"{stem}{number}" in self.taken:
            number += 1
        return self._give(f"{stem}{number}")

    def _give(self, name: str) -> str:
        self.taken.add(name)
        return name


_EVENT = "Event"


def event_name(text: str) -> str:
    """Write the id of an event as a type's name: `ping` becomes `PingEvent`."""
    return stem(camel(text)) + _EVENT


def stem(name: str) -> str:
    """Return a type's name without `Event` at its end, to which the names of what belongs to an event are added."""
    return name.removesuffix(_EVENT) or name


def _proper(name: str) -> str:
    name = name if name[:1].isalpha() else f"Value{name}"
    return f"{name}Value" if name.endswith(_EXCEPTIONS) else name
