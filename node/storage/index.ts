/** The durable log, the snapshots and the identity of one member. Nothing outside imports another file of this folder. */
import type { NodeStorageOptions, OpenedStorage, StorageOptions } from './api.ts';
import type { Disk } from './disk.ts';
import type { StorageError } from './errors.ts';

export type * from './api.ts';
export type { Disk, DiskFile, Done, DoneWith } from './disk.ts';
export * from './errors.ts';
export type * from './identityTypes.ts';

/**
 * Opens a data folder, repairs what a crash left unfinished, and gives what stands there. For the simulator.
 * Errors: LogDamaged, FormatTooNew, StorageFailed, DiskFull.
 */
export declare function openStorage(
  options: StorageOptions,
  done: (error: StorageError | null, opened: OpenedStorage) => void,
): void;

/** The same for the daemon: takes the folder's lock first (FolderLocked), uses node:fs, gives the lock back at `close`. */
export declare function openNodeStorage(options: NodeStorageOptions): Promise<OpenedStorage>;

/**
 * Moves a damaged log with its snapshots and identity to `set-aside/` in the data folder, and writes the
 * identity of a new incarnation that may only join the cluster of the former one. For `--rejoin`, before
 * `openNodeStorage`. Gives the side folder's path.
 */
export declare function setAside(
  options: {
    readonly disk: Disk;
    readonly folder: string;
    readonly server: string;
    readonly newIncarnation: () => number;
  },
  done: (error: StorageError | null, folder: string) => void,
): void;

/** The same for the daemon. */
export declare function setAsideNodeStorage(options: NodeStorageOptions): Promise<string>;
