"""What refine collects, as pydantic models.

Made by telemetry-spec from the product's specification: change that, and build again.

Read with `model_validate_json(text)`. Write with `model_dump_json(exclude_unset=True)`, so that what was left out stays
out. Where the name of a field is no name in Python, `alias` gives it.
"""
# ruff: noqa: N815  attributes have the names that fields have on the wire

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, RootModel


class StrictModel(BaseModel):
    """An object with the declared fields and no others, where nothing is converted from one type to another."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        allow_inf_nan=False,
        serialize_by_alias=True,
        use_attribute_docstrings=True,
    )


IpAddress = Annotated[str, Field(max_length=45, pattern="^(?:[0-9A-Fa-f]*[.:][0-9A-Fa-f.:]+)$")]
"""An IPv4 or IPv6 address: `192.0.2.7`, `2001:db8::7`. The form is checked, the range of each part is not."""

Hostname = Annotated[str, Field(max_length=253, pattern="^(?:[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*)$")]
"""The name of a host (RFC 1123, section 2.1): `build-7.example.com`."""


class InitEvent(StrictModel):
    """Application start.

    Which version of refine an application uses, with which providers and how many resources.
    """

    providers: Annotated[list[bool], Field(max_length=8)] = Field(
        examples=[[True, True, True, False, True, False, True, False]],
    )
    """Which providers the project uses: auth, data, router, live, notification, auditLog, i18n and accessControl.

    Note: Which item of the list stands for which provider is not stated; the order given here is assumed.
    """

    version: Annotated[str, Field(max_length=60)] = Field(examples=["4.36.1"])
    """The version of the refine package in use."""

    resourceCount: Annotated[float, Field(ge=0)] = Field(examples=[7])
    """How many resources the application has."""


class InitRow(InitEvent):
    """Application start, as it is stored."""

    ipAddress: IpAddress = Field(
        alias="IP Address",
        examples=["203.0.113.7"],
        json_schema_extra={"x-telemetry-sensitivity": "personal"},
    )
    """The IP address of the machine that sent the request.

    Note: Whether it is stored in full is not stated.
    """

    hostname: Hostname = Field(
        alias="Hostname",
        examples=["host-7.example.com"],
        json_schema_extra={"x-telemetry-sensitivity": "identifier"},
    )
    """The name of the machine that sent the request."""

    Browser: Annotated[str, Field(max_length=200)] = Field(examples=["Firefox 120.0"])
    """The browser and its version."""

    OS: Annotated[str, Field(max_length=200)] = Field(examples=["Windows 11"])
    """The operating system and its version."""


class CoreRequest(RootModel[InitEvent], strict=True, allow_inf_nan=False):
    """refine core: the body of a request.

    The refine package inside an application.
    """


class CommandPackagesItem(StrictModel):
    """An item of `packages`."""

    name: Annotated[str, Field(max_length=214)] = Field(examples=["@refinedev/core"])
    """The name of the package."""

    version: Annotated[str, Field(max_length=60)] = Field(examples=["4.36.1"])
    """The version of the package."""


class CommandEvent(StrictModel):
    """Command.

    Which command of the CLI ran, with which refine packages and on what kind of system.
    """

    nodeEnv: Annotated[str, Field(max_length=100)] = Field(examples=["development"])
    """The environment that the application runs in."""

    nodeVersion: Annotated[str, Field(max_length=60)] = Field(examples=["v18.17.1"])
    """The version of Node.js that is installed."""

    os: Annotated[str, Field(max_length=100)] = Field(examples=["Linux"])
    """The name of the operating system."""

    osVersion: Annotated[str, Field(max_length=200)] = Field(examples=["6.1.0"])
    """The version of the operating system."""

    command: Annotated[str, Field(max_length=100)] = Field(
        examples=["dev"],
        json_schema_extra={"x-telemetry-sensitivity": "interaction"},
    )
    """The name of the script that is running."""

    packages: Annotated[list[CommandPackagesItem], Field(max_length=500)]
    """The refine packages that are installed."""

    projectFramework: Annotated[str, Field(max_length=100)] = Field(examples=["vite"])
    """The React framework that is installed."""


class CommandRow(CommandEvent):
    """Command, as it is stored."""

    ipAddress: IpAddress = Field(
        alias="IP Address",
        examples=["203.0.113.7"],
        json_schema_extra={"x-telemetry-sensitivity": "personal"},
    )
    """The IP address of the machine that sent the request.

    Note: Whether it is stored in full is not stated.
    """


class CliRequest(RootModel[CommandEvent], strict=True, allow_inf_nan=False):
    """refine CLI: the body of a request.

    The command-line tool of refine.
    """
