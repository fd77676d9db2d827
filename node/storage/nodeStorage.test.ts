import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Append, Storage, StorageDone } from './api.ts';
import { openNodeStorage, setAsideNodeStorage } from './nodeStorage.ts';
import { appendOf, CLUSTER, entriesOf, entry, hard, snapshotAt } from './testKit.ts';

let folder = '';
beforeEach(() => {
  folder = `${mkdtempSync(`${tmpdir()}/lmtriad-storage-`)}/data/member`;
});
afterEach(() => rmSync(folder.slice(0, -'/data/member'.length), { recursive: true }));

const options = () => ({ folder, server: 'alpha', segmentBytes: 65_536 });

function wait(call: (done: StorageDone) => void): Promise<void> {
  return new Promise((resolve, reject) => call((error) => (error === null ? resolve() : reject(error))));
}

const append = (storage: Storage, what: Append): Promise<void> => wait((done) => storage.append(what, done));
const close = (storage: Storage): Promise<void> => wait((done) => storage.close(done));

describe('on a real disk', () => {
  test('everything comes back after a restart: many segments, a snapshot, an identity', async () => {
    const opened = await openNodeStorage(options());
    expect(opened.created).toBe(true);
    const { storage } = opened;
    await wait((done) => storage.saveIdentity({ clusterId: CLUSTER }, done));
    const writes: Promise<void>[] = [];
    for (let index = 1; index <= 2000; index++) {
      writes.push(append(storage, appendOf([entry(index, 1, 300)], hard(1, 3, index - 1))));
      if (index % 100 === 0) await Promise.all(writes);
    }
    await wait((done) => storage.saveSnapshot(snapshotAt(1500, 1, 3_000_000), done));
    const before = readdirSync(`${folder}/log`).length;
    await wait((done) => storage.compact(1500, done));
    expect(readdirSync(`${folder}/log`).length).toBeLessThan(before);
    await close(storage);

    const again = await openNodeStorage(options());
    expect(again).toMatchObject({ created: false, hardState: hard(1, 3, 1999), tornTail: null, damagedSnapshots: [] });
    expect(again.snapshot?.data.length).toBe(3_000_000);
    expect(again.entries[0]?.data.buffer.byteLength).toBe(300);
    expect(again.entries).toEqual(entriesOf(1501, 2000, 1, 300));
    expect(again.identity).toMatchObject({ incarnation: opened.identity.incarnation, clusterId: CLUSTER });
    expect(again.storage.pendingSince()).toBeNull();
    await close(again.storage);
  });

  test('a second opening is refused until the first is closed', async () => {
    const { storage } = await openNodeStorage(options());
    await expect(openNodeStorage(options())).rejects.toMatchObject({ code: 'FolderLocked' });
    await close(storage);
    await close((await openNodeStorage(options())).storage);
  });

  test('a damaged log refuses to start, is set aside, and leaves the lock free', async () => {
    const { storage } = await openNodeStorage(options());
    await wait((done) => storage.saveIdentity({ clusterId: CLUSTER }, done));
    await append(storage, appendOf(entriesOf(1, 5), hard(1)));
    await append(storage, appendOf(entriesOf(6, 9)));
    await close(storage);
    const file = `${folder}/log/${readdirSync(`${folder}/log`)[0]}`;
    const bytes = readFileSync(file);
    bytes[200] = (bytes[200] ?? 0) ^ 4;
    writeFileSync(file, bytes);
    await expect(openNodeStorage(options())).rejects.toMatchObject({ code: 'LogDamaged', file, offset: 64 });
    await setAsideNodeStorage(options());
    const again = await openNodeStorage(options());
    expect(again.identity).toMatchObject({ joinsOnly: CLUSTER, former: [{ clusterId: CLUSTER }] });
    await close(again.storage);
  });

  test('files are for their owner only, and segments have their full size before use', async () => {
    const { storage } = await openNodeStorage(options());
    await wait((done) => storage.saveIdentity({ clusterId: CLUSTER }, done));
    await append(storage, appendOf(entriesOf(1, 5), hard(1)));
    const stat = statSync(`${folder}/log/${readdirSync(`${folder}/log`)[0]}`);
    expect(stat.size).toBe(65_536);
    expect(stat.mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    await close(storage);
  });

  test('a folder that cannot be made is a typed error', async () => {
    const inFile = { folder: '/etc/hostname/data', server: 'alpha' };
    await expect(openNodeStorage(inFile)).rejects.toMatchObject({ code: 'StorageFailed' });
  });
});
