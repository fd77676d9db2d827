import type { X509Certificate } from 'node:crypto';
import { ChannelCredentials, ServerCredentials } from '@grpc/grpc-js';

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
export declare function certificateCredentials(options: CertificateOptions): Credentials;
