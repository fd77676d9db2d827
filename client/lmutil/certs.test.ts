import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer, type PeerCertificate } from 'node:tls';
import { beforeEach, describe, expect, test } from 'vitest';
import { lmutil } from './program.ts';
import { fakeTerminal } from './testing.ts';

const license = `SERVER AZUURMEES ANY TCP:2830
SERVER FITIS.example.org ANY TCP:2831
SERVER 127.0.0.3 ANY TCP:2832
DAEMON usoft
FEATURE f1 usoft 1.0 permanent 5
`;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lmtriad-certs-'));
  writeFileSync(join(folder, 'license.dat'), license);
});

async function init(...args: string[]) {
  const terminal = { ...fakeTerminal(), now: () => new Date() };
  let out = '';
  terminal.out = (text) => {
    out += text;
  };
  let err = '';
  terminal.err = (text) => {
    err += text;
  };
  const code = await lmutil(['certs', 'init', '-c', join(folder, 'license.dat'), ...args], undefined, terminal);
  return { code, out, err };
}

function certificate(name: string): X509Certificate {
  return new X509Certificate(readFileSync(join(folder, 'certs', name)));
}

function file(name: string): Buffer {
  return readFileSync(join(folder, 'certs', name));
}

/** A TLS handshake between two of the certificates; the common name that the server saw. */
function handshake(server: string, client: string, servername: string): Promise<string | undefined> {
  const ca = file('ca.crt');
  const listener = createServer({ ca, cert: file(`${server}.crt`), key: file(`${server}.key`), requestCert: true });
  return new Promise((resolve, reject) => {
    listener.once('secureConnection', (socket) => {
      const peer: PeerCertificate = socket.getPeerCertificate();
      resolve(socket.authorized ? String(peer.subject.OU) : undefined);
      socket.destroy();
      listener.close();
    });
    listener.listen(0, '127.0.0.1', () => {
      const port = (listener.address() as { port: number }).port;
      const options = { ca, cert: file(`${client}.crt`), key: file(`${client}.key`), servername };
      connect({ host: '127.0.0.1', port, ...options }).on('error', (error) => {
        listener.close();
        reject(error);
      });
    });
  });
}

describe('lmutil certs init', () => {
  test('makes an authority and certificates for servers, administrators and programs, keys readable by the owner only', async () => {
    const { code, out } = await init();
    expect(code).toBe(0);
    const names = ['127.0.0.3', 'administrator', 'azuurmees', 'ca', 'client', 'fitis.example.org'];
    expect(readdirSync(join(folder, 'certs'))).toEqual(names.flatMap((name) => [`${name}.crt`, `${name}.key`]));
    for (const name of names) expect(statSync(join(folder, 'certs', `${name}.key`)).mode & 0o777).toBe(0o600);
    expect(out).toContain('AZUURMEES: ca.crt azuurmees.crt azuurmees.key');
  });

  test('names units and hosts in the certificates, all signed by the authority', async () => {
    await init();
    const ca = certificate('ca.crt');
    expect(ca.ca).toBe(true);
    for (const name of ['azuurmees', 'fitis.example.org', '127.0.0.3', 'administrator', 'client']) {
      expect(certificate(`${name}.crt`).verify(ca.publicKey)).toBe(true);
    }
    expect(certificate('azuurmees.crt').subject).toBe('O=lmtriad\nOU=server\nCN=azuurmees');
    expect(certificate('administrator.crt').subject).toContain('OU=administrator');
    const names = certificate('fitis.example.org.crt').subjectAltName?.split(', ');
    for (const name of [
      'DNS:fitis.example.org.lmtriad.internal',
      'DNS:fitis.example.org',
      'DNS:fitis',
      'DNS:localhost',
    ]) {
      expect(names).toContain(name);
    }
    expect(certificate('127.0.0.3.crt').checkIP('127.0.0.3')).toBe('127.0.0.3');
    expect(certificate('azuurmees.crt').checkHost('fitis')).toBeUndefined();
  });

  test('gives certificates that both sides of a handshake accept', async () => {
    await init();
    expect(await handshake('azuurmees', 'administrator', 'azuurmees')).toBe('administrator');
    expect(await handshake('azuurmees', 'fitis.example.org', 'azuurmees.lmtriad.internal')).toBe('server');
    await expect(handshake('azuurmees', 'client', 'fitis')).rejects.toThrow(/does not match/);
  });

  test('is good for the days asked for', async () => {
    await init('--days', '30');
    const days = (Date.parse(certificate('client.crt').validTo) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(29.9);
    expect(days).toBeLessThan(30.1);
    expect((await init('--days', '0')).code).toBe(214);
  });

  test('overwrites nothing', async () => {
    await init();
    const before = file('ca.key');
    const { code, err } = await init();
    expect(code).toBe(214);
    expect(err).toContain('nothing is overwritten');
    expect(file('ca.key')).toEqual(before);
  });
});
