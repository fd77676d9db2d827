/**
 * The few file operations that the storage needs. Two implementations: `RealDisk` on node:fs, and
 * `SimulatedDisk`, which loses, tears and refuses what a test wants it to.
 *
 * Callbacks, not promises: the simulator then runs thousands of seeds without a turn of the event loop for
 * each operation. An implementation never calls `done` before the call that was given it has returned.
 * Errors carry the system's `code` (`ENOENT`, `EIO`, `ENOSPC`, ...).
 */
export type Done = (error: Error | null) => void;
export type DoneWith<T> = (error: Error | null, value: T) => void;

/** A new file that is being made. Positions in bytes. */
export interface DiskFile {
  /** Writes all bytes at the position. The buffer is the file's until `done`. Not durable before `sync`. */
  write(bytes: Uint8Array, position: number, done: Done): void;
  /** fdatasync: what was written, and the size it needs, is durable. */
  sync(done: Done): void;
  close(done: Done): void;
}

/** A file whose every write is durable when it is done (O_DSYNC: one call where write and fdatasync are two). */
export interface DurableFile {
  /** Writes all bytes at the position. The buffer is the file's until `done`. */
  write(bytes: Uint8Array, position: number, done: Done): void;
  close(done: Done): void;
}

export interface Disk {
  /** Creates a file that must not be there. */
  create(path: string, done: DoneWith<DiskFile>): void;
  /** Opens a file that must be there. */
  openDurable(path: string, done: DoneWith<DurableFile>): void;
  /** The whole file. */
  read(path: string, done: DoneWith<Uint8Array>): void;
  /** Takes the place of a file of the new name. Durable after `syncDirectory` of both folders. */
  rename(from: string, to: string, done: Done): void;
  unlink(path: string, done: Done): void;
  /** Names in the folder, sorted; `ENOENT` if there is none. */
  list(path: string, done: DoneWith<string[]>): void;
  /** Makes the folder; no error if it is there. The one above must be there. */
  makeDirectory(path: string, done: Done): void;
  /** fsync of a folder: files created, renamed and removed in it are durable. */
  syncDirectory(path: string, done: Done): void;
  /** Bytes that an ordinary process can still write. */
  freeBytes(path: string, done: DoneWith<number>): void;
  /** Calls back soon, in order, never before this call returns. */
  soon(callback: () => void): void;
}
