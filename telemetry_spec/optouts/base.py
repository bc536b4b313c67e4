"""What a kind of opt-out is to a program, what a program can look at, and how a program is started."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from telemetry_spec.model.spec import OptOut

Scalar: TypeAlias = str | bool | int | float | None
State: TypeAlias = Literal["off", "on", "silent"]
"""What an opt-out says: `off` telemetry is off, `on` it is on, `silent` nothing, so that something else decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What a program can look at.

    `argv` are its arguments, without its own name. `answers` holds what a program knows by itself, by the id of the
    opt-out: true where it opts out, false where telemetry was turned on by it, None or nothing where it was not used.
    Choices made in code, in a user interface, at a question or by a command are known in no other way.
    """

    environ: Mapping[str, str]
    argv: tuple[str, ...] = ()
    home: Path
    cwd: Path
    answers: Mapping[str, bool | None] = field(default_factory=dict)

    @classmethod
    def here(cls, answers: Mapping[str, bool | None] | None = None) -> World:
        """Return what this process can look at, now. Never raises: a folder that is gone is named all the same."""
        try:
            cwd = Path.cwd()
        except OSError:
            cwd = Path()
        home = Path(os.environ.get("HOME") or os.path.expanduser("~"))  # noqa: PTH111  Path.home() may raise
        return cls(environ=os.environ, argv=tuple(sys.argv[1:]), home=home, cwd=cwd, answers=answers or {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One key of one configuration file. `file` is a path as the spec writes it: `~/.app/config.json`."""

    file: str
    format: str
    key: str
    value: Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """How a program is started.

    `argv` is the whole command line, the program first. `files` are merged into configuration files (`launch.prepare`
    does it), and the command lines in `before` are run to their end, both before the program starts.
    """

    argv: tuple[str, ...]
    environ: Mapping[str, str] = field(default_factory=dict)
    files: tuple[Entry, ...] = ()
    before: tuple[tuple[str, ...], ...] = ()

    def with_variable(self, name: str, value: str) -> Launch:
        """Return the same with an environment variable set."""
        return replace(self, environ={**self.environ, name: value})

    def with_arguments(self, *words: str) -> Launch:
        """Return the same with more arguments at the end."""
        return replace(self, argv=(*self.argv, *words))

    def with_entry(self, entry: Entry) -> Launch:
        """Return the same with one more key in a configuration file."""
        return replace(self, files=(*self.files, entry))

    def with_command(self, *words: str) -> Launch:
        """Return the same with one more command that is run first."""
        return replace(self, before=(*self.before, words))


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What an opt-out says, and what was seen of it, in one sentence without private values.

    `stray`: something is set that was perhaps meant to opt out, or in, and counts for nothing. `mend` is what a person
    has to do first, in a sentence, where what was seen is broken; else "".
    """

    state: State
    what: str
    stray: bool = False
    mend: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """A way to use an opt-out that is like the declared one, since users guess.

    `opts_out` is what the spec says of it: true only for what is declared, to the letter. `label` is what is tried,
    such as `APP_TELEMETRY=FALSE`, and `change` makes it.
    """

    label: str
    opts_out: bool
    change: Callable[[Launch], Launch]


def _not_consent(opt_out: OptOut) -> bool:  # noqa: ARG001  every kind has this signature
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a kind of opt-out is to a program.

    - `look(opt_out, world)`: what it says, and what was seen.
    - `carry_out(opt_out, launch)`: the launch with the opt-out, as the spec recommends it; None where no program can.
    - `contrary(opt_out, launch)`: the launch in which the same mechanism says that telemetry is on; None where it has
      no way to say so.
    - `near(opt_out)`: ways that are like the declared one, the declared ones included.
    - `undo(opt_out)`: what to do so that it opts out no longer, in a sentence.
    - `consents(opt_out)`: whether saying `on` by it is consent, where consent is needed. What merely says that
      telemetry is not disabled is none.
    """

    look: Callable[[OptOut, World], Seen]
    carry_out: Callable[[OptOut, Launch], Launch | None]
    contrary: Callable[[OptOut, Launch], Launch | None]
    near: Callable[[OptOut], list[Try]]
    undo: Callable[[OptOut], str]
    consents: Callable[[OptOut], bool] = _not_consent

    def state(self, opt_out: OptOut, world: World) -> State:
        """Return what the opt-out says."""
        return self.look(opt_out, world).state

    def by_hand(self, opt_out: OptOut) -> str:
        """Return what a person does to opt out, in a sentence."""
        text, where = opt_out.instruction.text, opt_out.instruction.where
        if opt_out.instruction.language:
            return f"In {where}: `{text}`" if "\n" not in text else f"In {where}:\n{text}"
        return f"In {where}: {text}."
