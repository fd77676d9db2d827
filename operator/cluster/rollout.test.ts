import { describe, expect, test } from 'vitest';
import { sampleAnswer, sampleMembers, samplePod } from '../testing/fixtures.ts';
import type { Observation } from './members.ts';
import type { StatefulSet } from './objects.ts';
import { planRollout as plan } from './rollout.ts';

const SET: StatefulSet = {
  metadata: { name: 'usoft', generation: 2 },
  status: { observedGeneration: 2, updateRevision: 'new' },
};

const planRollout = (set: StatefulSet | undefined, members: readonly Observation[], disksStay = true) =>
  plan(set, members, disksStay);

const old = (ordinal: number, more: { ready?: boolean; running?: boolean } = {}) => ({
  pod: samplePod(`usoft-${ordinal}`, { revision: 'old', ...more }),
});

describe('a rollout', () => {
  test('has nothing to do when all pods are of the newest template', () => {
    expect(planRollout(SET, sampleMembers())).toEqual({ kind: 'none' });
    expect(planRollout(undefined, sampleMembers())).toEqual({ kind: 'none' });
  });

  test('waits until the StatefulSet controller has made the new revision', () => {
    const behind = { ...SET, status: { observedGeneration: 1, updateRevision: 'old' } };
    expect(planRollout(behind, sampleMembers({ fitis: old(1) }))).toMatchObject({ kind: 'wait' });
  });

  test('begins with a standby', () => {
    const step = planRollout(SET, sampleMembers({ azuurmees: old(0), fitis: old(1), buulbuul: old(2) }));
    expect(step).toMatchObject({ kind: 'delete', pod: { metadata: { name: 'usoft-1' } } });
  });

  test('goes on with the next standby only when the first is up again', () => {
    const joining = { answer: sampleAnswer('fitis', 'azuurmees', { quorum: false }) };
    expect(planRollout(SET, sampleMembers({ azuurmees: old(0), fitis: joining, buulbuul: old(2) }))).toEqual({
      kind: 'wait',
      why: 'the update waits until fitis is up',
    });
    const unready = { pod: samplePod('usoft-1', { ready: false }) };
    expect(planRollout(SET, sampleMembers({ azuurmees: old(0), fitis: unready, buulbuul: old(2) })).kind).toBe('wait');
    expect(planRollout(SET, sampleMembers({ azuurmees: old(0), buulbuul: old(2) }))).toMatchObject({
      kind: 'delete',
      pod: { metadata: { name: 'usoft-2' } },
    });
  });

  test('has the master hand over before its turn comes', () => {
    expect(planRollout(SET, sampleMembers({ azuurmees: old(0) }))).toMatchObject({
      kind: 'transfer',
      master: { name: 'azuurmees' },
      to: { name: 'fitis' },
    });
    const answers = Object.fromEntries(
      ['azuurmees', 'fitis', 'buulbuul'].map((name) => [name, { answer: sampleAnswer(name, 'fitis') }]),
    );
    const afterwards = sampleMembers({ ...answers, azuurmees: { ...answers['azuurmees'], ...old(0) } });
    expect(planRollout(SET, afterwards)).toMatchObject({ kind: 'delete', pod: { metadata: { name: 'usoft-0' } } });
  });

  test('waits for what is just starting if its disk would go with it, and not if it is known to fail', () => {
    const waiting = (ordinal: number, reason: string) => {
      const pod = samplePod(`usoft-${ordinal}`, { revision: 'old', ready: false });
      const containerStatuses = [{ name: 'lmgrd', ready: false, state: { waiting: { reason } } }];
      return { pod: { ...pod, status: { ...pod.status, containerStatuses } }, answer: undefined };
    };
    const all = (reason: string) =>
      sampleMembers({ azuurmees: waiting(0, reason), fitis: waiting(1, reason), buulbuul: waiting(2, reason) });
    expect(planRollout(SET, all('ContainerCreating'), false).kind).toBe('wait');
    expect(planRollout(SET, all('ContainerCreating'), true).kind).toBe('delete');
    expect(planRollout(SET, all('ImagePullBackOff'), false).kind).toBe('delete');
    const bare = (ordinal: number, nodeName: string | undefined) => ({
      pod: { ...old(ordinal).pod, spec: { nodeName }, status: {} },
      answer: undefined,
    });
    const of = (node: string | undefined) =>
      sampleMembers({ azuurmees: bare(0, node), fitis: bare(1, node), buulbuul: bare(2, node) } as never);
    expect(planRollout(SET, of('node1'), false).kind).toBe('wait');
    expect(planRollout(SET, of(undefined), false).kind).toBe('delete');
  });

  test('replaces at once what does not run at all', () => {
    const stuck = (ordinal: number) => ({ ...old(ordinal, { ready: false, running: false }), answer: undefined });
    const step = planRollout(SET, sampleMembers({ azuurmees: stuck(0), fitis: stuck(1), buulbuul: stuck(2) }));
    expect(step).toMatchObject({ kind: 'delete', pod: { metadata: { name: 'usoft-0' } } });
  });

  test('cures the only sick one with the update, and never takes a second one down', () => {
    const sick = { ...old(1, { ready: false }), answer: undefined };
    expect(planRollout(SET, sampleMembers({ fitis: sick, buulbuul: old(2) }))).toMatchObject({
      kind: 'delete',
      pod: { metadata: { name: 'usoft-1' } },
    });
    const alsoDown = { pod: samplePod('usoft-0', { ready: false }), answer: undefined };
    expect(planRollout(SET, sampleMembers({ azuurmees: alsoDown, fitis: sick, buulbuul: old(2) })).kind).toBe('wait');
  });

  test('waits for a pod that is being deleted', () => {
    const pod = samplePod('usoft-1', { revision: 'old' });
    const leaving = { pod: { ...pod, metadata: { ...pod.metadata, deletionTimestamp: '2026-11-24T12:00:00Z' } } };
    expect(planRollout(SET, sampleMembers({ fitis: leaving, buulbuul: old(2) }))).toMatchObject({ kind: 'wait' });
  });
});
