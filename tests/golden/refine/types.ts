/**
 * What refine collects.
 *
 * Made by telemetry-spec from the product's specification: change that, and build again.
 */

/**
 * An IPv4 or IPv6 address: `192.0.2.7`, `2001:db8::7`. The form is checked, the range of each part is not.
 *
 * At most 45 characters, matching [0-9A-Fa-f]*[.:][0-9A-Fa-f.:]+
 */
export type IpAddress = string;

/**
 * The name of a host (RFC 1123, section 2.1): `build-7.example.com`.
 *
 * At most 253 characters, matching [A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*
 */
export type Hostname = string;

/**
 * Application start.
 *
 * Which version of refine an application uses, with which providers and how many resources.
 */
export interface InitEvent {
  /**
   * Which providers the project uses: auth, data, router, live, notification, auditLog, i18n and accessControl.
   *
   * Note: Which item of the list stands for which provider is not stated; the order given here is assumed.
   *
   * At most 8 items.
   *
   * @example [true, true, true, false, true, false, true, false]
   */
  providers: boolean[];
  /**
   * The version of the refine package in use.
   *
   * At most 60 characters.
   *
   * @example "4.36.1"
   */
  version: string;
  /**
   * How many resources the application has.
   *
   * At least 0.
   *
   * @example 7
   */
  resourceCount: number;
}

/** Application start, as it is stored. */
export interface InitRow extends InitEvent {
  /**
   * The IP address of the machine that sent the request.
   *
   * Note: Whether it is stored in full is not stated.
   *
   * Sensitivity: personal.
   *
   * @example "203.0.113.7"
   */
  "IP Address": IpAddress;
  /**
   * The name of the machine that sent the request.
   *
   * Sensitivity: identifier.
   *
   * @example "host-7.example.com"
   */
  Hostname: Hostname;
  /**
   * The browser and its version.
   *
   * At most 200 characters.
   *
   * @example "Firefox 120.0"
   */
  Browser: string;
  /**
   * The operating system and its version.
   *
   * At most 200 characters.
   *
   * @example "Windows 11"
   */
  OS: string;
}

/**
 * refine core: the body of a request.
 *
 * The refine package inside an application.
 */
export type CoreRequest = InitEvent;

/** An item of `packages`. */
export interface CommandPackagesItem {
  /**
   * The name of the package.
   *
   * At most 214 characters.
   *
   * @example "@refinedev/core"
   */
  name: string;
  /**
   * The version of the package.
   *
   * At most 60 characters.
   *
   * @example "4.36.1"
   */
  version: string;
}

/**
 * Command.
 *
 * Which command of the CLI ran, with which refine packages and on what kind of system.
 */
export interface CommandEvent {
  /**
   * The environment that the application runs in.
   *
   * At most 100 characters.
   *
   * @example "development"
   */
  nodeEnv: string;
  /**
   * The version of Node.js that is installed.
   *
   * At most 60 characters.
   *
   * @example "v18.17.1"
   */
  nodeVersion: string;
  /**
   * The name of the operating system.
   *
   * At most 100 characters.
   *
   * @example "Linux"
   */
  os: string;
  /**
   * The version of the operating system.
   *
   * At most 200 characters.
   *
   * @example "6.1.0"
   */
  osVersion: string;
  /**
   * The name of the script that is running.
   *
   * At most 100 characters.
   *
   * Sensitivity: interaction.
   *
   * @example "dev"
   */
  command: string;
  /**
   * The refine packages that are installed.
   *
   * At most 500 items.
   */
  packages: CommandPackagesItem[];
  /**
   * The React framework that is installed.
   *
   * At most 100 characters.
   *
   * @example "vite"
   */
  projectFramework: string;
}

/** Command, as it is stored. */
export interface CommandRow extends CommandEvent {
  /**
   * The IP address of the machine that sent the request.
   *
   * Note: Whether it is stored in full is not stated.
   *
   * Sensitivity: personal.
   *
   * @example "203.0.113.7"
   */
  "IP Address": IpAddress;
}

/**
 * refine CLI: the body of a request.
 *
 * The command-line tool of refine.
 */
export type CliRequest = CommandEvent;
