/** What the storage can refuse or find broken. Every code has a place in docs/operations.md. */
export const StorageErrorCode = {
  /** A file operation failed (`cause` has the system's code). Fatal: nothing was acknowledged, nothing is retried. */
  StorageFailed: 'StorageFailed',
  /** No room for the next segment, snapshot or identity file. Fatal; start again when there is room. */
  DiskFull: 'DiskFull',
  /** What stands on disk is not what was written: the node must not vote with it. `--rejoin` sets it aside. */
  LogDamaged: 'LogDamaged',
  /** A file was written by a newer version of this program. */
  FormatTooNew: 'FormatTooNew',
  /** Another living process uses this data folder. */
  FolderLocked: 'FolderLocked',
  /** The call does not fit the state of the log (a gap in indexes, a term that goes back): a bug of the caller. */
  InvalidAppend: 'InvalidAppend',
  /** The identity may not be changed like that: another composition was agreed to, or the log holds entries. */
  IdentityBound: 'IdentityBound',
  /** Forming a new cluster from this disk was begun and not finished: `--form-new-cluster` once more. */
  FormingUnfinished: 'FormingUnfinished',
  /** Entries may be written only once the cluster id is known and saved. */
  NotFormed: 'NotFormed',
  /** The storage was closed. */
  Closed: 'Closed',
} as const;
export type StorageErrorCode = (typeof StorageErrorCode)[keyof typeof StorageErrorCode];

/** Every error that this folder gives to a callback or throws. */
export class StorageError extends Error {
  readonly code: StorageErrorCode;

  constructor(code: StorageErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StorageError';
    this.code = code;
  }
}

/** Why data counts as damaged. */
export const DamageReason = {
  /** A batch that was written whole does not match its checksum. */
  Checksum: 'Checksum',
  /** Bytes that no batch of this program can have left, not even one that was cut short. */
  Garbage: 'Garbage',
  /** Batches or entries that must follow each other do not. */
  Gap: 'Gap',
  /** A file that must be there is not. */
  Missing: 'Missing',
  /** A file of another incarnation or cluster. */
  Foreign: 'Foreign',
  /** The log is shorter than what this incarnation has acknowledged, or than its own snapshot. */
  Short: 'Short',
  /** Found damaged while it was in use, and marked so: what it looks like now does not count. */
  Marked: 'Marked',
  /** Setting damaged data aside was begun and not finished. */
  SetAsideUnfinished: 'SetAsideUnfinished',
} as const;
export type DamageReason = (typeof DamageReason)[keyof typeof DamageReason];

/** Data on disk that must not be used. The message names the file, the offset and what to do. */
export class LogDamaged extends StorageError {
  readonly reason: DamageReason;
  /** Path of the file, or of the folder when a file is missing. */
  readonly file: string;
  /** Bytes from the start of the file. */
  readonly offset: number;
  /** What the operator can do, one sentence. */
  readonly advice: string;

  constructor(reason: DamageReason, file: string, offset: number, detail: string) {
    const advice =
      'while the other two servers are whole, start this one once with --rejoin: ' +
      'its data is moved to a side folder and it takes part again as a new member';
    super(StorageErrorCode.LogDamaged, `${file}, offset ${offset}: ${detail} (${reason}); ${advice}`);
    this.name = 'LogDamaged';
    this.reason = reason;
    this.file = file;
    this.offset = offset;
    this.advice = advice;
  }
}

/** True when `error` is a StorageError, with this code if one is given. */
export function isStorageError(error: unknown, code?: StorageErrorCode): error is StorageError {
  return error instanceof StorageError && (code === undefined || error.code === code);
}

/** True for the error that the system gives with this code (`ENOENT`, `EIO`, ...). */
export function hasSystemCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** The storage's error for a failed file operation; errors that are the storage's already are passed on. */
export function storageFailure(error: unknown, what: string): StorageError {
  if (error instanceof StorageError) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (hasSystemCode(error, 'ENOSPC') || hasSystemCode(error, 'EDQUOT')) {
    return new StorageError(
      StorageErrorCode.DiskFull,
      `${what}: the disk is full; make room on it and start this server again (${text})`,
      error,
    );
  }
  return new StorageError(
    StorageErrorCode.StorageFailed,
    `${what}: ${text}; nothing that was not yet acknowledged counts as written; check the disk before starting again`,
    error,
  );
}
