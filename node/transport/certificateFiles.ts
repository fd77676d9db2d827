import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { experimental } from '@grpc/grpc-js';
import { TransportError, TransportErrorCode } from './errors.ts';

/** The files of one member, read together and found to fit each other. */
export interface CertificateSet {
  readonly ca: Buffer;
  readonly certificate: Buffer;
  readonly key: Buffer;
  readonly authorities: readonly X509Certificate[];
  readonly identity: X509Certificate;
}

/**
 * Reads ca.crt and the member's certificate and key: `<server>.crt` if it is there, else tls.crt.
 *
 * @throws {TransportError} CertificateMissing, CertificateInvalid
 */
export function readCertificateSet(directory: string, server: string): CertificateSet {
  const ca = required(directory, 'ca.crt');
  for (const name of [server.toLowerCase(), 'tls']) {
    const certificate = optional(join(directory, `${name}.crt`));
    if (certificate !== null) {
      const key = required(directory, `${name}.key`);
      return checked(directory, name, { ca, certificate, key });
    }
  }
  throw new TransportError(
    TransportErrorCode.CertificateMissing,
    `${directory} has neither ${server.toLowerCase()}.crt nor tls.crt`,
  );
}

/** All certificates of a PEM text, in its order. */
export function parseBundle(pem: Buffer): X509Certificate[] {
  const blocks = pem.toString('latin1').match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g);
  return (blocks ?? []).map((block) => new X509Certificate(block));
}

function checked(
  directory: string,
  name: string,
  files: { ca: Buffer; certificate: Buffer; key: Buffer },
): CertificateSet {
  let authorities: X509Certificate[];
  let identity: X509Certificate | undefined;
  let fits: boolean;
  try {
    authorities = parseBundle(files.ca);
    identity = parseBundle(files.certificate)[0];
    // While files are being replaced one by one, key and certificate may be of different pairs for a moment.
    fits = identity?.checkPrivateKey(createPrivateKey(files.key)) ?? false;
  } catch (error) {
    throw new TransportError(TransportErrorCode.CertificateInvalid, `certificates in ${directory}: ${String(error)}`, {
      cause: error,
    });
  }
  if (authorities.length === 0 || identity === undefined) {
    const file = authorities.length === 0 ? 'ca.crt' : `${name}.crt`;
    throw new TransportError(TransportErrorCode.CertificateInvalid, `${join(directory, file)} holds no certificate`);
  }
  if (!fits) {
    throw new TransportError(
      TransportErrorCode.CertificateInvalid,
      `${join(directory, name)}.crt and .key do not belong together`,
    );
  }
  return { ...files, authorities, identity };
}

function optional(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return null;
    }
    throw new TransportError(TransportErrorCode.CertificateMissing, `${path}: ${String(error)}`, { cause: error });
  }
}

function required(directory: string, name: string): Buffer {
  const path = join(directory, name);
  const bytes = optional(path);
  if (bytes === null) {
    throw new TransportError(TransportErrorCode.CertificateMissing, `${path} is not there`);
  }
  return bytes;
}

export interface WatchOptions {
  readonly pollMilliseconds: number;
  readonly onReload: () => void;
  readonly onProblem: (error: Error) => void;
}

/**
 * Gives grpc-js the newest files that fit each other. grpc-js has a provider of its own, which hands out
 * whatever it read, also a key of one pair with the certificate of another, and then drops all connections.
 *
 * The files are read again and compared, since watches miss the way that Kubernetes swaps mounted Secrets.
 */
export class CertificateWatcher implements experimental.CertificateProvider {
  #current: CertificateSet;
  #lastProblem = '';
  readonly #caListeners = new Set<experimental.CaCertificateUpdateListener>();
  readonly #identityListeners = new Set<experimental.IdentityCertificateUpdateListener>();
  readonly #timer: NodeJS.Timeout;
  readonly #read: () => CertificateSet;
  readonly #options: WatchOptions;

  /** @throws {TransportError} if the first read fails. */
  constructor(read: () => CertificateSet, options: WatchOptions) {
    this.#read = read;
    this.#options = options;
    this.#current = read();
    this.#timer = setInterval(() => this.#poll(), options.pollMilliseconds);
    this.#timer.unref();
  }

  get current(): CertificateSet {
    return this.#current;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  // Listeners are told in a later turn: grpc-js is not ready for an update inside the call that registers.
  addCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.#caListeners.add(listener);
    process.nextTick(() => listener(this.#caUpdate()));
  }

  removeCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.#caListeners.delete(listener);
  }

  addIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.#identityListeners.add(listener);
    process.nextTick(() => listener(this.#identityUpdate()));
  }

  removeIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.#identityListeners.delete(listener);
  }

  #caUpdate(): experimental.CaCertificateUpdate {
    return { caCertificate: this.#current.ca };
  }

  #identityUpdate(): experimental.IdentityCertificateUpdate {
    return { certificate: this.#current.certificate, privateKey: this.#current.key };
  }

  #poll(): void {
    let next: CertificateSet;
    try {
      next = this.#read();
    } catch (error) {
      const problem = error instanceof Error ? error : new Error(String(error));
      if (problem.message !== this.#lastProblem) {
        this.#lastProblem = problem.message;
        this.#options.onProblem(problem);
      }
      return;
    }
    this.#lastProblem = '';
    if (same(next, this.#current)) {
      return;
    }
    this.#current = next;
    for (const listener of this.#identityListeners) {
      listener(this.#identityUpdate());
    }
    for (const listener of this.#caListeners) {
      listener(this.#caUpdate());
    }
    this.#options.onReload();
  }
}

function same(a: CertificateSet, b: CertificateSet): boolean {
  return a.ca.equals(b.ca) && a.certificate.equals(b.certificate) && a.key.equals(b.key);
}
