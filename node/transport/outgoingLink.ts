import { Client, type ClientDuplexStream, type ServiceError, status } from '@grpc/grpc-js';
import { type Frame, type Handshake, type HoldingsInit, PeerService, type RaftMessageInit } from '../../proto/index.ts';
import type { Message } from '../consensus/index.ts';
import { grpcTarget } from './address.ts';
import { peerChannelOptions, reachableAddress } from './connect.ts';
import type { Credentials } from './credentials.ts';
import { encodeFrame, encodeFrames, PEER_PROTOCOL } from './frames.ts';
import { toWire } from './peerCodec.ts';
import type { LocalIdentity, OutgoingFrame, Peer } from './peerTypes.ts';
import { snapshotPieces } from './snapshotPieces.ts';

/** Pauses between attempts: at once, then more and more, never long, since a peer that is back must be found. */
const PAUSES = [0, 20, 40, 80, 100];
/** Pause after the peer itself said no, in milliseconds: it may say yes once the cluster has formed. */
const REFUSED_PAUSE = 250;
/** A link that lived for less counts as a failed attempt, in milliseconds. */
const STEADY = 1_000;
/** Snapshot pieces are added while less than this is queued, in bytes, so that heartbeats get through. */
const SNAPSHOT_QUEUE = 2 * 1024 * 1024;
/** Pause after a refused snapshot, in milliseconds; doubled with each, up to the longest. */
const SNAPSHOT_PAUSE = 5_000;
const MAX_SNAPSHOT_PAUSE = 300_000;

export interface OutgoingOptions {
  readonly credentials: Credentials;
  readonly local: () => LocalIdentity;
  readonly maxQueuedBytes: number;
  readonly connectMilliseconds: number;
  readonly onLink: (up: boolean, detail: string) => void;
  readonly onSnapshot: (to: number, sent: boolean) => void;
  readonly onDropped: (messages: number) => void;
}

interface Sending {
  readonly to: number;
  readonly date: number;
  readonly pieces: Iterator<RaftMessageInit, void>;
}

/** One stream to one peer: dials it, over and over, and writes to it. */
export class OutgoingLink {
  readonly peer: Peer;
  readonly #options: OutgoingOptions;
  readonly #closed = new AbortController();
  #stream: ClientDuplexStream<Buffer, Frame> | null = null;
  #accepted = false;
  #attempt = 0;
  #pause: NodeJS.Timeout | null = null;
  #queuedBytes = 0;
  #lastSent = 0;
  #lastHeard = 0;
  #problem = 'not connected yet';
  #holdings: HoldingsInit | null = null;
  /** The newest holdings went out on the stream that stands. */
  #holdingsSaid = false;
  #sending: Sending | null = null;
  /** Snapshots refused in a row, and the monotonic time before which none is sent. */
  #snapshotsRefused = 0;
  #noSnapshotBefore = 0;

  constructor(peer: Peer, options: OutgoingOptions, holdings: HoldingsInit | null) {
    this.peer = peer;
    this.#options = options;
    this.#holdings = holdings;
    this.#schedule(0);
  }

  get accepted(): boolean {
    return this.#accepted;
  }

  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  get problem(): string {
    return this.#problem;
  }

  get holdings(): HoldingsInit | null {
    return this.#holdings;
  }

  send(frame: OutgoingFrame): void {
    if (frame.holdings != null) {
      this.#holdings = frame.holdings;
      this.#holdingsSaid = false;
    }
    const holdings = this.#holdingsSaid ? null : this.#holdings;
    const plain: RaftMessageInit[] = [];
    for (const message of frame.messages) {
      if (message.snapshot === null) {
        plain.push(toWire(message));
      } else {
        this.#sendSnapshot(message, frame.date);
      }
    }
    if (!this.#accepted || (plain.length === 0 && holdings === null)) {
      return;
    }
    if (this.#queuedBytes > this.#options.maxQueuedBytes) {
      this.#options.onDropped(plain.length);
      return;
    }
    const { frames, tooLarge } = encodeFrames({ messages: plain, date: frame.date, holdings });
    if (tooLarge > 0) {
      this.#options.onDropped(tooLarge);
    }
    this.#holdingsSaid = true;
    for (const bytes of frames) {
      this.#write(bytes);
    }
  }

