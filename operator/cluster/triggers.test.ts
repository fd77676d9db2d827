import { expect, test } from 'vitest';
import { CONFIG_MAPS, LICENSE_CLUSTERS, NODES, PODS, SECRETS } from '../kube/index.ts';
import type { LicenseCluster } from '../specs/index.ts';
import { sampleCluster, samplePod } from '../testing/fixtures.ts';
import { Triggers } from './triggers.ts';

const cluster = sampleCluster({ options: { configMapRef: { name: 'usoft-options' } } });
const make = () => new Triggers({ clusters: () => [cluster], pods: () => [samplePod('usoft-1')] });
const named = (name: string, namespace = 'licensing') => ({ metadata: { name, namespace } });

test('a cluster is looked at when its spec or annotations change, not when its status does', () => {
  const triggers = make();
  expect(triggers.keysFor(LICENSE_CLUSTERS, cluster, false)).toEqual(['licensing/usoft']);
  const reported: LicenseCluster = { ...cluster, status: { master: 'azuurmees' } };
  expect(triggers.keysFor(LICENSE_CLUSTERS, reported, false)).toEqual([]);
  const paused = { ...cluster, metadata: { ...cluster.metadata, annotations: { 'lmtriad.io/paused': 'true' } } };
  expect(triggers.keysFor(LICENSE_CLUSTERS, paused, false)).toEqual(['licensing/usoft']);
  expect(triggers.keysFor(LICENSE_CLUSTERS, paused, true)).toEqual(['licensing/usoft']);
});

test('what carries its label is about it', () => {
  expect(make().keysFor(PODS, samplePod('usoft-1'), false)).toEqual(['licensing/usoft']);
});

test('so are the Secret and the ConfigMap that it names, and no others', () => {
  const triggers = make();
  expect(triggers.keysFor(SECRETS, named('usoft-license'), false)).toEqual(['licensing/usoft']);
  expect(triggers.keysFor(CONFIG_MAPS, named('usoft-options'), true)).toEqual(['licensing/usoft']);
  expect(triggers.keysFor(CONFIG_MAPS, named('usoft-license'), false)).toEqual([]);
  expect(triggers.keysFor(SECRETS, named('usoft-license', 'elsewhere'), false)).toEqual([]);
});

test('and a node that one of its pods is on', () => {
  expect(make().keysFor(NODES, named('node-of-usoft-1', ''), false)).toEqual(['licensing/usoft']);
  expect(make().keysFor(NODES, named('another', ''), false)).toEqual([]);
});
