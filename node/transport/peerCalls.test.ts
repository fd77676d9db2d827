import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import { afterEach, expect, test, vi } from 'vitest';
import { type HelloRequest, type HelloResponseInit, PeerService } from '../../proto/index.ts';
import { reachableAddress } from './connect.ts';
import { plaintextCredentials } from './credentials.ts';
import { isTransportError, PeerCallError } from './errors.ts';
import { PeerCalls } from './peerCalls.ts';
import { listen } from './testMember.ts';

const cleanup: (() => unknown)[] = [];
afterEach(() => {
  for (const step of cleanup.splice(0).reverse()) {
    step();
  }
});

type Hello = (call: ServerUnaryCall<HelloRequest, HelloResponseInit>, answer: sendUnaryData<HelloResponseInit>) => void;

async function peer(hello: Hello): Promise<number> {
  const { server, port } = await listen(plaintextCredentials().server, [
    [PeerService, { hello, agree: hello, join: hello, exchange: hello }],
  ]);
  cleanup.push(() => server.forceShutdown());
  return port;
}

/** Accepts connections and never says a word. */
async function mute(): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanup.push(() => {
    server.close();
    for (const socket of sockets) {
      socket.destroy();
    }
  });
  return (server.address() as { port: number }).port;
}

/** A port at which connections are neither taken nor refused: a process that hangs with its queue full. */
async function deaf(): Promise<number> {
  const hang = `const s = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    require('node:fs').writeSync(1, String(s.address().port));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;
  const child = spawn(process.execPath, ['-e', hang], { stdio: ['ignore', 'pipe', 'inherit'] });
  cleanup.push(() => child.kill('SIGKILL'));
  const [text] = (await once(child.stdout, 'data')) as [Buffer];
  const fill = [1, 2].map(() => connect(Number(String(text)), '127.0.0.1'));
  cleanup.push(() => {
    for (const socket of fill) {
      socket.destroy();
    }
  });
  await Promise.all(fill.map((socket) => once(socket, 'connect')));
  return Number(String(text));
}

const target = (port: number) => ({ server: 'fitis', host: 'localhost', port });
const calls = (limitMilliseconds = 2_000): PeerCalls =>
  new PeerCalls({ credentials: plaintextCredentials(), limitMilliseconds });

async function failure(promise: Promise<unknown>): Promise<PeerCallError> {
  const error = await promise.then(
    () => expect.unreachable(),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PeerCallError);
  return error as PeerCallError;
}

test('a peer answers what it was asked', async () => {
  const port = await peer((call, answer) =>
    answer(null, { server: call.request.server, incarnation: call.request.incarnation }),
  );
  expect(await calls().hello(target(port), { server: 'azuurmees', incarnation: 11 })).toMatchObject({
    server: 'azuurmees',
    incarnation: 11,
  });
});

test('a peer that refuses gives its gRPC status', async () => {
  const port = await peer((_call, answer) =>
    answer({ code: status.FAILED_PRECONDITION, details: 'agreed to another' }),
  );
  const error = await failure(calls().agree(target(port), {}));
  expect([error.code, error.grpcStatus, error.message]).toEqual([
    'PeerRefused',
    status.FAILED_PRECONDITION,
    'fitis: agreed to another',
  ]);
});

test('a peer where nothing listens is unavailable at once', async () => {
  const began = performance.now();
  expect((await failure(calls().join(target(1), {}))).code).toBe('PeerUnavailable');
  expect(performance.now() - began).toBeLessThan(1_000);
});

test.each([
  ['takes the connection and is mute', mute],
  ['never answers the call', () => peer(() => undefined)],
])('a peer that %s is given up at the limit', async (_name, make) => {
  const port = await make();
  const began = performance.now();
  expect((await failure(calls(150).hello(target(port), {}))).code).toBe('PeerTimedOut');
  expect(performance.now() - began).toBeGreaterThan(120);
  expect(performance.now() - began).toBeLessThan(1_500);
});

test('a caller that takes its call back gets it back at once', async () => {
  const called = vi.fn();
  const port = await peer(called);
  const abort = new AbortController();
  const call = failure(calls().hello(target(port), {}, abort.signal));
  await vi.waitFor(() => expect(called).toHaveBeenCalled(), { interval: 2 });
  abort.abort();
  expect((await call).code).toBe('Aborted');
});

test('a host that cannot be resolved is unavailable', async () => {
  const unknown = reachableAddress({ host: 'no-such-host.invalid', port: 1 }, 5_000);
  await expect(unknown).rejects.toSatisfy((error) => isTransportError(error, 'PeerUnavailable'));
});

test('a host that does not answer to a connection is given up at the limit, and no socket is left', async () => {
  const port = await deaf();
  const sockets = (): number => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
  const before = sockets();
  const began = performance.now();
  const attempt = reachableAddress({ host: '127.0.0.1', port }, 200);
  await expect(attempt).rejects.toSatisfy((error) => isTransportError(error, 'PeerTimedOut'));
  expect(performance.now() - began).toBeLessThan(1_500);
  const abort = new AbortController();
  const second = reachableAddress({ host: '127.0.0.1', port }, 60_000, abort.signal);
  setImmediate(() => abort.abort());
  await expect(second).rejects.toSatisfy((error) => isTransportError(error, 'Aborted'));
  await vi.waitFor(() => expect(sockets()).toBe(before), { interval: 5 });
});
