"""Names for generated types: readable, unique, and the same in every language."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

#: The longest name that is made, so that a line of code with two of them still fits.
MAX_NAME = 46

_PIECE = re.compile(r"[A-Za-z0-9]+", re.ASCII)

#: What a generated module imports or defines itself, and capitalised names that Python or TypeScript give a meaning.
RESERVED = frozenset(
    """
    Annotated Literal TypeVar T BaseModel BeforeValidator ConfigDict Field RootModel PydanticCustomError StrictModel
    WholeNumber TrueOrFalse Omittable Nothing True False None Ellipsis NotImplemented Array Object Partial Record
    ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError
    BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError
    ConnectionResetError DeprecationWarning EOFError EncodingWarning EnvironmentError Exception ExceptionGroup
    FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning
    IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError
    ModuleNotFoundError NameError NotADirectoryError NotImplementedError OSError OverflowError PendingDeprecationWarning
    PermissionError ProcessLookupError PythonFinalizationError RecursionError ReferenceError ResourceWarning
    RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError SystemExit
    TabError TimeoutError TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError
    UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning ZeroDivisionError
    """.split()
)


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


def _proper(name: str) -> str:
    return name if name[:1].isalpha() else f"Value{name}"
