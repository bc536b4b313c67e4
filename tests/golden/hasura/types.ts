/**
 * What Hasura GraphQL Engine collects.
 *
 * Made by telemetry-spec from the product's specification: change that, and build again.
 */

/**
 * A UUID as text (RFC 9562, section 4): `5db51f99-c6fb-4340-9c19-78adce58cc1b`.
 *
 * Matching [0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}
 */
export type Uuid = string;

/**
 * A version of software, with or without a leading `v`: `1.0.0`, `v16.19.1`, `v1.0.0-alpha36`.
 *
 * At most 100 characters, matching v?[0-9]+(\.[0-9]+)*([+-][0-9A-Za-z.+-]+)?
 */
export type Version = string;

/**
 * A number of things.
 *
 * A whole number, at least 0.
 */
export type Count = number;

/**
 * A moment with its time zone (RFC 3339, section 5.6): `2019-01-21T19:43:33.63838+00:00`.
 *
 * Matching
 * [0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)([.][0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])
 */
export type Timestamp = string;

/** How many permission rules there are, and for how many roles. */
export interface UsageMetricsPermissions {
  /**
   * Number of roles that the rules are for.
   *
   * @example 1
   */
  roles: Count;
  /**
   * Number of rules for deleting.
   *
   * @example 2
   */
  delete: Count;
  /**
   * Number of rules for inserting.
   *
   * @example 1
   */
  insert: Count;
  /**
   * Number of rules for reading.
   *
   * @example 2
   */
  select: Count;
  /**
   * Number of rules for updating.
   *
   * @example 2
   */
  update: Count;
}

/** How many relationships there are, by kind. */
export interface UsageMetricsRelationships {
  /**
   * Number of automatic relationships.
   *
   * @example 2
   */
  auto: Count;
  /**
   * Number of manual relationships.
   *
   * @example 0
   */
  manual: Count;
}

/** How many things of each kind the GraphQL engine tracks. */
export interface UsageMetrics {
  /**
   * Number of views that are tracked.
   *
   * @example 1
   */
  views: Count;
  /**
   * Number of tables that are tracked.
   *
   * @example 2
   */
  tables: Count;
  /**
   * Number of custom SQL functions that are tracked.
   *
   * @example 1
   */
  functions: Count;
  /** How many permission rules there are, and for how many roles. */
  permissions: UsageMetricsPermissions;
  /** How many relationships there are, by kind. */
  relationships: UsageMetricsRelationships;
  /**
   * Number of event triggers that are tracked.
   *
   * @example 0
   */
  event_triggers: Count;
  /**
   * Number of remote schemas that are tracked.
   *
   * @example 1
   */
  remote_schemas: Count;
}

/**
 * Usage of the server.
 *
 * Counts of what the GraphQL engine tracks, with its version and where it runs.
 */
export interface UsageEvent {
  /**
   * A random UUID, one for each database.
   *
   * Sensitivity: identifier.
   *
   * @example "dddff371-dab2-450f-9969-235bca66dab1"
   */
  db_uid: Uuid;
  /**
   * A random UUID, one for each instance of the server.
   *
   * Note: Whether an instance keeps it over a restart is not stated; that it does is assumed here.
   *
   * Sensitivity: identifier.
   *
   * @example "6799360d-a431-40c5-9f68-24592a9f07df"
   */
  instance_uid: Uuid;
  /**
   * The version of the server.
   *
   * @example "v1.0.0-alpha36"
   */
  version: Version;
  /**
   * The name of the continuous integration environment that the server runs in, if any.
   *
   * At most 100 characters.
   *
   * @example "TRAVIS"
   */
  ci: string | null;
  /** How many things of each kind the GraphQL engine tracks. */
  metrics: UsageMetrics;
}

/** Usage of the server, as it is stored. */
export interface UsageRow extends UsageEvent {
  /**
   * The number of the row in the telemetry database.
   *
   * A whole number, at least 1.
   *
   * @example 12
   */
  id: number;
  /**
   * The time at which the row was added.
   *
   * @example "2019-01-21T19:43:33.63838+00:00"
   */
  timestamp: Timestamp;
}

/**
 * Server: the body of a request.
 *
 * The GraphQL engine.
 */
export type ServerRequest = UsageEvent;

/**
 * Action in the console.
 *
 * The name of an action and of the page it happened on, without what the action carried.
 */
