import { ProgressState } from './progress/progress.ts';
import { Role } from './ready.ts';
import type { ProgressStatus } from './status.ts';
import type { NodeId } from './types.ts';

/**
 * Who should lead (rule R19): the order of SERVER lines, by timers and by transfer only. Nobody refuses a
 * vote for it, so a member that is low in the order, but the only one with the log, still gets elected.
 *
 * Pure: time comes in as milliseconds of one monotonic clock, or as ticks; chance as a number in [0, 1).
 */

/** Pause between the campaigns of two members after the leader's stream has closed. Above a vote round. */
export const CLOSED_STAGGER_MS = 60;
/** Pause between campaigns of one member while the leader's stream stays closed. */
export const CLOSED_REPEAT_MS = 20;
/** How long the first server must be steady before it takes mastership back, at first and at most. */
export const HAND_BACK_BASE_MS = 5_000;
export const HAND_BACK_MAX_MS = 300_000;
/** Without another loss for this long, earlier ones are forgotten. */
export const FLAP_MEMORY_MS = 1_800_000;
/** A hand-over that did not come about is not tried again with the same member before this. */
export const HAND_OVER_RETRY_MS = 2_000;

/**
 * Place of a member among those that can follow a leader: 0 for the first in the order that is not the
 * leader. With no leader known it is the place in the whole order.
 */
export function positionAmongOthers(order: readonly NodeId[], self: NodeId, leader: NodeId): number {
  const others = order.filter((id) => id !== leader || id === self);
  const position = others.indexOf(self);
  return position < 0 ? others.length : position;
}

export interface StaggerSettings {
  /** The voters' lease: `Config.electionTick`. */
  readonly electionTick: number;
  readonly heartbeatTick: number;
  /** Distance between two members. More than one vote round, so that the better placed one has won by then. */
  readonly staggerTicks: number;
  /** Spread within one place; below `staggerTicks`, or places overlap. */
  readonly jitterTicks: number;
}

/**
 * Ticks of silence after which a member campaigns. Even the first waits a tick and a heartbeat longer than
 * the lease: a voter may have heard one heartbeat more than the candidate, and would refuse it, and with
 * three members that one refusal decides.
 */
export function silenceTimeout(position: number, settings: StaggerSettings, chance: number): number {
  const { electionTick, heartbeatTick, staggerTicks, jitterTicks } = settings;
  const jitter = Math.floor(chance * jitterTicks);
  return electionTick + 1 + heartbeatTick + position * staggerTicks + jitter;
}

/** The campaigns of a member whose stream to the leader has closed. */
export interface LeaderLoss {
  readonly leader: NodeId;
  /** When to campaign next. */
  readonly campaignAt: number;
}

/**
 * Starts when the leader's stream closes; the member should also forget the leader then. A closed stream
 * means a dead process far more often than a broken connection, and a wrong guess is harmless: a voter that
 * still hears the leader refuses the pre-vote.
 */
export function leaderLost(leader: NodeId, position: number, now: number): LeaderLoss {
  return { leader, campaignAt: now + position * CLOSED_STAGGER_MS };
}

/**
 * True when a member should campaign now. Not while it stands in a real election: starting over would raise
 * the term under the votes that are on their way.
 */
export function campaignDue(loss: LeaderLoss, role: Role, now: number): boolean {
  return now >= loss.campaignAt && (role === Role.Follower || role === Role.PreCandidate);
}

/** The loss after a campaign at `now`. A refusal is tried again soon: the other member may learn meanwhile. */
export function campaigned(loss: LeaderLoss, now: number): LeaderLoss {
  return { ...loss, campaignAt: now + CLOSED_REPEAT_MS };
}

/** True when the loss is over: somebody leads, the old leader too if its stream is open again. */
export function lossEnded(loss: LeaderLoss, leader: NodeId, streamOpen: boolean): boolean {
  return streamOpen || (leader !== 0 && leader !== loss.leader);
}

/** True when a member's log has all that is committed, so that it can lead after a moment of catching up. */
export function isCaughtUp(progress: ProgressStatus, commit: number): boolean {
  return (
    !progress.learner && progress.recentActive && progress.state === ProgressState.Replicate && progress.match >= commit
  );
}

/** Since when a member can lead without a break, given since when it could before. Null when it cannot. */
export function steadySince(before: number | null, able: boolean, now: number): number | null {
  return able ? (before ?? now) : null;
}

/** How often the first server lost mastership of late. */
export interface FlapCount {
  readonly losses: number;
  readonly lastLoss: number;
}

export const NO_FLAPS: FlapCount = { losses: 0, lastLoss: 0 };

/** Counts that the first server lost mastership without handing it over. */
export function countLoss(flaps: FlapCount, now: number): FlapCount {
  const forgotten = now - flaps.lastLoss >= FLAP_MEMORY_MS;
  return { losses: (forgotten ? 0 : flaps.losses) + 1, lastLoss: now };
}

/** How long the first server must be steady: doubled with each loss after the first. */
export function handBackDelay(flaps: FlapCount, now: number): number {
  if (flaps.losses <= 1 || now - flaps.lastLoss >= FLAP_MEMORY_MS) return HAND_BACK_BASE_MS;
  return Math.min(HAND_BACK_BASE_MS * 2 ** (flaps.losses - 1), HAND_BACK_MAX_MS);
}

/** What the master knows of another member. */
export interface Standby {
  readonly id: NodeId;
  /** Caught up, and its disk answers (rule R23). */
  readonly able: boolean;
  /** From `steadySince`. */
  readonly steadySince: number | null;
  /** When a hand-over to it was last tried in this mastership, null for never. */
  readonly lastTried: number | null;
}

export interface HandOverInput {
  readonly now: number;
  readonly self: NodeId;
  /** The members in the order of SERVER lines. */
  readonly order: readonly NodeId[];
  readonly primaryIsMaster: boolean;
  /** A logged hold stands: an administrator, a drain or a rollout chose the master. */
  readonly held: boolean;
  /** The master's own disk has not answered for a second (rule R23). */
  readonly selfImpaired: boolean;
  readonly flaps: FlapCount;
  readonly standbys: readonly Standby[];
}

/**
 * The member to which a master should hand over now, or null.
 *
 * - With a disk that hangs: to the first that is able, hold or not.
 * - While a hold stands: to nobody.
 * - The third: to the first of the two before it that is able, at once, with or without PRIMARY_IS_MASTER.
 * - The second, with PRIMARY_IS_MASTER: to the first server, once it has been steady for long enough.
 */
export function handOverTarget(input: HandOverInput): NodeId | null {
  const { now, self, order, primaryIsMaster, held, selfImpaired, flaps } = input;
  const able = (id: NodeId): Standby | undefined =>
    input.standbys.find(
      (standby) =>
        standby.id === id &&
        standby.able &&
        (standby.lastTried === null || now - standby.lastTried >= HAND_OVER_RETRY_MS),
    );
  const firstAble = (ids: readonly NodeId[]): NodeId | null => ids.find((id) => able(id) !== undefined) ?? null;

  if (selfImpaired) return firstAble(order.filter((id) => id !== self));
  if (held) return null;
  const rank = order.indexOf(self);
  if (rank >= 2) return firstAble(order.slice(0, 2));
  if (rank !== 1 || !primaryIsMaster) return null;
  const primary = able(order[0] ?? 0);
  if (primary === undefined || primary.steadySince === null) return null;
  return now - primary.steadySince >= handBackDelay(flaps, now) ? primary.id : null;
}
