/** The exit codes of lmgrd, after sysexits.h: a supervisor tells by them whether starting again can help. */
import { RulesTooNew, SnapshotUnreadable } from '../licensing/index.ts';
import { isStorageError, StorageErrorCode } from '../storage/index.ts';
import { SettingsError } from './settings.ts';

export const ExitCode = {
  Ended: 0,
  /** The disk or an invariant has failed: nothing that was not acknowledged counts as written. */
  Failed: 74,
  /** What it was started with cannot be used: a person has to change that first. */
  Unusable: 78,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Refusals of a disk that is well. */
const UNUSABLE: readonly StorageErrorCode[] = [
  StorageErrorCode.FolderLocked,
  StorageErrorCode.FormatTooNew,
  StorageErrorCode.FormingUnfinished,
  StorageErrorCode.IdentityBound,
];

/** The code for an error that ended the process while it was at work. */
export function exitCodeOf(error: unknown): ExitCode {
  const unusable =
    error instanceof SettingsError ||
    error instanceof RulesTooNew ||
    error instanceof SnapshotUnreadable ||
    (isStorageError(error) && UNUSABLE.includes(error.code));
  return unusable ? ExitCode.Unusable : ExitCode.Failed;
}

/** The code for an error that kept it from starting: what is not the disk's is the configuration's. */
export function exitCodeOfStart(error: unknown): ExitCode {
  return isStorageError(error) ? exitCodeOf(error) : ExitCode.Unusable;
}
