import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { parseLicense } from '../../license/index.ts';
import { hostFacts, wrongHost } from './hostBinding.ts';
import { parseClusterConfig } from './settings.ts';

const file = (hostid: string) =>
  parseLicense(
    `SERVER alpha ${hostid} 1\nSERVER beta ANY 2\nSERVER gamma 001122334455 3\nVENDOR v\nFEATURE f v 1.0 permanent 1\n`,
    'license.dat',
  ).file;
const facts = {
  ethers: ['00:19:d2:c9:24:17'],
  addresses: ['10.1.2.3'],
  hostname: 'Alpha',
  vmUuid: '4C4C-1',
  k8sUid: '0b1c',
};

describe('a SERVER line', () => {
  test.each([
    'ANY',
    '0019d2c92417',
    '00-19-D2-C9-24-17',
    'INTERNET=10.1.*.*',
    'HOSTNAME=alpha',
    'VM_UUID=4c4c-1',
    'K8S_UID=0B1C',
  ])('with the host id %s is of this machine', (hostid) => expect(wrongHost(file(hostid), 'ALPHA', facts)).toBeNull());

  test.each([
    ['0019d2c92418', ', it has 0019d2c92417'],
    ['INTERNET=10.2.*.*', ', it has 10.1.2.3'],
    ['HOSTNAME=beta', ', it is HOSTNAME=Alpha'],
    ['VM_UUID=x', ', it is 4C4C-1'],
    ['K8S_UID=x', ', it is 0b1c'],
    ['FLEXID=9-1', ''],
  ])('with the host id %s is not, and the message says what it has', (hostid, shown) => {
    const expected = `license.dat:1: SERVER alpha: this is not the host ${hostid}${shown} (-9)`;
    expect(wrongHost(file(hostid), 'alpha', facts)).toBe(expected);
  });

  test('of another server is that one to judge', () => {
    expect(wrongHost(file('ANY'), 'beta', facts)).toBeNull();
    expect(wrongHost(file('ANY'), 'gamma', facts)).not.toBeNull();
  });
});

describe('what a server can show', () => {
  const config = (kubernetesUid: string) =>
    parseClusterConfig(JSON.stringify({ servers: [{}, {}, {}], kubernetesUid }), 'cluster.json');

  test('is on a host what its interfaces, name and firmware say', () => {
    const found = hostFacts(null);
    const own = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    for (const { mac, internal } of own) if (!internal) expect(found.ethers).toContain(mac);
    expect(found.hostname).toBeTruthy();
    expect(found.k8sUid).toBeUndefined();
  });

  test('is in a pod its Kubernetes alone: its machine changes', () => {
    expect(hostFacts(config('0b1c'))).toEqual({ k8sUid: '0b1c' });
    expect(hostFacts(config(''))).toEqual({});
    expect(wrongHost(file('K8S_UID='), 'alpha', hostFacts(config('')))).toMatch(
      /no uid of kube-system is known \(-9\)$/,
    );
  });
});
