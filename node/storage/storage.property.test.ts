import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Entry, Snapshot } from '../consensus/types.ts';
import type { Append, OpenedStorage } from './api.ts';
import { LogModel } from './modelOfLog.ts';
import { entriesOf, hard, Rig, seededRandom, snapshotAt } from './testKit.ts';

type Command =
  | {
      readonly do: 'append';
      readonly count: number;
      readonly back: number;
      readonly size: number;
      readonly newTerm: boolean;
    }
  | { readonly do: 'vote' }
  | { readonly do: 'install'; readonly ahead: number; readonly count: number }
  | { readonly do: 'snapshot'; readonly back: number; readonly compact: boolean }
  | { readonly do: 'run'; readonly operations: number }
  | { readonly do: 'settle' }
  | { readonly do: 'crash'; readonly kind: 'process' | 'power'; readonly seed: number };

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      count: fc.integer({ min: 1, max: 6 }),
      back: fc.oneof(
        { weight: 3, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 5 }) },
      ),
      size: fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 3000 })),
      newTerm: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('vote' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('install' as const),
      ahead: fc.integer({ min: 1, max: 20 }),
      count: fc.integer({ min: 0, max: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('snapshot' as const),
      back: fc.integer({ min: 0, max: 4 }),
      compact: fc.boolean(),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('run' as const), operations: fc.integer({ min: 1, max: 12 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('settle' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('crash' as const),
      kind: fc.constantFrom('process' as const, 'power' as const),
      seed: fc.nat(),
    }),
  },
);

/** Drives a storage and its model side by side. */
class Pair {
  readonly #model = new LogModel();
  readonly #rig: Rig;
  #opened: OpenedStorage;
  /** Committed: may not be written again. */
  #floor = 0;
  #random: () => number = seededRandom(1);

  constructor() {
    this.#rig = new Rig({ maxBatchBytes: 4000 }, { random: () => this.#random() });
    this.#opened = this.#rig.openFormed();
  }

  run(command: Command): void {
    if (command.do === 'append') this.#append(command.count, command.back, command.size, command.newTerm);
    else if (command.do === 'vote') this.#write([], null, 1);
    else if (command.do === 'install') this.#install(command.ahead, command.count);
    else if (command.do === 'snapshot') this.#snapshot(command.back, command.compact);
    else if (command.do === 'settle') this.#rig.drain();
    else if (command.do === 'run') for (let count = 0; count < command.operations; count++) this.#rig.step();
    else this.crash(command.kind, command.seed);
  }

  crash(kind: 'process' | 'power', seed: number): void {
    this.#random = seededRandom(seed);
    this.#rig.crash(kind);
    this.#opened = this.#rig.open();
    expect(this.#model.check(this.#opened)).toBeNull();
    this.#floor = Math.max(this.#opened.snapshot?.metadata.index ?? 0, this.#opened.hardState?.commit ?? 0);
    if (this.#opened.identity.clusterId === '') this.#rig.openFormed();
  }

  #append(count: number, back: number, size: number, newTerm: boolean): void {
    const first = Math.max(this.#model.lastIndex + 1 - back, this.#floor + 1);
    const later = newTerm || back > 0 ? 1 : 0;
    this.#write(entriesOf(first, first + count - 1, this.#model.last.term + later || 1, size), null, later);
  }

  #install(ahead: number, count: number): void {
    const index = this.#model.lastIndex + ahead;
    const term = this.#model.last.term + 1;
    this.#floor = index;
    this.#write(entriesOf(index + 1, index + count, term), snapshotAt(index, term), 1);
  }

  #write(entries: readonly Entry[], snapshot: Snapshot | null, later: number): void {
    const term = this.#model.last.term + later || 1;
    const hardState = hard(term, later === 0 ? this.#model.last.vote : (entries.length * 7) % 5, this.#floor);
    const append: Append = { entries, hardState, snapshot };
    const acknowledge = this.#model.append(append);
    this.#opened.storage.append(append, (error) => {
      if (error !== null) throw error;
      acknowledge();
    });
  }

  #snapshot(back: number, compact: boolean): void {
    const index = this.#opened.storage.lastIndex - back;
    const { base, terms } = this.#model.last;
    const term = terms[index - base - 1];
    // Only what is durable and will not be written again, as what was applied is.
    if (term === undefined || index <= this.#floor || this.#rig.queue.length > 0) return;
    this.#floor = index;
    const { storage } = this.#opened;
    storage.saveSnapshot(snapshotAt(index, term), (error) => {
      if (error !== null) throw error;
      this.#model.snapshotSaved(index);
    });
    if (compact) {
      storage.compact(index, (error) => {
        if (error !== null) throw error;
      });
    }
  }
}

test('whatever is written, cut off and crashed: what is read back is what was acknowledged, or a bit more', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60, size: 'max' }), fc.nat(), (commands, seed) => {
      const pair = new Pair();
      for (const next of commands) pair.run(next);
      pair.crash('power', seed);
    }),
    { numRuns: 1500 },
  );
});
