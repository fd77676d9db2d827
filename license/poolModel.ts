/** Checks an Ed25519 signature. The key is the 32 bytes in base64. Must not throw on bad input. */
export type Verify = (publicKey: string, message: Uint8Array, signature: Uint8Array) => boolean;

/** `valid`: signed and checked; `unsigned`: no SIGN, and the vendor allows it; `unchecked`: SIGN without a key to check it. */
export type SignatureVerdict = 'valid' | 'unsigned' | 'unchecked';

/** How a vendor's lines are to be judged. A `VendorDefinition` is one. */
export interface VendorPolicy {
  /** Ed25519, 32 bytes in base64; null if there is none. */
  readonly publicKey?: string | null;
  readonly allowUnsigned: boolean;
  /** All FEATURE lines count, as INCREMENT lines do. */
  readonly useAllFeatureLines?: boolean;
  /** DUP_GROUP of lines that name none. @default "NONE" */
  readonly dupGroup?: string;
  /** LINGER of lines that name none, in seconds. @default 0 */
  readonly lingerSeconds?: number;
  /** The least TIMEOUT that an options file may set, in seconds. @default 900 */
  readonly minimumTimeoutSeconds?: number;
}

export interface PoolOptions extends VendorPolicy {
  readonly verify: Verify;
  /** For files of several vendors; a vendor that it does not know is judged by the options themselves. */
  readonly policyOf?: (vendor: string) => VendorPolicy | undefined;
  /**
   * Signed lines that are served elsewhere, by signature as `signatureOf` writes it, with who serves them. They give
   * nothing here (R15).
   */
  readonly inUseElsewhere?: ReadonlyMap<string, string>;
  /** Host ids that signatures cover, for files without SERVER lines. @default those of the other files, or none */
  readonly serverHostids?: readonly string[];
}

/** Licenses that are counted together. */
export interface Pool {
  /** Made of all that tells pools apart: the same line under the same vendor definition always gives the same id. */
  readonly id: string;
  readonly feature: string;
  readonly vendor: string;
  readonly version: string;
  /** ISO date, the last good day; null = permanent. */
  readonly expiry: string | null;
  /** ISO date, the first good day; null = always. */
  readonly start: string | null;
  /** 0 if uncounted. */
  readonly count: number;
  readonly overdraft: number;
  readonly uncounted: boolean;
  /** Node-lock list of the line; empty = floating. */
  readonly hostids: readonly string[];
  readonly vendorString: string;
  /** Some of the letters U, H, D, V in this order; `NONE`; or `SITE`. */
  readonly dupGroup: string;
  readonly lingerSeconds: number;
  /** 0 = not borrowable. */
  readonly borrowHours: number;
  readonly minimumTimeoutSeconds: number;
  readonly notice: string;
  readonly issuer: string;
  readonly issued: string | null;
  /** Place in the order in which pools are tried, from 0. */
  readonly rank: number;
  /** Where its lines stand. */
  readonly lines: readonly { readonly file: string; readonly line: number }[];
  readonly signature: SignatureVerdict;
  /** The PACKAGE that this pool is a component of, or that it enables (`isSuite`); null for plain features. */
  readonly packageName: string | null;
  /** Id of the suite pool that a checkout from this one also takes from; null if there is none. */
  readonly suitePool: string | null;
  /** True for the enabling line of a suite: it cannot be checked out by itself (-125). */
  readonly isSuite: boolean;
  /** True for a SUITE_RESERVED suite and its components. */
  readonly suiteReserved: boolean;
  /** All attributes of its first line, names in upper case unless they are free to edit; flags are ''. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A line that may not be used, with the FlexNet code that says why. */
export interface RefusedLine {
  readonly file: string;
  readonly line: number;
  readonly feature: string;
  readonly vendor: string;
  readonly code: number;
  readonly reason: string;
}

/** A line that is right but gives nothing: superseded, a duplicate, a second FEATURE of one name. */
export interface IgnoredLine {
  readonly file: string;
  readonly line: number;
  readonly feature: string;
  readonly reason: string;
}

export interface PoolResult {
  /** By rank. */
  readonly pools: readonly Pool[];
  readonly refused: readonly RefusedLine[];
  readonly ignored: readonly IgnoredLine[];
}
