/**
 * What Strapi collects.
 *
 * Made by telemetry-spec from the product's specification: change that, and build again.
 */

/**
 * A version of software, with or without a leading `v`: `1.0.0`, `v16.19.1`, `v1.0.0-alpha36`.
 *
 * At most 100 characters, matching v?[0-9]+(\.[0-9]+)*([+-][0-9A-Za-z.+-]+)?
 */
export type Version = string;

/**
 * The name of a host (RFC 1123, section 2.1): `build-7.example.com`.
 *
 * At most 253 characters, matching [A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*
 */
export type Hostname = string;

/**
 * More about the event itself, to give it context.
 *
 * Undeclared fields are let through: the properties depend on the event, and these are examples.
 */
export interface SendEventProperties {
  /**
   * The model that the event is about.
   *
   * At most 200 characters.
   *
   * Sensitivity: content.
   *
   * @example "api::article.article"
   */
  model?: string;
  /**
   * Whether there are relational fields.
   *
   * @example true
   */
  containsRelationalFields?: boolean;
  /**
   * How many fields are displayed.
   *
   * A whole number, at least 0.
   *
   * @example 4
   */
  displayedFields?: number;
  /**
   * The kind of what the event is about.
   *
   * At most 100 characters.
   *
   * @example "collectionType"
   */
  kind?: string;
  [key: string]: unknown;
}

/**
 * Who triggered the event: these properties define the identity of the user. They serve to group events by user, or
 * to filter events.
 *
 * Undeclared fields are let through: user properties can include these and others.
 */
export interface SendUserProperties {
  /**
   * The operating system of the user.
   *
   * At most 100 characters.
   *
   * @example "Linux"
   */
  os?: string;
  /**
   * The version of Node.js in use.
   *
   * @example "v18.17.1"
   */
  nodeVersion?: Version;
  /**
   * The host name of the user's machine.
   *
   * Sensitivity: identifier.
   *
   * @example "host-7.example.com"
   */
  hostname?: Hostname;
  [key: string]: unknown;
}

/**
 * The application, or the environment, in which the event happened. These properties serve to group events by version
 * of the application, by environment or by other traits.
 *
 * Undeclared fields are let through: group properties can include these and others.
 */
export interface SendGroupProperties {
  /**
   * The languages used in the application.
   *
   * At most 100 items.
   *
   * @example ["TypeScript"]
   */
  languages?: string[];
  /**
   * The database in use.
   *
   * At most 100 characters.
   *
   * @example "sqlite"
   */
  database?: string;
  /**
   * How many locales the application has.
   *
   * A whole number, at least 0.
   *
   * @example 3
   */
  numberOfLocales?: number;
  [key: string]: unknown;
}

/**
 * Telemetry event.
 *
 * An event by name, with up to three objects of properties: about the event, about the user, and about the
 * application or its environment.
 *
 * The three objects make up the payload, of type TelemetryPayload. How they lie in the request, the names of the user
 * and group properties, and the types of all properties are not stated; those given here are assumed.
 */
export interface SendEvent {
  /**
   * The name of the event.
   *
   * Note: Which events there are is not stated.
   *
   * At most 200 characters.
   *
   * Sensitivity: interaction.
   *
   * @example "event_name"
   */
  event: string;
  /** More about the event itself, to give it context. */
  eventProperties?: SendEventProperties;
  /**
   * Who triggered the event: these properties define the identity of the user. They serve to group events by user, or
   * to filter events.
   */
  userProperties?: SendUserProperties;
  /**
   * The application, or the environment, in which the event happened. These properties serve to group events by version
   * of the application, by environment or by other traits.
   */
  groupProperties?: SendGroupProperties;
}

/** Telemetry event, as it is stored. */
export type SendRow = SendEvent;

/**
 * Telemetry service: the body of a request.
 *
 * The service inside a Strapi application that collects usage data and sends it. Code makes it from a Strapi
 * instance, with createTelemetryInstance(strapi).
 *
 * The service is stable. Besides telemetry.send(event, payload), it has three methods: telemetry.register() registers
 * it, telemetry.bootstrap() boots it and telemetry.destroy() destroys it.
 */
export type ServiceRequest = SendEvent;
