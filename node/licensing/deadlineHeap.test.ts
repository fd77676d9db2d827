import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DeadlineHeap } from './deadlineHeap.ts';

test('gives what was put in by time, then by id', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(50)), fc.array(fc.nat(9), { minLength: 51, maxLength: 51 }), (ids, times) => {
      const heap = new DeadlineHeap();
      const at = (id: number) => times[id] ?? 0;
      for (const id of ids) heap.add(id, at(id));
      const given: number[] = [];
      for (let { first } = heap; first !== null; first = heap.first) {
        given.push(first.id);
        heap.removeFirst();
      }
      expect(given).toEqual([...ids].sort((a, b) => at(a) - at(b) || a - b));
    }),
  );
});
