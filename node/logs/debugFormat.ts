/** A checkout, check-in or denial as the debug log shows it. */
export interface DebugUse {
  /** Name of the vendor daemon. */
  readonly daemon: string;
  readonly feature: string;
  readonly user: string;
  readonly host: string;
  /** Seats; shown when more than one. */
  readonly count: number;
  /** Opaque checkout data; shown in brackets if printable. */
  readonly checkoutData?: Uint8Array;
}

/** What the start lines say. */
export interface StartBanner {
  /** Version of the program: digits and dots. */
  readonly version: string;
  readonly host: string;
  /** Paths as given. */
  readonly licenseFiles: readonly string[];
  readonly port: number;
  /** Names of the vendor daemons. */
  readonly daemons: readonly string[];
  readonly pid: number;
  /** Features by daemon. */
  readonly features: Readonly<Record<string, readonly string[]>>;
  /** True for three SERVER lines. */
  readonly redundant: boolean;
  /** True if administration needs a certificate; false: only this machine. */
  readonly secure: boolean;
}
