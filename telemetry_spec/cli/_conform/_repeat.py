"""The command that was given, to be given again: with `--only ID`, and without secrets."""

from __future__ import annotations

import re
import shlex
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Instead of what is secret.
_MASK: Final = "***"
_ONLY: Final = "--only"
#: A name and a password in an address (RFC 3986, section 3.2.1).
_USER: Final = re.compile(r"(?<=://)[^/?#\s]*@")


def again(name: str) -> str:
    """Return the command of this process with `--only` and the id of one result."""
    words = sys.argv[1:]
    end = words.index("--") if "--" in words else len(words)
    kept = [*_kept(words[:end]), _ONLY, name, *words[end:]]
    return shlex.join(["telemetry-spec", *(_USER.sub(f"{_MASK}@", word) for word in kept)])


def _kept(words: list[str]) -> Iterator[str]:
    """Yield the words without `--only`, and with a mask for secrets."""
    rest = iter(words)
    for word in rest:
        option, equals, value = word.partition("=") if word.startswith("--") else (word[:2], "", word[2:])
        attached = bool(equals or value)
        if option == _ONLY:
            if not attached:
                next(rest, None)
        elif option in _SECRETS and attached:
            yield f"{option}{equals}{_SECRETS[option](value)}"
        elif option in _SECRETS:
            yield word
            yield from (_SECRETS[option](one) for one in [next(rest, None)] if one is not None)
        else:
            yield word


def _header(text: str) -> str:
    """Mask the value of a header."""
    name, colon, _ = text.partition(":")
    return f"{name}: {_MASK}" if colon else _MASK


def _variable(text: str) -> str:
    """Mask the value of a variable; without one it names a variable of whoever repeats the command."""
    name, equals, _ = text.partition("=")
    return f"{name}={_MASK}" if equals else text


#: The options whose values are secret, each with how to mask one.
_SECRETS: Final[dict[str, Callable[[str], str]]] = {"--header": _header, "-H": _header, "--env": _variable}
