/** Where the servers come from: `port@host` lists, license files, the environment. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { FlexError, isLicenseError, type LicenseFile, parseLicense, requireUsable } from '../license/index.ts';
import { type Address, formatAddress } from './address.ts';
import { LicenseError } from './errors.ts';
import { pathRegistryFile, readPathRegistry } from './pathRegistry.ts';

/** FlexNet's default. */
export const defaultLicensePath = '/usr/local/flexlm/licenses/license.dat';
/** Port of a SERVER line that names none. */
const defaultPort = 27000;

/** One license server system: one server or three that belong together. */
export interface LicenseSource {
  /** In the order of preference for the master. */
  readonly servers: readonly Address[];
  /** The license file they were read from; undefined for a `port@host` list. */
  readonly file: string | undefined;
}

/** What the environment gives, for tests to change. */
export interface SourceLookup {
  readonly env?: NodeJS.ProcessEnv;
  readonly defaultPath?: string;
  /** Folder that holds `.lmtriad/license-path`, what lmpath keeps. @default the user's home */
  readonly home?: string;
  /** Files without SERVER lines give a source without servers, in place of -13. @default false */
  readonly serverless?: boolean;
}

/**
 * The license server systems to use, in order: `list` if given (as `-c` takes it), else the variables
 * `<VENDOR>_LICENSE_FILE` and LM_LICENSE_FILE (of the environment, else as lmpath keeps them), else the default
 * path. Within a list, `,` stands between the servers of one system and `:` between systems (`;` on Windows).
 *
 * Throws LicenseError: -1 no file there, -30 not readable, -2 syntax, -13 no SERVER line, -42 not a server.
 */
export function findSources(list?: string, lookup: SourceLookup = {}): LicenseSource[] {
  const kept = () => readPathRegistry(pathRegistryFile(lookup.home));
  const given = list ?? listFromEnvironment(lookup.env ?? process.env, kept());
  if (given === undefined) return sourcesOf(lookup.defaultPath ?? defaultLicensePath, lookup);
  const parts = partsOf(given);
  if (parts.length === 0)
    throw new LicenseError({ code: FlexError.CannotFindLicenseFile, minor: 1, detail: 'the list of servers is empty' });
  return parts.flatMap((part) => sourcesOf(part, lookup));
}

/**
 * The value of all `<VENDOR>_LICENSE_FILE` and of LM_LICENSE_FILE, the vendors' first; undefined if none is set.
 * @param kept what stands in for a variable that the environment does not have
 */
export function listFromEnvironment(
  env: NodeJS.ProcessEnv,
  kept: ReadonlyMap<string, string> = new Map(),
): string | undefined {
  const last = 'LM_LICENSE_FILE';
  const names = [...new Set([...Object.keys(env), ...kept.keys()])].filter((name) => /^\w+_LICENSE_FILE$/.test(name));
  const inOrder = [...names.filter((name) => name !== last).toSorted(), last];
  const values = inOrder.map((name) => env[name] || kept.get(name)).filter((value) => value);
  return values.length > 0 ? values.join(delimiter) : undefined;
}

/** The systems of a list. In `1700@[::1]:1701@b` the colons within brackets belong to the address. */
export function partsOf(list: string): string[] {
  const pattern = delimiter === ';' ? /[^;]+/g : /(?:\[[^\]]*\]|[^:[])+/g;
  return (list.match(pattern) ?? []).map((part) => part.trim()).filter((part) => part !== '');
}

function sourcesOf(part: string, lookup: SourceLookup): LicenseSource[] {
  if (/^\d*@/.test(part)) return [{ servers: part.split(',').map(parseAddress), file: undefined }];
  return filesIn(part).map((file) => ({ servers: serversOfFile(file, lookup.serverless ?? false), file }));
}

/** `port@host` or `@host`. Throws LicenseError (-42). */
export function parseAddress(text: string): Address {
  const match = /^(\d*)@(?:\[([0-9A-Fa-f:.]+)\]|([^\s@,:[\]]+))$/.exec(text.trim());
  const port = match?.[1] ? Number(match[1]) : defaultPort;
  const host = match?.[2] ?? match?.[3];
  if (!host || port < 1 || port > 65_535) {
    throw new LicenseError({ code: FlexError.InvalidParameter, minor: 2, detail: `"${text}" is not port@host` });
  }
  return { host, port };
}

function filesIn(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path)
      .filter((name) => name.endsWith('.lic'))
      .toSorted()
      .map((name) => join(path, name));
  } catch (error) {
    throw fileError(path, error);
  }
}

function fileError(path: string, error: unknown): LicenseError {
  const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
  const code = missing ? FlexError.CannotFindLicenseFile : -30;
  return new LicenseError({ code, minor: 3, detail: missing ? path : (error as Error).message, cause: error });
}

/** A license file as far as a client needs it. Throws LicenseError: -1, -30, -2 and what else is wrong with it. */
export function readLicenseFile(path: string): LicenseFile {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw fileError(path, error);
  }
  try {
    return requireUsable(parseLicense(bytes, path), 'client');
  } catch (error) {
    if (!isLicenseError(error)) throw error;
    throw new LicenseError({ code: error.flexCode, minor: 3, detail: error.message, cause: error });
  }
}

function serversOfFile(path: string, serverless: boolean): Address[] {
  const { servers } = readLicenseFile(path);
  if (servers.length === 0 && !serverless)
    throw new LicenseError({ code: FlexError.NoServerLines, minor: 4, detail: path });
  return servers.map(({ host, port }) => ({ host, port: port ?? defaultPort }));
}

/** The source as one goes by: `port@host,port@host,port@host`. */
export function formatServers(servers: readonly Address[]): string {
  return servers.map(formatAddress).join(',');
}
