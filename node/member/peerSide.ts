/** What this member does with what its peers' streams tell. */
import type { Handshake, Holdings } from '../../proto/index.ts';
import type { NodeId } from '../consensus/index.ts';
import type { DebugLog, Logger, Metrics } from '../logs/index.ts';
import type { Identity } from '../storage/index.ts';
import { type IncomingFrame, type PeerEvents, type Refusal, RefusalReason } from '../transport/index.ts';
import { sameOrder } from './duties.ts';
import type { Peers, ServerAddress } from './peers.ts';
import type { Preference } from './preference.ts';
import type { Replica } from './replica.ts';

/** Characters of a program's version that are kept. */
const MAX_VERSION = 64;

export interface PeerSideOptions {
  readonly self: ServerAddress;
  readonly peers: Peers;
  readonly identity: () => Identity;
  readonly servers: () => readonly ServerAddress[];
  readonly replica: () => Replica | null;
  readonly preference: () => Preference | null;
  readonly logger: Logger;
  readonly debugLog: DebugLog;
  readonly metrics: Metrics;
  /** A connection came or went. */
  readonly changed: () => void;
  /** A peer was asked to have everybody's files read anew. */
  readonly rereadAsked: () => void;
  /** A peer has told what it has on its disk. */
  readonly holdingsCame: () => void;
}

export class PeerSide implements PeerEvents {
  private readonly options: PeerSideOptions;

  constructor(options: PeerSideOptions) {
    this.options = options;
  }

  admit(handshake: Handshake): Refusal | null {
    const replica = this.options.replica();
    const { clusterId } = this.options.identity();
    if (replica === null) return { reason: RefusalReason.NotReady, detail: 'still forming' };
    if (handshake.clusterId !== clusterId) {
      return { reason: RefusalReason.Cluster, detail: `cluster ${handshake.clusterId} is not ours, ${clusterId}` };
    }
    const server = handshake.server.toLowerCase();
    if (!this.options.servers().some((each) => each.server === server) || server === this.options.self.server) {
      return { reason: RefusalReason.Slot, detail: `no other server of ours is called ${handshake.server}` };
    }
    if (replica.state.members.former.includes(handshake.incarnation)) {
      return { reason: RefusalReason.Former, detail: 'that disk was replaced and is refused for ever' };
    }
    this.options.peers.get(server).version = handshake.version.slice(0, MAX_VERSION);
    // A disk that we do not know may have been taken in, and lead by now, while we were away: only from it can
    // we learn so. What it must not decide, the consensus core does not let it.
    return null;
  }

  onUp(server: string, incarnation: NodeId): void {
    const { peers, debugLog, logger } = this.options;
    const peer = peers.get(server.toLowerCase());
    peer.up = true;
    peer.incarnation = incarnation;
    peer.heardAt = performance.now();
    peers.learn(incarnation, peer.server);
    debugLog.connectedTo(this.shown(peer.server));
    logger.info({ peer: peer.server, incarnation }, 'connected');
    this.options.preference()?.streamOpened();
    this.options.changed();
  }

  onDown(server: string, incarnation: NodeId): void {
    const { peers, debugLog, logger } = this.options;
    const peer = peers.get(server.toLowerCase());
    peer.up = false;
    debugLog.lostConnection(this.shown(peer.server));
    logger.info({ peer: peer.server, incarnation }, 'connection lost');
    this.options.preference()?.streamClosed(peer, performance.now());
    this.options.changed();
  }

  onFrame(server: string, incarnation: NodeId, frame: IncomingFrame): void {
    const peer = this.options.peers.get(server.toLowerCase());
    peer.heardAt = performance.now();
    if (frame.date > 0) this.options.peers.heardDate(peer, frame.date, peer.heardAt);
    if (frame.holdings !== null) this.takeHoldings(peer.server, frame.holdings);
    // A member speaks for itself only.
    const messages = frame.messages.filter((message) => message.from === incarnation);
    if (messages.length < frame.messages.length) this.options.metrics.refusedPeers.inc({ reason: 'foreign_sender' });
    if (messages.length > 0) this.options.replica()?.receive(messages);
  }

  onSnapshot(_server: string, to: NodeId, sent: boolean): void {
    this.options.replica()?.raw.reportSnapshot(to, sent);
  }

  onDropped(server: string): void {
    const { incarnation } = this.options.peers.get(server.toLowerCase());
    this.options.replica()?.raw.reportUnreachable(incarnation);
  }

  private takeHoldings(server: string, holdings: Holdings): void {
    const peer = this.options.peers.get(server);
    const before = peer.holdings;
    // Frames that say nothing of the license text leave out its bytes, not its hash. The decoded message is
    // changed, not copied: a copy would lose the fields that have their default.
    if (holdings.license.length === 0 && before?.licenseHash === holdings.licenseHash)
      holdings.license = before.license;
    peer.holdings = holdings;
    const ours = this.options.servers().map((each) => each.server);
    const theirs = holdings.serverOrder;
    if (theirs.length === 3 && !sameOrder(theirs, ours) && !sameOrder(before?.serverOrder ?? [], theirs)) {
      this.options.logger.warn({ peer: server, theirs, ours }, 'the order of the SERVER lines differs');
    }
    if (before !== null && holdings.rereads > before.rereads) this.options.rereadAsked();
    this.options.holdingsCame();
  }

  private shown(server: string): string {
    return this.options.servers().find((each) => each.server === server)?.host ?? server;
  }
}
