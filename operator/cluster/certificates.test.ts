import { X509Certificate } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type PeerCertificate, type TLSSocket } from 'node:tls';
import { beforeAll, describe, expect, test } from 'vitest';
import type { KeyPair } from '../specs/index.ts';
import { sampleCluster } from '../testing/fixtures.ts';
import { createAuthority, isGoodLeaf, issueLeaf, type LeafWish, needsRenewal } from './certificates.ts';
import { serverWish } from './tls.ts';

const NOW = new Date();
const days = (count: number) => new Date(NOW.getTime() + count * 86_400_000);
const ADMINISTRATOR: LeafWish = { unit: 'administrator', commonName: 'usoft', dnsNames: [], addresses: [] };
const cluster = sampleCluster();
const [azuurmees = { name: '', port: 0 }] = cluster.spec.servers;
const SERVER = serverWish(cluster, azuurmees);

describe('certificates', () => {
  let authority: KeyPair;
  let server: KeyPair;
  let administrator: KeyPair;

  beforeAll(async () => {
    authority = await createAuthority('usoft license authority', NOW);
    server = await issueLeaf(authority, SERVER, NOW);
    administrator = await issueLeaf(authority, ADMINISTRATOR, NOW);
  });

  /** The subject of the client's certificate as the server sees it. */
  async function handshake(trusted: string, name: string): Promise<PeerCertificate['subject']> {
    const seen = Promise.withResolvers<PeerCertificate['subject']>();
    const listener = createServer(
      {
        key: server.key,
        cert: server.certificate,
        ca: authority.certificate,
        requestCert: true,
        rejectUnauthorized: true,
      },
      (socket: TLSSocket) => seen.resolve(socket.getPeerCertificate().subject),
    );
    listener.on('tlsClientError', seen.reject);
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as AddressInfo;
    const { key, certificate: cert } = administrator;
    const client = connect({ port, host: '127.0.0.1', servername: name, ca: trusted, key, cert });
    client.on('error', seen.reject);
    try {
      return await seen.promise;
    } finally {
      client.destroy();
      listener.close();
    }
  }

  test('are accepted on both sides of a connection, under every name of the server', async () => {
    for (const name of ['azuurmees.lmtriad.internal', 'usoft-azuurmees.licensing.svc', 'usoft', 'localhost']) {
      expect(await handshake(authority.certificate, name)).toMatchObject({ O: 'lmtriad', OU: 'administrator' });
    }
  });

  test('are refused under a name that is not theirs, and by who trusts another authority', async () => {
    await expect(handshake(authority.certificate, 'fitis.lmtriad.internal')).rejects.toThrow();
    const other = await createAuthority('usoft license authority', NOW);
    await expect(handshake(other.certificate, 'localhost')).rejects.toThrow();
  });

  test('of a longer living authority with the old key still hold, and so do those it issued before', async () => {
    const longer = await createAuthority('usoft license authority', days(3000), authority);
    expect(new X509Certificate(server.certificate).verify(new X509Certificate(longer.certificate).publicKey)).toBe(
      true,
    );
    expect(isGoodLeaf(longer, server, SERVER, NOW)).toBe(true);
  });

  test('are renewed when a third of their time is left', () => {
    expect(needsRenewal(server, days(200))).toBe(false);
    expect(needsRenewal(server, days(250))).toBe(true);
    expect(needsRenewal(authority, days(2000))).toBe(false);
    expect(needsRenewal(authority, days(2500))).toBe(true);
    expect(needsRenewal({ certificate: 'broken', key: 'broken' }, NOW)).toBe(true);
    expect(needsRenewal({ certificate: server.certificate, key: administrator.key }, NOW)).toBe(true);
  });

  test('are issued anew when they say something else than is wanted now', async () => {
    expect(isGoodLeaf(authority, server, SERVER, NOW)).toBe(true);
    expect(isGoodLeaf(authority, undefined, SERVER, NOW)).toBe(false);
    const outside = serverWish(cluster, { ...azuurmees, host: 'azuurmees.example.com' });
    expect(isGoodLeaf(authority, server, outside, NOW)).toBe(false);
    expect(isGoodLeaf(authority, administrator, { ...ADMINISTRATOR, unit: 'client' }, NOW)).toBe(false);
    expect(isGoodLeaf(await createAuthority('usoft license authority', NOW), server, SERVER, NOW)).toBe(false);
  });

  test('of a client or administrator are no good as a server', async () => {
    const usages = new X509Certificate(administrator.certificate).keyUsage;
    expect(usages).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(new X509Certificate(server.certificate).keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    expect(new X509Certificate(server.certificate).ca).toBe(false);
  });
});
