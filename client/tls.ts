/** Finding the certificates that a client shows and trusts, and keeping up with their renewal. */

import { readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { type ChannelCredentials, type ChannelOptions, credentials } from '@grpc/grpc-js';
import { FlexError } from '../license/index.ts';
import { LicenseError } from './errors.ts';

/** Paths of PEM files. Without a certificate the client is unknown to the server, which checkouts allow. */
export interface TlsFiles {
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
}

/** What the caller says about TLS: files, false for plaintext, undefined to look for them. */
export type TlsOption = TlsFiles | false | undefined;

/** Where certificates are looked for, for tests to change. */
export interface TlsLookup {
  readonly env?: NodeJS.ProcessEnv;
  readonly home?: string;
  /** Path of the license file that the servers were read from, if any. */
  readonly licenseFile?: string | undefined;
}

/**
 * The files to use: as given, else LMTRIAD_CA, LMTRIAD_CERT and LMTRIAD_KEY, else `~/.lmtriad/`, else `certs/`
 * beside the license file. Null means plaintext: no CA was found.
 */
export function findTlsFiles(option: TlsOption, lookup: TlsLookup = {}): TlsFiles | null {
  if (option === false) return null;
  if (option) return option;
  const env = lookup.env ?? process.env;
  const ca = env['LMTRIAD_CA'];
  const cert = env['LMTRIAD_CERT'];
  const key = env['LMTRIAD_KEY'];
  if (ca) return cert && key ? { ca, cert, key } : { ca };
  const folders = [join(lookup.home ?? homedir(), '.lmtriad')];
  if (lookup.licenseFile) folders.push(join(dirname(lookup.licenseFile), 'certs'));
  for (const folder of folders) {
    const found = filesIn(folder);
    if (found) return cert && key ? { ca: found.ca, cert, key } : found;
  }
  return null;
}

function filesIn(folder: string): TlsFiles | null {
  const ca = join(folder, 'ca.crt');
  if (!isReadable(ca)) return null;
  for (const name of ['administrator', 'client']) {
    const cert = join(folder, `${name}.crt`);
    const key = join(folder, `${name}.key`);
    if (isReadable(cert) && isReadable(key)) return { ca, cert, key };
  }
  return { ca };
}

function isReadable(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

const internalDomain = '.lmtriad.internal';

/** Channel options for a host that is an address: TLS takes only names, so the address goes in the shape of one. */
export function tlsNameOptions(host: string): ChannelOptions {
  return isIP(host) === 0 ? {} : { 'grpc.ssl_target_name_override': `${host}${internalDomain}` };
}

/** Whether a certificate is this host's: by name, or by address if it was called by one. */
function checkHost(name: string, certificate: PeerCertificate): Error | undefined {
  const error = checkServerIdentity(name, certificate);
  if (!error || !name.endsWith(internalDomain)) return error;
  const address = name.slice(0, -internalDomain.length);
  return isIP(address) === 0 ? error : checkServerIdentity(address, certificate);
}

/** Channel credentials that follow their files: made anew when one of them has changed. */
export class CredentialSource {
  readonly #files: TlsFiles | null;
  #stamp = '';
  #made: ChannelCredentials | null = null;

  constructor(files: TlsFiles | null) {
    this.#files = files;
  }

  /** True unless the connection is plaintext. */
  get secure(): boolean {
    return this.#files !== null;
  }

  /** Credentials for the next connection. Throws LicenseError (-15) if a file cannot be read. */
  get(): ChannelCredentials {
    const files = this.#files;
    if (!files) {
      this.#made ??= credentials.createInsecure();
      return this.#made;
    }
    try {
      const paths = [files.ca, files.cert, files.key].filter((path) => path !== undefined);
      const stamp = paths
        .map((path) => statSync(path))
        .map((stat) => `${stat.ino}:${stat.mtimeMs}`)
        .join();
      if (!this.#made || stamp !== this.#stamp) {
        const cert = files.cert && files.key ? readFileSync(files.cert) : null;
        const key = files.cert && files.key ? readFileSync(files.key) : null;
        this.#made = credentials.createSsl(readFileSync(files.ca), key, cert, {
          checkServerIdentity: checkHost,
        });
        this.#stamp = stamp;
      }
      return this.#made;
    } catch (error) {
      // In the middle of a renewal the old ones are better than none.
      if (this.#made) return this.#made;
      throw new LicenseError({
        code: FlexError.CannotConnect,
        minor: 10,
        detail: `certificates: ${message(error)}`,
        cause: error,
      });
    }
  }
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
