import { join } from 'node:path';
import { ChannelCredentials, Client, Metadata, type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type HelloRequest, type HelloResponseInit, PeerService } from '../../proto/index.ts';
import { type Caller, callerOf, requireAdministrator, requirePeer, type Security, setForwarded } from './caller.ts';
import { type Credentials, certificateCredentials, plaintextCredentials } from './credentials.ts';
import { DeniedError } from './errors.ts';
import { type Listening, listen, type Pair, TestAuthority, temporaryFolder } from './testMember.ts';

let authority: TestAuthority;
let stranger: TestAuthority;
beforeAll(async () => {
  [authority, stranger] = await Promise.all([TestAuthority.make(), TestAuthority.make('another CA')]);
});

const cleanup: (() => unknown)[] = [];
afterEach(() => {
  for (const step of cleanup.splice(0).reverse()) {
    step();
  }
  vi.useRealTimers();
});

/** A server that answers Hello with who it takes the caller for. */
async function doorman(security: Security, credentials: Credentials): Promise<Listening> {
  const hello = (
    call: ServerUnaryCall<HelloRequest, HelloResponseInit>,
    answer: sendUnaryData<HelloResponseInit>,
  ): void => answer(null, { server: JSON.stringify(callerOf(call, security)) });
  const listening = await listen(credentials.server, [
    [PeerService, { hello, exchange: hello, agree: hello, join: hello }],
  ]);
  cleanup.push(
    () => listening.server.forceShutdown(),
    () => credentials.close(),
  );
  return listening;
}

function ask(
  port: number,
  credentials: ChannelCredentials,
  metadata = new Metadata(),
  client?: Client,
): Promise<Caller> {
  const used = client ?? new Client(`localhost:${port}`, credentials, { 'grpc.use_local_subchannel_pool': 1 });
  cleanup.push(() => used.close());
  const { path, requestSerialize, responseDeserialize } = PeerService.hello;
  return new Promise((done, failed) => {
    used.makeUnaryRequest(path, requestSerialize, responseDeserialize, {}, metadata, (error, response) =>
      error ? failed(error) : done(JSON.parse(response?.server ?? '')),
    );
  });
}

async function secureDoorman(
  options: { onReload?: () => void; directory?: string } = {},
): Promise<{ port: number; directory: string }> {
  const directory = options.directory ?? temporaryFolder();
  await authority.writeServer(directory, 'azuurmees');
  const credentials = certificateCredentials({
    directory,
    server: 'AZUURMEES',
    pollMilliseconds: 20,
    onReload: options.onReload,
  });
  const { port } = await doorman({ credentials, serverAddresses: { has: () => true } }, credentials);
  return { port, directory };
}

function withCertificate(pair: Pair | null): ChannelCredentials {
  return pair === null
    ? ChannelCredentials.createSsl(Buffer.from(authority.certificate))
    : ChannelCredentials.createSsl(
        Buffer.from(authority.certificate),
        Buffer.from(pair.key),
        Buffer.from(pair.certificate),
      );
}

test('the certificate says who calls: server, administrator or client', async () => {
  const { port } = await secureDoorman();
  for (const [unit, name, expected] of [
    ['server', 'FITIS', 'fitis'],
    ['administrator', 'Root', 'Root'],
    ['client', 'app', 'app'],
  ] as const) {
    const caller = await ask(port, withCertificate(await authority.issue({ unit, name })));
    expect(caller).toEqual({
      kind: unit,
      name: expected,
      address: caller.address,
      loopback: true,
      verified: true,
      forwardedBy: '',
    });
  }
});

test('without a certificate a caller is anonymous, on loopback and from a server address too', async () => {
  const { port } = await secureDoorman();
  expect(await ask(port, withCertificate(null))).toMatchObject({ kind: 'anonymous', name: '', verified: false });
});

test('a certificate of another CA is worth nothing, whatever it says', async () => {
  const { port } = await secureDoorman();
  const forged = await stranger.issue({ unit: 'administrator', name: 'root' });
  expect(await ask(port, withCertificate(forged))).toMatchObject({ kind: 'anonymous', name: '', verified: false });
});

test('a certificate of a CA that took the name of ours is worth nothing', async () => {
  const { port } = await secureDoorman();
  const impostor = await TestAuthority.make();
  const forged = await impostor.issue({ unit: 'administrator', name: 'root' });
  // The TLS library drops the connection of a bad signature as often as it lets it pass unverified.
  const caller = await ask(port, withCertificate(forged)).catch(({ code }: { code: number }) => code);
  expect([status.UNAVAILABLE, expect.objectContaining({ kind: 'anonymous', verified: false })]).toContainEqual(caller);
});

test('a certificate that has run out is worth nothing', async () => {
  const { port } = await secureDoorman();
  const old = await authority.issue({ unit: 'server', name: 'fitis', days: -1 });
  expect(await ask(port, withCertificate(old))).toMatchObject({ kind: 'anonymous', verified: false });
});

