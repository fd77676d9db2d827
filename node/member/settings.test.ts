import { describe, expect, test } from 'vitest';
import {
  detectionMilliseconds,
  leaseMilliseconds,
  parseClusterConfig,
  SettingsError,
  serverAddresses,
  whoAmI,
} from './settings.ts';

const HOSTS = [
  { host: 'Alpha.example.com', port: 27_000 },
  { host: 'beta', port: 27_001 },
  { host: '192.0.2.7', port: null },
];
const SERVERS = serverAddresses(HOSTS, null);

const CONFIG = parseClusterConfig(
  JSON.stringify({
    cluster: 'usoft',
    servers: [
      { name: 'Fitis', ordinal: 2, host: 'usoft-fitis.ns.svc', port: 1 },
      { name: 'azuur', ordinal: 0, host: 'usoft-azuur.ns.svc', port: 2 },
      { name: 'buul', ordinal: 1, host: 'usoft-buul.ns.svc', port: 3 },
    ],
  }),
  'cluster.json',
);

describe('the servers', () => {
  test('are named in lower case, in the order of the lines', () => {
    expect(SERVERS.map((each) => each.server)).toEqual(['alpha.example.com', 'beta', '192.0.2.7']);
    expect(SERVERS[2]?.port).toBe(0);
  });

  test('have the names that the operator gave to their hosts', () => {
    const lines = CONFIG.servers.map(({ host, port }) => ({ host, port }));
    expect(serverAddresses(lines, CONFIG).map((each) => each.server)).toEqual(['fitis', 'azuur', 'buul']);
  });
});

describe('who this process is (R16)', () => {
  const here = { config: null, addresses: [] };

  test('what --server says comes first, whatever its case', () => {
    expect(whoAmI(SERVERS, { ...here, server: 'BETA', hostName: 'alpha' }).server).toBe('beta');
    expect(() => whoAmI(SERVERS, { ...here, server: 'gamma' })).toThrow(SettingsError);
  });

  test.each([
    ['alpha.example.com', []],
    ['ALPHA', []],
    ['beta.example.com', []],
  ])('a machine called %s is found by its name, with or without the domain', (hostName, addresses) => {
    expect(whoAmI(SERVERS, { config: null, hostName, addresses }).host.toLowerCase()).toContain(
      hostName.toLowerCase().split('.')[0],
    );
  });

  test('a machine is found by its address', () => {
    expect(whoAmI(SERVERS, { config: null, hostName: 'gamma', addresses: ['192.0.2.7'] }).server).toBe('192.0.2.7');
  });

  test('none or several that fit are an error that says what to do', () => {
    expect(() => whoAmI(SERVERS, { ...here, hostName: 'gamma' })).toThrow('say which one this is with --server NAME');
    expect(() => whoAmI(SERVERS, { config: null, hostName: 'beta', addresses: ['192.0.2.7'] })).toThrow('several');
  });

  test('a pod is found by its ordinal, not by its place in the order', () => {
    const servers = serverAddresses(CONFIG.servers, CONFIG);
    expect(whoAmI(servers, { config: CONFIG, podName: 'usoft-2' }).server).toBe('fitis');
    expect(whoAmI(servers, { config: CONFIG, podName: 'usoft-0' }).server).toBe('azuur');
    expect(() => whoAmI(servers, { config: CONFIG, podName: 'usoft-3' })).toThrow('belongs to none');
    expect(() => whoAmI(servers, { config: CONFIG })).toThrow(SettingsError);
  });
});

describe('cluster.json', () => {
  test('has defaults for what is not said', () => {
    expect(CONFIG).toMatchObject({ clusterId: '', revision: '', leaseSeconds: 30, electionTimeoutMilliseconds: 300 });
  });

  test.each(['{', '{}', '{"servers": []}', '{"servers": [1, 2]}'])('%s is refused with its path', (text) => {
    expect(() => parseClusterConfig(text, '/etc/x.json')).toThrow('/etc/x.json');
  });
});

describe('times', () => {
  test.each([
    [300, null, 300],
    [300, 0, 300],
    [300, 20, 79_000],
    [10_000, 1, 10_000],
  ])('election timeout %d ms, HEARTBEAT_INTERVAL=%s: a lost master is noticed within %d ms', (timeout, n, expected) => {
    expect(detectionMilliseconds(timeout, n)).toBe(expected);
  });

  test('a lease outlives the time in which a lost master is noticed, and stays within its bounds', () => {
    expect(leaseMilliseconds(30_000, 300)).toBe(30_000);
    expect(leaseMilliseconds(30_000, 79_000)).toBe(158_000);
    expect(leaseMilliseconds(10_000, 4_000_000)).toBe(3_600_000);
  });
});

test('an order to recover must say which cluster is formed, by whom and from what', () => {
  const servers = [{}, {}, {}];
  const recover = { clusterId: 'ffeeddccbbaa99887766554433221100', server: 'Fitis', from: 'data' };
  const parse = (order: object) => parseClusterConfig(JSON.stringify({ servers, recover: order }), 'cluster.json');
  expect(parse(recover).recover).toEqual({ ...recover, server: 'fitis' });
  expect(() => parse({ ...recover, clusterId: 'x' })).toThrow('"recover" must have');
  expect(() => parse({ ...recover, clusterId: [recover.clusterId] })).toThrow('"recover" must have');
  expect(() => parse({ ...recover, server: 7 })).toThrow('"recover" must have');
  expect(() => parseClusterConfig('null', 'cluster.json')).toThrow('"servers" must name three');
  expect(() => parse({ ...recover, from: 'somewhere' })).toThrow('"recover" must have');
});
