"""A whole spec file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from telemetry_spec.language.base import Id, Part, Scalar, SelectorText, Text
from telemetry_spec.language.fields import FieldSpec, ShapeSpec
from telemetry_spec.language.opt_outs import OptOutSpec
from telemetry_spec.language.sources import ConsentName, DestinationSpec, SourceSpec

Url = Annotated[str, Field(pattern=r"^https?://[^\s]+$", max_length=2000)]


class NoticeSpec(Part, title="notice"):
    """What users are told, in plain words."""

    summary: Text | None = Field(None, description="What is collected, in two or three sentences. Shown first.")
    purpose: Text | None = Field(None, description="Why it is collected.")
    operator: Text | None = Field(None, description="Who collects it: a company, a foundation or a person.")
    privacy_policy: Url | None = Field(None, description="The address of the privacy policy.")
    access: Text | None = Field(None, description="Who can see the data, and with whom it is shared.")
    retention: Text | None = Field(None, description="How long the data is kept.")
    more: list[Url] | None = Field(None, description="Addresses of further pages.")
    note: Text | None = Field(None, description="Anything else a reader should know.")


class PromiseSpec(Part, title="promise"):
    """Something that is never collected."""

    description: Text = Field(description="The promise, in plain words.")
    forbids: list[str] | None = Field(
        None,
        description="Value classes that no payload may hold, such as `email`, `ip_address`, `file_path`, `hostname`, "
        "`secret`.",
    )
    exempt: list[SelectorText] | None = Field(
        None, description="Fields that the promise does not cover, because the spec declares openly what they hold."
    )


class ThirdPartySpec(Part, title="third party"):
    """A service of somebody else that the product can be set up to send to."""

    title: Text | None = Field(None, description="Its name.")
    description: Text | None = Field(None, description="What it receives.")
    requires: Text | None = Field(
        None, description="What must be set up before anything is sent, such as `an API key of your own`."
    )
    options: list[Text] | None = Field(None, description="The options (from `options`) that concern it.")
    recommended: bool = Field(False, description="`true` if the product recommends it.")
    since: Text | None = Field(None, description="The version of the product that brought it.")
    deprecated: Text | None = Field(None, description="The version of the product since which it is deprecated.")
    removed: Text | None = Field(None, description="The version of the product since which it is gone.")
    note: Text | None = Field(None, description="Anything else a reader should know.")


class OptionSpec(Part, title="option"):
    """A setting of the product that concerns telemetry."""

    file: Text | None = Field(None, description="The file that holds it.")
    type: Text | None = Field(None, description="What it holds: `boolean`, `string`, `integer` ...")
    default: Scalar = Field(None, description="The value it has when nobody sets it.")
    recommended: Scalar = Field(None, description="The value that is recommended, where it differs from the default.")
    description: Text | None = Field(None, description="What it does.")


class SuppressSpec(Part, title="suppression"):
    """A lint rule that is switched off for a part of the spec."""

    rule: Text = Field(description="The code of the rule, such as `opt-out-missing`.")
    at: SelectorText | None = Field(
        None, description="The part of the spec, as findings name it. Default: the whole spec."
    )
    reason: Text = Field(description="Why the rule does not apply here.")


class TypeSpec(ShapeSpec, title="type"):
    """A named type, to be used as `type: NAME`."""


class GroupSpec(Part, title="group"):
    """A field group, to be used as `include: [NAME]`."""

    description: Text | None = Field(None, description="What the fields have in common.")
    include: list[Id] | None = Field(None, description="Other groups whose fields this one has as well.")
    fields: dict[Id, FieldSpec] = Field(description="The fields, by name.")


class SpecFile(Part, title="spec file"):
    """A telemetry specification: everything that a product collects, and how to turn it off."""

    telemetry_spec: Literal[1] = Field(description="The version of this language: 1.")
    product: Id = Field(description="The product's name in selectors and file names.")
    title: Text | None = Field(None, description="The product's name for people.")
    version: str | None = Field(
        None,
        min_length=1,
        description='The version of this spec, in quotes: "3" or "1.2.0". Raised whenever collection changes.',
    )
    consent: ConsentName | None = Field(
        None,
        description="`opt-out`: on unless the user turns it off. `opt-in`: off unless the user turns it on. `ask`: "
        "the user is asked.",
    )
    notice: NoticeSpec | None = Field(None, description="What users are told, in plain words.")
    never_collected: list[PromiseSpec] | None = Field(None, description="What is never collected.")
    destinations: dict[Id, DestinationSpec] | None = Field(None, description="Where payloads go, by name.")
    opt_outs: dict[Id, OptOutSpec] | None = Field(None, description="Every way to stop collection, by name.")
    types: dict[Id, TypeSpec] | None = Field(None, description="Named types, used by name.")
    groups: dict[Id, GroupSpec] | None = Field(None, description="Groups of fields that several events share.")
    sources: dict[Id, SourceSpec] | None = Field(None, description="The parts of the product that send, by name.")
    third_parties: dict[Id, ThirdPartySpec] | None = Field(None, description="Services of others that can be set up.")
    options: dict[Text, OptionSpec] | None = Field(
        None, description="Settings of the product that concern telemetry, by their key."
    )
    suppress: list[SuppressSpec] | None = Field(None, description="Lint rules that do not apply, each with its reason.")
    note: Text | None = Field(None, description="Anything else a reader should know.")
