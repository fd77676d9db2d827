/** Small files that are there whole or not at all: written aside, synced, renamed, directory synced. */
import type { Disk, DiskFile } from './disk.ts';
import { perform, type Task, take } from './task.ts';

export const ASIDE_SUFFIX = '.tmp';

/** Longest single write, in bytes: a slow disk shows in one operation, not in one of a hundred megabytes (R23). */
const CHUNK_BYTES = 1024 * 1024;
/** Bytes between two syncs of a large file, for the same reason. */
const SYNC_BYTES = 4 * CHUNK_BYTES;

/** Writes parts one after the other to a new file, and makes its bytes durable. Its name is durable later. */
export function* writeNewFile(disk: Disk, path: string, parts: Iterable<Uint8Array>): Task<void> {
  const file = yield* take<DiskFile>((done) => disk.create(path, done));
  let position = 0;
  let unsynced = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += CHUNK_BYTES) {
      const chunk = part.subarray(at, at + CHUNK_BYTES);
      yield* perform((done) => file.write(chunk, position, done));
      position += chunk.length;
      unsynced += chunk.length;
      if (unsynced >= SYNC_BYTES) {
        yield* perform((done) => file.sync(done));
        unsynced = 0;
      }
    }
  }
  yield* perform((done) => file.sync(done));
  yield* perform((done) => file.close(done));
}

/** Writes `folder`/`name` anew, durably. */
export function* replaceFile(disk: Disk, folder: string, name: string, parts: Iterable<Uint8Array>): Task<void> {
  const path = `${folder}/${name}`;
  yield* writeNewFile(disk, path + ASIDE_SUFFIX, parts);
  yield* perform((done) => disk.rename(path + ASIDE_SUFFIX, path, done));
  yield* perform((done) => disk.syncDirectory(folder, done));
}

/** Removes what a crash left written aside; gives the other names. */
export function* listWithoutAside(disk: Disk, folder: string): Task<string[]> {
  const kept: string[] = [];
  for (const name of yield* take<string[]>((done) => disk.list(folder, done))) {
    if (name.endsWith(ASIDE_SUFFIX)) yield* perform((done) => disk.unlink(`${folder}/${name}`, done));
    else kept.push(name);
  }
  return kept;
}
