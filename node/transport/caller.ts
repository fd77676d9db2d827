import type { Metadata } from '@grpc/grpc-js';
import type { PeerCertificate } from 'node:tls';
import type { ServerAddresses } from './address.ts';
import type { Credentials } from './credentials.ts';

export type CallerKind = 'server' | 'administrator' | 'client' | 'anonymous';

/** Who is behind a call. */
export interface Caller {
  /** On plaintext: server if the address is one of a SERVER line, administrator if loopback, else client. */
  readonly kind: CallerKind;
  /** CN of the verified certificate, lower case for servers; empty without one. */
  readonly name: string;
  /** IP address in one spelling; empty if not known. */
  readonly address: string;
  readonly loopback: boolean;
  /** True if a verified certificate says so. */
  readonly verified: boolean;
  /** Name of the member that passed this call on; empty if it came straight. */
  readonly forwardedBy: string;
}

/** What a role is judged by. */
export interface Security {
  readonly credentials: Credentials;
  /** Used without certificates only. */
  readonly serverAddresses: ServerAddresses;
}

/** The parts of a grpc-js server call that tell who calls. */
export interface CallerSource {
  readonly metadata: Metadata;
  getPeer(): string;
  getAuthContext(): { readonly sslPeerCertificate?: PeerCertificate };
}

/** Who calls. For a call that another member passed on: whom that member says it came from. */
export declare function callerOf(call: CallerSource, security: Security): Caller;

/** @throws {DeniedError} NotAPeer unless the caller itself is a member. */
export declare function requirePeer(caller: Caller): void;

/** @throws {DeniedError} NotAdministrator unless OU=administrator, or loopback on plaintext. */
export declare function requireAdministrator(caller: Caller): void;
