import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { Frame, FrameInit } from '../../proto/index.ts';
import { IncomingStream } from './incomingStream.ts';
import { OutgoingLink } from './outgoingLink.ts';
import {
  type OutgoingFrame,
  type Peer,
  type PeerLinkStatus,
  type PeerTransportOptions,
  type Refusal,
  RefusalReason,
} from './peerTypes.ts';

/**
 * The links to the other servers. Each member opens one stream to each other and sends on its own; what comes
 * back on it only shows that it is heard. The end of the stream that a peer opened is taken as the end of the
 * process behind it.
 */
export class PeerTransport {
  readonly #options: PeerTransportOptions;
  readonly #silence: number;
  readonly #outgoing = new Map<string, OutgoingLink>();
  readonly #incoming = new Map<string, IncomingStream>();
  readonly #ticker: NodeJS.Timeout;
  #lastTick = performance.now();
  #closed = false;

  constructor(options: PeerTransportOptions) {
    this.#options = options;
    this.#silence = options.silenceMilliseconds ?? 5_000;
    this.#ticker = setInterval(() => this.#tick(), this.#idle);
    this.#ticker.unref();
  }

  /** Replaces the list of peers: new ones are dialled, links to those gone end, changed ones are dialled anew. */
  setPeers(peers: readonly Peer[]): void {
    const wanted = new Map(peers.map((peer) => [key(peer.server), peer]));
    for (const [server, link] of this.#outgoing) {
      const peer = wanted.get(server);
      if (peer === undefined || !samePeer(peer, link.peer)) {
        this.#outgoing.delete(server);
        const wasUp = link.accepted;
        link.close();
        if (wasUp) {
          this.#options.events.onLink?.(link.peer.server, false, 'the list of servers changed');
        }
        if (peer !== undefined) {
          this.#outgoing.set(server, this.#dial(peer, link.holdings));
        }
      }
    }
    for (const [server, peer] of wanted) {
      if (!this.#outgoing.has(server)) {
        this.#outgoing.set(server, this.#dial(peer, null));
      }
    }
    for (const [server, stream] of this.#incoming) {
      if (!wanted.has(server)) {
        stream.end('no longer a server of this cluster');
      }
    }
  }

  /**
   * Sends all that one turn of the loop had for this peer, as one write. Nothing is sent while the peer is away
   * or slow: the core tolerates loss, and queues would only hold what is outdated.
   */
  send(server: string, frame: OutgoingFrame): void {
    this.#outgoing.get(key(server))?.send(frame);
  }

  /** Handler of PeerService.Exchange. */
  readonly exchange = (call: ServerDuplexStream<Frame, FrameInit>): void => {
    new IncomingStream(call, this.#options.callerOf(call), {
      local: this.#options.local,
      maxSnapshotBytes: this.#options.maxSnapshotBytes ?? 256 * 1024 * 1024,
      handshakeMilliseconds: this.#options.connectMilliseconds ?? 2_000,
      admit: (handshake, caller) =>
        this.#closed
          ? { reason: RefusalReason.NotReady, detail: 'this server is going down' }
          : this.#options.events.admit(handshake, caller),
      onOpen: (opened) => this.#onOpen(opened),
      onFrame: (from, frame) => this.#options.events.onFrame(this.#name(from), from.incarnation, frame),
      onEnd: (ended) => this.#onEnd(ended),
      onRefused: (from, address, refusal) => this.#onRefused(from, address, refusal),
    });
  };

  /** One for each peer in the list, in its order. */
  status(): readonly PeerLinkStatus[] {
    const now = performance.now();
    return [...this.#outgoing].map(([server, link]) => {
      const incoming = this.#incoming.get(server);
      return {
        server: link.peer.server,
        outgoing: link.accepted,
        incoming: incoming?.incarnation ?? 0,
        version: incoming?.version ?? '',
        silentMilliseconds: incoming === undefined ? 0 : Math.round(now - incoming.lastHeard),
        queuedBytes: link.queuedBytes,
        problem: link.problem,
      };
    });
  }

  /** Ends all streams, so that peers know at once. No events come afterwards. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#ticker);
    for (const link of this.#outgoing.values()) {
      link.close();
    }
    for (const stream of this.#incoming.values()) {
      stream.end('this server is going down');
    }
    this.#outgoing.clear();
    this.#incoming.clear();
  }

  get #idle(): number {
    return Math.min(1_000, this.#silence / 5);
  }

  #dial(peer: Peer, holdings: OutgoingLink['holdings']): OutgoingLink {
    const { events, metrics, credentials, local } = this.#options;
    metrics?.peerUp.set({ server: peer.server }, this.#incoming.has(key(peer.server)) ? 1 : 0);
    return new OutgoingLink(
      peer,
      {
        credentials,
        local,
        maxQueuedBytes: this.#options.maxQueuedBytes ?? 8 * 1024 * 1024,
        connectMilliseconds: this.#options.connectMilliseconds ?? 2_000,
        onLink: (up, detail) => events.onLink?.(peer.server, up, detail),
        onSnapshot: (to, sent) => events.onSnapshot?.(peer.server, to, sent),
        onDropped: (messages) => {
          metrics?.droppedMessages.inc({ server: peer.server }, messages);
          events.onDropped?.(peer.server, messages);
        },
      },
      holdings,
    );
  }

  #onOpen(stream: IncomingStream): void {
    const server = key(stream.server);
    const former = this.#incoming.get(server);
    this.#incoming.set(server, stream);
    // The same process dialling anew is no death; another incarnation is.
    if (former !== undefined && former.incarnation !== stream.incarnation) {
      this.#options.events.onDown(this.#name(former), former.incarnation);
    }
    former?.end('replaced by a newer stream');
    if (former?.incarnation !== stream.incarnation) {
      this.#options.metrics?.peerUp.set({ server: this.#name(stream) }, 1);
      this.#options.events.onUp(this.#name(stream), stream.incarnation);
    }
    this.#outgoing.get(server)?.poke();
  }

  #onEnd(stream: IncomingStream): void {
    const server = key(stream.server);
    if (this.#incoming.get(server) === stream) {
      this.#incoming.delete(server);
      if (!this.#closed) {
        this.#options.metrics?.peerUp.set({ server: this.#name(stream) }, 0);
        this.#options.events.onDown(this.#name(stream), stream.incarnation);
      }
    }
  }

  #onRefused(server: string, address: string, refusal: Refusal): void {
    const { metrics, warnings, events } = this.#options;
    metrics?.refusedPeers.inc({ reason: refusal.reason });
    const from = server === '' ? address : server;
    warnings?.warn(`refused ${refusal.reason} ${from}`, { peer: server, address, ...refusal }, 'peer refused');
    events.onRefused?.(server, address, refusal);
  }

  #tick(): void {
    const now = performance.now();
    const paused = now - this.#lastTick > 3 * this.#idle;
    this.#lastTick = now;
    for (const link of this.#outgoing.values()) {
      if (paused) {
        link.forgiveSilence(now);
      }
      link.tick(now, this.#idle, this.#silence);
    }
    for (const stream of [...this.#incoming.values()]) {
      if (paused) {
        stream.forgiveSilence(now);
      }
      stream.tick(now, this.#silence);
    }
  }

  /** A peer's name as the list has it. */
  #name(stream: IncomingStream): string {
    return this.#outgoing.get(key(stream.server))?.peer.server ?? stream.server;
  }
}

function key(server: string): string {
  return server.toLowerCase();
}

function samePeer(a: Peer, b: Peer): boolean {
  return a.server === b.server && a.host === b.host && a.port === b.port && a.incarnation === b.incarnation;
}
