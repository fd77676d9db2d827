import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type Credentials, certificateCredentials } from './credentials.ts';
import { isTransportError } from './errors.ts';
import { listen, type MemberOptions, replaceFile, TestAuthority, TestMember, temporaryFolder } from './testMember.ts';

let authority: TestAuthority;
let stranger: TestAuthority;
beforeAll(async () => {
  [authority, stranger] = await Promise.all([TestAuthority.make(), TestAuthority.make()]);
});

const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanup.splice(0).reverse()) {
    await step();
  }
});

const eventually = (check: () => unknown): Promise<unknown> => vi.waitFor(check, { timeout: 5_000, interval: 5 });

async function folder(server: string, by = authority): Promise<string> {
  const directory = temporaryFolder();
  cleanup.push(() => rmSync(directory, { recursive: true }));
  await by.writeServer(directory, server);
  return directory;
}

function watch(
  directory: string,
  server: string,
  more: Partial<Parameters<typeof certificateCredentials>[0]> = {},
): Credentials {
  const credentials = certificateCredentials({ directory, server, pollMilliseconds: 20, ...more });
  cleanup.push(() => credentials.close());
  return credentials;
}

/** The serial number of the certificate that a listener shows. */
function shownSerial(port: number): Promise<string> {
  return new Promise((done, failed) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['h2'] }, () => {
      done(socket.getPeerCertificate().serialNumber);
      socket.destroy();
    });
    socket.once('error', failed);
  });
}

test('a listener shows a renewed certificate without a restart', async () => {
  const directory = await folder('azuurmees');
  const credentials = watch(directory, 'azuurmees');
  const { server, port } = await listen(credentials.server, []);
  cleanup.push(() => server.forceShutdown());
  const before = await shownSerial(port);
  expect(before).toBe(credentials.identity()?.serialNumber);
  await authority.writeServer(directory, 'azuurmees');
  await eventually(async () => expect(await shownSerial(port)).not.toBe(before));
  expect(await shownSerial(port)).toBe(credentials.identity()?.serialNumber);
});

test('while key and certificate do not fit each other the old pair stays in use, and the problem is told once', async () => {
  const directory = await folder('azuurmees');
  const problems: Error[] = [];
  const reloads: unknown[] = [];
  const credentials = watch(directory, 'azuurmees', {
    onProblem: (error) => problems.push(error),
    onReload: () => reloads.push(1),
  });
  const { server, port } = await listen(credentials.server, []);
  cleanup.push(() => server.forceShutdown());
  const before = await shownSerial(port);
  const next = await authority.issue({ unit: 'server', name: 'azuurmees' });
  replaceFile(join(directory, 'azuurmees.crt'), next.certificate);
  await eventually(() => expect(problems).toHaveLength(1));
  expect(await shownSerial(port)).toBe(before);
  replaceFile(join(directory, 'azuurmees.key'), next.key);
  await eventually(() => expect(reloads).toHaveLength(1));
  expect(await shownSerial(port)).not.toBe(before);
  expect(problems.map((error) => isTransportError(error, 'CertificateInvalid'))).toEqual([true]);
});

test('the server named file comes before tls.crt, and tls.crt serves where it is missing', async () => {
  const directory = await folder('tls');
  const named = await folder('fitis');
  expect(watch(directory, 'FITIS').identity()?.subject).toContain('CN=tls');
  expect(watch(named, 'FITIS').identity()?.subject).toContain('CN=fitis');
  await authority.writeServer(named, 'tls');
  expect(watch(named, 'FITIS').identity()?.subject).toContain('CN=fitis');
});

test.each([
  ['no ca.crt', 'CertificateMissing', (directory: string) => rmSync(join(directory, 'ca.crt'))],
  ['no certificate', 'CertificateMissing', (directory: string) => rmSync(join(directory, 'azuurmees.crt'))],
  ['no key', 'CertificateMissing', (directory: string) => rmSync(join(directory, 'azuurmees.key'))],
  ['an empty ca.crt', 'CertificateInvalid', (directory: string) => writeFileSync(join(directory, 'ca.crt'), '')],
  [
    'a broken certificate',
    'CertificateInvalid',
    (directory: string) =>
      writeFileSync(join(directory, 'azuurmees.crt'), '-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----'),
  ],
  [
    'a broken key',
    'CertificateInvalid',
    (directory: string) => writeFileSync(join(directory, 'azuurmees.key'), 'no key'),
  ],
] as const)('a folder with %s is refused at the start', async (_name, code, spoil) => {
  const directory = await folder('azuurmees');
  spoil(directory);
  try {
    watch(directory, 'azuurmees');
    expect.unreachable();
  } catch (error) {
    expect(isTransportError(error, code)).toBe(true);
  }
});

async function secureMember(options: MemberOptions & { directory: string }): Promise<TestMember> {
  const made = await new TestMember({ ...options, credentials: watch(options.directory, options.server) }).start();
  cleanup.push(() => made.stop());
  return made;
}

test('members with certificates of one CA link up; one of another CA is neither dialled nor taken', async () => {
  const [azuurmees, fitis, buulbuul] = await Promise.all([
    folder('azuurmees'),
    folder('fitis'),
    folder('buulbuul', stranger),
  ]);
  const left = await secureMember({ server: 'azuurmees', incarnation: 11, directory: azuurmees });
  const right = await secureMember({ server: 'fitis', incarnation: 22, directory: fitis });
  const third = await secureMember({ server: 'buulbuul', incarnation: 33, directory: buulbuul });
  left.transport.setPeers([
    { server: 'fitis', host: '127.0.0.1', port: right.port, incarnation: 22 },
    { server: 'buulbuul', host: '127.0.0.1', port: third.port, incarnation: 33 },
  ]);
  right.dial(left);
  await eventually(() => expect(left.transport.status()[0]).toMatchObject({ outgoing: true, incoming: 22 }));
  await eventually(() => expect(left.transport.status()[1]?.problem).toMatch(/certificate|verify/i));
  expect(left.transport.status()[1]).toMatchObject({ outgoing: false, incoming: 0 });
});

test('a member that presents the certificate of a client, or of another server, is refused', async () => {
  const directory = await folder('azuurmees');
  const left = await secureMember({ server: 'azuurmees', incarnation: 11, directory });
  for (const issued of [
    { unit: 'client', name: 'fitis' },
    { unit: 'server', name: 'buulbuul' },
  ]) {
    const other = temporaryFolder();
    cleanup.push(() => rmSync(other, { recursive: true }));
    await authority.writeServer(other, 'fitis', await authority.issue(issued));
    const right = await secureMember({ server: 'fitis', incarnation: 22, directory: other });
    right.dial(left);
    await eventually(() => expect(right.transport.status()[0]?.problem).toMatch(/^caller: /));
  }
  expect(left.count('up')).toBe(0);
});

test('after both sides took up a new CA, the next connection uses it', async () => {
  const [azuurmees, fitis] = await Promise.all([folder('azuurmees'), folder('fitis')]);
  const left = await secureMember({ server: 'azuurmees', incarnation: 11, directory: azuurmees });
  const right = await secureMember({ server: 'fitis', incarnation: 22, directory: fitis });
  left.dial(right);
  await eventually(() => expect(right.count('up')).toBe(1));
  await stranger.writeServer(azuurmees, 'azuurmees');
  await stranger.writeServer(fitis, 'fitis');
  left.transport.setPeers([]);
  await eventually(() => expect(right.count('down')).toBe(1));
  left.dial(right);
  await eventually(() => expect(right.count('up')).toBe(2));
});
