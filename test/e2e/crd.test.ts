/** The definition of LicenseCluster on a real API server: what it takes, what it refuses and in which words. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, openCluster } from '../cluster/index.ts';

const NAMESPACE = 'lmtriad-e2e-crd';
const SERVERS = [
  { name: 'azuurmees', port: 2830 },
  { name: 'fitis', port: 2831 },
  { name: 'buulbuul', port: 2832 },
];

let cluster: Cluster;

beforeAll(async () => {
  cluster = await openCluster();
  // No operator looks after this namespace: nothing here waits for pods.
  const manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } };
  await cluster.kubectl(['apply', '-f', '-'], { input: JSON.stringify(manifest) });
});

afterAll(async () => {
  await cluster.kubectl(['delete', 'namespace', NAMESPACE, '--wait=false']);
});

function manifest(name: string, spec: object): string {
  return JSON.stringify({
    apiVersion: 'lmtriad.io/v1alpha1',
    kind: 'LicenseCluster',
    metadata: { name },
    spec: { servers: SERVERS, license: { secretRef: { name: 'usoft-license' } }, ...spec },
  });
}

/** What the server says to it: '' if it takes it. Nothing is stored unless `store`. */
async function said(spec: object, options: { name?: string; store?: boolean } = {}): Promise<string> {
  const words = ['apply', '-n', NAMESPACE, '-f', '-', ...(options.store ? [] : ['--dry-run=server'])];
  const input = manifest(options.name ?? 'usoft', spec);
  const { code, stderr } = await cluster.kubectl(words, { input, okCodes: [0, 1] });
  return code === 0 ? '' : stderr;
}

function servers(...ports: number[]) {
  return { servers: SERVERS.map((server, position) => ({ ...server, port: ports[position] ?? server.port })) };
}

describe('the servers', () => {
  test('three with different names are taken', async () => {
    expect(await said({})).toBe('');
  });

  test('two are refused with the reason: two points of failure', async () => {
    const refusal = await said({ servers: SERVERS.slice(0, 2) });
    expect(refusal).toContain('spec.servers');
    expect(refusal).toContain('exactly three servers are needed');
    expect(refusal).toContain('with two there are two points of failure');
  });

  test.each([0, 1, 4])('%i are refused', async (count) => {
    const four = [...SERVERS, { name: 'sperwer', port: 2833 }];
    expect(await said({ servers: four.slice(0, count) })).toContain('exactly three servers are needed');
  });

  test('two of one name are refused', async () => {
    const twice = [...SERVERS.slice(0, 2), { name: 'fitis', port: 2832 }];
    expect(await said({ servers: twice })).toContain('the three servers must have different names');
  });

  test.each([
    [1023, 'greater than or equal to 1024'],
    [32001, 'less than or equal to 32000'],
  ])('port %i is refused', async (port, why) => {
    const refusal = await said(servers(2830, port));
    expect(refusal).toContain('spec.servers[1].port');
    expect(refusal).toContain(why);
  });

  test('ports 1024 and 32000 are taken', async () => {
    expect(await said(servers(1024, 32000))).toBe('');
  });

  test('a name that is no DNS label, or that a Service of the cluster has, is refused', async () => {
    const named = (name: string) => ({ servers: [{ name, port: 2830 }, ...SERVERS.slice(1)] });
    expect(await said(named('AZUURMEES'))).toContain('spec.servers[0].name');
    expect(await said(named('master'))).toContain('this name is taken by a Service or a certificate of the cluster');
  });

  test('names can not change afterwards, order and ports can', async () => {
    const name = 'settled';
    expect(await said({}, { name, store: true })).toBe('');
    const renamed = [{ name: 'sperwer', port: 2830 }, ...SERVERS.slice(1)];
    expect(await said({ servers: renamed }, { name, store: true })).toContain(
      'the names of the servers can not change',
    );
    expect(await said({ servers: SERVERS.toReversed() }, { name, store: true })).toBe('');
    expect(await said(servers(3830, 3831, 3832), { name, store: true })).toBe('');
  });
});

