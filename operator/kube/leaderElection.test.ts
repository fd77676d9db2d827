import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeApi } from '../testing/fakeApi.ts';
import { isKubeError, KubeErrorCode, LeaderElection } from './index.ts';

const LEASE = '/apis/coordination.k8s.io/v1/namespaces/ns/leases/operator';

describe('leader election', () => {
  let api: FakeApi;
  let clock: number;
  let stop: AbortController;

  beforeEach(async () => {
    api = await FakeApi.start();
    clock = 1_000_000;
    stop = new AbortController();
  });

  afterEach(async () => {
    stop.abort();
    await api[Symbol.asyncDispose]();
  });

  function replica(identity: string, errors: unknown[] = []): LeaderElection {
    return new LeaderElection({
      client: api.client(),
      lease: { namespace: 'ns', name: 'operator' },
      identity,
      onError: (error) => errors.push(error),
      now: () => clock,
      retryMilliseconds: 1,
    });
  }

  const spec = () => api.get(LEASE)?.['spec'] as Record<string, unknown> | undefined;
  const holder = () => spec()?.['holderIdentity'];

  test('the first replica leads', async () => {
    const first = replica('first');
    expect(first.leading).toBe(false);
    expect(() => first.assertLeading()).toThrow();
    expect(await first.acquire(stop.signal)).toBe(true);
    expect(first.leading).toBe(true);
    expect(holder()).toBe('first');
    expect(spec()?.['renewTime']).toMatch(/\.\d{6}Z$/);
  });

  test('the second takes over at once when the first gives the lease up', async () => {
    const first = replica('first');
    const second = replica('second');
    await first.acquire(stop.signal);
    const acquired = second.acquire(stop.signal);
    await api.until(() => api.requests.length >= 5);
    expect(second.leading).toBe(false);
    await first.release();
    expect(first.leading).toBe(false);
    expect(await acquired).toBe(true);
    expect(holder()).toBe('second');
  });

  test('the second waits until the lease has not changed for its duration, whatever times it names', async () => {
    const first = replica('first');
    const second = replica('second');
    await first.acquire(stop.signal);
    const acquired = second.acquire(stop.signal);
    const asked = (times: number) => {
      const before = api.requests.length;
      return api.until(() => api.requests.length >= before + times);
    };
    await asked(2);
    clock += 14_000;
    await asked(2);
    expect(holder()).toBe('first');
    clock += 2_000;
    expect(await acquired).toBe(true);
    expect(holder()).toBe('second');
    expect(spec()?.['leaseTransitions']).toBe(1);
  });

  test('a leader that was stalled past the deadline may not write, and ends', async () => {
    const first = replica('first');
    await first.acquire(stop.signal);
    clock += 10_001;
    expect(() => first.assertLeading()).toThrow('does not lead');
    api.put(LEASE, { metadata: { name: 'operator', namespace: 'ns' }, ...{ spec: { holderIdentity: 'second' } } });
    const error = await first.lead(stop.signal).catch((reason: unknown) => reason);
    expect(isKubeError(error, KubeErrorCode.NotLeading)).toBe(true);
  });

  test('a leader stays one while renewals fail for less than the deadline', async () => {
    const errors: unknown[] = [];
    const first = replica('first', errors);
    await first.acquire(stop.signal);
    api.failNext(({ method }) => method === 'PUT', 500);
    const leading = first.lead(stop.signal);
    await api.until(() => api.requests.filter(({ method }) => method === 'PUT').length >= 3);
    expect(errors).toHaveLength(1);
    expect(first.leading).toBe(true);
    stop.abort();
    await leading;
  });
});
