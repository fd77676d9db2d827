import { X509Certificate } from 'node:crypto';
import type { PeerCertificate } from 'node:tls';
import type { Metadata } from '@grpc/grpc-js';
import { isLoopback, normaliseAddress, peerAddress, type ServerAddresses } from './address.ts';
import type { Credentials } from './credentials.ts';
import { DeniedError, TransportErrorCode } from './errors.ts';

export type CallerKind = 'server' | 'administrator' | 'client' | 'anonymous';

/** Who is behind a call. */
export interface Caller {
  /**
   * By the certificate; on plaintext by the address: server if it is one of a SERVER line, else administrator
   * if loopback, else anonymous.
   */
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
  readonly credentials: Pick<Credentials, 'secure' | 'authorities'>;
  /** Used without certificates only. */
  readonly serverAddresses: Pick<ServerAddresses, 'has'>;
}

/** The parts of a grpc-js server call that tell who calls. */
export interface CallerSource {
  readonly metadata: Metadata;
  getPeer(): string;
  getAuthContext(): { readonly sslPeerCertificate?: PeerCertificate };
}

/** Metadata by which a member tells the master whose call it passes on. */
export const ForwardedHeader = {
  By: 'lmtriad-forwarded',
  Address: 'lmtriad-forwarded-for',
  Kind: 'lmtriad-forwarded-kind',
  Name: 'lmtriad-forwarded-name',
  Verified: 'lmtriad-forwarded-verified',
} as const;

/**
 * Who calls. For a call that another member passed on: whom that member says it came from. From anybody else
 * those words count for nothing.
 */
export function callerOf(call: CallerSource, security: Security): Caller {
  const direct = directCaller(call, security);
  const by = header(call.metadata, ForwardedHeader.By);
  if (by === '' || direct.kind !== 'server') {
    return direct;
  }
  const kind = header(call.metadata, ForwardedHeader.Kind);
  const address = normaliseAddress(header(call.metadata, ForwardedHeader.Address));
  const name = header(call.metadata, ForwardedHeader.Name);
  return {
    kind: isKind(kind) ? kind : 'anonymous',
    name: decodeURIComponentSafely(name),
    address,
    loopback: isLoopback(address),
    verified: header(call.metadata, ForwardedHeader.Verified) === '1',
    forwardedBy: direct.name === '' ? by : direct.name,
  };
}

/** The metadata that `callerOf` on the master reads. `server`: the member that passes the call on. */
export function setForwarded(metadata: Metadata, server: string, caller: Caller): void {
  metadata.set(ForwardedHeader.By, server);
  metadata.set(ForwardedHeader.Address, caller.address);
  metadata.set(ForwardedHeader.Kind, caller.kind);
  metadata.set(ForwardedHeader.Name, encodeURIComponent(caller.name));
  metadata.set(ForwardedHeader.Verified, caller.verified ? '1' : '0');
}

/**
 * For calls that only members make, never one that was passed on.
 *
 * @throws {DeniedError} NotAPeer
 */
export function requirePeer(caller: Caller): void {
  if (caller.kind !== 'server' || caller.forwardedBy !== '') {
    const who = caller.verified ? `"${caller.name}" is ${caller.kind}` : `${caller.address} is unknown`;
    throw new DeniedError(TransportErrorCode.NotAPeer, `only servers of this cluster may do this; ${who}`);
  }
}

/** By the certificate; without certificates whoever calls over loopback. */
export function isAdministrator(caller: Caller): boolean {
  // Without certificates a local caller counts as a server when a SERVER line names this host's loopback.
  const local = !caller.verified && caller.loopback && caller.kind === 'server';
  return caller.kind === 'administrator' || local;
}

/**
 * @throws {DeniedError} NotAdministrator unless the certificate says administrator, or without certificates
 *   unless the call came over loopback.
 */
export function requireAdministrator(caller: Caller): void {
  if (!isAdministrator(caller)) {
    const who = caller.verified ? `"${caller.name}" is ${caller.kind}` : `${caller.address || 'the caller'} is not`;
    throw new DeniedError(TransportErrorCode.NotAdministrator, `this needs an administrator; ${who}`);
  }
}

function directCaller(call: CallerSource, security: Security): Caller {
  const address = peerAddress(call.getPeer());
  const base = { address, loopback: isLoopback(address), forwardedBy: '' };
  if (!security.credentials.secure) {
    const kind = security.serverAddresses.has(address) ? 'server' : base.loopback ? 'administrator' : 'anonymous';
    return { ...base, kind, name: '', verified: false };
  }
  const certificate = call.getAuthContext().sslPeerCertificate;
  const subject = certificate === undefined ? null : verifiedSubject(certificate, security.credentials.authorities());
  return subject === null
    ? { ...base, kind: 'anonymous', name: '', verified: false }
    : { ...base, ...subject, verified: true };
}

interface Subject {
  readonly kind: CallerKind;
  readonly name: string;
}

interface Judged {
  readonly subject: Subject;
  readonly from: number;
  readonly to: number;
}

/** What was found about each certificate, by the authorities that it was judged against. */
const judgements = new WeakMap<readonly X509Certificate[], Map<string, Judged | null>>();
const MAX_JUDGEMENTS = 4096;

/**
 * grpc-js names a certificate only if TLS verified it. It is judged once more here, because a connection
 * outlives what it was opened with: a CA may have been taken out of ca.crt or the certificate have run out.
 */
function verifiedSubject(certificate: PeerCertificate, authorities: readonly X509Certificate[]): Subject | null {
  let known = judgements.get(authorities);
  if (known === undefined) {
    known = new Map();
    judgements.set(authorities, known);
  }
  let judged = known.get(certificate.fingerprint512);
  if (judged === undefined) {
    judged = judge(certificate, authorities);
    if (known.size >= MAX_JUDGEMENTS) {
      known.clear();
    }
    known.set(certificate.fingerprint512, judged);
  }
  const now = Date.now();
  return judged !== null && judged.from <= now && now <= judged.to ? judged.subject : null;
}

function judge(certificate: PeerCertificate, authorities: readonly X509Certificate[]): Judged | null {
  const parsed = new X509Certificate(certificate.raw);
  const issuer = authorities.find((ca) => ca.ca && parsed.checkIssued(ca) && parsed.verify(ca.publicKey));
  // A name that stands more than once is a list here and equal to no text: no role.
  const { O: organization, OU: unit, CN: name } = certificate.subject;
  if (issuer === undefined || typeof name !== 'string') {
    return null;
  }
  const kind = organization === 'lmtriad' && isKind(unit) ? unit : 'anonymous';
  return {
    subject: { kind, name: kind === 'server' ? name.toLowerCase() : name },
    from: Date.parse(parsed.validFrom),
    to: Math.min(Date.parse(parsed.validTo), Date.parse(issuer.validTo)),
  };
}

const KINDS: readonly unknown[] = ['server', 'administrator', 'client'];

function isKind(value: unknown): value is 'server' | 'administrator' | 'client' {
  return KINDS.includes(value);
}

function header(metadata: Metadata, key: string): string {
  const value = metadata.get(key)[0];
  return typeof value === 'string' ? value : '';
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
