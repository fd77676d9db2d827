/**
 * Confirmations of mastership: everyone who asked since the last round shares one ReadIndex (R1). A round
 * that is lost is asked again under a new id, never under the same (raft PR 397).
 */
import type { RawNode, ReadState } from '../consensus/index.ts';

type Confirmed = (confirmed: boolean) => void;

interface Round {
  readonly dones: Confirmed[];
  /** Applied index to wait for, once confirmed. */
  index: number;
}

/** Rounds under way at most; those who ask later wait for the next. */
const MAX_ROUNDS = 64;

export class ReadRounds {
  private readonly raw: RawNode;
  private asking: Confirmed[] = [];
  private readonly rounds = new Map<string, Round>();
  private sequence = 0;

  constructor(raw: RawNode) {
    this.raw = raw;
  }

  add(done: Confirmed): void {
    this.asking.push(done);
  }

  /** Starts a round for those who have asked. */
  ask(): void {
    if (this.asking.length === 0 || this.rounds.size >= MAX_ROUNDS) return;
    this.sequence += 1;
    const id = String(this.sequence);
    this.rounds.set(id, { dones: this.asking, index: -1 });
    this.asking = [];
    this.raw.readIndex(new TextEncoder().encode(id));
  }

  /** Rounds that a quorum has confirmed: they are answered once what was committed before is applied. */
  confirmed(states: readonly ReadState[], applied: number): void {
    for (const state of states) {
      const round = this.rounds.get(new TextDecoder().decode(state.context));
      if (round !== undefined) round.index = state.index;
    }
    this.applied(applied);
  }

  applied(index: number): void {
    for (const [id, round] of this.rounds) {
      if (round.index < 0 || round.index > index) continue;
      this.rounds.delete(id);
      for (const done of round.dones) done(true);
    }
  }

  /** Mastership is lost: nobody is confirmed. */
  fail(): void {
    const dones = [...this.asking, ...[...this.rounds.values()].flatMap((round) => round.dones)];
    this.asking = [];
    this.rounds.clear();
    for (const done of dones) done(false);
  }
}
