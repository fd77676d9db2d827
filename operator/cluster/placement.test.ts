import { describe, expect, test } from 'vitest';
import { sampleCluster } from '../testing/fixtures.ts';
import type { Node } from './objects.ts';
import { type PlacementInput, place } from './placement.ts';

const KEY = 'lmtriad.io/subnet';

function node(
  name: string,
  subnet: string | undefined,
  more: Partial<Node['spec']> & { ready?: string; labels?: Record<string, string> } = {},
): Node {
  const { ready = 'True', labels = {}, ...spec } = more;
  return {
    metadata: { name, labels: { ...labels, ...(subnet === undefined ? {} : { [KEY]: subnet }) } },
    spec,
    status: { conditions: [{ type: 'Ready', status: ready }] },
  };
}

const FOUR_AND_ONE = [node('n5', 'b'), node('n1', 'a'), node('n2', 'a'), node('n3', 'a'), node('n4', 'a')];

function choose(more: Partial<PlacementInput> = {}) {
  return place({ cluster: sampleCluster(), nodes: FOUR_AND_ONE, recorded: undefined, inUse: [], ...more });
}

const withPlacement = (placement: object) => {
  const base = sampleCluster().spec.placement;
  return sampleCluster({ placement: { ...base, ...placement } });
};

describe('the choice of a subnet', () => {
  test('falls on one with room for all three', () => {
    expect(choose()).toEqual({ kind: 'go', subnet: { key: KEY, value: 'a' } });
  });

  test('is made once', () => {
    const recorded = { key: KEY, value: 'b' };
    expect(choose({ recorded })).toEqual({ kind: 'go', subnet: recorded });
    expect(choose({ recorded: { key: KEY, value: 'gone' } })).toMatchObject({ subnet: { value: 'a' } });
    expect(choose({ recorded: { key: 'rack', value: 'b' } })).toMatchObject({ subnet: { value: 'a' } });
  });

  test('follows the pods and volumes that are there', () => {
    const nodes = [...FOUR_AND_ONE, node('n6', 'b'), node('n7', 'b')];
    expect(choose({ nodes, inUse: ['n5', 'n6'] })).toMatchObject({ subnet: { value: 'b' } });
    expect(choose({ nodes, inUse: ['n5', 'n1', 'n2'] })).toMatchObject({ subnet: { value: 'a' } });
  });

  test('counts only nodes that can be used', () => {
    const used = [
      node('n1', 'a', { unschedulable: true }),
      node('n2', 'a', { ready: 'Unknown' }),
      node('n3', 'a', { taints: [{ key: 'gpu', effect: 'NoSchedule' }] }),
      node('n4', 'a'),
      node('n5', 'a', { taints: [{ key: 'slow', effect: 'PreferNoSchedule' }] }),
    ];
    expect(choose({ nodes: used })).toMatchObject({
      kind: 'hold',
      problem: { reason: 'NoSchedulableNode', message: expect.stringContaining('a: 2') },
    });
    const tolerant = withPlacement({ tolerations: [{ key: 'gpu', operator: 'Exists' }] });
    expect(choose({ nodes: used, cluster: tolerant })).toMatchObject({ kind: 'go', subnet: { value: 'a' } });
  });

  test('counts only nodes that the selector allows', () => {
    const nodes = FOUR_AND_ONE.map((each) => ({ ...each }));
    const cluster = withPlacement({ nodeSelector: { disk: 'ssd' } });
    expect(choose({ nodes, cluster }).kind).toBe('hold');
    const ssd = ['n1', 'n2', 'n3'].map((name) => node(name, 'c', { labels: { disk: 'ssd' } }));
    expect(choose({ nodes: [...nodes, ...ssd], cluster })).toMatchObject({ subnet: { value: 'c' } });
  });

  test('says what is missing when no node has the label', () => {
    const nodes = ['n1', 'n2', 'n3'].map((name) => node(name, undefined));
    expect(choose({ nodes })).toMatchObject({ problem: { message: expect.stringContaining('none has the label') } });
  });

  test('needs one node only where servers may share one', () => {
    const cluster = withPlacement({ nodeSpread: 'Preferred' });
    expect(choose({ nodes: [node('n1', 'a')], cluster })).toMatchObject({ kind: 'go', subnet: { value: 'a' } });
  });

  test('is left to the scheduler where nodes may not be read or subnets do not matter', () => {
    expect(choose({ nodes: undefined })).toEqual({ kind: 'go', subnet: undefined });
    const recorded = { key: KEY, value: 'a' };
    expect(choose({ nodes: undefined, recorded })).toEqual({ kind: 'go', subnet: recorded });
    const cluster = withPlacement({ subnet: { policy: 'None', topologyKey: KEY } });
    expect(choose({ nodes: [], cluster })).toEqual({ kind: 'go', subnet: undefined });
  });
});
