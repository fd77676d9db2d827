import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Outcome, WorkQueue, type WorkQueueOptions } from './index.ts';

describe('a work queue', () => {
  let stop: AbortController;
  let worked: string[];

  beforeEach(() => {
    vi.useFakeTimers();
    stop = new AbortController();
    worked = [];
  });

  afterEach(() => {
    stop.abort();
    vi.useRealTimers();
  });

  function start(options: Partial<WorkQueueOptions> = {}): { queue: WorkQueue; ended: Promise<void> } {
    const queue = new WorkQueue({
      work: async (key) => {
        worked.push(key);
        return {};
      },
      onError: () => undefined,
      ...options,
    });
    return { queue, ended: queue.run(stop.signal) };
  }

  test('works once on a key that was added several times before', async () => {
    const queue = new WorkQueue({
      work: async (key) => {
        worked.push(key);
        return {};
      },
      onError: () => undefined,
    });
    queue.add('a');
    queue.add('a');
    queue.add('b');
    void queue.run(stop.signal);
    await vi.advanceTimersByTimeAsync(0);
    expect(worked).toEqual(['a', 'b']);
  });

  test('never works twice at a time on one key, and again if it changed meanwhile', async () => {
    let running = 0;
    let most = 0;
    const gates: PromiseWithResolvers<Outcome>[] = [];
    const { queue } = start({
      work: async (key) => {
        worked.push(key);
        running += 1;
        most = Math.max(most, running);
        const gate = Promise.withResolvers<Outcome>();
        gates.push(gate);
        const outcome = await gate.promise;
        running -= 1;
        return outcome;
      },
    });
    queue.add('a');
    queue.add('a');
    queue.add('a');
    expect(worked).toEqual(['a']);
    gates[0]?.resolve({});
    await vi.advanceTimersByTimeAsync(0);
    expect(worked).toEqual(['a', 'a']);
    gates[1]?.resolve({});
    await vi.advanceTimersByTimeAsync(10_000);
    expect(worked).toEqual(['a', 'a']);
    expect(most).toBe(1);
  });

  test('comes back to a failed key later each time, and starts over after a success', async () => {
    let fail = true;
    const delays: number[] = [];
    const { queue } = start({
      work: async (key) => {
        worked.push(key);
        if (fail) throw new Error('no');
        return {};
      },
      onError: (_key, _error, retry) => delays.push(retry),
    });
    queue.add('a');
    await vi.advanceTimersByTimeAsync(750);
    expect(delays).toEqual([100, 200, 400, 800]);
    fail = false;
    await vi.advanceTimersByTimeAsync(800);
    fail = true;
    queue.add('a');
    await vi.advanceTimersByTimeAsync(0);
    expect(delays.at(-1)).toBe(100);
  });

  test('comes back when the outcome says so, or earlier when something happens', async () => {
    const { queue } = start({
      work: async (key) => {
        worked.push(key);
        return { againAfter: 2000 };
      },
    });
    queue.add('a');
    await vi.advanceTimersByTimeAsync(2000);
    expect(worked).toHaveLength(2);
    queue.add('a');
    await vi.advanceTimersByTimeAsync(1999);
    expect(worked).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(1);
    expect(worked).toHaveLength(4);
  });

  test('keeps the earlier of two times', async () => {
    const { queue } = start();
    queue.addAfter('a', 1000);
    queue.addAfter('a', 5000);
    await vi.advanceTimersByTimeAsync(1000);
    expect(worked).toEqual(['a']);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(worked).toEqual(['a']);
  });

  test('ends when it is stopped and the work in hand is done', async () => {
    const gate = Promise.withResolvers<Outcome>();
    let ended = false;
    const { queue, ended: end } = start({ work: () => gate.promise });
    void end.then(() => {
      ended = true;
    });
    queue.add('a');
    stop.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect(ended).toBe(false);
    gate.resolve({ againAfter: 1 });
    await vi.advanceTimersByTimeAsync(0);
    expect(ended).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});