describe('other fields', () => {
  test('electionTimeoutMilliseconds and heartbeatIntervalSeconds exclude each other', async () => {
    expect(await said({ electionTimeoutMilliseconds: 300 })).toBe('');
    expect(await said({ heartbeatIntervalSeconds: 20 })).toBe('');
    expect(await said({ electionTimeoutMilliseconds: 300, heartbeatIntervalSeconds: 20 })).toContain(
      'electionTimeoutMilliseconds and heartbeatIntervalSeconds exclude each other',
    );
  });

  test.each([
    ['spec.electionTimeoutMilliseconds', { electionTimeoutMilliseconds: 199 }],
    ['spec.electionTimeoutMilliseconds', { electionTimeoutMilliseconds: 10_001 }],
    ['spec.leaseSeconds', { leaseSeconds: 9 }],
    ['spec.masterPolicy', { masterPolicy: 'Whoever' }],
    ['spec.license.secretRef', { license: {} }],
  ])('%s out of its range is refused by name', async (field, spec) => {
    expect(await said(spec)).toContain(field);
  });

  test.each([
    [
      'spec.placement.subnet.cidrs',
      { placement: { subnet: { cidrs: ['10.0.1.0/24'] } } },
      'cidrs is not supported yet',
    ],
    ['spec.nodeLoss.replacement', { nodeLoss: { replacement: 'Force' } }, 'replacement Force is not supported yet'],
    ['spec.tls.mode', { tls: { mode: 'Disabled' } }, 'only mode Managed is supported yet'],
    ['spec.tls.mode', { tls: { mode: 'Provided' } }, 'only mode Managed is supported yet'],
    ['spec.state', { state: 'Hibernated' }, 'state Hibernated is not supported yet'],
  ])('%s that is not supported yet is refused by name', async (field, spec, why) => {
    const refusal = await said(spec);
    expect(refusal).toContain(field);
    expect(refusal).toContain(why);
  });

  test('a field that does not exist is refused, not dropped in silence', async () => {
    expect(await said({ serverz: [] })).toContain('unknown field "spec.serverz"');
  });

  test('a name too long for Service names is refused', async () => {
    expect(await said({}, { name: 'u'.repeat(41) })).toContain('the name becomes part of Service names');
  });

  test('defaults are filled in by the server', async () => {
    expect(await said({}, { name: 'defaults', store: true })).toBe('');
    const { stdout } = await cluster.kubectl(['get', 'lic', 'defaults', '-n', NAMESPACE, '-o', 'json']);
    expect(JSON.parse(stdout).spec).toMatchObject({
      masterPolicy: 'PreferFirst',
      leaseSeconds: 30,
      license: { secretRef: { key: 'license.dat' } },
      placement: { nodeSpread: 'Required', subnet: { policy: 'Required', topologyKey: 'lmtriad.io/subnet' } },
      storage: { type: 'Persistent', size: '1Gi', onDelete: 'Retain' },
      nodeLoss: { replacement: 'WhenFenced', tolerationSeconds: 30 },
      tls: { mode: 'Managed' },
      state: 'Running',
    });
  });
});

describe('kubectl', () => {
  test('shows readiness, master and quorum in its columns; term and license with -o wide', async () => {
    expect(await said({}, { name: 'columns', store: true })).toBe('');
    const status = {
      master: 'fitis',
      term: 7,
      quorum: '2 of 3 up',
      conditions: [
        ['Ready', 'False', 'ServerDown'],
        ['LicenseValid', 'True', 'Rendered'],
      ].map(([type, state, reason]) => ({
        ...{ type, status: state, reason, message: '' },
        lastTransitionTime: '2026-01-01T00:00:00Z',
      })),
    };
    const patch = ['--subresource=status', '--type=merge', '-p', JSON.stringify({ status })];
    await cluster.kubectl(['patch', 'lic', 'columns', '-n', NAMESPACE, ...patch]);
    const rows = async (...more: string[]) => {
      const { stdout } = await cluster.kubectl(['get', 'lic', 'columns', '-n', NAMESPACE, ...more]);
      return stdout.trimEnd().split('\n');
    };
    const [head, row] = await rows();
    expect(head).toMatch(/^NAME +READY +MASTER +QUORUM +AGE$/);
    expect(row).toMatch(/^columns +False +fitis +2 of 3 up +\d+/);
    const [wideHead, wideRow] = await rows('-o', 'wide');
    expect(wideHead).toMatch(/^NAME +READY +MASTER +QUORUM +TERM +LICENSE +AGE$/);
    expect(wideRow).toMatch(/^columns +False +fitis +2 of 3 up +7 +Rendered +/);
  });

  test('knows the short name lic and the category licensing', async () => {
    const { stdout } = await cluster.kubectl(['api-resources', '--api-group=lmtriad.io', '-o', 'wide', '--no-headers']);
    expect(stdout).toMatch(/^licenseclusters +lic +lmtriad.io\/v1alpha1 +true +LicenseCluster .* licensing\s*$/);
    const listed = await cluster.kubectl(['get', 'licensing', '-n', NAMESPACE, '-o', 'name']);
    expect(listed.stdout).toContain('licensecluster.lmtriad.io/settled');
  });

  test.each([
    ['lic', 'three-server redundant license service'],
    ['lic.spec.servers', 'order of preference for the master'],
    ['lic.spec.servers.port', 'Port in the SERVER line'],
    ['lic.spec.masterPolicy', 'PRIMARY_IS_MASTER'],
    ['lic.spec.placement.subnet.policy', 'same value of the label topologyKey'],
    ['lic.status.members.incarnation', 'the disk was lost'],
  ])('explains %s', async (field, words) => {
    const { stdout } = await cluster.kubectl(['explain', field]);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(words);
  });

  test('explains every field of the spec', async () => {
    const { stdout } = await cluster.kubectl(['explain', 'lic.spec', '-o', 'plaintext-openapiv2'], { okCodes: [0, 1] });
    const fields = stdout.split('FIELDS:')[1] ?? '';
    expect(fields).toContain('servers');
    expect(fields).not.toContain('<no description>');
  });
});
