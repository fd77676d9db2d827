/**
 * The order of the SERVER lines at work in one member (R19): when it campaigns, and to whom it hands over.
 * The rules are in node/consensus/preference.ts; this keeps what they ask for between calls. Time is handed
 * in, so a simulator can drive it.
 */
import {
  campaignDue,
  campaigned,
  countLoss,
  type FlapCount,
  handOverTarget,
  isCaughtUp,
  type LeaderLoss,
  leaderLost,
  lossEnded,
  NO_FLAPS,
  NONE,
  type NodeId,
  type ProgressStatus,
  positionAmongOthers,
  Role,
  type Standby,
  silenceTimeout,
  steadySince,
} from '../consensus/index.ts';
import type { LicenseState } from '../licensing/index.ts';
import type { PeerState, Peers } from './peers.ts';
import type { Replica } from './replica.ts';

/** Length of a tick in milliseconds. */
export const TICK_MS = 10;
/** Ticks between heartbeats: 50 ms. */
export const HEARTBEAT_TICKS = 5;
/** Ticks between the timeouts of neighbours in the order: longer than an election takes; and their spread. */
const STAGGER_TICKS = 8;
const JITTER_TICKS = 3;
/** The term of a log that has just been formed, and what the others leave the first in the order to begin: 2 s. */
const FORMED_TERM = 1;
const FIRST_MASTER_TICKS = 200;
/** A disk that takes so long makes its member no target, and a master hand over (R23). */
export const SLOW_DISK_MS = 1_000;

/** Ticks of an election timeout; HEARTBEAT_INTERVAL=n asks for a detection of 3n + n - 1 seconds (R7). */
export function electionTicks(milliseconds: number, heartbeatInterval: number | null): number {
  const slow = heartbeatInterval === null || heartbeatInterval === 0 ? 0 : (4 * heartbeatInterval - 1) * 1_000;
  return Math.ceil(Math.max(milliseconds, slow) / TICK_MS);
}

/** Ticks of silence after which the member at that place in the order campaigns; an unknown place is the last. */
export function timeoutTicks(electionTick: number, place: number, random: () => number): number {
  const settings = {
    electionTick,
    heartbeatTick: HEARTBEAT_TICKS,
    staggerTicks: STAGGER_TICKS,
    jitterTicks: JITTER_TICKS,
  };
  return silenceTimeout(place < 0 ? 2 : place, settings, random());
}

/** A logged hold of mastership stands until its lease time, or until it is lifted. */
export function holdStands(state: LicenseState, leaseTime: number): boolean {
  return state.hold !== null && leaseTime < state.hold.untilLeaseTime;
}

export class Preference {
  private readonly replica: Replica;
  private readonly peers: Peers;
  /** Names in the order in force. */
  private readonly order: () => readonly string[];
  /** Ticks of an election timeout: the voters' lease. */
  private readonly electionTick: number;
  private loss: LeaderLoss | null = null;
  private flaps: FlapCount = NO_FLAPS;
  private lastLeader: NodeId = NONE;
  /** The last term in which we stood and were refused a vote. */
  private outvotedIn = 0;
  private readonly steady = new Map<string, number>();
  private readonly tried = new Map<NodeId, number>();
  /** Commit index at the last look, and who was active then. */
  private commitBefore = 0;
  private readonly activeBefore = new Set<NodeId>();

  constructor(replica: Replica, peers: Peers, order: () => readonly string[], electionTick: number) {
    this.electionTick = electionTick;
    this.replica = replica;
    this.peers = peers;
    this.order = order;
  }

  /** The stream from a peer has ended: its process is gone. */
  streamClosed(peer: PeerState, now: number): void {
    const { raw } = this.replica;
    if (peer.incarnation === NONE || raw.leader !== peer.incarnation) return;
    this.replica.forgetLeader();
    this.loss = leaderLost(peer.incarnation, positionAmongOthers(this.ids(), raw.id, peer.incarnation), now);
    this.tick(now);
  }

  /** A peer's stream is there. The first in the order need not wait for its timeout to ask for votes. */
  streamOpened(): void {
    if (this.replica.raw.leader === NONE && this.order()[0] === this.peers.self) this.replica.campaign();
  }

  /** To be called with every tick: campaigns when a lost leader's place is to be taken. */
  tick(now: number): void {
    const { raw } = this.replica;
    this.noteLeader(raw.leader, now);
    if (raw.leader !== NONE && raw.role === Role.Follower) this.placeAmongOthers();
    if (raw.leader === NONE && raw.term === FORMED_TERM && raw.role === Role.Follower) this.awaitFirst();
    if (raw.outvoted && raw.term !== this.outvotedIn) this.standAgain();
    if (this.loss === null) return;
    const server = this.peers.serverOf(this.loss.leader);
    const open = server !== null && this.peers.get(server).up;
    if (lossEnded(this.loss, raw.leader, open)) {
      this.loss = null;
    } else if (campaignDue(this.loss, raw.role, now)) {
      this.replica.campaign();
      this.loss = campaigned(this.loss, now);
    }
  }

