"""Opt-outs: one class per kind. A new kind is a new class here, and a member of `OptOutSpec`."""

from __future__ import annotations

import shlex
from abc import ABC, abstractmethod
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from telemetry_spec.language.base import (
    LONG,
    MANY,
    ONE,
    ONE_OR_MANY,
    SHORT,
    SHORT_OR_LONG,
    Id,
    Part,
    Scalar,
    SelectorText,
    Text,
    Version,
)


class WhenSpec(Part, title="condition"):
    """A condition on the payload."""

    field: SelectorText = Field(description="The field to look at, as a full selector: `console.action.console_mode`.")
    equals: Scalar = Field(description="The value it must have.")


class StopSpec(Part, title="entry of `disables`"):
    """Something that an opt-out stops under a condition."""

    selector: SelectorText = Field(description="What is stopped: `source`, `source.event` or `source.event.field`.")
    when: WhenSpec | None = Field(None, description="Only payloads for which this holds are stopped.")
    note: Text | None = Field(None, description="The condition in words, such as `where the server hosts the console`.")


Values = Annotated[
    Annotated[Literal["any"], ONE] | Annotated[list[str], Field(min_length=1), MANY],
    ONE_OR_MANY,
]


class OptOutBase(Part, ABC):
    """The keys that every kind of opt-out has."""

    #: Keys of the kind itself, in the order in which a reader wants them.
    own: ClassVar[tuple[str, ...]] = ()

    title: Text | None = Field(None, description="A short name for people.")
    description: Text | None = Field(None, description="How it works, in one or two sentences.")
    disables: list[Annotated[Annotated[SelectorText, SHORT] | Annotated[StopSpec, LONG], SHORT_OR_LONG]] = Field(
        description="What it stops: selectors, or mappings with a `selector` and a condition `when`.",
    )
    overrides: list[Id] | None = Field(
        None, description="Opt-outs that this one takes precedence over, whatever they say."
    )
    unavailable_to: Text | None = Field(None, description="Who cannot use it, such as `licensed installations`.")
    stops: Literal["collecting", "sending"] = Field(
        "collecting",
        description="`collecting` (the default), or only `sending`: what is kept on disk and sent later was still "
        "collected.",
    )
    persists: bool | None = Field(
        None,
        description="Whether it stays in force for later runs. Default: false for `env`, `flag` and `signal`, else "
        "true.",
    )
    farewell: SelectorText | None = Field(None, description="The event that opting out itself sends, if it sends one.")
    since: Version | None = Field(None, description="The version of this spec in which the opt-out was added.")
    deprecated: Version | None = Field(
        None, description="The version of this spec since which another opt-out should be used."
    )
    removed: Version | None = Field(None, description="The version of this spec since which it has no effect.")
    note: Text | None = Field(None, description="Anything else a reader should know.")

    def settings(self) -> dict[str, Any]:
        """Return the kind's own keys as the spec writes them."""
        return {key: value for key in self.own if (value := getattr(self, key)) is not None}

    def stays(self) -> bool:
        """Say whether the opt-out persists."""
        return self.persists if self.persists is not None else self.kind not in ("env", "flag", "signal")

    @abstractmethod
    def instruction(self) -> tuple[str, str, str]:
        """Return the text to type, the language of the code block ("" for something done by hand) and where it goes."""

    kind: str


class EnvOptOut(OptOutBase, title="opt-out of kind `env`"):
    """An environment variable."""

    own: ClassVar = ("variable", "values")
    kind: Literal["env"]
    variable: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] = Field(
        description="The name of the variable."
    )
    values: Values = Field(
        description="The exact values that opt out, in quotes, the recommended one first; or `any`: any value but "
        "the empty one."
    )

    def instruction(self) -> tuple[str, str, str]:
        """Return what to type, its language, and where."""
        value = "1" if self.values == "any" else self.values[0]
        return f"export {self.variable}={shlex.quote(value)}", "shell", "the environment of the program"


class FlagOptOut(OptOutBase, title="opt-out of kind `flag`"):
    """A command-line argument."""

    own: ClassVar = ("flag", "command")
    kind: Literal["flag"]
    flag: Text = Field(description="The argument exactly as typed, such as `--enable-telemetry=false`.")
    command: Text | None = Field(None, description="The command that takes it, such as `graphql-engine serve`.")

    def instruction(self) -> tuple[str, str, str]:
        """Return what to type, its language, and where."""
        where = f"the command line of {self.command}" if self.command else "the command line"
        return " ".join(part for part in (self.command, self.flag) if part), "shell", where


