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
 * Undeclared fields are let through: The page gives examples of event properties, which depend on the event, not a
 * complete list.
 */
export interface SendEventProperties {
  /**
   * The model that the event is about.
   *
   * Note: The page gives the name only.
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
   * Note: The page gives the name only.
   *
   * @example true
   */
  containsRelationalFields?: boolean;
  /**
   * The fields that are displayed, as a number.
   *
   * Note: The page gives the name only, without a type.
   *
   * A whole number, at least 0.
   *
   * @example 4
   */
  displayedFields?: number;
  /**
   * The kind of what the event is about.
   *
   * Note: The page gives the name only.
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
 * Undeclared fields are let through: The page says what user properties can include, not all that they hold.
 */
export interface SendUserProperties {
  /**
   * The operating system of the user.
   *
   * Note: The page speaks of the operating system without naming the property.
   *
   * At most 100 characters.
   *
   * @example "Linux"
   */
  os?: string;
  /**
   * The version of Node.js.
   *
   * Note: The page speaks of the node version without naming the property.
   *
   * @example "v18.17.1"
   */
  nodeVersion?: Version;
  /**
   * The host name of the user's machine.
   *
   * Note: The page speaks of the hostname without giving a form.
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
 * Undeclared fields are let through: The page says what group properties can include, not all that they hold.
 */
export interface SendGroupProperties {
  /**
   * The languages used in the application.
   *
   * Note: The page speaks of the languages without naming the property.
   *
   * At most 100 items.
   *
   * @example ["TypeScript"]
   */
  languages?: string[];
  /**
   * The database in use.
   *
   * Note: The page speaks of the database without naming the property.
   *
   * At most 100 characters.
   *
   * @example "sqlite"
   */
  database?: string;
  /**
   * How many locales there are.
   *
   * Note: The page speaks of the number of locales without naming the property.
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
 * `telemetry.send` takes the event, a text, and a payload, of type TelemetryPayload, which holds the three objects.
 * How they lie in the request the page does not show: they are taken to lie side by side. The payload in its example
 * call, `{ key: 'value' }`, is none of the three objects, and is taken as a stand-in.
 */
export interface SendEvent {
  /**
   * The name of the event.
   *
   * Note: The page lists no events. The name in its example call is `event_name`.
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
 * The service inside a Strapi application that collects usage data and sends it. `createTelemetryInstance(strapi)`
 * makes it, from a Strapi instance.
 *
 * The page calls the service stable. Besides `telemetry.send` it has three methods: `telemetry.register()` registers
 * it, `telemetry.bootstrap()` boots it and `telemetry.destroy()` destroys it.
 */
export type ServiceRequest = SendEvent;
