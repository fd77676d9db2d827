/**
 * The license, options and vendor files on this member's disk, read into what the log can take up. A file
 * that cannot be used is reported and changes nothing: what is in force stays (R14).
 */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import {
  type Diagnostic,
  dayOf,
  errorsOf,
  FlexError,
  formatDiagnostic,
  type HostFacts,
  LicenseError,
  type LicenseFile,
  parseLicense,
  parseOptions,
  parseVendorDefinition,
  pools,
  type RefusedLine,
  type VendorDefinition,
  type VendorPolicy,
} from '../../license/index.ts';
import { type OptionsPartInit, SetLicenseCodec, type SetLicenseInit } from '../../proto/index.ts';
import { compileRules } from '../licensing/index.ts';
import { hostidsHere, isBoundToKubernetes } from './hostBinding.ts';
import { homeFolder, licensePaths } from './licensePaths.ts';

/** What stands on the disk. */
export interface LicenseOnDisk {
  /** The list of files as given. */
  readonly path: string;
  /** That with the SERVER lines; null if the files cannot be used. */
  readonly file: LicenseFile | null;
  /** SHA-256 over all the texts, hex; empty if the file cannot be used. */
  readonly hash: string;
  /** SHA-256 of what counts of them (SetLicense.content), hex; empty if the file cannot be used. */
  readonly content: string;
  /** Of the configuration in Kubernetes; empty on hosts. */
  readonly revision: string;
  /** Encoded SetLicense; empty if the file cannot be used. */
  readonly command: Uint8Array;
  /** What cannot be used, "license.dat:7: studio: ... (-8)"; a line at a time, unless `file` is null. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** Lines of options files without effect that are told one by one. */
const MAX_PROBLEMS = 50;

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

/** The operator's word beside the license: signed lines that another LicenseCluster serves, by signature. */
const IN_USE_ELSEWHERE = 'in-use-elsewhere.json';

/** Where a license is read: what its lines are bound to. */
export interface LicensePlace {
  readonly facts: HostFacts;
  /** True in a pod, where options are the operator's VENDOR.opt, whatever path the VENDOR line has. */
  readonly inKubernetes: boolean;
}

/**
 * Reads the license files of a list (see `licensePaths`), and beside each VENDOR.opt, VENDOR.json and revision. Lines whose
 * signature does not hold are among the errors, and the rest is taken (R24); so it is with lines of a vendor without a
 * definition. Never rejects.
 */
export async function readLicense(list: string, place: LicensePlace): Promise<LicenseOnDisk> {
  const nothing = {
    path: list,
    file: null,
    hash: '',
    content: '',
    revision: '',
    command: new Uint8Array(0),
    warnings: [] as string[],
  };
  let texts: Texts;
  try {
    texts = await readTexts(list);
  } catch (error) {
    return { ...nothing, errors: [message(error)] };
  }
  const { files, diagnostics, revision } = texts;
  const wrong = errorsOf(diagnostics).map(formatDiagnostic);
  if (wrong.length > 0) return { ...nothing, revision, errors: wrong };
  const file = files.find(({ servers }) => servers.length > 0) ?? files[0];
  const others = file === undefined ? undefined : files.find((other) => namesOtherServers(other, file));
  if (file === undefined || others !== undefined) {
    const reason = others === undefined ? 'no *.lic in it (-1)' : `other SERVER lines than in ${file?.name} (-2)`;
    return { ...nothing, revision, errors: [`${others?.name ?? list}: ${reason}`] };
  }
  let companions: Companions;
  try {
    companions = await readCompanions(files, place);
  } catch (error) {
    return { ...nothing, revision, errors: [message(error)] };
  }
  const { policies, options, optionsParts } = companions;
  const warnings = [...diagnostics.map(formatDiagnostic), ...companions.warnings];
  const hash = createHash('sha256');
  for (const part of [...texts.hashed, ...companions.hashed]) hash.update(part);
  const result = pools(files, {
    allowUnsigned: false,
    verify: verifyEd25519,
    policyOf: (vendor) => policies.get(vendor),
    inUseElsewhere: companions.inUseElsewhere,
  });
  const errors = errorsOfLines(result.refused, companions.undefinedVendors);
  if (isBoundToKubernetes(result.pools.flatMap(({ hostids }) => hostids))) {
    hash.update(`\0kubernetes\0${place.facts.k8sUid ?? ''}`);
    for (const { feature, hostids, lines } of result.pools) {
      const locked = hostids.length > 0 && hostidsHere(hostids, place.facts).every((id) => /^K8S_UID=/i.test(id));
      const [line] = lines;
      if (!locked || line === undefined) continue;
      const own = place.facts.k8sUid ?? 'not known';
      const code = FlexError.InvalidHost;
      errors.push(
        `${line.file}:${line.line}: ${feature}: bound to ${hostids.join(' ')}, this Kubernetes is ${own} (${code})`,
      );
    }
  }
  const digest = hash.digest('hex');
  const license: SetLicenseInit = {
    vendors: vendorsOf(files).map(({ vendor }) => vendor),
    options,
    optionsParts,
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
      hostids: hostidsHere(pool.hostids, place.facts),
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
    refused: refusedOf(result.refused),
  };
  if (file.heartbeatInterval !== null) license.heartbeatInterval = file.heartbeatInterval;
  const content = createHash('sha256').update(SetLicenseCodec.encode(license)).digest('hex');
  const command = SetLicenseCodec.encode({ ...license, hash: digest, revision, content });
  if (command.length > MAX_BYTES) {
    const tooLarge = `${list}: ${command.length} bytes with its options; ${MAX_BYTES} are the most (-1)`;
    return { ...nothing, revision, errors: [tooLarge] };
  }
  const { problems } = compileRules(SetLicenseCodec.decode(command));
  warnings.push(...problems.slice(0, MAX_PROBLEMS));
  if (problems.length > MAX_PROBLEMS) warnings.push(`and ${problems.length - MAX_PROBLEMS} more lines without effect`);
  return { path: list, file, hash: digest, content, revision, command, errors, warnings };
}

/** One error for each line, and one for all lines of a vendor that nothing is known of. */
function errorsOfLines(refused: readonly RefusedLine[], undefinedVendors: ReadonlyMap<string, string>): string[] {
  const known = refused.filter(({ vendor }) => !undefinedVendors.has(vendor));
  return [
    ...[...undefinedVendors].flatMap(([vendor, path]) => {
      const lines = refused.filter((line) => line.vendor === vendor);
      const [first] = lines;
      if (first === undefined) return [];
      const what = lines.length === 1 ? '1 line is' : `${lines.length} lines are`;
      const todo = 'put the definition that came with the license there; docs/vendors.md tells how to make one';
      return [
        `${first.file}:${first.line}: ${what} refused: there is no ${path} to check lines of ${vendor} by; ${todo} (${first.code})`,
      ];
    }),
    ...known.map((line) => `${line.file}:${line.line}: ${line.feature}: ${line.reason} (${line.code})`),
  ];
}

/** What clients are told of lines that give nothing; the same on all servers, wherever the files lie. */
function refusedOf(refused: readonly RefusedLine[]): NonNullable<SetLicenseInit['refused']> {
  const first = new Map<string, RefusedLine>();
  for (const line of refused) {
    const key = `${line.vendor} ${line.feature}`;
    if (!first.has(key)) first.set(key, line);
  }
  return [...first.values()].map(({ feature, vendor, code, file, line, reason }) => ({
    feature,
    vendor,
    code,
    detail: `${basename(file)}:${line}: ${reason}`,
  }));
}

/** The license files as they stand there. */
interface Texts {
  readonly files: readonly LicenseFile[];
  readonly diagnostics: readonly Diagnostic[];
  readonly revision: string;
  /** What the hash of the license covers of them. */
  readonly hashed: readonly (string | Uint8Array)[];
}

/** Rejects with what a person is to read. */
async function readTexts(list: string): Promise<Texts> {
  let texts: { path: string; text: Buffer }[];
  try {
    const paths = await licensePaths(list);
    texts = await Promise.all(paths.map(async (path) => ({ path, text: await readFile(path) })));
  } catch (error) {
    throw new Error(`${list}: cannot be read: ${message(error)} (-1)`, { cause: error });
  }
  const parsed = texts.map(({ path, text }) => parseLicense(text, path));
  const revision = ((await readIfThere(join(await homeFolder(list), 'revision'))) ?? '').trim();
  return {
    files: parsed.map(({ file }) => file),
    diagnostics: parsed.flatMap(({ diagnostics }) => diagnostics),
    revision,
    // One file alone has its own SHA-256 as the beginning; more are kept apart.
    hashed: texts.flatMap(({ text }, index) => (index === 0 ? [text] : ['\0', text])),
  };
}

/** Files without SERVER lines go with those of the others; files that have them must mean the same servers. */
function namesOtherServers(other: LicenseFile, file: LicenseFile): boolean {
  const names = (of: LicenseFile): string =>
    JSON.stringify(of.servers.map(({ host }) => host.toLowerCase()).toSorted());
  return other.servers.length > 0 && names(other) !== names(file);
}

/** One line for each vendor, the first that names it. */
function vendorsOf(files: readonly LicenseFile[]): VendorPlace[] {
  const vendors = new Map<string, VendorPlace>();
  for (const { name, vendors: lines } of files) {
    for (const { vendor, optionsPath } of lines) {
      if (!vendors.has(vendor)) vendors.set(vendor, { vendor, optionsPath, file: name });
    }
  }
  return [...vendors.values()];
}

interface VendorPlace {
  readonly vendor: string;
  readonly optionsPath: string | null;
  readonly file: string;
}

/** What stands beside the license files. */
interface Companions {
  readonly policies: ReadonlyMap<string, VendorPolicy>;
  /** Vendors without a definition, and where it would be. */
  readonly undefinedVendors: ReadonlyMap<string, string>;
  /** Signed lines that another LicenseCluster serves, by signature. */
  readonly inUseElsewhere: ReadonlyMap<string, string>;
  /** The options files of all vendors, one after the other, and where each begins. */
  readonly options: string;
  readonly optionsParts: OptionsPartInit[];
  readonly warnings: readonly string[];
  /** What the hash of the license covers of them. */
  readonly hashed: readonly string[];
}

/** Throws what a person is to read: a file that is there must not be passed over as if it were not. */
async function readCompanions(files: readonly LicenseFile[], place: LicensePlace): Promise<Companions> {
  const policies = new Map<string, VendorPolicy>();
  const undefinedVendors = new Map<string, string>();
  const warnings: string[] = [];
  const hashed: string[] = [];
  let options = '';
  const optionsParts: OptionsPartInit[] = [];
  for (const { vendor, optionsPath, file } of vendorsOf(files)) {
    const folder = dirname(file);
    const definitionPath = join(folder, `${vendor}.json`);
    const definition = await readIfThere(definitionPath);
    if (definition === null) {
      undefinedVendors.set(vendor, definitionPath);
    } else {
      hashed.push(`\0${vendor}.json\0`, definition);
      policies.set(vendor, definitionOf(vendor, definition, definitionPath));
    }
    const optionsFile = resolve(folder, (place.inKubernetes ? null : optionsPath) ?? `${vendor}.opt`);
    const text = await readIfThere(optionsFile);
    if (text !== null) {
      hashed.push(`\0${vendor}.opt\0`, text);
      const whole = text === '' || text.endsWith('\n') ? text : `${text}\n`;
      options += whole;
      optionsParts.push({ vendor, file: basename(optionsFile), length: whole.length });
      warnings.push(...parseOptions(text, optionsFile).diagnostics.map(formatDiagnostic));
    }
  }
  const inUse = place.inKubernetes ? await readIfThere(join(dirname(files[0]?.name ?? ''), IN_USE_ELSEWHERE)) : null;
  if (inUse !== null) hashed.push(`\0${IN_USE_ELSEWHERE}\0`, inUse);
  const inUseElsewhere = new Map(inUse === null ? [] : Object.entries(JSON.parse(inUse) as Record<string, string>));
  return { policies, undefinedVendors, inUseElsewhere, options, optionsParts, warnings, hashed };
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
