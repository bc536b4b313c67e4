"""The command that was given, to be given again: with `--only ID`, and without secrets."""

from __future__ import annotations

import re
import shlex
import sys
from typing import TYPE_CHECKING, Final

from telemetry_spec.cli._conform._programs import is_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Instead of what is secret.
_MASK: Final = "***"
_ONLY: Final = "--only"
#: A name and a password in an address (RFC 3986, section 3.2.1).
_USER: Final = re.compile(r"(?<=://)[^/?#\s]*@")


#: Last words of names whose values are secret on a command line, beside those that lint knows. In a payload they may be
#: something else; here it costs little to hide one too many.
_LAST: Final = frozenset(
    {"token", "key", "pass", "pwd", "passphrase", "credential", "credentials", "authorization", "auth", "cookie"}
)
_NAME: Final = r"[A-Za-z_][A-Za-z0-9_.-]*"
#: An option or a variable, which is all of a word or the first of it, with its value.
_ASSIGNED: Final = re.compile(rf"(-{{0,2}})({_NAME})(=|:[ \t]*)(.+)", re.DOTALL)
_VALUE: Final = r"(\"[^\"]*\"|'[^']*'|[^\s&;\"']+)"
#: The same within a word: in an address, a header or a script.
_WITHIN: Final = re.compile(rf"(?<![A-Za-z0-9_.-])(-{{0,2}})({_NAME})(=|:[ \t]*){_VALUE}")
#: An option and its value in a script.
_SPACED: Final = re.compile(rf"(?<!\S)(-{{1,2}})({_NAME})([ \t]+)(?!-){_VALUE}")
_OPTION: Final = re.compile(rf"-{{1,2}}({_NAME})")
_WORD: Final = re.compile(r"\S+")


def again(name: str) -> str:
    """Return the command of this process with `--only` and the id of one result, and with a mask for secrets.

    In the command under test secret is what goes by a secret's name, has the form of one, or is a password in an
    address.
    """
    from telemetry_spec.conform.run import quoted

    words = sys.argv[1:]
    end = words.index("--") if "--" in words else len(words)
    before, after = (
        [quoted(_USER.sub(f"{_MASK}@", word)) for word in kept] for kept in (_kept(words[:end]), _tested(words[end:]))
    )
    return " ".join(["telemetry-spec", *before, _ONLY, shlex.quote(name), *after])


def _tested(words: list[str]) -> Iterator[str]:
    """Yield the words of the command under test, with a mask for secrets."""
    secret = False
    for word in words:
        yield _MASK if secret and not word.startswith("-") and not is_file(word) else _line(word)
        option = _OPTION.fullmatch(word)
        secret = option is not None and _is_secret(option[1])


def _line(text: str) -> str:
    """Mask the secrets in a word or a whole command line."""
    from telemetry_spec import valueclasses

    if (whole := _ASSIGNED.fullmatch(text)) and _is_secret(whole[2]):
        return _assigned(whole)
    finds = valueclasses.get("secret").finds
    text = _SPACED.sub(_assigned, _WITHIN.sub(_assigned, text))
    return _WORD.sub(lambda word: _MASK if finds(_USER.sub("", word[0])) else word[0], text)


def _assigned(match: re.Match[str]) -> str:
    dashes, name, between, value = match.groups()
    return f"{dashes}{name}{between}{_MASK}" if _is_secret(name) and not is_file(value) else match[0]


def _is_secret(name: str) -> bool:
    from telemetry_spec.lint.holds import class_of_name
    from telemetry_spec.lint.words import words

    return class_of_name(name) == "secret" or bool(_LAST.intersection(words(name)[-1:]))


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
_SECRETS: Final[dict[str, Callable[[str], str]]] = {
    "--header": _header,
    "-H": _header,
    "--env": _variable,
    "--program": _line,
    "--driver": _line,
    "--prepare": _line,
}