export interface ActionEvent {
  /**
   * The route in the console, with fixed words in place of the names of what users made.
   *
   * Note: SCHEMA_NAME and TABLE_NAME are sent just like this: the real names of tables, schemas, remote schemas and
   * event triggers are left out.
   *
   * At most 500 characters.
   *
   * Sensitivity: interaction.
   *
   * @example "/data/schema/SCHEMA_NAME/tables/TABLE_NAME/modify"
   */
  url: string;
  /**
   * The name of the Redux action.
   *
   * At most 200 characters.
   *
   * Sensitivity: interaction.
   *
   * @example "ModifyTable/RESET"
   */
  event_type: string;
  /**
   * Whether the server hosts the console or the CLI serves it.
   *
   * @example "server"
   */
  console_mode: "server" | "cli";
  /**
   * The UUID of the server that the console is connected to.
   *
   * Sensitivity: identifier.
   *
   * @example "79485a57-fca5-40f3-a31b-78c0d211314b"
   */
  server_uuid: Uuid;
  /**
   * The version of the server that the console is connected to.
   *
   * @example "v1.0.0-alpha36"
   */
  server_version: Version;
  /**
   * The UUID of the CLI that the console is connected to, if any.
   *
   * Sensitivity: identifier.
   */
  cli_uuid: Uuid | null;
}

/** Action in the console, as it is stored. */
export interface ActionRow extends ActionEvent {
  /**
   * The number of the row in the telemetry database.
   *
   * A whole number, at least 1.
   *
   * @example 902
   */
  id: number;
  /**
   * The time at which the row was added.
   *
   * @example "2019-01-21T10:00:23.849202+00:00"
   */
  timestamp: Timestamp;
}

/**
 * Console: the body of a request.
 *
 * The web interface, a React-Redux application. It is hosted by the server or served by the CLI.
 */
export type ConsoleRequest = ActionEvent;

/** Always empty. What it is for is not stated. */
export type ExecutionPayload = Record<string, never>;

/**
 * Execution of a command.
 *
 * Which command ran, when, whether it failed, and on what kind of machine.
 */
export interface ExecutionEvent {
  /**
   * The time of the execution.
   *
   * @example "2019-01-21T11:36:07.86783+00:00"
   */
  timestamp: Timestamp;
  /**
   * A random UUID of the CLI.
   *
   * Note: How long it stays the same is not stated; one installation of the CLI is assumed here.
   *
   * Sensitivity: identifier.
   *
   * @example "e462ce20-42dd-40fd-9549-edfb92f80455"
   */
  uuid: Uuid;
  /**
   * A UUID of this execution of the command.
   *
   * Sensitivity: identifier.
   *
   * @example "ddfa9c33-0693-457d-9026-c7f456c43322"
   */
  execution_id: Uuid;
  /**
   * The version of the CLI.
   *
   * @example "v0.4.27"
   */
  version: Version;
  /**
   * The name of the command, without arguments and flags.
   *
   * At most 200 characters.
   *
   * Sensitivity: interaction.
   *
   * @example "hasura version"
   */
  command: string;
  /**
   * Whether the command failed.
   *
   * @example false
   */
  is_error: boolean;
  /**
   * The platform of the operating system.
   *
   * At most 60 characters.
   *
   * @example "linux"
   */
  os_platform: string;
  /**
   * The architecture of the operating system.
   *
   * At most 60 characters.
   *
   * @example "amd64"
   */
  os_arch: string;
  /**
   * The UUID of the server that the CLI is talking to.
   *
   * Sensitivity: identifier.
   *
   * @example "a4d66fb2-f88d-457b-8db1-ea7a0b57921d"
   */
  server_uuid: Uuid;
  /**
   * The version of the server that the CLI is talking to.
   *
   * @example "v1.0.0-alpha36"
   */
  server_version: Version;
  /** Always empty. What it is for is not stated. */
  payload: ExecutionPayload | null;
}

/** Execution of a command, as it is stored. */
export interface ExecutionRow extends ExecutionEvent {
  /**
   * The number of the row in the telemetry database.
   *
   * A whole number, at least 1.
   *
   * @example 115
   */
  id: number;
}

/**
 * CLI: the body of a request.
 *
 * The command-line tool.
 */
export type CliRequest = ExecutionEvent;
