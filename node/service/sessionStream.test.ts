import { Duplex } from 'node:stream';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import { type CommandInit, LicenseService, type OperationInit, type ResultInit } from '../../proto/index.ts';
import { LicenseState } from '../licensing/index.ts';
import type { Done } from '../member/replica.ts';
import type { Serving } from './serving.ts';
import { SessionStream } from './sessionStream.ts';

const SESSION = 'session-of-a-test';
const IDENTITY = { user: 'ann', host: 'pc1' };
const ATTACH: OperationInit = { attach: { session: SESSION, identity: IDENTITY } };

/** A client's end of a stream; `reads`: it takes what is written to it. */
class TestCall extends Duplex {
  reads = true;
  readonly results: ResultInit[] = [];
  readonly errors: { code?: number; details?: string }[] = [];
  private unread: (() => void)[] = [];

  constructor() {
    super({ objectMode: true });
    this.on('error', (error) => this.errors.push(error as never));
  }

  override _read(): void {}

  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    this.results.push(...LicenseService.session.responseDeserialize(bytes).results);
    if (this.reads) done();
    else this.unread.push(done);
  }

  readAll(): void {
    this.reads = true;
    for (const done of this.unread.splice(0)) done();
  }

  send(...operations: OperationInit[]): void {
    this.push(LicenseService.session.requestSerialize({ operations }));
  }
}

/** A stream on a master that answers every command with what `answer` makes of it. */
function attach(answer: (command: CommandInit) => ResultInit = () => ({ attached: {} })) {
  const commands: CommandInit[] = [];
  const replica = {
    isMaster: true,
    state: new LicenseState(),
    submit: (command: CommandInit, done: Done | null) => {
      commands.push(command);
      done?.(answer(command));
    },
  };
  const serving = {
    serverName: 'a',
    replica,
    onNews: () => () => undefined,
    news: () => ({ server: 'a', term: 1 }),
    whenLicensed: (ready: () => void) => ready(),
  };
  const call = new TestCall();
  const served = call as unknown as ServerDuplexStream<Buffer, Buffer>;
  const stream = new SessionStream(served, serving as unknown as Serving, '', () => undefined);
  return { call, commands, stream };
}

const turns = async () => {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
};

test('what is no session id cannot be replaced: it would be logged as it is, megabytes long', async () => {
  const { call, commands } = attach();
  call.send({ attach: { ...ATTACH.attach, replaces: 'r'.repeat(100_000) } });
  await turns();
  expect(commands).toEqual([]);
  expect(call.errors).toHaveLength(1);
});

test('a stream serves one session: another attach is refused, the same one is repeated freely', async () => {
  const { call, commands } = attach();
  call.send(ATTACH, ATTACH, { attach: { session: 'session-of-another', identity: IDENTITY } }, ATTACH);
  await turns();
  expect(commands).toHaveLength(2);
  expect(call.errors[0]?.details).toMatch(/another session/);
});

test('a token that this cluster did not sign never reaches the log (-123)', async () => {
  const { call, commands } = attach();
  const borrow = { token: Uint8Array.of(8, 1), signature: new Uint8Array(64), publicKey: new Uint8Array(32) };
  call.send(ATTACH, { sequence: 1, returnBorrow: { borrow } }, { sequence: 2, returnBorrow: {} });
  await turns();
  expect(commands).toHaveLength(1);
  expect(call.results.slice(1).map(({ sequence, failure }) => [sequence, failure?.code])).toEqual([
    [1, -123],
    [2, -123],
  ]);
});

test('the first borrow is logged after a key', async () => {
  const { call, commands } = attach();
  call.send(ATTACH, { sequence: 1, checkout: { feature: 'f', count: 1, borrow: { until: 9, machine: 'm1' } } });
  await turns();
  expect(commands.slice(1).map((command) => Object.keys(command)[0])).toEqual(['setBorrowKey', 'checkout']);
});

test('nothing is taken from a client that does not read its answers, until it does', async () => {
  const { call, commands } = attach();
  call.send(ATTACH);
  await turns();
  call.reads = false;
  for (let sequence = 1; sequence <= 1_000; sequence++) {
    call.send({ sequence, checkin: { lease: 1 } });
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(commands.length).toBeLessThan(300);
  call.readAll();
  for (let i = 0; i < 60; i++) await turns();
  expect(commands).toHaveLength(1_001);
});

test('a client that says no more still hears what came of its operation in the queue', async () => {
  const { call, stream } = attach((command) => (command.checkout ? { queued: { position: 2 } } : { attached: {} }));
  call.send(ATTACH, { sequence: 1, checkout: { feature: 'f', count: 1, queue: true } });
  call.push(null);
  await turns();
  expect(call.results.at(-1)?.queued?.position).toBe(2);
  expect(call.writableEnded).toBe(false);
  stream.settle(1, { granted: { lease: 7 } });
  await turns();
  expect(call.results.at(-1)).toMatchObject({ sequence: 1, granted: { lease: 7 } });
  expect(call.writableEnded).toBe(true);
});
