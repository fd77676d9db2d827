import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
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

test('a host that cannot be resolved is unavailable; an attempt given up leaves no socket', async () => {
  const unknown = reachableAddress({ host: 'no-such-host.invalid', port: 1 }, 2_000);
  await expect(unknown).rejects.toSatisfy(
    (error) => isTransportError(error, 'PeerUnavailable') || isTransportError(error, 'PeerTimedOut'),
  );
  const abort = new AbortController();
  // An address of the range that is kept for documentation: nothing answers there.
  const hanging = reachableAddress({ host: '192.0.2.1', port: 9 }, 60_000, abort.signal);
  abort.abort();
  await expect(hanging).rejects.toSatisfy(
    (error) => isTransportError(error, 'Aborted') || isTransportError(error, 'PeerUnavailable'),
  );
  await vi.waitFor(() => expect(process.getActiveResourcesInfo()).not.toContain('TCPSocketWrap'), { interval: 5 });
});
