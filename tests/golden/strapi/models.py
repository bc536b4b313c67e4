"""What Strapi collects, as pydantic models.

Made by telemetry-spec from the product's specification: change that, and build again.

Read with `model_validate_json(text)`. Write with `model_dump_json(exclude_unset=True)`, so that what was left out stays
out. Where the name of a field is no name in Python, `alias` gives it.
"""
# ruff: noqa: N815  attributes have the names that fields have on the wire

from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel
from pydantic_core import PydanticCustomError

MAX_SAFE_INTEGER = 2**53 - 1
"""The largest whole number that every JSON reader holds exactly (RFC 8259, section 6)."""


def _whole_number(value: object) -> object:
    if isinstance(value, bool):
        raise PydanticCustomError("whole_number", "Input should be a whole number")
    return int(value) if isinstance(value, float) and value.is_integer() else value


WholeNumber = BeforeValidator(_whole_number)
"""Takes 1.0 for the whole number that it is in JSON. Refuses true, which Python takes for 1."""

T = TypeVar("T")


def _not_null(value: object) -> object:
    if value is None:
        raise PydanticCustomError("not_null", "Input should not be null; leave the field out instead")
    return value


Omittable = Annotated[T | None, BeforeValidator(_not_null)]
"""A value that may be absent but not null. Here `None` stands for absent."""


class StrictModel(BaseModel):
    """An object with the declared fields and no others, where nothing is converted from one type to another."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        allow_inf_nan=False,
        serialize_by_alias=True,
        use_attribute_docstrings=True,
    )


Version = Annotated[str, Field(max_length=100, pattern="^(?:v?[0-9]+(\\.[0-9]+)*([+-][0-9A-Za-z.+-]+)?)$")]
"""A version of software, with or without a leading `v`: `1.0.0`, `v16.19.1`, `v1.0.0-alpha36`."""

Hostname = Annotated[str, Field(max_length=253, pattern="^(?:[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*)$")]
"""The name of a host (RFC 1123, section 2.1): `build-7.example.com`."""


class SendEventProperties(StrictModel, extra="allow"):
    """More about the event itself, to give it context.

    Undeclared fields are let through: the properties depend on the event, and these are examples.
    """

    model: Omittable[Annotated[str, Field(max_length=200)]] = Field(
        default=None,
        examples=["api::article.article"],
        json_schema_extra={"x-telemetry-sensitivity": "content"},
    )
    """The model that the event is about."""

    containsRelationalFields: Omittable[bool] = Field(default=None, examples=[True])
    """Whether there are relational fields."""

    displayedFields: Omittable[Annotated[int, Field(ge=0, le=MAX_SAFE_INTEGER), WholeNumber]] = Field(
        default=None,
        examples=[4],
    )
    """How many fields are displayed."""

    kind: Omittable[Annotated[str, Field(max_length=100)]] = Field(default=None, examples=["collectionType"])
    """The kind of what the event is about."""


class SendUserProperties(StrictModel, extra="allow"):
    """Who triggered the event: these properties define the identity of the user.

    They serve to group events by user, or to filter events.

    Undeclared fields are let through: user properties can include these and others.
    """

    os: Omittable[Annotated[str, Field(max_length=100)]] = Field(default=None, examples=["Linux"])
    """The operating system of the user."""

    nodeVersion: Omittable[Version] = Field(default=None, examples=["v18.17.1"])
    """The version of Node.js in use."""

    hostname: Omittable[Hostname] = Field(
        default=None,
        examples=["host-7.example.com"],
        json_schema_extra={"x-telemetry-sensitivity": "identifier"},
    )
    """The host name of the user's machine."""


class SendGroupProperties(StrictModel, extra="allow"):
    """The application, or the environment, in which the event happened.

    These properties serve to group events by version of the application, by environment or by other traits.

    Undeclared fields are let through: group properties can include these and others.
    """

    languages: Omittable[Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=100)]] = Field(
        default=None,
        examples=[["TypeScript"]],
    )
    """The languages used in the application."""

    database: Omittable[Annotated[str, Field(max_length=100)]] = Field(default=None, examples=["sqlite"])
    """The database in use."""

    numberOfLocales: Omittable[Annotated[int, Field(ge=0, le=MAX_SAFE_INTEGER), WholeNumber]] = Field(
        default=None,
        examples=[3],
    )
    """How many locales the application has."""


class SendEvent(StrictModel):
    """Telemetry event.

    An event by name, with up to three objects of properties: about the event, about the user, and about the application
    or its environment.

    The three objects make up the payload, of type TelemetryPayload. How they lie in the request, the names of the user
    and group properties, and the types of all properties are not stated; those given here are assumed.
    """

    event: Annotated[str, Field(max_length=200)] = Field(
        examples=["event_name"],
        json_schema_extra={"x-telemetry-sensitivity": "interaction"},
    )
    """The name of the event.

    Note: Which events there are is not stated.
    """

    eventProperties: Omittable[SendEventProperties] = None
    """More about the event itself, to give it context."""

    userProperties: Omittable[SendUserProperties] = None
    """Who triggered the event: these properties define the identity of the user. They serve to group events by user, or
    to filter events.
    """

    groupProperties: Omittable[SendGroupProperties] = None
    """The application, or the environment, in which the event happened. These properties serve to group events by
    version of the application, by environment or by other traits.
    """


class SendRow(SendEvent):
    """Telemetry event, as it is stored."""


class ServiceRequest(RootModel[SendEvent], strict=True, allow_inf_nan=False):
    """Telemetry service: the body of a request.

    The service inside a Strapi application that collects usage data and sends it. Code makes it from a Strapi instance,
    with createTelemetryInstance(strapi).

    The service is stable. Besides telemetry.send(event, payload), it has three methods: telemetry.register() registers
    it, telemetry.bootstrap() boots it and telemetry.destroy() destroys it.
    """
