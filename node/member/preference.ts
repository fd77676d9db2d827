/**
 * Who campaigns when, by the order of the SERVER lines (R19). On silence the timeouts are staggered; when the
 * leader's stream closes, its process is gone and the next in order campaigns at once.
 */
import { NONE, Role } from '../consensus/index.ts';
import type { Replica } from './replica.ts';

/** Length of a tick in milliseconds. */
export const TICK_MS = 10;
/** Ticks between heartbeats: 50 ms. */
export const HEARTBEAT_TICKS = 5;
/** Ticks between the timeouts of neighbours in the order: longer than an election takes. */
const STAGGER_TICKS = 8;
/** After the leader's stream has closed: when the second of those left campaigns, and how often it is tried. */
const SECOND_AFTER_MS = 60;
const REPEAT_MS = 20;
/** Then the ordinary timeouts go on alone. */
const GIVE_UP_MS = 2_000;

/**
 * Ticks of silence after which the member at that rank campaigns. The lowest is the voters' lease plus a tick
 * and a heartbeat: an earlier one would only be refused (etcd issue 10483).
 */
export function timeoutTicks(electionTick: number, rank: number, random: () => number): number {
  const place = rank < 0 ? 2 : rank;
  return electionTick + 1 + HEARTBEAT_TICKS + place * STAGGER_TICKS + Math.floor(random() * 3);
}

/** Ticks of an election timeout; HEARTBEAT_INTERVAL=n asks for a detection of 3n + n - 1 seconds (R7). */
export function electionTicks(milliseconds: number, heartbeatInterval: number | null): number {
  const slow = heartbeatInterval === null || heartbeatInterval === 0 ? 0 : (4 * heartbeatInterval - 1) * 1_000;
  return Math.ceil(Math.max(milliseconds, slow) / TICK_MS);
}

/** Campaigns after the leader's stream has closed. */
export class Succession {
  private readonly replica: Replica;
  private timer: NodeJS.Timeout | null = null;

  constructor(replica: Replica) {
    this.replica = replica;
  }

  /** `rank`: this member's place among those left, from 0. `gone` tells whether the stream is still closed. */
  leaderGone(rank: number, gone: () => boolean): void {
    this.cancel();
    const since = performance.now();
    const attempt = () => {
      this.timer = null;
      const { role, leader } = this.replica.raw;
      if (leader !== NONE || role === Role.Leader || !gone() || performance.now() - since > GIVE_UP_MS) return;
      // A candidate has its votes under way in its own term; campaigning again would only raise the term.
      if (role !== Role.Candidate) this.replica.campaign();
      this.timer = setTimeout(attempt, REPEAT_MS);
    };
    if (rank === 0) attempt();
    else this.timer = setTimeout(attempt, SECOND_AFTER_MS * rank);
  }

  cancel(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}
