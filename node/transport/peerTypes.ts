import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { Frame, FrameInit, Handshake, Holdings, HoldingsInit } from '../../proto/index.ts';
import type { Message, NodeId } from '../consensus/index.ts';
import type { Metrics, RateLimitedWarnings } from '../logs/index.ts';
import type { HostPort } from './address.ts';
import type { Caller } from './caller.ts';
import type { Credentials } from './credentials.ts';

/** Another server to keep a link to. */
export interface Peer extends HostPort {
  /** Name in the SERVER line. */
  readonly server: string;
  /** Incarnation that is expected there; 0 if not known. */
  readonly incarnation: NodeId;
}

/** What this member says of itself in a handshake. */
export interface LocalIdentity {
  readonly clusterId: string;
  readonly incarnation: NodeId;
  readonly server: string;
  /** Version of the program. */
  readonly version: string;
}

/** All that one turn of the loop has for one peer. */
export interface OutgoingFrame {
  readonly messages: readonly Message[];
  /** Unix time in milliseconds. */
  readonly date: number;
  /** When it changed. The newest is repeated by the transport at the start of each stream. */
  readonly holdings?: HoldingsInit | null;
}

/** What came from one peer at once: checked, snapshots whole. */
export interface IncomingFrame {
  readonly messages: readonly Message[];
  readonly date: number;
  readonly holdings: Holdings | null;
}

/** Why an incoming stream or call is not taken. The values are labels of a metric. */
export const RefusalReason = {
  Caller: 'caller',
  Handshake: 'handshake',
  Protocol: 'protocol',
  Cluster: 'cluster',
  Slot: 'slot',
  Incarnation: 'incarnation',
  Former: 'former',
  NotReady: 'not_ready',
  Malformed: 'malformed',
  /** A unary call that cannot be answered as things are. */
  Call: 'call',
} as const;
export type RefusalReason = (typeof RefusalReason)[keyof typeof RefusalReason];

export interface Refusal {
  readonly reason: RefusalReason;
  /** For people, one line. */
  readonly detail: string;
}

/** What the transport tells the daemon. Called synchronously; must not throw. */
export interface PeerEvents {
  /** Judges cluster id, slot and incarnation of an incoming stream. Caller and protocol were checked. */
  admit(handshake: Handshake, caller: Caller): Refusal | null;
  onFrame(server: string, incarnation: NodeId, frame: IncomingFrame): void;
  /** The peer's incoming stream was admitted. */
  onUp(server: string, incarnation: NodeId): void;
  /** The peer's incoming stream ended: its process is gone, or it let go of us, or nothing came for 5 s. */
  onDown(server: string, incarnation: NodeId): void;
  /** The outgoing stream was accepted or ended; for the log. */
  onLink?(server: string, up: boolean, detail: string): void;
  /** A snapshot has been written to the stream (true) or given up (false). */
  onSnapshot?(server: string, to: NodeId, sent: boolean): void;
  /** An incoming stream was not taken, or messages of it were not. `server` is '' if not known. */
  onRefused?(server: string, address: string, refusal: Refusal): void;
  /** Messages that were not sent: the queue was full, or one is too large. */
  onDropped?(server: string, messages: number): void;
}

export interface PeerTransportOptions {
  readonly credentials: Credentials;
  /** Asked at each new stream, since the cluster may form or the incarnation change meanwhile. */
  readonly local: () => LocalIdentity;
  readonly events: PeerEvents;
  /** Who is behind an incoming stream. */
  readonly callerOf: (call: ServerDuplexStream<Frame, FrameInit>) => Caller;
  /** Refused streams are told here, once a minute for each reason and peer. */
  readonly warnings?: RateLimitedWarnings;
  readonly metrics?: Pick<Metrics, 'peerUp' | 'refusedPeers' | 'droppedMessages'>;
  /** Bytes queued for one peer above which frames are dropped, default 8 MiB. */
  readonly maxQueuedBytes?: number;
  /** Longest snapshot that is taken in, default 256 MiB. */
  readonly maxSnapshotBytes?: number;
  /** Limit of one attempt to connect, default 2,000. */
  readonly connectMilliseconds?: number;
  /** A stream on which nothing came for so long is torn down, default 5,000. */
  readonly silenceMilliseconds?: number;
}

export interface PeerLinkStatus {
  readonly server: string;
  /** Outgoing stream accepted. */
  readonly outgoing: boolean;
  /** Incarnation behind the incoming stream, 0 if there is none. */
  readonly incoming: NodeId;
  /** Version of its program, '' if not known. */
  readonly version: string;
  /** Milliseconds since anything came on the incoming stream; 0 without one. */
  readonly silentMilliseconds: number;
  readonly queuedBytes: number;
  /** Why the last attempt failed; '' while connected. */
  readonly problem: string;
}
