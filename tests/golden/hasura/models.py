"""What Hasura GraphQL Engine collects, as pydantic models.

Made by telemetry-spec from the product's specification: change that, and build again.

Read with `model_validate_json(text)`. Write with `model_dump_json(exclude_unset=True)`, so that what was left out stays
out. Where the name of a field is no name in Python, `alias` gives it.
"""

from typing import Annotated, Literal

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


class UsageMetricsPermissions(StrictModel):
    """How many permission rules there are, and for how many roles."""

    roles: Count = Field(examples=[1])
    """Number of roles that the rules are for."""

    delete: Count = Field(examples=[2])
    """Number of rules for deleting."""

    insert: Count = Field(examples=[1])
    """Number of rules for inserting."""

    select: Count = Field(examples=[2])
    """Number of rules for reading."""

    update: Count = Field(examples=[2])
    """Number of rules for updating."""


class UsageMetricsRelationships(StrictModel):
    """How many relationships there are, by kind."""

    auto: Count = Field(examples=[2])
    """Number of automatic relationships."""

    manual: Count = Field(examples=[0])
    """Number of manual relationships."""


class UsageMetrics(StrictModel):
    """How many things of each kind the GraphQL engine tracks."""

    views: Count = Field(examples=[1])
    """Number of views that are tracked."""

    tables: Count = Field(examples=[2])
    """Number of tables that are tracked."""

    functions: Count = Field(examples=[1])
    """Number of custom SQL functions that are tracked."""

    permissions: UsageMetricsPermissions
    """How many permission rules there are, and for how many roles."""

    relationships: UsageMetricsRelationships
    """How many relationships there are, by kind."""

    event_triggers: Count = Field(examples=[0])
    """Number of event triggers that are tracked."""

    remote_schemas: Count = Field(examples=[1])
    """Number of remote schemas that are tracked."""


class UsageEvent(StrictModel):
    """Usage of the server.

    Counts of what the GraphQL engine tracks, with its version and where it runs.
    """

    db_uid: Uuid = Field(
        examples=["dddff371-dab2-450f-9969-235bca66dab1"],
        json_schema_extra={"x-telemetry-sensitivity": "identifier"},
    )
    """A random UUID, one for each database."""

    instance_uid: Uuid = Field(
        examples=["6799360d-a431-40c5-9f68-24592a9f07df"],
        json_schema_extra={"x-telemetry-sensitivity": "identifier"},
    )
    """A random UUID, one for each instance of the server.

    Note: Whether an instance keeps it over a restart is not stated; that it does is assumed here.
    """

    version: Version = Field(examples=["v1.0.0-alpha36"])
    """The version of the server."""

    ci: Annotated[str, Field(max_length=100)] | None = Field(examples=["TRAVIS"])
    """The name of the continuous integration environment that the server runs in, if any."""

    metrics: UsageMetrics
    """How many things of each kind the GraphQL engine tracks."""


class UsageRow(UsageEvent):
    """Usage of the server, as it is stored."""

    id: Annotated[int, Field(ge=1, le=MAX_SAFE_INTEGER), WholeNumber] = Field(examples=[12])
    """The number of the row in the telemetry database."""

    timestamp: Timestamp = Field(examples=["2019-01-21T19:43:33.63838+00:00"])
    """The time at which the row was added."""


class ServerRequest(RootModel[UsageEvent], strict=True, allow_inf_nan=False):
    """Server: the body of a request.

    The GraphQL engine.
    """


