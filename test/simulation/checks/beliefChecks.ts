/**
 * Promise 1, seen from the clients: whoever believes in a seat by its own clocks has it in the log, and all
 * that is believed together is within what the license gave.
 */
import type { World } from '../world.ts';
import type { OutLease, StateChecks } from './stateChecks.ts';

/** A lease in the hands of a client. */
export interface Believer {
  readonly who: string;
  /** True while its program may use the seats, by its own clocks. */
  believes(lease: number): boolean;
}

interface Belief {
  readonly believer: Believer;
  readonly out: OutLease;
}

export class BeliefChecks {
  readonly #world: World;
  readonly #state: StateChecks;
  /** By lease, in the order of the grants' arrival. Leases that came back are gone from it. */
  readonly #beliefs = new Map<number, Belief>();

  constructor(world: World, state: StateChecks) {
    this.#world = world;
    this.#state = state;
    state.onReturned = (out, reason) => this.#returned(out, reason);
  }

  /** A client was told of a grant. */
  granted(believer: Believer, lease: number): void {
    const out = this.#state.out.get(lease);
    if (out === undefined) {
      if (believer.believes(lease)) {
        this.#world.fail('promise 1', `${believer.who} believes in lease ${lease}, which is not out`);
      }
      return;
    }
    this.#beliefs.set(lease, { believer, out });
    this.count();
  }

  /** Sums up what is believed; to be called when more may be believed than before. */
  count(): void {
    const believed: OutLease[] = [];
    for (const [lease, { believer, out }] of this.#beliefs) if (believer.believes(lease)) believed.push(out);
    believed.sort((a, b) => a.lease - b.lease);
    const sums = new Map<string, number>();
    for (const { feature, count, owned, lease } of believed) {
      const sum = (sums.get(feature) ?? 0) + count;
      sums.set(feature, sum);
      if (sum > owned) {
        this.#world.fail(
          'promise 1',
          `${sum} of ${owned} seats of ${feature} are believed in, lease ${lease} among them`,
        );
      }
    }
  }

  #returned(out: OutLease, reason: string): void {
    const belief = this.#beliefs.get(out.lease);
    if (belief === undefined) return;
    this.#beliefs.delete(out.lease);
    if (!belief.believer.believes(out.lease)) return;
    const { who } = belief.believer;
    this.#world.fail('promise 1', `lease ${out.lease} is free (${reason}) while ${who} still believes in it`);
  }
}
