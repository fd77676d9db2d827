import { describe, expect, test } from 'vitest';
import { SAMPLE_ORDINALS, sampleCluster } from '../testing/fixtures.ts';
import {
  certificatesSecret,
  clusterJson,
  clusterService,
  configRevision,
  configuration,
  headlessService,
  masterService,
  networkPolicy,
  podDisruptionBudget,
  renderedLicense,
  serverService,
} from './index.ts';

const SELECTOR = {
  'app.kubernetes.io/name': 'lmtriad',
  'app.kubernetes.io/instance': 'usoft',
  'lmtriad.io/cluster': 'usoft',
};

const cluster = sampleCluster();
const [azuurmees = { name: '', port: 0 }, fitis = { name: '', port: 0 }] = cluster.spec.servers;

describe('every object', () => {
  const objects = [
    serverService(cluster, azuurmees, 0),
    clusterService(cluster),
    masterService(cluster),
    headlessService(cluster),
    podDisruptionBudget(cluster),
    networkPolicy(cluster),
    configuration(cluster, '{}'),
    renderedLicense(cluster, {}),
  ];

  test.each(objects.map((object) => [object.kind, object.metadata.name, object]))(
    '%s %s belongs to its LicenseCluster, which is its only controller',
    (_kind, _name, object) => {
      expect(object.metadata.namespace).toBe('licensing');
      expect(object.metadata.ownerReferences).toEqual([
        {
          apiVersion: 'lmtriad.io/v1alpha1',
          kind: 'LicenseCluster',
          name: 'usoft',
          uid: cluster.metadata.uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ]);
      expect(object.metadata.labels).toMatchObject({ ...SELECTOR, 'app.kubernetes.io/managed-by': 'lmtriad-operator' });
    },
  );

  test('has a name of its own', () => {
    const names = objects.map((object) => `${object.kind}/${object.metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the Services', () => {
  test("a server's leads from its SERVER port to its own pod, ready or not", () => {
    expect(serverService(cluster, fitis, 1)).toMatchObject({
      metadata: { name: 'usoft-fitis' },
      spec: {
        type: 'ClusterIP',
        publishNotReadyAddresses: true,
        selector: { ...SELECTOR, 'statefulset.kubernetes.io/pod-name': 'usoft-1' },
        ports: [{ name: 'license', port: 2831, targetPort: 27000 }],
      },
    });
  });

  test("the cluster's covers ready pods only", () => {
    const { spec } = clusterService(cluster);
    expect(spec.selector).toEqual(SELECTOR);
    expect(spec.publishNotReadyAddresses).toBeUndefined();
  });

  test("the master's goes by the role label", () => {
    expect(masterService(cluster).spec.selector).toEqual({ ...SELECTOR, 'lmtriad.io/role': 'master' });
  });

  test('the headless one has no address and carries the metrics port', () => {
    const { spec } = headlessService(cluster);
    expect(spec.clusterIP).toBe('None');
    expect(spec.ports?.map((port) => port.port)).toEqual([27000, 9090]);
  });

  test.each(['NodePort', 'LoadBalancer'] as const)('access %s is for clients, not for the others', (type) => {
    const open = sampleCluster({ access: { type } });
    expect(serverService(open, azuurmees, 0).spec.type).toBe(type);
    expect(clusterService(open).spec.type).toBe(type);
    expect(masterService(open).spec.type).toBe('ClusterIP');
    expect(headlessService(open).spec.type).toBe('ClusterIP');
  });
});

test('the disruption budget lets go of one pod at a time', () => {
  expect(podDisruptionBudget(cluster).spec).toEqual({ maxUnavailable: 1, selector: { matchLabels: SELECTOR } });
});

test('the network policy opens the license and metrics ports and lets the servers reach each other and DNS', () => {
  const { spec } = networkPolicy(cluster);
  expect(spec.ingress?.[0]?.ports?.map(({ port }) => port)).toEqual([27000, 9090]);
  expect(spec.egress?.map(({ ports }) => ports?.map(({ port }) => port))).toEqual([[27000], [53, 53]]);
});

describe('cluster.json', () => {
  const input = { cluster, ordinals: SAMPLE_ORDINALS, licenseRevision: 'abc', clusterId: '', kubernetesUid: 'uid' };

  test('names the servers in the declared order, with the ordinals that they once got', () => {
    const reordered = sampleCluster({ servers: [...cluster.spec.servers].reverse() });
    expect(JSON.parse(clusterJson({ ...input, cluster: reordered }))).toEqual({
      cluster: 'usoft',
      namespace: 'licensing',
      revision: 'abc',
      clusterId: '',
      servers: [
        { name: 'buulbuul', ordinal: 2, host: 'usoft-buulbuul.licensing.svc', port: 2832 },
        { name: 'fitis', ordinal: 1, host: 'usoft-fitis.licensing.svc', port: 2831 },
        { name: 'azuurmees', ordinal: 0, host: 'usoft-azuurmees.licensing.svc', port: 2830 },
      ],
      leaseSeconds: 30,
      electionTimeoutMilliseconds: 300,
      kubernetesUid: 'uid',
    });
  });

  test('leaves the election time-out to the license file when that has a HEARTBEAT_INTERVAL', () => {
    const slow = sampleCluster({ heartbeatIntervalSeconds: 20 });
    expect(JSON.parse(clusterJson({ ...input, cluster: slow }))).not.toHaveProperty('electionTimeoutMilliseconds');
  });

  test('has a revision that changes with it', () => {
    const recover = { clusterId: '0'.repeat(32), server: 'fitis', from: 'data' } as const;
    expect(JSON.parse(clusterJson({ ...input, recover }))).toMatchObject({ recover });
    const other = clusterJson({ ...input, clusterId: 'c0ffee' });
    expect(configRevision(other)).not.toBe(configRevision(clusterJson(input)));
    expect(configRevision(other)).toBe(configRevision(other));
  });
});

test('the certificates of all servers lie in one folder, each under the name of its server', () => {
  const pair = { certificate: 'certificate', key: 'key' };
  const secret = certificatesSecret(cluster, 'authority', { azuurmees: pair, fitis: pair, buulbuul: pair });
  expect(Object.keys(secret.data).sort()).toEqual([
    'azuurmees.crt',
    'azuurmees.key',
    'buulbuul.crt',
    'buulbuul.key',
    'ca.crt',
    'fitis.crt',
    'fitis.key',
  ]);
  expect(Buffer.from(secret.data['ca.crt'] ?? '', 'base64').toString()).toBe('authority');
});
