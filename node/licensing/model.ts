/** What the license state is made of. */
import type { CheckoutOperation, Identity, ResultInit } from '../../proto/index.ts';

/** Of a session whose opening said nothing of it. */
export const NOBODY: Identity = {
  user: '',
  host: '',
  display: '',
  pid: 0,
  clientVersion: '',
  project: '',
  address: '',
  hostids: [],
};

/** The answer to one operation of a session, kept so that a retry is answered and not run again (R9). */
export interface Answer {
  readonly result: ResultInit;
  /** The lease that it granted; 0 if it granted none. */
  readonly lease: number;
  /** Cancelled: an operation with this number that comes later is refused. */
  cancelled: boolean;
}

/** One running program, or the memory of one that has ended. */
export interface Session {
  readonly id: string;
  readonly identity: Identity;
  /** A unary call's session of one. */
  readonly single: boolean;
  /** Unix milliseconds by the log's date. */
  readonly openedDate: number;
  /** What its client was told. Never lowered while it lives: an answer that tells it less may be lost. */
  leaseMilliseconds: number;
  /** Moves on whenever the log itself confirms the session; what was decided about an older version is void. */
  leaseVersion: number;
  /** Marked silent: renewals go through the log (R3). */
  silent: boolean;
  /** Milliseconds that were left when it was marked. */
  leftMilliseconds: number;
  answeredBelow: number;
  readonly answers: Map<number, Answer>;
  /** In the order of the grants. */
  readonly leases: Set<number>;
  /** Lease time of its end; -1 while it lives. */
  endedAt: number;
}

/** What a lease takes of one pool. */
export interface Place {
  /** Changes when a renewed license has another pool in its place. */
  pool: string;
  /** Seats of its own; fewer than the lease is for if it shares by DUP_GROUP. */
  taken: number;
  /** Those of them that RESERVE lines keep, by the line's place among those of the pool. */
  reserved: readonly { readonly reservation: number; readonly count: number }[];
}

/** Seats that are out. */
export interface Held extends Place {
  readonly lease: number;
  readonly session: Session;
  /** What it takes of the suite that its pool is a component of. */
  suite: Place | null;
  readonly feature: string;
  readonly vendor: string;
  /** Version of the license line. */
  readonly version: string;
  /** Seats that it is for. */
  readonly count: number;
  /** Log index of the grant. */
  readonly index: number;
  /** Unix milliseconds of the grant by the log's date. */
  readonly date: number;
  readonly sequence: number;
  readonly checkoutData: Uint8Array;
  /** Unix time in seconds until which the seats are borrowed; 0 if they are not. */
  readonly borrowedUntil: number;
  /** The machine that they are borrowed for. */
  readonly machine: string;
  /** Being taken back (R4): counts as out until the client lets go or has had its time. */
  revoking: boolean;
  revokeReason: string;
  /** Lease time until which they stay out after their checkin; 0 while they are in use. */
  lingerUntil: number;
}

/** A checkout that waits for seats. */
export interface Waiting {
  /** Its handle, and that of the lease that it may get. Who came first has the lower one. */
  readonly lease: number;
  readonly session: Session;
  /** The checkout's number in the session. */
  readonly sequence: number;
  readonly request: CheckoutOperation;
  /** Log index and date (Unix milliseconds) at which it began to wait. */
  readonly index: number;
  readonly date: number;
  /** Pools in whose queues it is. */
  pools: readonly string[];
}

/** What happened, for the logs and for whoever waits. Never read back into the state. */
export type LicenseEvent =
  | { readonly kind: 'granted'; readonly held: Held }
  | {
      readonly kind: 'denied';
      readonly session: Session;
      readonly feature: string;
      readonly result: ResultInit;
      readonly count: number;
    }
  | { readonly kind: 'queued'; readonly session: Session; readonly feature: string; readonly count: number }
  | { readonly kind: 'dequeued'; readonly session: Session; readonly feature: string; readonly count: number }
  /** What came of a request that was in a queue. */
  | { readonly kind: 'answered'; readonly session: Session; readonly sequence: number; readonly result: ResultInit }
  | { readonly kind: 'returned'; readonly held: Held; readonly reason: ReturnReason }
  /** Checked in, and out for a while yet. */
  | { readonly kind: 'lingering'; readonly held: Held }
  | { readonly kind: 'revoking'; readonly held: Held }
  | { readonly kind: 'sessionOpened'; readonly session: Session; readonly created: boolean }
  | { readonly kind: 'sessionRenewed'; readonly session: Session }
  | { readonly kind: 'sessionEnded'; readonly session: Session; readonly reason: ReturnReason }
  | { readonly kind: 'license' }
  | { readonly kind: 'members' }
  | { readonly kind: 'hold' }
  | { readonly kind: 'order' };

/** Why seats came back. */
export type ReturnReason =
  | 'checkin'
  | 'end'
  | 'expired'
  | 'cancelled'
  | 'revoked'
  | 'replaced'
  | 'lingered'
  | 'borrowEnded'
  | 'borrowReturned';

/** What one command came to, for the one who proposed it. */
export interface Outcome {
  /** The answer to give; null for commands that nobody waits for. */
  readonly result: ResultInit | null;
}
