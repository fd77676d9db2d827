import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Status } from '../../proto/index.ts';
import { EventRecorder, type KubeObject, NETWORK_POLICIES } from '../kube/index.ts';
import type { LicenseClusterSpec, LicenseClusterStatus } from '../specs/index.ts';
import { FakeApi } from '../testing/fakeApi.ts';
import { SAMPLE_LICENSE, sampleAnswer, sampleCluster, samplePod } from '../testing/fixtures.ts';
import { Caches } from './caches.ts';
import type { MemberApi } from './memberApi.ts';
import { Reconciler } from './reconciler.ts';

const CORE = '/api/v1/namespaces/licensing';
const APPS = '/apis/apps/v1/namespaces/licensing';
const CLUSTER = '/apis/lmtriad.io/v1alpha1/namespaces/licensing/licenseclusters/usoft';
const SERVERS = ['azuurmees', 'fitis', 'buulbuul'];

/** Servers that answer what the test says; whoever is not in `answers` is silent. */
class FakeMembers implements MemberApi {
  readonly answers = new Map<string, Status>();
  readonly transfers: string[] = [];

  async status({ server }: { server: string }): Promise<Status> {
    const answer = this.answers.get(server);
    if (answer === undefined) throw new Error('silent');
    return answer;
  }

  async transferMaster({ server }: { server: string }, to: string, holdSeconds: number): Promise<void> {
    this.transfers.push(`${server} -> ${to} for ${holdSeconds}`);
    if (to !== '') this.elect(to);
  }

  elect(master: string): void {
    for (const server of SERVERS) this.answers.set(server, sampleAnswer(server, master));
  }

  follow(): void {}
  retain(): void {}
  close(): void {}
}

