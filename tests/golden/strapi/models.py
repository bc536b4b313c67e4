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

    Undeclared fields are let through: The page gives examples of event properties, which depend on the event, not a
    complete list.
    """

    model: Omittable[Annotated[str, Field(max_length=200)]] = Field(
        default=None,
        examples=["api::article.article"],
        json_schema_extra={"x-telemetry-sensitivity": "content"},
    )
    """The model that the event is about.

    Note: The page gives the name only.
    """

    containsRelationalFields: Omittable[bool] = Field(default=None, examples=[True])
    """Whether there are relational fields.

    Note: The page gives the name only.
    """

    displayedFields: Omittable[Annotated[int, Field(ge=0, le=MAX_SAFE_INTEGER), WholeNumber]] = Field(
        default=None,
        examples=[4],
    )
    """The fields that are displayed, as a number.

    Note: The page gives the name only, without a type.
    """

    kind: Omittable[Annotated[str, Field(max_length=100)]] = Field(default=None, examples=["collectionType"])
    """The kind of what the event is about.

    Note: The page gives the name only.
    """


class SendUserProperties(StrictModel, extra="allow"):
    """Who triggered the event: these properties define the identity of the user.

    They serve to group events by user, or to filter events.

    Undeclared fields are let through: The page says what user properties can include, not all that they hold.
    """

    os: Omittable[Annotated[str, Field(max_length=100)]] = Field(default=None, examples=["Linux"])
    """The operating system of the user.

    Note: The page speaks of the operating system without naming the property.
    """

    nodeVersion: Omittable[Version] = Field(default=None, examples=["v18.17.1"])
    """The version of Node.js.

    Note: The page speaks of the node version without naming the property.
    """

    hostname: Omittable[Hostname] = Field(
        default=None,
        examples=["host-7.example.com"],
        json_schema_extra={"x-telemetry-sensitivity": "identifier"},
    )
    """The host name of the user's machine.

    Note: The page speaks of the hostname without giving a form.
    """


class SendGroupProperties(StrictModel, extra="allow"):
    """The application, or the environment, in which the event happened.

    These properties serve to group events by version of the application, by environment or by other traits.

    Undeclared fields are let through: The page says what group properties can include, not all that they hold.
    """

    languages: Omittable[Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=100)]] = Field(
        default=None,
        examples=[["TypeScript"]],
    )
    """The languages used in the application.

    Note: The page speaks of the languages without naming the property.
    """

    database: Omittable[Annotated[str, Field(max_length=100)]] = Field(default=None, examples=["sqlite"])
    """The database in use.

    Note: The page speaks of the database without naming the property.
    """

    numberOfLocales: Omittable[Annotated[int, Field(ge=0, le=MAX_SAFE_INTEGER), WholeNumber]] = Field(
        default=None,
        examples=[3],
    )
    """How many locales there are.

    Note: The page speaks of the number of locales without naming the property.
    """


class SendEvent(StrictModel):
    """Telemetry event.

    An event by name, with up to three objects of properties: about the event, about the user, and about the application
    or its environment.

    `telemetry.send` takes the event, a text, and a payload, of type TelemetryPayload, which holds the three objects.
    How they lie in the request the page does not show: they are taken to lie side by side. The payload in its example
    call, `{ key: 'value' }`, is none of the three objects, and is taken as a stand-in.
    """

    event: Annotated[str, Field(max_length=200)] = Field(
        examples=["event_name"],
        json_schema_extra={"x-telemetry-sensitivity": "interaction"},
    )
    """The name of the event.

    Note: The page lists no events. The name in its example call is `event_name`.
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

    The service inside a Strapi application that collects usage data and sends it. `createTelemetryInstance(strapi)`
    makes it, from a Strapi instance.

    The page calls the service stable. Besides `telemetry.send` it has three methods: `telemetry.register()` registers
    it, `telemetry.bootstrap()` boots it and `telemetry.destroy()` destroys it.
    """
