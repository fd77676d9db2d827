import { beforeAll, describe, expect, test } from 'vitest';
import type { Resource } from '../kube/index.ts';
import type { LicenseCluster, SecretManifest } from '../specs/index.ts';
import { sampleCluster } from '../testing/fixtures.ts';
import type { FileReader, Files } from './fileReader.ts';
import { type ClusterCertificates, certificateSecrets, prepareCertificates } from './tls.ts';

const NOW = new Date();
const days = (count: number) => new Date(NOW.getTime() + count * 86_400_000);
const cluster = sampleCluster();

/** Reads what `certificateSecrets` has made, after `change`. */
function reader(
  certificates: ClusterCertificates | undefined,
  change: (files: Map<string, Files>) => void = () => undefined,
) {
  const secrets = certificates === undefined ? [] : (certificateSecrets(cluster, certificates) as SecretManifest[]);
  const stored = new Map<string, Files>(
    secrets.map(({ metadata, data }) => [
      metadata.name,
      Object.fromEntries(Object.entries(data).map(([key, text]) => [key, Buffer.from(text, 'base64')])),
    ]),
  );
  change(stored);
  return {
    read: async (_resource: Resource, _namespace: string, name: string) => stored.get(name),
  } as unknown as FileReader;
}

describe('the certificates of a cluster', () => {
  let first: ClusterCertificates;
  beforeAll(async () => {
    first = await prepareCertificates(cluster, reader(undefined), NOW);
  });

  const again = (now: Date, which: LicenseCluster = cluster, change?: (files: Map<string, Files>) => void) =>
    prepareCertificates(which, reader(first, change), now);

  test('are made for each server, the administrator and clients', () => {
    expect(Object.keys(first.servers)).toEqual(['azuurmees', 'fitis', 'buulbuul']);
    expect(certificateSecrets(cluster, first).map(({ metadata }) => metadata.name)).toEqual([
      'usoft-ca',
      'usoft-certs',
      'usoft-administrator',
      'usoft-client',
    ]);
  });

  test('stay as they are while they are good', async () => {
    expect(await again(days(100))).toEqual(first);
  });

  test('are renewed in time, under the same authority', async () => {
    const renewed = await again(days(300));
    expect(renewed.authority).toEqual(first.authority);
    expect(renewed.servers['fitis']?.certificate).not.toBe(first.servers['fitis']?.certificate);
    expect(renewed.administrator.certificate).not.toBe(first.administrator.certificate);
  });

  test('are renewed with the authority, whose key stays', async () => {
    const renewed = await again(days(3000));
    expect(renewed.authority.key).toBe(first.authority.key);
    expect(renewed.authority.certificate).not.toBe(first.authority.certificate);
  });

  test('change for a server alone when its names change', async () => {
    const [azuurmees, ...others] = cluster.spec.servers;
    if (azuurmees === undefined) throw new Error('the sample has no servers');
    const outside = sampleCluster({ servers: [{ ...azuurmees, host: 'license.example.com' }, ...others] });
    const changed = await again(NOW, outside);
    expect(changed.servers['azuurmees']).not.toEqual(first.servers['azuurmees']);
    expect(changed.servers['fitis']).toEqual(first.servers['fitis']);
  });

  test('come back when somebody has deleted or damaged them', async () => {
    const damaged = await again(NOW, cluster, (files) => {
      files.delete('usoft-client');
      files.set('usoft-certs', { ...files.get('usoft-certs'), 'fitis.key': Buffer.from('nonsense') });
    });
    expect(damaged.servers['azuurmees']).toEqual(first.servers['azuurmees']);
    expect(damaged.servers['fitis']).not.toEqual(first.servers['fitis']);
    expect(damaged.client).not.toEqual(first.client);
  });

  test('are not all thrown away for an authority that can not be read', async () => {
    const broken = again(NOW, cluster, (files) => {
      files.set('usoft-ca', { 'tls.crt': Buffer.from('x'), 'tls.key': Buffer.from('x') });
    });
    await expect(broken).rejects.toMatchObject({ code: 'CertificatesBroken' });
  });
});