  /**
   * Hands over if the order asks for it, or our own disk hangs. To be called a few times a second on the
   * master. `leaving`: to whoever can take it.
   */
  consider(now: number, own: { diskPending: number; leaving: boolean }): void {
    const target = this.target(now, own.diskPending >= SLOW_DISK_MS || own.leaving);
    if (target !== null) this.to(target, now);
  }

  /** Hands over to the best that there is; false if there is none. */
  leave(now: number): boolean {
    const target = this.target(now, true);
    if (target !== null) this.to(target, now);
    return target !== null || this.replica.raw.leadTransferee !== NONE;
  }

  /** Hands over to that member. */
  to(id: NodeId, now: number): void {
    this.tried.set(id, now);
    this.replica.transfer(id);
  }

  /**
   * Nobody has led yet. All three come up within moments of each other, and a master stays: whoever begins a moment
   * before the first in the order must not be it for that.
   */
  private awaitFirst(): void {
    const place = this.ids().indexOf(this.replica.raw.id);
    if (place !== 0)
      this.replica.raw.setElectionTimeout(this.electionTick + FIRST_MASTER_TICKS + place * STAGGER_TICKS);
  }

  /**
   * While the leader is known its place is nobody's to wait for: the first of the others follows it after the
   * lowest timeout. The places differ, so chance need not keep two apart.
   */
  private placeAmongOthers(): void {
    const { raw } = this.replica;
    const place = positionAmongOthers(this.ids(), raw.id, raw.leader);
    raw.setElectionTimeout(timeoutTicks(this.electionTick, place, () => 0));
  }

  /**
   * A vote was refused: most likely both that are left stand, and neither can win nor would notice before its
   * timeout. The first of them stands again once a third vote would have come, the other if nothing comes of that.
   */
  private standAgain(): void {
    const { raw } = this.replica;
    this.outvotedIn = raw.term;
    const place = positionAmongOthers(this.ids(), raw.id, this.lastLeader);
    raw.setElectionTimeout(raw.electionElapsed + HEARTBEAT_TICKS + place * STAGGER_TICKS);
  }

  private target(now: number, selfImpaired: boolean): NodeId | null {
    const { state, raw } = this.replica;
    return handOverTarget({
      now,
      self: raw.id,
      order: this.ids(),
      primaryIsMaster: state.license?.primaryIsMaster === true,
      held: holdStands(state, this.replica.leaseTime()),
      selfImpaired,
      flaps: this.flaps,
      standbys: this.standbys(now),
    });
  }

  private standbys(now: number): Standby[] {
    const { progress, commit } = this.replica.raw.status();
    const list: Standby[] = [];
    for (const peer of this.peers.others()) {
      const known = progress.get(peer.incarnation);
      const slow = (peer.holdings?.diskPendingMilliseconds ?? 0) >= SLOW_DISK_MS;
      const willing = peer.up && peer.holdings?.noMaster !== true && !slow;
      const able = willing && known !== undefined && isCaughtUp(this.sinceLastLook(known), this.commitBefore);
      const since = steadySince(this.steady.get(peer.server) ?? null, able, now);
      if (since === null) this.steady.delete(peer.server);
      else this.steady.set(peer.server, since);
      list.push({
        id: peer.incarnation,
        able,
        steadySince: since,
        lastTried: this.tried.get(peer.incarnation) ?? null,
      });
    }
    this.commitBefore = commit;
    return list;
  }

  /**
   * As it was at any moment since the last look. The core forgets who is active whenever it checks its quorum,
   * and under load there is always something that the slower of two has not yet written: what is seen at one
   * moment would make nobody steady.
   */
  private sinceLastLook(known: ProgressStatus): ProgressStatus {
    const recentActive = known.recentActive || this.activeBefore.has(known.id);
    if (known.recentActive) this.activeBefore.add(known.id);
    else this.activeBefore.delete(known.id);
    return { ...known, recentActive };
  }

  /** Incarnations in the order in force; 0 for a server that was never seen. */
  private ids(): NodeId[] {
    return this.order().map((server) =>
      server === this.peers.self ? this.replica.raw.id : this.peers.get(server).incarnation,
    );
  }

  private noteLeader(leader: NodeId, now: number): void {
    if (leader === NONE || leader === this.lastLeader) return;
    const first = this.ids()[0] ?? NONE;
    // A hand-over that was asked for, with a hold, is no loss.
    const asked = holdStands(this.replica.state, this.replica.leaseTime());
    if (this.lastLeader === first && first !== NONE && !asked) this.flaps = countLoss(this.flaps, now);
    this.lastLeader = leader;
    this.tried.clear();
  }
}
