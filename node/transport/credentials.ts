import type { X509Certificate } from 'node:crypto';
import { ChannelCredentials, experimental, ServerCredentials } from '@grpc/grpc-js';
import { CertificateWatcher, readCertificateSet } from './certificateFiles.ts';

/** What a member listens and calls with. */
export interface Credentials {
  /** False: no certificates, plaintext. */
  readonly secure: boolean;
  /** For the listener: asks for a client certificate without demanding one. */
  readonly server: ServerCredentials;
  /** For calls to peers: mutual TLS. New connections use the newest files. */
  readonly peer: ChannelCredentials;
  /** The certificates of ca.crt as last read; empty on plaintext. */
  authorities(): readonly X509Certificate[];
  /** This member's own certificate as last read; null on plaintext. */
  identity(): X509Certificate | null;
  /** Ends the watch on the files. */
  close(): void;
}

export interface CertificateOptions {
  /** Folder with ca.crt, `<server>.crt` and `.key` (or tls.crt and tls.key). */
  readonly directory: string;
  /** Name in the SERVER line. */
  readonly server: string;
  /** How often the files are looked at, default 2,000. */
  readonly pollMilliseconds?: number;
  /** Called when changed files were taken up. */
  readonly onReload?: () => void;
  /** Called when changed files cannot be used: the old ones stay in use. Once for each state of the files. */
  readonly onProblem?: (error: Error) => void;
}

/** For hosts without certificates. */
export function plaintextCredentials(): Credentials {
  return {
    secure: false,
    server: ServerCredentials.createInsecure(),
    peer: ChannelCredentials.createInsecure(),
    authorities: () => [],
    identity: () => null,
    close: () => undefined,
  };
}

/**
 * Reads the certificates and goes on watching them.
 *
 * @throws {TransportError} CertificateMissing, CertificateInvalid
 */
export function certificateCredentials(options: CertificateOptions): Credentials {
  const watcher = new CertificateWatcher(() => readCertificateSet(options.directory, options.server), {
    pollMilliseconds: options.pollMilliseconds ?? 2_000,
    onReload: options.onReload ?? (() => undefined),
    onProblem: options.onProblem ?? (() => undefined),
  });
  return {
    secure: true,
    // Both are given by the same provider, so their order, which grpc-js's types and code disagree on, is moot.
    server: experimental.createCertificateProviderServerCredentials(watcher, watcher, false),
    peer: experimental.createCertificateProviderChannelCredentials(watcher, watcher),
    authorities: () => watcher.current.authorities,
    identity: () => watcher.current.identity,
    close: () => watcher.close(),
  };
}
