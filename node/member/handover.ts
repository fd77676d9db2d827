/** The master's side of preference: whom to hand over to, and when (R19, R23). */
import type { LicenseState } from '../licensing/index.ts';
import { type Candidate, heir, successor } from './duties.ts';
import type { Peers } from './peers.ts';
import type { Replica } from './replica.ts';

/** A member that the first line names takes mastership back after it was steady for so long ... */
const STEADY_MS = 2_000;
/** ... doubled each time that mastership changed within a minute, up to this. */
const MAX_STEADY_MS = 60_000;
const FLAP_MS = 60_000;
/** Entries that a member may lack and still count as caught up. */
const CAUGHT_UP_WITHIN = 1_000;
/** Milliseconds that a disk may take before its member is no target. */
export const SLOW_DISK_MS = 1_000;

export class Handover {
  private readonly replica: Replica;
  private readonly peers: Peers;
  private readonly order: () => readonly string[];
  private readonly steadySince = new Map<string, number>();
  private hold = STEADY_MS;
  private lastHandover = Number.NEGATIVE_INFINITY;

  constructor(replica: Replica, peers: Peers, order: () => readonly string[]) {
    this.replica = replica;
    this.peers = peers;
    this.order = order;
  }

  /** The others as possible masters. */
  candidates(now: number): Candidate[] {
    const { progress, lastIndex } = this.replica.raw.status();
    const list: Candidate[] = [];
    for (const peer of this.peers.others()) {
      const known = progress.get(peer.incarnation);
      const caughtUp = peer.up && known !== undefined && !known.learner && known.match + CAUGHT_UP_WITHIN >= lastIndex;
      if (!caughtUp) this.steadySince.delete(peer.server);
      else if (!this.steadySince.has(peer.server)) this.steadySince.set(peer.server, now);
      const slow = (peer.holdings?.diskPendingMilliseconds ?? 0) >= SLOW_DISK_MS;
      list.push({
        server: peer.server,
        caughtUp,
        steadyFor: caughtUp ? now - (this.steadySince.get(peer.server) ?? now) : 0,
        noMaster: peer.holdings?.noMaster === true || slow,
      });
    }
    return list;
  }

  /** Hands over if the order of preference asks for it. To be called a few times a second on the master. */
  consider(now: number): void {
    const { state } = this.replica;
    const candidates = this.candidates(now);
    if (holdStands(state, this.replica.leaseTime())) return;
    const primaryIsMaster = state.license?.primaryIsMaster === true;
    const to = successor(this.peers.self, this.order(), primaryIsMaster, candidates, this.hold);
    if (to === null) return;
    this.hold = now - this.lastHandover < FLAP_MS ? Math.min(this.hold * 2, MAX_STEADY_MS) : STEADY_MS;
    this.lastHandover = now;
    this.to(to);
  }

  /** Hands over to the best that there is; false if there is none. */
  leave(now: number): boolean {
    const to = heir(this.peers.self, this.order(), this.candidates(now));
    if (to !== null) this.to(to);
    return to !== null;
  }

  to(server: string): void {
    this.replica.transfer(this.peers.get(server).incarnation);
  }
}

/** A logged hold of mastership stands until its lease time, or until it is lifted. */
export function holdStands(state: LicenseState, leaseTime: number): boolean {
  return state.hold !== null && leaseTime < state.hold.untilLeaseTime;
}
