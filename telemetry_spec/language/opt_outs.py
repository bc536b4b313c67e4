"""Opt-outs: one class per kind. A new kind is a new class here, and a member of `OptOutSpec`."""

from __future__ import annotations

import shlex
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal, get_args

from pydantic import Field
from pydantic_core import core_schema

from telemetry_spec.language.base import (
    LANGUAGE_PATTERN,
    LIST,
    MAPPING,
    MAX_NAME,
    TEXT,
    VARIABLE_PATTERN,
    Id,
    Maybe,
    Part,
    Scalar,
    SelectorText,
    Text,
    Version,
    WrittenAs,
)
from telemetry_spec.model.spec import Instruction
from telemetry_spec.optouts.config_text import FORMATS_BY_ENDING, FormatName, config_text
from telemetry_spec.registry import nearest

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler

#: The type of the error for an opt-out whose `kind` is missing or unknown.
UNKNOWN_KIND = "unknown_kind"


class WhenSpec(Part, title="condition"):
    """A condition on the payload."""

    field: SelectorText = Field(description="The field to look at, as a full selector: `console.action.console_mode`.")
    equals: Scalar = Field(description="The value it must have.")


class StopSpec(Part, title="entry of `disables`"):
    """Something that an opt-out stops under a condition."""

    selector: SelectorText = Field(description="What is stopped: `source`, `source.event` or `source.event.field`.")
    when: Maybe[WhenSpec] = Field(None, description="Only payloads for which this holds are stopped.")
    note: Maybe[Text] = Field(None, description="The condition in words, such as `where the server hosts the console`.")


Disabled = Annotated[
    Annotated[SelectorText, TEXT] | Annotated[StopSpec, MAPPING],
    WrittenAs("a selector, or a mapping with `selector`"),
]
Values = Annotated[
    Annotated[Literal["any"], TEXT] | Annotated[list[str], Field(min_length=1), LIST],
    WrittenAs("a list of texts, or `any`"),
]


class OptOutBase(Part):
    """The keys that every kind of opt-out has."""

    #: Keys of the kind itself, in the order in which a reader wants them.
    own: ClassVar[tuple[str, ...]] = ()
    #: Whether opt-outs of the kind stay in force for later runs, unless the spec says otherwise.
    lasting: ClassVar[bool] = True

    kind: str
    title: Maybe[Text] = Field(None, description="A short name for people.")
    description: Maybe[Text] = Field(None, description="How it works, in one or two sentences.")
    disables: list[Disabled] = Field(
        description="What it stops: selectors, or mappings with a `selector` and a condition `when`.",
    )
    overrides: Maybe[list[Id]] = Field(
        None, description="Opt-outs that this one takes precedence over, whatever they say."
    )
    unavailable_to: Maybe[Text] = Field(None, description="Who cannot use it, such as `licensed installations`.")
    stops: Maybe[Literal["collecting", "sending"]] = Field(
        None,
        description="`collecting`, or only `sending`: what is kept on disk and sent later was still collected. Without "
        "it the public page promises neither.",
    )
    persists: Maybe[bool] = Field(
        None,
        description="Whether it stays in force for later runs. Default: false for `env`, `flag` and `signal`, else "
        "true.",
    )
    farewell: Maybe[SelectorText] = Field(None, description="The event that opting out itself sends, if it sends one.")
    since: Maybe[Version] = Field(None, description="The version of this spec in which the opt-out was added.")
    deprecated: Maybe[Version] = Field(
        None, description="The version of this spec since which another opt-out should be used."
    )
    removed: Maybe[Version] = Field(None, description="The version of this spec since which it has no effect.")
    note: Maybe[Text] = Field(None, description="Anything else a reader should know.")

    def settings(self) -> dict[str, Any]:
        """Return the kind's own keys as the spec writes them."""
        return {key: value for key in self.own if (value := getattr(self, key)) is not None}

    def stays(self) -> bool:
        """Say whether the opt-out persists."""
        return self.lasting if self.persists is None else self.persists

    @abstractmethod
    def instruction(self) -> Instruction:
        """Return the exact thing to type or to click."""