test('a connection that is open loses its role when its certificate runs out', async () => {
  const { port } = await secureDoorman();
  const pair = await authority.issue({ unit: 'server', name: 'fitis', days: 1.5 / 86_400 });
  const client = new Client(`localhost:${port}`, withCertificate(pair));
  const channel = withCertificate(null);
  expect(await ask(port, channel, undefined, client)).toMatchObject({ kind: 'server' });
  const check = async (): Promise<void> =>
    expect(await ask(port, channel, undefined, client)).toMatchObject({ kind: 'anonymous', verified: false });
  await vi.waitFor(check, { timeout: 4_000, interval: 20 });
});

test('a certificate with two units, an unknown one, or of another organization gives no role', async () => {
  const { port } = await secureDoorman();
  for (const issued of [
    { unit: ['client', 'administrator'], name: 'a' },
    { unit: 'root', name: 'a' },
    { unit: 'administrator', name: 'a', organization: 'elsewhere' },
  ]) {
    expect(await ask(port, withCertificate(await authority.issue(issued)))).toMatchObject({ kind: 'anonymous' });
  }
});

test('a connection that is open loses its role when the CA behind it is replaced', async () => {
  const reloads: unknown[] = [];
  const { port, directory } = await secureDoorman({ onReload: () => reloads.push(1) });
  const client = new Client(
    `localhost:${port}`,
    withCertificate(await authority.issue({ unit: 'server', name: 'fitis' })),
  );
  expect(await ask(port, withCertificate(null), undefined, client)).toMatchObject({ kind: 'server' });
  await stranger.writeServer(directory, 'azuurmees');
  await vi.waitFor(() => expect(reloads.length).toBeGreaterThan(0), { interval: 5 });
  await vi.waitFor(
    async () =>
      expect(await ask(port, withCertificate(null), undefined, client)).toMatchObject({
        kind: 'anonymous',
        verified: false,
      }),
    { interval: 5 },
  );
});

test('what a caller says about being forwarded counts only from a server', async () => {
  const { port } = await secureDoorman();
  const metadata = new Metadata();
  const original: Caller = {
    kind: 'administrator',
    name: 'jürgen',
    address: '10.1.2.3',
    loopback: false,
    verified: true,
    forwardedBy: '',
  };
  setForwarded(metadata, 'fitis', original);
  const server = withCertificate(await authority.issue({ unit: 'server', name: 'fitis' }));
  expect(await ask(port, server, metadata)).toEqual({ ...original, forwardedBy: 'fitis' });
  const client = withCertificate(await authority.issue({ unit: 'client', name: 'app' }));
  expect(await ask(port, client, metadata)).toMatchObject({ kind: 'client', name: 'app', forwardedBy: '' });
  expect(await ask(port, withCertificate(null), metadata)).toMatchObject({ kind: 'anonymous', forwardedBy: '' });
});

test('without certificates the address says who calls', async () => {
  const credentials = plaintextCredentials();
  const known = new Set<string>();
  const { port } = await doorman(
    { credentials, serverAddresses: { has: (address) => known.has(address) } },
    credentials,
  );
  const plain = ChannelCredentials.createInsecure();
  expect(await ask(port, plain)).toMatchObject({ kind: 'administrator', loopback: true, verified: false });
  known.add('127.0.0.1').add('::1');
  expect(await ask(port, plain)).toMatchObject({ kind: 'server', loopback: true, verified: false });
});

const base: Caller = {
  kind: 'anonymous',
  name: '',
  address: '10.0.0.1',
  loopback: false,
  verified: false,
  forwardedBy: '',
};

test.each<[string, Partial<Caller>, boolean, boolean]>([
  ['an anonymous caller', {}, false, false],
  ['a client', { kind: 'client', verified: true }, false, false],
  ['an administrator', { kind: 'administrator', verified: true }, false, true],
  ['a server', { kind: 'server', verified: true }, true, false],
  ['a server on loopback with certificates', { kind: 'server', verified: true, loopback: true }, true, false],
  ['a server address without certificates', { kind: 'server' }, true, false],
  ['loopback without certificates', { kind: 'administrator', loopback: true }, false, true],
  ['loopback that is a server address, without certificates', { kind: 'server', loopback: true }, true, true],
  ['a forwarded administrator', { kind: 'administrator', verified: true, forwardedBy: 'fitis' }, false, true],
  ['a server that a server passed on', { kind: 'server', verified: true, forwardedBy: 'fitis' }, false, false],
])('%s may act as peer and administrator: as the table says', (_name, parts, peer, administrator) => {
  const may = (check: (caller: Caller) => void): boolean => {
    try {
      check({ ...base, ...parts });
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(DeniedError);
      return false;
    }
  };
  expect([may(requirePeer), may(requireAdministrator)]).toEqual([peer, administrator]);
});

test('the folder of the certificates is named when one is missing', () => {
  const directory = temporaryFolder();
  expect(() => certificateCredentials({ directory, server: 'azuurmees' })).toThrow(join(directory, 'ca.crt'));
});
