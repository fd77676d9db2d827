/**
 * The license, options and vendor files on this member's disk, read into what the log can take up. A file
 * that cannot be used is reported and changes nothing: what is in force stays (R14).
 */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  dayOf,
  errorsOf,
  FlexError,
  formatDiagnostic,
  LicenseError,
  type LicenseFile,
  parseLicense,
  parseVendorDefinition,
  pools,
  type VendorDefinition,
  type VendorPolicy,
} from '../../license/index.ts';
import { SetLicenseCodec, type SetLicenseInit } from '../../proto/index.ts';

/** What stands on the disk. */
export interface LicenseOnDisk {
  readonly path: string;
  /** Null if the file cannot be used. */
  readonly file: LicenseFile | null;
  /** SHA-256 over all the texts, hex; empty if the file cannot be used. */
  readonly hash: string;
  /** Of the configuration in Kubernetes; empty on hosts. */
  readonly revision: string;
  /** Encoded SetLicense; empty if the file cannot be used. */
  readonly command: Uint8Array;
  /** What cannot be used, "license.dat:7: studio: ... (-8)"; a line at a time, unless `file` is null. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** SPKI header of an Ed25519 key: what comes before the 32 bytes. */
const ED25519_HEADER = Buffer.from('302a300506032b6570032100', 'hex');

/** Keys as node:crypto has them: making one takes longer than checking a signature. */
const keys = new Map<string, KeyObject>();

/** Checks a signature with the 32 bytes of an Ed25519 key in base64; false for anything malformed. */
export function verifyEd25519(publicKey: string, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    let key = keys.get(publicKey);
    if (key === undefined) {
      const der = Buffer.concat([ED25519_HEADER, Buffer.from(publicKey, 'base64')]);
      key = createPublicKey({ key: der, format: 'der', type: 'spki' });
      keys.set(publicKey, key);
    }
    return verify(null, message, key, signature);
  } catch {
    return false;
  }
}

/** Bytes that a license may have in the log: it must fit into one frame between peers, with room to spare. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Reads license.dat, and beside it VENDOR.opt, VENDOR.json and revision. Lines whose signature does not hold
 * are among the errors, and the rest is taken (R24). Never rejects.
 */
export async function readLicense(path: string): Promise<LicenseOnDisk> {
  const folder = dirname(path);
  const nothing = { path, file: null, hash: '', command: new Uint8Array(0), warnings: [] as string[] };
  let text: Buffer;
  try {
    text = await readFile(path);
  } catch (error) {
    return { ...nothing, revision: '', errors: [`${path}: cannot be read: ${message(error)} (-1)`] };
  }
  const { file, diagnostics } = parseLicense(text, path);
  let revision = '';
  let companions: Companions;
  try {
    revision = ((await readIfThere(join(folder, 'revision'))) ?? '').trim();
    const errors = errorsOf(diagnostics).map(formatDiagnostic);
    if (errors.length > 0) return { ...nothing, revision, errors };
    companions = await readCompanions(file, folder);
  } catch (error) {
    return { ...nothing, revision, errors: [message(error)] };
  }
  const { policies, options } = companions;
  const warnings = [...diagnostics.map(formatDiagnostic), ...companions.warnings];
  const hash = createHash('sha256').update(text);
  for (const part of companions.hashed) hash.update(part);
  const result = pools([file], {
    allowUnsigned: true,
    verify: verifyEd25519,
    policyOf: (vendor) => policies.get(vendor),
  });
  const errors = result.refused.map(
    (line) => `${line.file}:${line.line}: ${line.feature}: ${line.reason} (${line.code})`,
  );
  const digest = hash.digest('hex');
  const license: SetLicenseInit = {
    hash: digest,
    revision,
    vendors: file.vendors.map(({ vendor }) => vendor),
    options,
    primaryIsMaster: file.primaryIsMaster,
    pools: result.pools.map((pool) => ({
      id: pool.id,
      feature: pool.feature,
      vendor: pool.vendor,
      version: pool.version,
      count: pool.count,
      overdraft: pool.overdraft,
      uncounted: pool.uncounted,
      expiryDay: day(pool.expiry),
      startDay: day(pool.start),
      dupGroup: pool.dupGroup,
      vendorString: pool.vendorString,
      hostids: [...pool.hostids],
      lingerSeconds: pool.lingerSeconds,
      borrowHours: pool.borrowHours,
      notice: pool.notice,
      rank: pool.rank,
      attributes: { ...pool.attributes },
      packageName: pool.packageName ?? '',
      suitePool: pool.suitePool ?? '',
      isSuite: pool.isSuite,
      suiteReserved: pool.suiteReserved,
      minimumTimeoutSeconds: pool.minimumTimeoutSeconds,
      signature: pool.signature,
    })),
  };
  if (file.heartbeatInterval !== null) license.heartbeatInterval = file.heartbeatInterval;
  const command = SetLicenseCodec.encode(license);
  if (command.length > MAX_BYTES) {
    const tooLarge = `${path}: ${command.length} bytes with its options; ${MAX_BYTES} are the most (-1)`;
    return { ...nothing, revision, errors: [tooLarge] };
  }
  return { path, file, hash: digest, revision, command, errors, warnings };
}

/** What stands beside license.dat. */
interface Companions {
  readonly policies: ReadonlyMap<string, VendorPolicy>;
  /** The options files of all vendors, one after the other. */
  readonly options: string;
  readonly warnings: readonly string[];
  /** What the hash of the license covers of them. */
  readonly hashed: readonly string[];
}

/** Throws what a person is to read: a file that is there must not be passed over as if it were not. */
async function readCompanions(file: LicenseFile, folder: string): Promise<Companions> {
  const policies = new Map<string, VendorPolicy>();
  const warnings: string[] = [];
  const hashed: string[] = [];
  let options = '';
  for (const { vendor, optionsPath } of file.vendors) {
    const definitionPath = join(folder, `${vendor}.json`);
    const definition = await readIfThere(definitionPath);
    if (definition === null) {
      warnings.push(`${file.name}: lines of vendor ${vendor} are taken unsigned: there is no ${definitionPath}`);
    } else {
      hashed.push(`\0${vendor}.json\0`, definition);
      policies.set(vendor, definitionOf(vendor, definition, definitionPath));
    }
    const optionsFile = resolve(folder, optionsPath ?? `${vendor}.opt`);
    const text = await readIfThere(optionsFile);
    if (text !== null) {
      hashed.push(`\0${vendor}.opt\0`, text);
      options += text;
    }
  }
  return { policies, options, warnings, hashed };
}

function definitionOf(vendor: string, text: string, path: string): VendorDefinition {
  const definition = parseVendorDefinition(text, path);
  if (definition.vendor === vendor) return definition;
  throw new LicenseError(
    'BadVendorDefinition',
    FlexError.InvalidSyntax,
    `${path}: this is the definition of ${definition.vendor}, not of ${vendor} (-2)`,
  );
}

/** Days since 1970-01-01 of an ISO date; 0 for null. */
function day(iso: string | null): number {
  return iso === null ? 0 : dayOf(iso);
}

/** Null if there is no such file. Rejects, with the path and -30, if it is there and cannot be read. */
async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Error(`${path}: cannot be read: ${message(error)} (-30)`, { cause: error });
  }
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
