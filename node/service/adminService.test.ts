import { Writable } from 'node:stream';
import { type ServerWritableStream, status } from '@grpc/grpc-js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AdminService, type Status } from '../../proto/index.ts';
import type { Caller } from '../transport/index.ts';
import { adminService } from './adminService.ts';
import type { StatusWanted } from './featureStatus.ts';
import type { Serving } from './serving.ts';
import { transferMaster } from './transfer.ts';

const ANYONE: Caller = {
  kind: 'anonymous',
  name: '',
  address: '192.0.2.1',
  loopback: false,
  verified: false,
  forwardedBy: '',
};
const ADMINISTRATOR: Caller = { ...ANYONE, kind: 'administrator', name: 'ann', verified: true };

/** One who watches the status and takes a message only when asked to. */
class Watcher extends Writable {
  readonly request = AdminService.watchStatus.requestSerialize({});
  readonly seen: Status[] = [];
  private done: (() => void) | null = null;

  constructor() {
    super({ objectMode: true });
  }

  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    this.seen.push(AdminService.watchStatus.responseDeserialize(bytes));
    this.done = done;
  }

  read(): void {
    this.done?.();
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

function watch() {
  let term = 0;
  let changed: () => void = () => undefined;
  const ends = vi.fn();
  const serving = {
    status: () => ({ term: ++term }),
    onNews: (listener: () => void) => {
      changed = listener;
      return ends;
    },
    onMembers: () => ends,
    onEvents: () => ends,
    callerOf: () => ANYONE,
    monotonic: () => 0,
  };
  const watcher = new Watcher();
  const call = watcher as unknown as ServerWritableStream<Buffer, Buffer>;
  adminService(serving as unknown as Serving).watchStatus(call);
  return { watcher, ends, change: () => changed() };
}

test('one who watches the status and does not read is not written to, and gets the newest in the end', async () => {
  const { watcher, change } = watch();
  for (let i = 0; i < 50; i++) {
    change();
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(watcher.writableLength).toBe(1);
  watcher.read();
  await vi.advanceTimersByTimeAsync(200);
  expect(watcher.seen.map(({ term }) => term)).toEqual([1, 2]);
  watcher.read();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(watcher.seen).toHaveLength(2);
});

test('one who has gone is not watched for', async () => {
  const { watcher, change, ends } = watch();
  await vi.advanceTimersByTimeAsync(0);
  watcher.read();
  change();
  watcher.emit('cancelled');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(watcher.seen).toHaveLength(1);
  expect(ends).toHaveBeenCalledTimes(3);
});

/** Calls a unary method with a caller; the answer or the error. */
function call(serving: object, method: 'getStatus' | 'remove', request: object, caller: Caller) {
  const handler = adminService({ callerOf: () => caller, ...serving } as unknown as Serving)[method];
  const bytes = (AdminService[method].requestSerialize as (value: object) => Buffer)(request);
  return new Promise((resolve) => {
    const given = { request: bytes } as unknown as Parameters<typeof handler>[0];
    handler(given, (error, answer) => resolve(error ?? answer));
  });
}

test('session ids are shown to administrators only', async () => {
  const asked: StatusWanted[] = [];
  const serving = {
    status: (wanted: StatusWanted) => {
      asked.push(wanted);
      return {};
    },
  };
  await call(serving, 'getStatus', { users: true }, ANYONE);
  await call(serving, 'getStatus', { users: true }, ADMINISTRATOR);
  expect(asked.map(({ sessions }) => sessions)).toEqual([false, true]);
});

/** A master whose commands come to nothing: mastership went while they waited. */
function losingMaster() {
  const identity = { user: 'bob', host: 'h', display: '/d' };
  const held = { lease: 7, feature: 'f', lingerUntil: 0, borrowedUntil: 0, session: { id: 's', identity } };
  const ended = vi.fn();
  return {
    ended,
    serving: {
      serverName: 'a',
      replica: {
        isMaster: true,
        state: { held: new Map([[7, held]]), sharersOf: () => [held], waiting: new Map() },
        leaseTime: () => 0,
        submit: (_command: object, done: (result: null) => void) => done(null),
      },
      news: () => ({ reason: 'quorum lost: 1 of 3 up' }),
      onNews: () => ended,
      onEvents: () => ended,
    },
  };
}

test('a removal that did not get into the log is an error, and nothing is waited for', async () => {
  const { serving, ended } = losingMaster();
  const error = await call(serving, 'remove', { lease: 7 }, ADMINISTRATOR);
  expect(error).toMatchObject({ code: status.UNAVAILABLE, details: expect.stringContaining('quorum lost') });
  expect(ended).toHaveBeenCalledTimes(2);
});

test('a hold that did not get into the log is an error, and mastership stays', async () => {
  const { serving } = losingMaster();
  const to = vi.fn();
  const parts = { replica: serving.replica, preference: { to }, peers: {}, order: ['a', 'b', 'c'] };
  const transfer = transferMaster(
    serving as unknown as Serving,
    parts as unknown as Parameters<typeof transferMaster>[1],
    'b',
    60,
  );
  await expect(transfer).rejects.toMatchObject({ code: status.UNAVAILABLE });
  expect(to).not.toHaveBeenCalled();
});
