"""What FlowForge collects, as pydantic models.

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


Uuid = Annotated[
    str,
    Field(pattern="^(?:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})$"),
]
"""A UUID as text (RFC 9562, section 4): `5db51f99-c6fb-4340-9c19-78adce58cc1b`."""

Version = Annotated[str, Field(max_length=100, pattern="^(?:v?[0-9]+(\\.[0-9]+)*([+-][0-9A-Za-z.+-]+)?)$")]
"""A version of software, with or without a leading `v`: `1.0.0`, `v16.19.1`, `v1.0.0-alpha36`."""

Count = Annotated[int, Field(ge=0, le=MAX_SAFE_INTEGER), WholeNumber]
"""A number of things."""

Timestamp = Annotated[
    str,
    Field(
        pattern=(
            "^(?:[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)"
            "([.][0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9]))$"
        ),
    ),
]
"""A moment with its time zone (RFC 3339, section 5.6): `2019-01-21T19:43:33.63838+00:00`."""

Sha256 = Annotated[str, Field(pattern="^(?:[0-9a-f]{64})$")]
"""A SHA-256 hash (RFC 6234) as 64 lower-case hexadecimal digits."""


class PingOs(StrictModel):
    """The operating system."""

    type: Annotated[str, Field(max_length=60)] = Field(examples=["Darwin"])
    """The name of the operating system."""

    release: Annotated[str, Field(max_length=200)] = Field(examples=["20.5.0"])
    """The release of the operating system."""

    arch: Annotated[str, Field(max_length=60)] = Field(examples=["x64"])
    """The architecture of the processor."""


class PingEnv(StrictModel):
    """The versions of the software."""

    nodejs: Version = Field(examples=["v16.19.1"])
    """The version of Node.js."""

    flowforge: Version = Field(examples=["1.0.0"])
    """The version of FlowForge."""


class PingPlatformCounts(StrictModel):
    """How many things of each kind there are on the platform at the moment."""

    users: Count = Field(examples=[6])
    """Number of users on the platform."""

    teams: Count = Field(examples=[5])
    """Number of teams on the platform."""

    projects: Count = Field(examples=[4])
    """Number of projects, also called instances."""

    devices: Count = Field(examples=[9])
    """Number of devices on the platform."""

    projectSnapshots: Count = Field(examples=[16])
    """Number of snapshots of projects."""

    projectTemplates: Count = Field(examples=[7])
    """Number of templates for projects."""

    projectStacks: Count = Field(examples=[2])
    """Number of stacks for projects."""

    libraryEntries: Count = Field(examples=[0])
    """Number of entries in libraries."""

    sharedLibraryEntries: Count = Field(examples=[2])
    """Number of entries in shared libraries."""


class PingPlatformConfigBroker(StrictModel):
    """The broker for internal messages."""

    enabled: bool = Field(examples=[True])
    """Whether the internal broker is on."""


class PingPlatformConfigFileStore(StrictModel):
    """Where files are kept."""

    enabled: bool = Field(examples=[True])
    """Whether the file store is on."""


class PingPlatformConfigEmail(StrictModel):
    """Sending of e-mail."""

    enabled: bool = Field(examples=[False])
    """Whether e-mail is on."""


class PingPlatformConfig(StrictModel):
    """How the platform is set up."""

    driver: Annotated[str, Field(max_length=60)] = Field(examples=["localfs"])
    """The backend driver in use."""

    broker: PingPlatformConfigBroker
    """The broker for internal messages."""

    fileStore: PingPlatformConfigFileStore
    """Where files are kept."""

    email: PingPlatformConfigEmail
    """Sending of e-mail."""


class PingPlatformLicense(StrictModel):
    """The license that is loaded, if there is one."""

    id: Uuid = Field(
        examples=["4c105579-782b-4d53-af62-cf7fa69f6b43"],
        json_schema_extra={"x-telemetry-sensitivity": "identifier"},
    )
    """The identifier of the license."""

    type: Annotated[str, Field(max_length=60)] = Field(examples=["DEV"])
    """The kind of license."""


class PingPlatform(StrictModel):
    """How much the platform is used, how it is set up and its license."""

    counts: PingPlatformCounts
    """How many things of each kind there are on the platform at the moment."""

    config: PingPlatformConfig
    """How the platform is set up."""

    license: Omittable[PingPlatformLicense] = None
    """The license that is loaded, if there is one."""


class PingEvent(StrictModel):
    """Ping.

    What the platform runs on, how it is set up and how much it is used.
    """

    instanceId: Uuid = Field(
        examples=["5db51f99-c6fb-4340-9c19-78adce58cc1b"],
        json_schema_extra={"x-telemetry-sensitivity": "identifier"},
    )
    """An identifier of this FlowForge instance, different for each."""

    os: PingOs
    """The operating system."""

    env: PingEnv
    """The versions of the software."""

    platform: PingPlatform
    """How much the platform is used, how it is set up and its license."""


class PingRow(PingEvent):
    """Ping, as it is stored."""

    receivedAt: Timestamp = Field(examples=["2023-03-01T09:30:00Z"])
    """The time at which the data arrived."""

    ip: Sha256 = Field(json_schema_extra={"x-telemetry-sensitivity": "identifier"})
    """The IP address that the request came from, as a secure hash.

    Note: Which algorithm is used, and whether with a salt or a key, is not stated; plain SHA-256 is assumed here.
    """


class PlatformRequest(RootModel[PingEvent], strict=True, allow_inf_nan=False):
    """Core telemetry: the body of a request.

    The FlowForge platform itself.
    """
