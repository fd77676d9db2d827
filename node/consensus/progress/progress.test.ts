import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Inflights } from './inflights.ts';
import { Progress, ProgressState } from './progress.ts';

function progressAt(match: number, next: number): Progress {
  const progress = new Progress(1, next, new Inflights(10, Infinity), false, true);
  progress.match = match;
  return progress;
}

describe('Inflights', () => {
  it('holds what a plain list would hold', () => {
    const step = fc.oneof(
      fc.record({ add: fc.integer({ min: 1, max: 50 }) }),
      fc.record({ free: fc.integer({ min: 0, max: 40 }) }),
      fc.constant('reset' as const),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.array(step, { maxLength: 100 }), (limit, steps) => {
        const window = new Inflights(limit, 300);
        let model: { index: number; size: number }[] = [];
        let index = 0;
        for (const next of steps) {
          if (next === 'reset') {
            window.reset();
            model = [];
          } else if ('add' in next) {
            if (window.full) continue;
            index++;
            window.add(index, next.add);
            model.push({ index, size: next.add });
          } else {
            const upTo = Math.max(0, index - next.free);
            window.freeUpTo(upTo);
            model = model.filter((flight) => flight.index > upTo);
          }
          const size = model.reduce((sum, flight) => sum + flight.size, 0);
          expect(window.count).toBe(model.length);
          expect(window.full).toBe(model.length === limit || size >= 300);
        }
      }),
    );
  });

  it('takes nothing when it is full', () => {
    const window = new Inflights(1, Infinity);
    window.add(1, 1);
    expect(() => window.add(2, 1)).toThrow(expect.objectContaining({ code: 'InvariantBroken' }));
  });
});

describe('Progress', () => {
  it('probes behind a snapshot that arrived, and from the start when it failed', () => {
    const progress = progressAt(1, 5);
    progress.becomeSnapshot(10);
    expect(progress).toMatchObject({ state: ProgressState.Snapshot, next: 11, pendingSnapshot: 10 });
    expect(progress.isPaused()).toBe(true);
    progress.becomeProbe();
    expect(progress).toMatchObject({ state: ProgressState.Probe, next: 11, pendingSnapshot: 0 });
    progress.becomeSnapshot(20);
    progress.pendingSnapshot = 0;
    progress.becomeProbe();
    expect(progress.next).toBe(2);
  });

  it.each([
    { state: ProgressState.Replicate, match: 5, next: 10, rejected: 5, hint: 5, moves: false, after: 10 },
    { state: ProgressState.Replicate, match: 5, next: 10, rejected: 9, hint: 7, moves: true, after: 6 },
    { state: ProgressState.Probe, match: 0, next: 10, rejected: 8, hint: 3, moves: false, after: 10 },
    { state: ProgressState.Probe, match: 0, next: 10, rejected: 9, hint: 3, moves: true, after: 4 },
    { state: ProgressState.Probe, match: 0, next: 10, rejected: 9, hint: 20, moves: true, after: 9 },
    { state: ProgressState.Probe, match: 4, next: 10, rejected: 9, hint: 1, moves: true, after: 5 },
  ])('a refusal at $rejected with hint $hint in $state: $moves, next $after', (given) => {
    const progress = progressAt(given.match, given.next);
    progress.state = given.state;
    expect(progress.maybeDecreaseTo(given.rejected, given.hint)).toBe(given.moves);
    expect(progress.next).toBe(given.after);
  });

  it('tells a commit index once, and again after stepping back', () => {
    const progress = progressAt(5, 6);
    progress.becomeReplicate();
    expect(progress.canBumpCommit(5)).toBe(true);
    progress.sentCommit(5);
    expect(progress.canBumpCommit(5)).toBe(false);
    expect(progress.canBumpCommit(9)).toBe(false);
    progress.sentEntries(3, 30);
    expect(progress.canBumpCommit(9)).toBe(true);
    progress.sentCommit(9);
    progress.becomeProbe();
    progress.sentEntries(1, 10);
    expect(progress.canBumpCommit(9)).toBe(false);
    progress.maybeUpdate(7);
    expect(progress.canBumpCommit(9)).toBe(true);
  });
});
