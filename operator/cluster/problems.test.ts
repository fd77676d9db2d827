import { describe, expect, test } from 'vitest';
import { sampleMembers, samplePod } from '../testing/fixtures.ts';
import type { Node, Pod } from './objects.ts';
import { containerProblems, nodeProblems, placementProblems } from './problems.ts';

const NOW = new Date('2026-11-24T12:10:00Z');
const unknown = () => 'unknown' as const;

test('a pod that no node can take is explained by the scheduler, with what to do', () => {
  const pod: Pod = {
    metadata: { name: 'usoft-1' },
    status: {
      conditions: [
        { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/5 nodes are available' },
      ],
    },
  };
  const [problem, ...others] = placementProblems(sampleMembers({ fitis: { pod } }), 'lmtriad.io/subnet');
  expect(others).toEqual([]);
  expect(problem).toMatchObject({ server: 'fitis', reason: 'NoSchedulableNode' });
  expect(problem?.message).toMatch(/^fitis: 0\/5 nodes are available; .*lmtriad\.io\/subnet/);
});

test('a container that can not start is named; one that is about to is not', () => {
  const stuck = { pod: samplePod('usoft-1', { running: false, ready: false }) };
  expect(containerProblems(sampleMembers({ fitis: stuck }))).toMatchObject([
    { server: 'fitis', reason: 'ImagePullBackOff' },
  ]);
  const creating = samplePod('usoft-1');
  const status = {
    ...creating.status,
    containerStatuses: [{ name: 'lmgrd', ready: false, state: { waiting: { reason: 'ContainerCreating' } } }],
  };
  expect(containerProblems(sampleMembers({ fitis: { pod: { ...creating, status } } }))).toEqual([]);
});

describe('a lost node', () => {
  const node = (ready: string, taints: { key: string; effect: string }[] = []): Node => ({
    metadata: { name: 'node' },
    spec: { taints },
    status: { conditions: [{ type: 'Ready', status: ready }] },
  });

  test('is told by its own condition where nodes may be read', () => {
    const nodes = (name: string) => node(name === 'node-of-usoft-1' ? 'Unknown' : 'True');
    const [problem, ...others] = nodeProblems(sampleMembers(), nodes, NOW);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ server: 'fitis', reason: 'NodeLost' });
    expect(problem?.message).toContain('tainted with node.kubernetes.io/out-of-service');
  });

  test('that is fenced or gone will be replaced', () => {
    const fenced = () => node('Unknown', [{ key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' }]);
    expect(nodeProblems(sampleMembers(), fenced, NOW)[0]?.message).toContain('Kubernetes will replace the pod');
    expect(nodeProblems(sampleMembers(), () => undefined, NOW)[0]?.message).toContain(
      'Kubernetes will replace the pod',
    );
  });

  test('is told by the overdue deletion of its pod where they may not', () => {
    const pod = samplePod('usoft-1');
    const due = (deletionTimestamp: string) => ({ pod: { ...pod, metadata: { ...pod.metadata, deletionTimestamp } } });
    expect(nodeProblems(sampleMembers({ fitis: due('2026-11-24T12:09:00Z') }), unknown, NOW)).toHaveLength(1);
    expect(nodeProblems(sampleMembers({ fitis: due('2026-11-24T12:10:20Z') }), unknown, NOW)).toEqual([]);
    expect(nodeProblems(sampleMembers(), unknown, NOW)).toEqual([]);
  });
});