class ConfigOptOut(OptOutBase, title="opt-out of kind `config`"):
    """A key in a configuration file."""

    own: ClassVar = ("file", "format", "key", "value")
    kind: Literal["config"]
    file: Text = Field(description="The path of the file, such as `~/.hasura/config.json`.")
    format: Literal["yaml", "json", "toml", "ini", "properties", "env"] | None = Field(
        None, description="The format of the file. Default: told from its ending."
    )
    key: Text = Field(description="The key, with a dot for each level: `telemetry.enabled`.")
    value: Scalar = Field(description="The value that opts out.")

    def file_format(self) -> str:
        """Return the format, told from the file's ending where it is not given."""
        ending = self.file.rsplit(".", 1)[-1].lower()
        return self.format or {"yml": "yaml", "json": "json", "toml": "toml", "ini": "ini", "env": "env"}.get(
            ending, "yaml"
        )

    def settings(self) -> dict[str, Any]:
        """Return the keys with the format told from the ending, and the value even where it is null."""
        return {**super().settings(), "format": self.file_format(), "value": self.value}

    def instruction(self) -> tuple[str, str, str]:
        """Return what to type, its language, and where."""
        from telemetry_spec.language.config_text import config_text

        return config_text(self.file_format(), self.key, self.value), self.file_format(), self.file


class CommandOptOut(OptOutBase, title="opt-out of kind `command`"):
    """A command that turns telemetry off for good."""

    own: ClassVar = ("command", "undo")
    kind: Literal["command"]
    command: Text = Field(description="The command exactly as typed, such as `next telemetry disable`.")
    undo: Text | None = Field(None, description="The command that turns telemetry on again.")

    def instruction(self) -> tuple[str, str, str]:
        """Return what to type, its language, and where."""
        return self.command, "shell", "a terminal"


class CodeOptOut(OptOutBase, title="opt-out of kind `code`"):
    """A property or an option in the user's own code."""

    own: ClassVar = ("symbol", "language", "snippet")
    kind: Literal["code"]
    symbol: Text = Field(description="The property or option, such as `disableTelemetry`.")
    language: Annotated[str, Field(pattern=r"^[a-z0-9+#-]+$")] = Field(
        description="The language of the snippet, such as `jsx`."
    )
    snippet: Text = Field(description="Code to copy.")

    def instruction(self) -> tuple[str, str, str]:
        """Return what to type, its language, and where."""
        return self.snippet.rstrip("\n"), self.language, "your code"


class SettingOptOut(OptOutBase, title="opt-out of kind `setting`"):
    """A place in a user interface."""

    own: ClassVar = ("where", "value")
    kind: Literal["setting"]
    where: Text = Field(description="The place in the user interface, such as `Admin Settings`.")
    value: Text | None = Field(None, description="What to choose there.")

    def instruction(self) -> tuple[str, str, str]:
        """Return what to type, its language, and where."""
        return self.value or "Turn telemetry off", "", self.where


class PromptOptOut(OptOutBase, title="opt-out of kind `prompt`"):
    """A question at set-up."""

    own: ClassVar = ("where", "question", "answer")
    kind: Literal["prompt"]
    where: Text = Field(description="When the question is asked, such as `initial setup`.")
    question: Text | None = Field(None, description="The question.")
    answer: Text | None = Field(None, description="The answer that opts out.")

    def instruction(self) -> tuple[str, str, str]:
        """Return what to type, its language, and where."""
        return self.answer or "Decline to share telemetry", "", self.where


class SignalOptOut(OptOutBase, title="opt-out of kind `signal`"):
    """A signal that many programs honour: DO_NOT_TRACK in the environment, Global Privacy Control in a browser."""

    own: ClassVar = ("signal", "values")
    kind: Literal["signal"]
    signal: Literal["DO_NOT_TRACK", "GPC", "DNT"] = Field(
        description="`DO_NOT_TRACK` (environment variable), `GPC` (header `Sec-GPC`) or `DNT` (header `DNT`)."
    )
    values: Values = Field(
        default=["1"], description="The exact values that opt out, in quotes; or `any`. Default: `1`."
    )

    def instruction(self) -> tuple[str, str, str]:
        """Return what to type, its language, and where."""
        value = "1" if self.values == "any" else self.values[0]
        if self.signal == "DO_NOT_TRACK":
            return f"export DO_NOT_TRACK={shlex.quote(value)}", "shell", "the environment of the program"
        header = {"GPC": "Sec-GPC", "DNT": "DNT"}[self.signal]
        return f"{header}: {value}", "http", "the browser's privacy settings, which send this header"


OptOutSpec = Annotated[
    EnvOptOut | FlagOptOut | ConfigOptOut | CommandOptOut | CodeOptOut | SettingOptOut | PromptOptOut | SignalOptOut,
    Field(discriminator="kind"),
]
