/** What the log says of the members, as one of them applies it: who is who, and who is replaced for ever (R16). */
import { NONE, type NodeId } from '../../node/consensus/index.ts';
import type { Peers } from '../../node/member/peers.ts';
import type { Replica } from '../../node/member/replica.ts';
import type { Cluster } from './cluster.ts';

export class MembershipWatch {
  private readonly cluster: Cluster;
  private readonly replica: Replica;
  private readonly peers: Peers;
  private votersBefore: readonly NodeId[] = [];
  private formerCount: number;

  constructor(cluster: Cluster, replica: Replica, peers: Peers) {
    this.cluster = cluster;
    this.replica = replica;
    this.peers = peers;
    this.formerCount = replica.state.members.former.length;
  }

  /** To be called when the log may have changed something. */
  look(): void {
    const { members, former } = this.replica.state.members;
    for (const member of members) {
      this.peers.learn(member.incarnation, member.server);
      if (member.server === this.peers.self) continue;
      const peer = this.peers.get(member.server);
      if (peer.incarnation === NONE) peer.incarnation = member.incarnation;
    }
    this.noteReplaced();
    if (former.length > this.formerCount && this.replica.isMaster) this.cluster.world.count('membershipChanges');
    this.formerCount = former.length;
  }

  /** Who has voted until now and does no more is replaced. */
  private noteReplaced(): void {
    const { confState, state } = this.replica;
    const { voters, votersOutgoing } = confState;
    if (voters === this.votersBefore) return;
    for (const voter of this.votersBefore) {
      if (!voters.includes(voter) && !votersOutgoing.includes(voter)) this.cluster.replaced(voter, state.appliedIndex);
    }
    // Those of the joint phase count until it is over.
    this.votersBefore = votersOutgoing.length > 0 ? [...voters, ...votersOutgoing] : voters;
  }
}
