/** The storage as the daemon opens it: this machine's disk, clock and randomness, and the folder's lock. */
import { randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { NodeStorageOptions, OpenedStorage, Storage, StorageDone } from './api.ts';
import { storageFailure } from './errors.ts';
import { lockFolder } from './lock.ts';
import { RealDisk } from './realDisk.ts';
import { type SetAsideOptions, setAside } from './setAside.ts';
import { openStorage } from './storage.ts';

/** Range of `randomInt` is below 2^48, and so are incarnations. */
const newIncarnation = (): number => randomInt(1, 2 ** 48 - 1);

/** Takes the lock, also making the folder and those above it. */
function lock(folder: string): () => void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return lockFolder(folder);
  } catch (error) {
    throw storageFailure(error, `locking ${folder}`);
  }
}

/**
 * Opens the data folder for this process. Rejects with FolderLocked, LogDamaged, FormatTooNew, StorageFailed
 * or DiskFull. `close` gives the lock back.
 */
export async function openNodeStorage(options: NodeStorageOptions): Promise<OpenedStorage> {
  const unlock = lock(options.folder);
  return new Promise((resolve, reject) => {
    const disk = new RealDisk();
    openStorage({ monotonic: () => performance.now(), ...options, disk, newIncarnation }, (error, opened) => {
      if (opened !== null) {
        resolve({ ...opened, storage: unlockAtClose(opened.storage, unlock) });
        return;
      }
      unlock();
      reject(error);
    });
  });
}

/**
 * `setAside` for the daemon, before `openNodeStorage`: for `--rejoin`, with `mayForm` for `--form-new-cluster`,
 * and with `joins` for a server that gives its data up for the new cluster. Gives the side folder's path. Rejects with FolderLocked, FormatTooNew, StorageFailed or
 * DiskFull.
 */
export async function setAsideNodeStorage(
  options: NodeStorageOptions,
  bound: Pick<SetAsideOptions, 'mayForm' | 'joins'> = {},
): Promise<string> {
  const unlock = lock(options.folder);
  return new Promise((resolve, reject) => {
    const { folder, server } = options;
    setAside({ disk: new RealDisk(), folder, server, newIncarnation, ...bound }, (error, side) => {
      unlock();
      if (error === null) resolve(side);
      else reject(error);
    });
  });
}

function unlockAtClose(storage: Storage, unlock: () => void): Storage {
  return {
    get identity() {
      return storage.identity;
    },
    get lastIndex() {
      return storage.lastIndex;
    },
    get failure() {
      return storage.failure;
    },
    append: (append, done) => storage.append(append, done),
    saveSnapshot: (snapshot, done) => storage.saveSnapshot(snapshot, done),
    compact: (index, done) => storage.compact(index, done),
    saveIdentity: (change, done) => storage.saveIdentity(change, done),
    assertHolds: (index) => storage.assertHolds(index),
    pendingSince: () => storage.pendingSince(),
    close(done: StorageDone) {
      storage.close((error) => {
        unlock();
        done(error);
      });
    },
  };
}
