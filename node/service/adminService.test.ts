import { Writable } from 'node:stream';
import type { ServerWritableStream } from '@grpc/grpc-js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AdminService, type Status } from '../../proto/index.ts';
import { adminService } from './adminService.ts';
import type { Serving } from './serving.ts';

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
    onEvents: () => ends,
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
  watcher.read();
  change();
  watcher.emit('cancelled');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(watcher.seen).toHaveLength(1);
  expect(ends).toHaveBeenCalledTimes(2);
});