  /** Dials at once if it waits for its next attempt: something came from the peer. */
  poke(): void {
    if (this.#pause !== null) {
      clearTimeout(this.#pause);
      this.#pause = null;
      void this.#dial();
    }
  }

  /** Called about once a second: writes something when nothing else was written, ends a stream that is silent. */
  tick(now: number, idleMilliseconds: number, silenceMilliseconds: number): void {
    if (!this.#accepted) {
      return;
    }
    if (now - this.#lastHeard > silenceMilliseconds) {
      this.#stream?.destroy(new Error(`nothing heard for ${Math.round(now - this.#lastHeard)} ms`));
    } else if (now - this.#lastSent >= idleMilliseconds && this.#queuedBytes <= this.#options.maxQueuedBytes) {
      this.#write(encodeFrame({}));
    }
  }

  /** This process itself was stopped for a while: the peer's silence is not its fault. */
  forgiveSilence(now: number): void {
    this.#lastHeard = now;
  }

  close(): void {
    this.#closed.abort();
    if (this.#pause !== null) {
      clearTimeout(this.#pause);
      this.#pause = null;
    }
    this.#stream?.cancel();
  }

  #schedule(milliseconds: number): void {
    this.#pause = setTimeout(() => {
      this.#pause = null;
      void this.#dial();
    }, milliseconds);
  }

  async #dial(): Promise<void> {
    const { connectMilliseconds, credentials, onLink } = this.#options;
    const began = performance.now();
    let failure: { detail: string; refused: boolean };
    let upSince: number | null = null;
    try {
      const address = await reachableAddress(this.peer, connectMilliseconds, this.#closed.signal);
      this.#closed.signal.throwIfAborted();
      const options = peerChannelOptions(this.peer.server, credentials.secure);
      const client = new Client(grpcTarget(address), credentials.peer, options);
      try {
        const left = Math.max(1, began + connectMilliseconds - performance.now());
        failure = await this.#run(client, left, () => {
          upSince = performance.now();
          this.#problem = '';
          onLink(true, '');
        });
      } finally {
        client.close();
      }
    } catch (error) {
      failure = { detail: error instanceof Error ? error.message : String(error), refused: false };
    }
    if (this.#closed.signal.aborted) {
      return;
    }
    this.#problem = failure.detail;
    if (upSince !== null) {
      onLink(false, failure.detail);
    }
    const steady = upSince !== null && performance.now() - upSince >= STEADY;
    this.#attempt = steady ? 0 : this.#attempt + 1;
    this.#schedule(failure.refused ? REFUSED_PAUSE : (PAUSES[Math.min(this.#attempt, PAUSES.length - 1)] ?? 0));
  }

  /** Runs one stream to its end; resolves with why it ended. */
  #run(client: Client, milliseconds: number, onAccepted: () => void): Promise<{ detail: string; refused: boolean }> {
    return new Promise((ended) => {
      const stream = client.makeBidiStreamRequest(
        PeerService.exchange.path,
        (bytes: Buffer) => bytes,
        PeerService.exchange.responseDeserialize,
      );
      this.#stream = stream;
      this.#queuedBytes = 0;
      const limit = setTimeout(
        () => stream.destroy(new Error(`no answer to the handshake within ${this.#options.connectMilliseconds} ms`)),
        milliseconds,
      );
      const finish = (detail: string, refused: boolean): void => {
        if (this.#stream !== stream) {
          return;
        }
        clearTimeout(limit);
        this.#stream = null;
        this.#accepted = false;
        this.#queuedBytes = 0;
        this.#snapshotRefused(refused);
        this.#endSnapshot(false);
        // A destroyed stream does not end the call behind it.
        stream.cancel();
        ended({ detail, refused });
      };
      stream.on('data', (frame: Frame) => {
        this.#lastHeard = performance.now();
        if (this.#accepted || this.#stream !== stream || this.#closed.signal.aborted) {
          return;
        }
        const problem = this.#mismatch(frame.handshake);
        if (problem !== '') {
          finish(problem, true);
          return;
        }
        clearTimeout(limit);
        this.#accepted = true;
        onAccepted();
        // What came up while the handshake was under way.
        this.send({ messages: [], date: Date.now() });
      });
      stream.on('error', (error: Error & Partial<ServiceError>) => {
        finish(error.details ?? error.message, REFUSALS.has(error.code ?? -1));
      });
      stream.on('end', () => finish('the peer ended the stream', false));
      this.#holdingsSaid = true;
      this.#write(encodeFrame({ handshake: this.#handshake(), date: Date.now(), holdings: this.#holdings }));
    });
  }

  #handshake(): Handshake {
    return { protocol: PEER_PROTOCOL, ...this.#options.local(), toIncarnation: this.peer.incarnation };
  }

  /** What is wrong with whom we reached; '' if nothing. */
  #mismatch(handshake: Handshake | null): string {
    if (handshake === null) {
      return 'the peer answered without a handshake';
    }
    const { clusterId } = this.#options.local();
    if (handshake.server.toLowerCase() !== this.peer.server.toLowerCase()) {
      return `reached "${handshake.server}" instead of "${this.peer.server}"`;
    }
    if (handshake.protocol !== PEER_PROTOCOL || handshake.clusterId !== clusterId) {
      return `the peer is of cluster "${handshake.clusterId}", protocol ${handshake.protocol}`;
    }
    if (this.peer.incarnation !== 0 && handshake.incarnation !== this.peer.incarnation) {
      return `reached incarnation ${handshake.incarnation} instead of ${this.peer.incarnation}`;
    }
    return '';
  }

  #write(bytes: Buffer, then?: () => void): void {
    const stream = this.#stream;
    if (stream === null) {
      return;
    }
    this.#queuedBytes += bytes.length;
    this.#lastSent = performance.now();
    stream.write(bytes, () => {
      if (this.#stream === stream) {
        this.#queuedBytes -= bytes.length;
        then?.();
      }
    });
  }

  #sendSnapshot(message: Message, date: number): void {
    if (!this.#accepted || performance.now() < this.#noSnapshotBefore) {
      // The core hears of it in a later turn: this one is still going through what it had to send.
      setImmediate(() => this.#options.onSnapshot(message.to, false));
      return;
    }
    this.#sending = { to: message.to, date, pieces: snapshotPieces(message) };
    this.#pump();
  }

  #pump(): void {
    const limit = Math.min(SNAPSHOT_QUEUE, this.#options.maxQueuedBytes);
    while (this.#sending !== null && this.#queuedBytes < limit) {
      const sending = this.#sending;
      const next = sending.pieces.next();
      if (next.done) {
        if (this.#queuedBytes === 0) {
          this.#endSnapshot(true);
        }
        return;
      }
      this.#write(encodeFrame({ messages: [next.value], date: sending.date }), () => this.#pump());
    }
  }

  /** A peer that said no to a snapshot says so again: the next one waits, longer each time. */
  #snapshotRefused(refused: boolean): void {
    if (this.#sending === null || !refused) return;
    const pause = Math.min(SNAPSHOT_PAUSE * 2 ** this.#snapshotsRefused, MAX_SNAPSHOT_PAUSE);
    this.#snapshotsRefused += 1;
    this.#noSnapshotBefore = performance.now() + pause;
  }

  #endSnapshot(sent: boolean): void {
    const sending = this.#sending;
    this.#sending = null;
    if (sent) this.#snapshotsRefused = 0;
    if (sending !== null && !this.#closed.signal.aborted) {
      this.#options.onSnapshot(sending.to, sent);
    }
  }
}

/** The statuses with which a peer says no, as opposed to not being there. */
const REFUSALS: ReadonlySet<number> = new Set([
  status.PERMISSION_DENIED,
  status.FAILED_PRECONDITION,
  status.INVALID_ARGUMENT,
  status.RESOURCE_EXHAUSTED,
  status.UNIMPLEMENTED,
  status.UNAUTHENTICATED,
]);
