import { Role, type Status } from '../../proto/index.ts';
import type { Observation } from '../cluster/members.ts';
import type { Pod } from '../cluster/objects.ts';
import type { LicenseCluster, LicenseClusterSpec, LicenseClusterStatus } from '../specs/index.ts';

/** The sample of the product's domain, with the defaults that the API server fills in. */
export function sampleCluster(
  spec: Partial<LicenseClusterSpec> = {},
  more: { status?: LicenseClusterStatus; annotations?: Record<string, string> } = {},
): LicenseCluster {
  return {
    apiVersion: 'lmtriad.io/v1alpha1',
    kind: 'LicenseCluster',
    metadata: {
      name: 'usoft',
      namespace: 'licensing',
      uid: '6f2c0c3e-0000-4000-8000-000000000001',
      generation: 1,
      annotations: more.annotations,
    },
    spec: {
      servers: [
        { name: 'azuurmees', port: 2830 },
        { name: 'fitis', port: 2831 },
        { name: 'buulbuul', port: 2832 },
      ],
      masterPolicy: 'PreferFirst',
      license: { secretRef: { name: 'usoft-license', key: 'license.dat' } },
      leaseSeconds: 30,
      placement: { nodeSpread: 'Required', subnet: { policy: 'Required', topologyKey: 'lmtriad.io/subnet' } },
      storage: { type: 'Persistent', size: '1Gi', onDelete: 'Retain' },
      access: { type: 'ClusterIP' },
      nodeLoss: { replacement: 'WhenFenced', tolerationSeconds: 30 },
      ...spec,
    },
    status: more.status,
  };
}

export const SAMPLE_ORDINALS = { azuurmees: 0, fitis: 1, buulbuul: 2 };

export const SAMPLE_LICENSE = [
  '# License file (server version)',
  'DAEMON usoft c:\\license\\usoft.exe',
  'FEATURE usoft_studio usoft 10.0 permanent 10 NOTICE="ten seats"',
  '',
].join('\n');

/** A pod as the kubelet reports it while all is well. */
export function samplePod(name: string, more: { revision?: string; ready?: boolean; running?: boolean } = {}): Pod {
  const { revision = 'new', ready = true, running = true } = more;
  return {
    metadata: {
      name,
      namespace: 'licensing',
      uid: `uid-${name}`,
      resourceVersion: '1',
      labels: { 'controller-revision-hash': revision, 'lmtriad.io/cluster': 'usoft' },
    },
    spec: { nodeName: `node-of-${name}` },
    status: {
      podIP: `10.0.0.${name.slice(-1)}`,
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      containerStatuses: [
        { name: 'lmgrd', ready, state: running ? { running: {} } : { waiting: { reason: 'ImagePullBackOff' } } },
      ],
    },
  };
}

/** What a server answers: who it is, who the master is, and whether it sees a majority. */
export function sampleAnswer(server: string, master: string, more: Partial<Status> = {}): Status {
  const role = server === master ? Role.ROLE_MASTER : Role.ROLE_STANDBY;
  return {
    clusterId: 'c0ffee00c0ffee00c0ffee00c0ffee00',
    server,
    master,
    term: 2,
    commitIndex: 10,
    appliedIndex: 10,
    quorum: true,
    quorumText: '3 of 3 up',
    members: [
      {
        server,
        host: `usoft-${server}.licensing.svc`,
        port: 2830,
        incarnation: 7,
        role,
        up: true,
        voter: true,
        matchIndex: 10,
        version: '0.1.0',
        silentMilliseconds: 0,
        licenseHash: 'ab',
        licenseDiffers: false,
      },
    ],
    license: null,
    features: [],
    version: '0.1.0',
    leaseMilliseconds: 30_000,
    holdSeconds: 0,
    orderMismatch: false,
    warnings: [],
    stateHash: '',
    serverTime: 0,
    started: 0,
    ...more,
  };
}

/** The three servers, all well, with azuurmees as the master; `change` makes one of them differ. */
export function sampleMembers(change: Readonly<Record<string, Partial<Observation>>> = {}): Observation[] {
  return ['azuurmees', 'fitis', 'buulbuul'].map((name, ordinal) => ({
    name,
    ordinal,
    host: `usoft-${name}.licensing.svc`,
    port: 2830 + ordinal,
    podName: `usoft-${ordinal}`,
    pod: samplePod(`usoft-${ordinal}`),
    answer: sampleAnswer(name, 'azuurmees'),
    silence: undefined,
    ...change[name],
  }));
}