describe('the reconciler', () => {
  let api: FakeApi;
  let stop: AbortController;
  let caches: Caches;
  let members: FakeMembers;
  let reconciler: Reconciler;
  let watching: Promise<void>;
  let seen: Set<string>;
  let notify: () => void;
  const errors: unknown[] = [];

  beforeEach(async () => {
    api = await FakeApi.start();
    stop = new AbortController();
    members = new FakeMembers();
    seen = new Set();
    notify = () => undefined;
    errors.length = 0;
    const client = api.client();
    caches = new Caches({
      client,
      namespaces: ['licensing'],
      nodes: false,
      networkPolicies: true,
      onChange: (resource, object) => {
        seen.add(`${resource.kind}/${object.metadata.name} ${object.metadata.resourceVersion}`);
        notify();
      },
      onError: (_resource, error) => errors.push(error),
    });
    watching = caches.run(stop.signal);
    await api.until(() => api.watches === 8);
    reconciler = new Reconciler({
      client,
      caches,
      members,
      events: new EventRecorder({
        client,
        controller: 'test',
        instance: 'test',
        onError: (error) => errors.push(error),
      }),
      settings: { defaults: { image: 'node:1' }, networkPolicies: true, kubernetesUid: '' },
      onNews: () => undefined,
      log: () => undefined,
    });
  });

  afterEach(async () => {
    stop.abort();
    await watching;
    await api[Symbol.asyncDispose]();
    expect(errors).toEqual([]);
  });

  /** Writes as somebody else, and waits until the informers have it. */
  async function put(path: string, object: KubeObject): Promise<void> {
    const stored = api.put(path, object);
    const names = [...(['LicenseCluster', 'StatefulSet', 'Pod', 'Service', 'Secret', 'ConfigMap'] as const)];
    const wanted = names.map((kind) => `${kind}/${stored.metadata.name} ${stored.metadata.resourceVersion}`);
    await cached(() => wanted.some((text) => seen.has(text)));
  }

  /** Resolves when the informers have what the condition asks for. */
  function cached(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      notify = () => {
        if (condition()) resolve();
      };
      notify();
    });
  }

  const putCluster = (spec: Partial<LicenseClusterSpec> = {}) => {
    const status = api.get(CLUSTER)?.['status'] as LicenseClusterStatus | undefined;
    return put(CLUSTER, sampleCluster(spec, { status }));
  };
  const putLicense = (text: string) =>
    put(`${CORE}/secrets/usoft-license`, {
      metadata: { name: 'usoft-license', namespace: 'licensing' },
      ...{ data: { 'license.dat': Buffer.from(text).toString('base64') } },
    });

  async function putPods(revision = 'new'): Promise<void> {
    for (const ordinal of [0, 1, 2])
      await put(`${CORE}/pods/usoft-${ordinal}`, samplePod(`usoft-${ordinal}`, { revision }));
  }

  const run = () => reconciler.reconcile('licensing/usoft', stop.signal);
  const status = () => api.get(CLUSTER)?.['status'] as LicenseClusterStatus;
  const condition = (type: string) => status().conditions?.find((candidate) => candidate.type === type);
  const writes = () => api.requests.filter(({ method }) => method !== 'GET');
  const events = () =>
    api.requests
      .filter(({ path, method }) => method === 'POST' && path.endsWith('/events'))
      .map(({ body }) => (body as { reason: string }).reason);
  const licenseText = () => {
    const data = api.get(`${CORE}/secrets/usoft-rendered-license`)?.['data'] as Record<string, string> | undefined;
    return Buffer.from(data?.['license.dat'] ?? '', 'base64').toString();
  };

  test('makes everything that the pods mount before the pods', async () => {
    await putCluster();
    await putLicense(SAMPLE_LICENSE);
    await run();
    const applied = writes().map(({ path }) => path.split('/').slice(-2).join('/'));
    const set = applied.indexOf('statefulsets/usoft');
    for (const mounted of ['secrets/usoft-rendered-license', 'secrets/usoft-certs', 'configmaps/usoft-config']) {
      expect(applied.indexOf(mounted)).toBeGreaterThanOrEqual(0);
      expect(applied.indexOf(mounted)).toBeLessThan(set);
    }
    expect(licenseText()).toContain('SERVER usoft-azuurmees.licensing.svc ANY 2830 PRIMARY_IS_MASTER\n');
    expect(condition('Ready')).toMatchObject({ status: 'False', reason: 'Starting' });
    expect(events()).toEqual(['LicenseRendered']);
  });

  test('waits for a missing Secret without pods, and goes on when it is there', async () => {
    await putCluster();
    expect((await run()).againAfter).toBeGreaterThanOrEqual(10_000);
    expect(condition('LicenseValid')).toMatchObject({ status: 'False', reason: 'SecretNotFound' });
    expect(api.get(`${APPS}/statefulsets/usoft`)).toBeUndefined();
    expect(events()).toEqual(['SecretNotFound']);
    await putLicense(SAMPLE_LICENSE);
    await run();
    expect(condition('LicenseValid')).toMatchObject({ status: 'True' });
    expect(api.get(`${APPS}/statefulsets/usoft`)).toBeDefined();
  });

  test('becomes Ready when the servers say so, and writes nothing while nothing changes', async () => {
    await putCluster();
    await putLicense(SAMPLE_LICENSE);
    await run();
    await putPods();
    members.elect('azuurmees');
    expect((await run()).againAfter).toBe(0);
    await run();
    expect(status()).toMatchObject({ master: 'azuurmees', quorum: '3 of 3 up' });
    expect(condition('Ready')?.status).toBe('True');
    const config = api.get(`${CORE}/configmaps/usoft-config`)?.['data'] as Record<string, string>;
    expect(JSON.parse(config['cluster.json'] ?? '')).toMatchObject({ clusterId: status().clusterId });
    const { labels, annotations } = api.get(`${CORE}/pods/usoft-0`)?.metadata ?? {};
    expect(labels?.['lmtriad.io/role']).toBe('master');
    expect(annotations?.['lmtriad.io/license-revision']).toBe(status().license?.revision);

    await cached(() =>
      [0, 1, 2].every((pod) => caches.pod('licensing', `usoft-${pod}`)?.metadata.annotations !== undefined),
    );
    await run();
    // What is not watched would be applied again every few seconds.
    await cached(() => caches.get(NETWORK_POLICIES, 'licensing', 'usoft') !== undefined);
    const before = writes().length;
    expect((await run()).againAfter).toBe(2000);
    expect(writes().length).toBe(before);
  });

  test('keeps the last good license when the new one is bad, with the servers as declared now', async () => {
    await putCluster();
    await putLicense(SAMPLE_LICENSE);
    await run();
    const good = licenseText();
    const template = () => {
      const spec = api.get(`${APPS}/statefulsets/usoft`)?.['spec'] as { template: unknown } | undefined;
      return JSON.stringify(spec?.template);
    };
    const templateBefore = template();
    await putLicense('DAEMON usoft\nFEATURE a usoft 1.0 permanent 5x\n');
    await run();
    expect(licenseText()).toBe(good);
    expect(condition('LicenseValid')?.message).toMatch(/^license\.dat:2:31: error/);
    expect(events()).toContain('LicenseInvalid');
    await putCluster({ servers: [...sampleCluster().spec.servers].reverse() });
    await run();
    expect(licenseText().split('\n')[1]).toBe('SERVER usoft-buulbuul.licensing.svc ANY 2832 PRIMARY_IS_MASTER');
    expect(licenseText()).toContain('FEATURE usoft_studio');
    expect(template()).toBe(templateBefore);
  });

  test('puts back what somebody has changed', async () => {
    await putCluster();
    await putLicense(SAMPLE_LICENSE);
    await run();
    const path = `${CORE}/configmaps/usoft-config`;
    const good = api.get(path);
    if (good === undefined) throw new Error('there is no ConfigMap');
    await put(path, { ...good, ...{ data: { 'cluster.json': '{}' } } });
    await run();
    expect(api.get(path)?.['data']).toEqual(good['data']);
  });

  test('leaves alone what belongs to somebody else, and says so', async () => {
    await putCluster();
    await putLicense(SAMPLE_LICENSE);
    const foreign = { metadata: { name: 'usoft-config', namespace: 'licensing' }, ...{ data: { mine: 'yes' } } };
    await put(`${CORE}/configmaps/usoft-config`, foreign);
    await run();
    expect(api.get(`${CORE}/configmaps/usoft-config`)?.['data']).toEqual({ mine: 'yes' });
    expect(condition('Degraded')).toMatchObject({ status: 'True', reason: 'NameConflict' });
    expect(events()).toContain('NameConflict');
  });

  test('never makes a second authority while the first is there', async () => {
    await putCluster();
    await putLicense(SAMPLE_LICENSE);
    await run();
    const authority = api.get(`${CORE}/secrets/usoft-ca`)?.['data'];
    await run();
    await run();
    expect(api.get(`${CORE}/secrets/usoft-ca`)?.['data']).toEqual(authority);
    await put(`${CORE}/secrets/usoft-ca`, {
      metadata: { name: 'usoft-ca', namespace: 'licensing' },
      ...{ data: { 'tls.crt': 'eA==', 'tls.key': 'eA==' } },
    });
    await run();
    expect(condition('Degraded')).toMatchObject({ reason: 'CertificatesBroken' });
  });

  test('a signed line gives nothing in the younger of two clusters, and comes back when the older is gone', async () => {
    const signature = 'AB'.repeat(64);
    const older = `${CLUSTER.replace('usoft', 'first')}`;
    const license = { secretRef: { name: 'usoft-license', key: 'license.dat' } };
    const first = { ...sampleCluster({ license }), metadata: { name: 'first', namespace: 'licensing', uid: 'older' } };
    await put(older, { ...first, metadata: { ...first.metadata, creationTimestamp: '2026-11-24T12:00:00Z' } });
    const cluster = sampleCluster();
    await put(CLUSTER, { ...cluster, metadata: { ...cluster.metadata, creationTimestamp: '2026-11-24T13:00:00Z' } });
    await putLicense(`${SAMPLE_LICENSE}FEATURE once usoft 1.0 permanent 1 SIGN=${signature}\n`);
    const named = () => {
      const data = api.get(`${CORE}/secrets/usoft-rendered-license`)?.['data'] as Record<string, string>;
      return Buffer.from(data['in-use-elsewhere.json'] ?? '', 'base64').toString();
    };
    await run();
    expect(condition('LicenseInUseElsewhere')).toMatchObject({
      status: 'True',
      message: expect.stringContaining('license.dat:4: once: in use by LicenseCluster licensing/first'),
    });
    expect(JSON.parse(named())).toEqual({ [signature]: 'LicenseCluster licensing/first' });
    api.remove(older);
    await cached(() => caches.cluster('licensing', 'first') === undefined);
    await run();
    expect(condition('LicenseInUseElsewhere')?.status).toBe('False');
    expect(named()).toBe('');
  });

  test('updates standbys first, has the master hand over, and lifts the hold at the end', async () => {
    await putCluster();
    await putLicense(SAMPLE_LICENSE);
    await run();
    members.elect('azuurmees');
    await putPods('old');
    const set = api.get(`${APPS}/statefulsets/usoft`);
    if (set === undefined) throw new Error('there is no StatefulSet');
    const metadata = { ...set.metadata, generation: 2 };
    await put(`${APPS}/statefulsets/usoft`, {
      ...set,
      metadata,
      ...{ status: { observedGeneration: 2, updateRevision: 'new' } },
    });

    const deleted = () =>
      writes()
        .filter(({ method }) => method === 'DELETE')
        .map(({ path }) => path.split('/').at(-1));
    for (const ordinal of [1, 2]) {
      await run();
      expect(deleted().at(-1)).toBe(`usoft-${ordinal}`);
      await put(`${CORE}/pods/usoft-${ordinal}`, samplePod(`usoft-${ordinal}`));
    }
    expect(members.transfers).toEqual([]);
    await run();
    expect(members.transfers).toEqual(['azuurmees -> fitis for 180']);
    expect(deleted()).toEqual(['usoft-1', 'usoft-2']);
    await run();
    expect(deleted().at(-1)).toBe('usoft-0');
    await put(`${CORE}/pods/usoft-0`, samplePod('usoft-0'));
    await run();
    expect(members.transfers.at(-1)).toBe('fitis ->  for 0');
  });

  test('changes nothing while it is paused, but goes on to report', async () => {
    await putCluster();
    await putLicense(SAMPLE_LICENSE);
    await run();
    await putPods();
    members.elect('fitis');
    const current = status();
    await put(
      CLUSTER,
      sampleCluster({ leaseSeconds: 60 }, { status: current, annotations: { 'lmtriad.io/paused': 'true' } }),
    );
    const before = api.get(`${CORE}/configmaps/usoft-config`)?.metadata.resourceVersion;
    await run();
    expect(api.get(`${CORE}/configmaps/usoft-config`)?.metadata.resourceVersion).toBe(before);
    expect(status().master).toBe('fitis');
    expect(condition('Progressing')).toMatchObject({ reason: 'Paused' });
  });

  test('gives a server made again the ordinal that its volume had', async () => {
    await put(`${CORE}/configmaps/marker`, { metadata: { name: 'marker', namespace: 'licensing' } });
    api.put(`${CORE}/persistentvolumeclaims/data-usoft-0`, {
      metadata: {
        name: 'data-usoft-0',
        namespace: 'licensing',
        annotations: { 'lmtriad.io/ordinals': '{"azuurmees":2,"fitis":1,"buulbuul":0}' },
      },
    });
    await putCluster();
    await putLicense(SAMPLE_LICENSE);
    await run();
    expect(status().members?.map(({ name, pod }) => `${name} ${pod}`)).toEqual([
      'azuurmees usoft-2',
      'fitis usoft-1',
      'buulbuul usoft-0',
    ]);
  });

  test('takes nothing over from a namesake that is being deleted: not its id, and not what its servers say', async () => {
    const owner = (kind: string, uid: string) => [{ apiVersion: 'v1', kind, name: 'usoft', uid, controller: true }];
    await put(`${APPS}/statefulsets/usoft`, {
      metadata: {
        name: 'usoft',
        namespace: 'licensing',
        uid: 'former-set',
        labels: { 'lmtriad.io/cluster': 'usoft' },
        annotations: { 'lmtriad.io/cluster-id': 'c0ffee00c0ffee00c0ffee00c0ffee00' },
        ownerReferences: owner('LicenseCluster', 'former-cluster'),
      },
    });
    for (const ordinal of [0, 1, 2]) {
      const pod = samplePod(`usoft-${ordinal}`);
      const metadata = { ...pod.metadata, ownerReferences: owner('StatefulSet', 'former-set') };
      await put(`${CORE}/pods/usoft-${ordinal}`, { ...pod, metadata });
    }
    members.elect('azuurmees');
    await putCluster();
    await putLicense(SAMPLE_LICENSE);
    await run();
    expect(status().clusterId).toBeUndefined();
    expect(status().members?.map(({ message }) => message)).toEqual(Array(3).fill('there is no pod'));
    const config = api.get(`${CORE}/configmaps/usoft-config`)?.['data'] as Record<string, string>;
    expect(JSON.parse(config['cluster.json'] ?? '')).toMatchObject({ clusterId: '' });
  });
});
