/** One attribute of a line with its place, so that it can be named in a message or replaced in the text. */
export interface Attribute {
  /** As it stands in the line. */
  readonly name: string;
  /** Without quotes; null for a flag such as `TS_OK`. A continued line inside counts as one blank. */
  readonly value: string | null;
  /** Where it begins in the `raw` of its line, and how long it is. */
  readonly offset: number;
  readonly length: number;
}

interface LineBase {
  /** Number of its first physical line, from 1. */
  readonly line: number;
  /** The bytes of the whole logical line: continuations and line end included. */
  readonly raw: string;
}

/** What stands on a SERVER line. */
export interface ServerSpec {
  readonly host: string;
  /** As written: `ANY`, `17007ea8`, `INTERNET=1.2.*.*`, ... */
  readonly hostid: string;
  /** Null if the line has none (or 0): the first free one of 27000 to 27009. */
  readonly port: number | null;
  /** True if the port is written `TCP:2830`. */
  readonly tcp?: boolean;
  readonly primaryIsMaster?: boolean;
  /** HEARTBEAT_INTERVAL (or SERVER_TIMEOUT) in seconds; null if not said. */
  readonly heartbeatInterval?: number | null;
  /** Other words of the line, as written (`PLAT=1`). */
  readonly flags?: readonly string[];
}

export interface ServerLine extends LineBase, Required<ServerSpec> {
  readonly kind: 'server';
}

/** VENDOR, or DAEMON as it was written before version 6. */
export interface VendorLine extends LineBase {
  readonly kind: 'vendor';
  readonly keyword: 'VENDOR' | 'DAEMON';
  readonly vendor: string;
  /** Of the daemon's program; carried along and never run. Null if left out. */
  readonly path: string | null;
  readonly optionsPath: string | null;
  /** Null if left out or 0. */
  readonly port: number | null;
}

export interface UseServerLine extends LineBase {
  readonly kind: 'useServer';
}

export interface FeatureLine extends LineBase {
  readonly kind: 'feature';
  readonly keyword: 'FEATURE' | 'INCREMENT';
  readonly feature: string;
  readonly vendor: string;
  readonly version: string;
  /** ISO date, the last good day; null = permanent. */
  readonly expiry: string | null;
  /** 0 if uncounted. */
  readonly count: number;
  readonly uncounted: boolean;
  readonly attributes: readonly Attribute[];
  /** The bare key after num_lic of files before version 7.1; null if there is none. */
  readonly legacyKey: string | null;
  /** End of the last word, in `raw`: a new attribute goes there. */
  readonly end: number;
}

/** UPGRADE moves licenses of an older version to `version`. */
export interface UpgradeLine extends LineBase {
  readonly kind: 'upgrade';
  readonly feature: string;
  readonly vendor: string;
  readonly fromVersion: string;
  readonly version: string;
  readonly expiry: string | null;
  readonly count: number;
  readonly uncounted: boolean;
  readonly attributes: readonly Attribute[];
  readonly end: number;
}

/** One entry of COMPONENTS. */
export interface PackageComponent {
  readonly feature: string;
  /** Null: the version of the enabling line. */
  readonly version: string | null;
  /** Licenses for each license of the enabling line. */
  readonly count: number;
}

export interface PackageLine extends LineBase {
  readonly kind: 'package';
  readonly name: string;
  readonly vendor: string;
  /** Null: a line of any version enables it. */
  readonly version: string | null;
  readonly components: readonly PackageComponent[];
  readonly suite: 'NONE' | 'SUITE' | 'SUITE_RESERVED';
  readonly attributes: readonly Attribute[];
  readonly end: number;
}

/** A run of what is carried along only: comments, blank lines, unknown keywords, lines that do not parse. */
export interface TextRun extends LineBase {
  readonly kind: 'text';
}

/** The lines that a vendor signs. */
export type SignedLine = FeatureLine | UpgradeLine | PackageLine;

/** True for the lines that a vendor signs. */
export function isSignedLine(line: LicenseLine): line is SignedLine {
  return line.kind === 'feature' || line.kind === 'upgrade' || line.kind === 'package';
}

export type LicenseLine = ServerLine | VendorLine | UseServerLine | SignedLine | TextRun;

/** A parsed license file. Never changed: functions that change it give a new one. */
export interface LicenseFile {
  readonly name: string;
  /** Everything in file order; `raw` of all, one after the other, is the text. */
  readonly lines: readonly LicenseLine[];
  readonly servers: readonly ServerLine[];
  readonly vendors: readonly VendorLine[];
  readonly features: readonly FeatureLine[];
  readonly upgrades: readonly UpgradeLine[];
  readonly packages: readonly PackageLine[];
  /** Line number of USE_SERVER; null if there is none. Clients read nothing behind it. */
  readonly useServer: number | null;
  readonly primaryIsMaster: boolean;
  /** In seconds; null if no SERVER line says. */
  readonly heartbeatInterval: number | null;
}
