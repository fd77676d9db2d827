import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeApi } from '../testing/fakeApi.ts';
import { sampleCluster } from '../testing/fixtures.ts';
import { type EventContent, EventRecorder } from './index.ts';

const LOST: EventContent = { type: 'Warning', reason: 'QuorumLost', action: 'Observe', note: '1 of 3 up' };

describe('the event recorder', () => {
  let api: FakeApi;
  let clock: number;
  let errors: unknown[];
  let recorder: EventRecorder;

  beforeEach(async () => {
    api = await FakeApi.start();
    clock = Date.parse('2026-11-24T12:00:00Z');
    errors = [];
    recorder = new EventRecorder({
      client: api.client(),
      controller: 'lmtriad-operator',
      instance: 'pod-1',
      onError: (error) => errors.push(error),
      now: () => clock,
    });
  });
  afterEach(() => api[Symbol.asyncDispose]());

  const creations = () => api.requests.filter(({ method }) => method === 'POST').map(({ body }) => body);

  test('writes an event about the object', async () => {
    await recorder.record(sampleCluster(), LOST);
    expect(creations()).toEqual([
      expect.objectContaining({
        apiVersion: 'events.k8s.io/v1',
        eventTime: '2026-11-24T12:00:00.000000Z',
        reason: 'QuorumLost',
        note: '1 of 3 up',
        reportingController: 'lmtriad-operator',
        regarding: expect.objectContaining({ kind: 'LicenseCluster', name: 'usoft', namespace: 'licensing' }),
      }),
    ]);
  });

  test('counts repeats in the first event', async () => {
    await recorder.record(sampleCluster(), LOST);
    clock += 1000;
    await recorder.record(sampleCluster(), LOST);
    expect(creations()).toHaveLength(1);
    expect(api.requests[1]).toMatchObject({
      method: 'PATCH',
      body: { series: { count: 2, lastObservedTime: '2026-11-24T12:00:01.000000Z' } },
    });
  });

  test('makes a new one after some minutes, for another note, and when the first is gone', async () => {
    await recorder.record(sampleCluster(), LOST);
    await recorder.record(sampleCluster(), { ...LOST, note: '0 of 3 up' });
    clock += 7 * 60_000;
    await recorder.record(sampleCluster(), LOST);
    expect(creations()).toHaveLength(3);
    api.failNext(({ method }) => method === 'PATCH', 404);
    await recorder.record(sampleCluster(), LOST);
    expect(creations()).toHaveLength(4);
  });

  test('shortens a note that is too long for the API', async () => {
    await recorder.record(sampleCluster(), { ...LOST, note: 'x'.repeat(3000) });
    expect((creations()[0] as { note: string }).note).toHaveLength(1024);
  });

  test('reports a failure and goes on', async () => {
    api.failNext(() => true, 500);
    await recorder.record(sampleCluster(), LOST);
    expect(errors).toHaveLength(1);
    await recorder.record(sampleCluster(), LOST);
    expect(creations()).toHaveLength(2);
  });
});