class EnvOptOut(OptOutBase, title="opt-out of kind `env`"):
    """An environment variable."""

    own: ClassVar = ("variable", "values")
    lasting: ClassVar = False
    kind: Literal["env"] = Field(description="`env`: an environment variable.")
    variable: Annotated[str, Field(pattern=VARIABLE_PATTERN, max_length=120)] = Field(
        description="The name of the variable.", examples=["EXAMPLE_TELEMETRY"]
    )
    values: Values = Field(
        description="The exact values that opt out, in quotes, the recommended one first; or `any`: any value but the "
        "empty one.",
        examples=["any"],
    )

    def instruction(self) -> Instruction:
        """Return the line that sets the variable."""
        return _exported(self.variable, self.values)


class FlagOptOut(OptOutBase, title="opt-out of kind `flag`"):
    """A command-line argument."""

    own: ClassVar = ("flag", "command")
    lasting: ClassVar = False
    kind: Literal["flag"] = Field(description="`flag`: a command-line argument.")
    flag: Text = Field(
        description="The argument exactly as typed, such as `--enable-telemetry=false`.", examples=["--no-telemetry"]
    )
    command: Maybe[Text] = Field(None, description="The command that takes it, such as `graphql-engine serve`.")

    def instruction(self) -> Instruction:
        """Return the command with its argument."""
        where = f"the command line of {self.command}" if self.command else "the command line"
        text = f"{self.command} {self.flag}" if self.command else self.flag
        return Instruction(text=text, language="shell", where=where)


class ConfigOptOut(OptOutBase, title="opt-out of kind `config`"):
    """A key in a configuration file."""

    own: ClassVar = ("file", "format", "key", "value")
    kind: Literal["config"] = Field(description="`config`: a key in a configuration file.")
    file: Text = Field(
        description="The path of the file, such as `~/.hasura/config.json`.", examples=["~/.example/config.json"]
    )
    format: Maybe[FormatName] = Field(None, description="The format of the file. Default: told from its ending.")
    key: Text = Field(
        description="The key, with a dot for each level: `telemetry.enabled`.", examples=["telemetry.enabled"]
    )
    value: Scalar = Field(description="The value that opts out.", examples=[False])

    def file_format(self) -> FormatName:
        """Return the format, told from the file's ending where it is not given."""
        ending = self.file.rsplit(".", 1)[-1].lower()
        return self.format or FORMATS_BY_ENDING.get(ending, "yaml")

    def settings(self) -> dict[str, Any]:
        """Return the kind's own keys, with the format told from the file's ending where it is not given."""
        return {**super().settings(), "format": self.file_format(), "value": self.value}

    def instruction(self) -> Instruction:
        """Return the lines of the file."""
        file_format = self.file_format()
        return Instruction(text=config_text(file_format, self.key, self.value), language=file_format, where=self.file)


class CommandOptOut(OptOutBase, title="opt-out of kind `command`"):
    """A command that turns telemetry off for good."""

    own: ClassVar = ("command", "undo")
    kind: Literal["command"] = Field(description="`command`: a command that turns telemetry off for good.")
    command: Text = Field(
        description="The command exactly as typed, such as `next telemetry disable`.",
        examples=["example telemetry disable"],
    )
    undo: Maybe[Text] = Field(None, description="The command that turns telemetry on again.")

    def instruction(self) -> Instruction:
        """Return the command."""
        return Instruction(text=self.command, language="shell", where="a terminal")


class CodeOptOut(OptOutBase, title="opt-out of kind `code`"):
    """A property or an option in the user's own code."""

    own: ClassVar = ("symbol", "language", "snippet")
    kind: Literal["code"] = Field(description="`code`: a property or an option in the user's own code.")
    symbol: Text = Field(
        description="The property or option, such as `disableTelemetry`.", examples=["disableTelemetry"]
    )
    language: Annotated[str, Field(pattern=LANGUAGE_PATTERN, max_length=40)] = Field(
        description="The language of the snippet, such as `jsx`.", examples=["jsx"]
    )
    snippet: Text = Field(description="Code to copy.", examples=["<Example disableTelemetry />"])

    def instruction(self) -> Instruction:
        """Return the code."""
        return Instruction(text=self.snippet.rstrip("\n"), language=self.language, where="your code")


class SettingOptOut(OptOutBase, title="opt-out of kind `setting`"):
    """A place in a user interface."""

    own: ClassVar = ("where", "value")
    kind: Literal["setting"] = Field(description="`setting`: a place in a user interface.")
    where: Text = Field(
        description="The place in the user interface, such as `Admin Settings`.", examples=["Admin Settings"]
    )
    value: Maybe[Text] = Field(None, description="What to choose there.")

    def instruction(self) -> Instruction:
        """Return what to choose, and where."""
        return Instruction(text=self.value or "Turn telemetry off", language="", where=self.where)


