"""A whole spec file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from telemetry_spec import valueclasses
from telemetry_spec.language.base import Id, Maybe, Part, Scalar, SelectorText, Suggests, Text, Url
from telemetry_spec.language.fields import FieldSpec, Ids, ShapeSpec
from telemetry_spec.language.opt_outs import OptOutSpec
from telemetry_spec.language.sources import ConsentName, DestinationSpec, SourceSpec


def _value_classes() -> dict[str, str]:
    return {name: valueclasses.get(name).description for name in valueclasses.names()}


ValueClassName = Annotated[str, Field(min_length=1, max_length=60), Suggests("value class", _value_classes)]
ProductVersion = Annotated[str, Field(min_length=1, max_length=60)]


class NoticeSpec(Part, title="notice"):
    """What users are told, in plain words."""

    summary: Maybe[Text] = Field(None, description="What is collected, in two or three sentences. Shown first.")
    purpose: Maybe[Text] = Field(None, description="Why it is collected.")
    operator: Maybe[Text] = Field(None, description="Who collects it: a company, a foundation or a person.")
    privacy_policy: Maybe[Url] = Field(None, description="The address of the privacy policy.")
    access: Maybe[Text] = Field(None, description="Who can see the data, and with whom it is shared.")
    retention: Maybe[Text] = Field(None, description="How long the data is kept.")
    more: Maybe[list[Url]] = Field(None, description="Addresses of further pages.")
    note: Maybe[Text] = Field(None, description="Anything else a reader should know.")


class PromiseSpec(Part, title="promise"):
    """Something that is never collected."""

    description: Text = Field(description="The promise, in plain words.", examples=["Contents of files."])
    forbids: Maybe[list[ValueClassName]] = Field(
        None,
        description="Value classes that no payload may hold, such as `email`, `ip_address`, `file_path`, `hostname`, "
        "`secret`.",
    )
    exempt: Maybe[list[SelectorText]] = Field(
        None,
        description="Fields that the promise does not cover, because the spec declares openly what they hold.",
    )


class ThirdPartySpec(Part, title="third party"):
    """A service of somebody else that the product can be set up to send to."""

    title: Maybe[Text] = Field(None, description="Its name.")
    description: Maybe[Text] = Field(None, description="What it receives.")
    requires: Maybe[Text] = Field(
        None, description="What must be set up before anything is sent, such as `an API key of your own`."
    )
    options: Maybe[list[Text]] = Field(None, description="The options (from `options`) that concern it.")
    recommended: bool = Field(False, description="`true` if the product recommends it.")
    since: Maybe[ProductVersion] = Field(None, description="The version of the product that brought it.")
    deprecated: Maybe[ProductVersion] = Field(
        None, description="The version of the product since which it is deprecated."
    )
    removed: Maybe[ProductVersion] = Field(None, description="The version of the product since which it is gone.")
    note: Maybe[Text] = Field(None, description="Anything else a reader should know.")


class OptionSpec(Part, title="option"):
    """A setting of the product that concerns telemetry."""

    file: Maybe[Text] = Field(None, description="The file that holds it.")
    type: Maybe[Text] = Field(None, description="What it holds: `boolean`, `string`, `integer` ...")
    default: Scalar = Field(None, description="The value it has when nobody sets it.")
    recommended: Scalar = Field(None, description="The value that is recommended, where it differs from the default.")
    description: Maybe[Text] = Field(None, description="What it does.")


class SuppressSpec(Part, title="suppression"):
    """A lint rule that is switched off for a part of the spec."""

    rule: Text = Field(description="The code of the rule, such as `opt-out-missing`.", examples=["opt-out-missing"])
    at: Maybe[SelectorText] = Field(
        None, description="The part of the spec, as findings name it. Default: the whole spec."
    )
    reason: Text = Field(description="Why the rule does not apply here.", examples=["It is turned off by default."])


class TypeSpec(ShapeSpec, title="type"):
    """A named type, to be used as `type: NAME`."""


class GroupSpec(Part, title="group"):
    """A field group, to be used as `include: [NAME]`."""

    description: Maybe[Text] = Field(None, description="What the fields have in common.")
    include: Maybe[Ids] = Field(None, description="Other groups whose fields this one has as well.")
    fields: dict[Id, FieldSpec] = Field(description="The fields, by name.")


class SpecFile(Part, title="spec"):
    """A telemetry specification: everything that a product collects, and how to turn it off."""

    telemetry_spec: Literal[1] = Field(description="The version of this language: 1.")
    product: Id = Field(description="The product's name in selectors and file names.", examples=["example"])
    title: Maybe[Text] = Field(None, description="The product's name for people.")
    version: Maybe[Annotated[str, Field(min_length=1, max_length=60)]] = Field(
        None,
        description='The version of this spec, in quotes: "3" or "1.2.0". Raised whenever collection changes.',
    )
    consent: Maybe[ConsentName] = Field(
        None,
        description="`opt-out`: on unless the user turns it off. `opt-in`: off unless the user turns it on. `ask`: the "
        "user is asked.",
    )
    notice: Maybe[NoticeSpec] = Field(None, description="What users are told, in plain words.")
    never_collected: Maybe[list[PromiseSpec]] = Field(None, description="What is never collected.")
    destinations: Maybe[dict[Id, DestinationSpec]] = Field(None, description="Where payloads go, by name.")
    opt_outs: Maybe[dict[Id, OptOutSpec]] = Field(None, description="Every way to stop collection, by name.")
    types: Maybe[dict[Id, TypeSpec]] = Field(None, description="Named types, used by name.")
    groups: Maybe[dict[Id, GroupSpec]] = Field(None, description="Groups of fields that several events share.")
    sources: Maybe[dict[Id, SourceSpec]] = Field(None, description="The parts of the product that send, by name.")
    third_parties: Maybe[dict[Id, ThirdPartySpec]] = Field(None, description="Services of others that can be set up.")
    options: Maybe[dict[Text, OptionSpec]] = Field(
        None, description="Settings of the product that concern telemetry, by their key."
    )
    suppress: Maybe[list[SuppressSpec]] = Field(None, description="Lint rules that do not apply, each with its reason.")
    note: Maybe[Text] = Field(None, description="Anything else a reader should know.")
