/**
 * What FlowForge collects.
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

/**
 * A SHA-256 hash (RFC 6234) as 64 lower-case hexadecimal digits.
 *
 * Matching [0-9a-f]{64}
 */
export type Sha256 = string;

/** The operating system. */
export interface PingOs {
  /**
   * The name of the operating system.
   *
   * At most 60 characters.
   *
   * @example "Darwin"
   */
  type: string;
  /**
   * The release of the operating system.
   *
   * At most 200 characters.
   *
   * @example "20.5.0"
   */
  release: string;
  /**
   * The architecture of the processor.
   *
   * At most 60 characters.
   *
   * @example "x64"
   */
  arch: string;
}

/** The versions of the software. */
export interface PingEnv {
  /**
   * The version of Node.js.
   *
   * @example "v16.19.1"
   */
  nodejs: Version;
  /**
   * The version of FlowForge.
   *
   * @example "1.0.0"
   */
  flowforge: Version;
}

/** How many things of each kind there are on the platform at the moment. */
export interface PingPlatformCounts {
  /**
   * Number of users on the platform.
   *
   * @example 6
   */
  users: Count;
  /**
   * Number of teams on the platform.
   *
   * @example 5
   */
  teams: Count;
  /**
   * Number of projects, also called instances.
   *
   * @example 4
   */
  projects: Count;
  /**
   * Number of devices on the platform.
   *
   * @example 9
   */
  devices: Count;
  /**
   * Number of snapshots of projects.
   *
   * @example 16
   */
  projectSnapshots: Count;
  /**
   * Number of templates for projects.
   *
   * @example 7
   */
  projectTemplates: Count;
  /**
   * Number of stacks for projects.
   *
   * @example 2
   */
  projectStacks: Count;
  /**
   * Number of entries in libraries.
   *
   * @example 0
   */
  libraryEntries: Count;
  /**
   * Number of entries in shared libraries.
   *
   * @example 2
   */
  sharedLibraryEntries: Count;
}

/** The broker for internal messages. */
export interface PingPlatformConfigBroker {
  /**
   * Whether the internal broker is on.
   *
   * @example true
   */
  enabled: boolean;
}

/** Where files are kept. */
export interface PingPlatformConfigFileStore {
  /**
   * Whether the file store is on.
   *
   * @example true
   */
  enabled: boolean;
}

/** Sending of e-mail. */
export interface PingPlatformConfigEmail {
  /**
   * Whether e-mail is on.
   *
   * @example false
   */
  enabled: boolean;
}

/** How the platform is set up. */
export interface PingPlatformConfig {
  /**
   * The backend driver in use.
   *
   * At most 60 characters.
   *
   * @example "localfs"
   */
  driver: string;
  /** The broker for internal messages. */
  broker: PingPlatformConfigBroker;
  /** Where files are kept. */
  fileStore: PingPlatformConfigFileStore;
  /** Sending of e-mail. */
  email: PingPlatformConfigEmail;
}

/** The license that is loaded, if there is one. */
export interface PingPlatformLicense {
  /**
   * The identifier of the license.
   *
   * Sensitivity: identifier.
   *
   * @example "4c105579-782b-4d53-af62-cf7fa69f6b43"
   */
  id: Uuid;
  /**
   * The kind of license.
   *
   * At most 60 characters.
   *
   * @example "DEV"
   */
  type: string;
}

/** How much the platform is used, how it is set up and its license. */
export interface PingPlatform {
  /** How many things of each kind there are on the platform at the moment. */
  counts: PingPlatformCounts;
  /** How the platform is set up. */
  config: PingPlatformConfig;
  /** The license that is loaded, if there is one. */
  license?: PingPlatformLicense;
}

/**
 * Ping.
 *
 * What the platform runs on, how it is set up and how much it is used.
 */
export interface PingEvent {
  /**
   * An identifier of this FlowForge instance, different for each.
   *
   * Sensitivity: identifier.
   *
   * @example "5db51f99-c6fb-4340-9c19-78adce58cc1b"
   */
  instanceId: Uuid;
  /** The operating system. */
  os: PingOs;
  /** The versions of the software. */
  env: PingEnv;
  /** How much the platform is used, how it is set up and its license. */
  platform: PingPlatform;
}

/** Ping, as it is stored. */
export interface PingRow extends PingEvent {
  /**
   * The time at which the data arrived.
   *
   * @example "2023-03-01T09:30:00Z"
   */
  receivedAt: Timestamp;
  /**
   * The IP address that the request came from, as a secure hash.
   *
   * Note: Which algorithm is used, and whether with a salt or a key, is not stated; plain SHA-256 is assumed here.
   *
   * Sensitivity: identifier.
   */
  ip: Sha256;
}

/**
 * Core telemetry: the body of a request.
 *
 * The FlowForge platform itself.
 */
export type PlatformRequest = PingEvent;
