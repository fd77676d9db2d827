/** What the streams of the other members bring to one of them, as node/member/peerSide.ts takes it. */
import { MessageType, type NodeId } from '../../node/consensus/index.ts';
import type { Preference } from '../../node/member/preference.ts';
import type { Cluster } from './cluster.ts';
import type { HoldingsTeller } from './holdingsTeller.ts';
import type { MemberProcess } from './memberProcess.ts';
import type { Frame } from './network.ts';

export interface PeerStreamsOptions {
  readonly process: MemberProcess;
  readonly cluster: Cluster;
  readonly teller: HoldingsTeller;
  readonly preference: () => Preference | null;
  /** A stream came or went. */
  readonly changed: () => void;
}

export class PeerStreams {
  private readonly options: PeerStreamsOptions;

  constructor(options: PeerStreamsOptions) {
    this.options = options;
  }

  /** Why a stream is not let in; null if it is. */
  admit(server: string, incarnation: NodeId): string | null {
    const { process, cluster } = this.options;
    const { replica } = process;
    if (replica === null) return 'still forming';
    if (cluster.process(server)?.storage.identity.clusterId !== process.storage.identity.clusterId) {
      return 'of another cluster';
    }
    if (replica.state.members.former.includes(incarnation)) return 'that disk was replaced';
    return null;
  }

  /** A stream was let in. */
  admitted(incarnation: NodeId): void {
    const { process, cluster } = this.options;
    const since = cluster.replacedSince(incarnation);
    if (since === null || (process.replica?.state.appliedIndex ?? 0) < since) return;
    cluster.world.fail('R16', `${process.server} lets ${incarnation} in, which was replaced`);
  }

  receive(server: string, incarnation: NodeId, frame: Frame): void {
    const { process } = this.options;
    const { peers, replica } = process;
    const peer = peers.get(server);
    peer.heardAt = process.now();
    peers.heardDate(peer, frame.date, peer.heardAt);
    if (replica === null) return;
    // As the transport does: nothing that was meant for a former disk of ours, nothing in another's name.
    const mine = frame.messages.filter(
      ({ to, from, type }) =>
        to === process.incarnation && (from === incarnation || type === MessageType.TransferLeader),
    );
    if (mine.length > 0) replica.receive(mine);
  }

  up(server: string, incarnation: NodeId): void {
    const { process, teller } = this.options;
    const peer = process.peers.get(server);
    peer.up = true;
    peer.incarnation = incarnation;
    peer.heardAt = process.now();
    teller.forget(server);
    process.peers.learn(incarnation, server);
    this.options.preference()?.streamOpened();
    this.options.changed();
  }

  down(server: string, incarnation: NodeId): void {
    const { process, cluster } = this.options;
    const peer = process.peers.get(server);
    peer.up = false;
    if (cluster.world.tracing) process.say(`the stream of ${server} (${incarnation}) has ended`);
    this.options.preference()?.streamClosed(peer, process.now());
    this.options.changed();
  }

  unreachable(id: NodeId): void {
    const { process } = this.options;
    if (process.alive) process.replica?.raw.reportUnreachable(id);
  }

  snapshotSent(to: NodeId, sent: boolean): void {
    this.options.process.replica?.raw.reportSnapshot(to, sent);
  }
}