class PromptOptOut(OptOutBase, title="opt-out of kind `prompt`"):
    """A question at set-up."""

    own: ClassVar = ("where", "question", "answer")
    kind: Literal["prompt"] = Field(description="`prompt`: a question at set-up.")
    where: Text = Field(
        description="When the question is asked, such as `initial setup`.", examples=["the first start"]
    )
    question: Maybe[Text] = Field(None, description="The question.")
    answer: Maybe[Text] = Field(None, description="The answer that opts out.")

    def instruction(self) -> Instruction:
        """Return what to answer, and when."""
        return Instruction(text=self.answer or "Decline to share telemetry", language="", where=self.where)


class SignalOptOut(OptOutBase, title="opt-out of kind `signal`"):
    """A signal that many programs honour: DO_NOT_TRACK in the environment, Global Privacy Control in a browser."""

    own: ClassVar = ("signal", "values")
    lasting: ClassVar = False
    kind: Literal["signal"] = Field(description="`signal`: a signal that many programs honour.")
    signal: Literal["DO_NOT_TRACK", "GPC", "DNT"] = Field(
        description="`DO_NOT_TRACK` (environment variable), `GPC` (header `Sec-GPC`) or `DNT` (header `DNT`)."
    )
    values: Values = Field(
        default=["1"], description="The exact values that opt out, in quotes; or `any`. Default: `1`."
    )

    def instruction(self) -> Instruction:
        """Return the line that sets the variable, or the header that the browser sends."""
        if self.signal == "DO_NOT_TRACK":
            return _exported(self.signal, self.values)
        header = {"GPC": "Sec-GPC", "DNT": "DNT"}[self.signal]
        text = f"{header}: {_recommended(self.values)}"
        return Instruction(text=text, language="http", where="the browser's privacy settings, which send this header")


def _recommended(values: Literal["any"] | list[str]) -> str:
    return "1" if values == "any" else values[0]


def _exported(variable: str, values: Literal["any"] | list[str]) -> Instruction:
    text = f"export {variable}={shlex.quote(_recommended(values))}"
    return Instruction(text=text, language="shell", where="the environment of the program")


def _tag(value: object) -> str | None:
    kind = value.get("kind") if isinstance(value, Mapping) else getattr(value, "kind", None)
    return f"<{kind}>" if isinstance(kind, str) else None


@dataclass(frozen=True)
class _ByKind:
    """Chooses the class by the `kind`, so that errors speak of that kind only."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.tagged_union_schema(
            {f"<{kind_of(part)}>": handler.generate_schema(part) for part in get_args(source)},
            _tag,
            custom_error_type=UNKNOWN_KIND,
            custom_error_message="unknown kind of opt-out",
        )


def kind_of(part: type[OptOutBase]) -> str:
    """Return the `kind` that a class stands for."""
    return str(get_args(part.model_fields["kind"].annotation)[0])


OptOutSpec = Annotated[
    EnvOptOut | FlagOptOut | ConfigOptOut | CommandOptOut | CodeOptOut | SettingOptOut | PromptOptOut | SignalOptOut,
    _ByKind(),
]

#: Every kind of opt-out, each with its class.
KINDS: Final[dict[str, type[OptOutBase]]] = {kind_of(part): part for part in get_args(get_args(OptOutSpec)[0])}


#: What else people call a kind.
CALLED: Final = {
    "argument": "flag",
    "cli": "flag",
    "environment": "env",
    "file": "config",
    "header": "signal",
    "interface": "setting",
    "property": "code",
    "question": "prompt",
    "variable": "env",
}


def likely_kind(written: object) -> str | None:
    """Return the kind that an opt-out without a known one was probably meant to have, or None."""
    if not isinstance(written, Mapping):
        return None
    if isinstance(written.get("kind"), str):
        word = nearest(written["kind"][:MAX_NAME], [*KINDS, *CALLED])
        likely = CALLED.get(word, word) if word is not None else None
    else:
        likely = next((word for word in written.values() if isinstance(word, str) and word in KINDS), None)
    if likely is not None:
        return likely
    own = {kind: len(set(part.own) & written.keys()) for kind, part in KINDS.items()}
    best = max(own, key=lambda kind: own[kind])
    return best if own[best] else None