class ActionEvent(StrictModel):
    """Action in the console.

    The name of an action and of the page it happened on, without what the action carried.
    """

    url: Annotated[str, Field(max_length=500)] = Field(
        examples=["/data/schema/SCHEMA_NAME/tables/TABLE_NAME/modify"],
        json_schema_extra={"x-telemetry-sensitivity": "interaction"},
    )
    """The route in the console, with fixed words in place of the names of what users made.

    Note: SCHEMA_NAME and TABLE_NAME are sent just like this: the real names of tables, schemas, remote schemas and
    event triggers are left out.
    """

    event_type: Annotated[str, Field(max_length=200)] = Field(
        examples=["ModifyTable/RESET"],
        json_schema_extra={"x-telemetry-sensitivity": "interaction"},
    )
    """The name of the Redux action."""

    console_mode: Literal["server", "cli"] = Field(examples=["server"])
    """Whether the server hosts the console or the CLI serves it."""

    server_uuid: Uuid = Field(
        examples=["79485a57-fca5-40f3-a31b-78c0d211314b"],
        json_schema_extra={"x-telemetry-sensitivity": "identifier"},
    )
    """The UUID of the server that the console is connected to."""

    server_version: Version = Field(examples=["v1.0.0-alpha36"])
    """The version of the server that the console is connected to."""

    cli_uuid: Uuid | None = Field(json_schema_extra={"x-telemetry-sensitivity": "identifier"})
    """The UUID of the CLI that the console is connected to, if any."""


class ActionRow(ActionEvent):
    """Action in the console, as it is stored."""

    id: Annotated[int, Field(ge=1, le=MAX_SAFE_INTEGER), WholeNumber] = Field(examples=[902])
    """The number of the row in the telemetry database."""

    timestamp: Timestamp = Field(examples=["2019-01-21T10:00:23.849202+00:00"])
    """The time at which the row was added."""


class ConsoleRequest(RootModel[ActionEvent], strict=True, allow_inf_nan=False):
    """Console: the body of a request.

    The web interface, a React-Redux application. It is hosted by the server or served by the CLI.
    """


class ExecutionPayload(StrictModel):
    """Always empty. What it is for is not stated."""


class ExecutionEvent(StrictModel):
    """Execution of a command.

    Which command ran, when, whether it failed, and on what kind of machine.
    """

    timestamp: Timestamp = Field(examples=["2019-01-21T11:36:07.86783+00:00"])
    """The time of the execution."""

    uuid: Uuid = Field(
        examples=["e462ce20-42dd-40fd-9549-edfb92f80455"],
        json_schema_extra={"x-telemetry-sensitivity": "identifier"},
    )
    """A random UUID of the CLI.

    Note: How long it stays the same is not stated; one installation of the CLI is assumed here.
    """

    execution_id: Uuid = Field(
        examples=["ddfa9c33-0693-457d-9026-c7f456c43322"],
        json_schema_extra={"x-telemetry-sensitivity": "identifier"},
    )
    """A UUID of this execution of the command."""

    version: Version = Field(examples=["v0.4.27"])
    """The version of the CLI."""

    command: Annotated[str, Field(max_length=200)] = Field(
        examples=["hasura version"],
        json_schema_extra={"x-telemetry-sensitivity": "interaction"},
    )
    """The name of the command, without arguments and flags."""

    is_error: bool = Field(examples=[False])
    """Whether the command failed."""

    os_platform: Annotated[str, Field(max_length=60)] = Field(examples=["linux"])
    """The platform of the operating system."""

    os_arch: Annotated[str, Field(max_length=60)] = Field(examples=["amd64"])
    """The architecture of the operating system."""

    server_uuid: Uuid = Field(
        examples=["a4d66fb2-f88d-457b-8db1-ea7a0b57921d"],
        json_schema_extra={"x-telemetry-sensitivity": "identifier"},
    )
    """The UUID of the server that the CLI is talking to."""

    server_version: Version = Field(examples=["v1.0.0-alpha36"])
    """The version of the server that the CLI is talking to."""

    payload: ExecutionPayload | None
    """Always empty. What it is for is not stated."""


class ExecutionRow(ExecutionEvent):
    """Execution of a command, as it is stored."""

    id: Annotated[int, Field(ge=1, le=MAX_SAFE_INTEGER), WholeNumber] = Field(examples=[115])
    """The number of the row in the telemetry database."""


class CliRequest(RootModel[ExecutionEvent], strict=True, allow_inf_nan=False):
    """CLI: the body of a request.

    The command-line tool.
    """
