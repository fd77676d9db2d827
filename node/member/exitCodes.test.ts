import { expect, test } from 'vitest';
import { RulesTooNew } from '../licensing/index.ts';
import { DamageReason, LogDamaged, StorageError, StorageErrorCode } from '../storage/index.ts';
import { exitCodeOf, exitCodeOfStart } from './exitCodes.ts';

test('a folder in use and data of a newer version are for a person to mend, a failed disk is not', () => {
  for (const code of [StorageErrorCode.FolderLocked, StorageErrorCode.FormatTooNew]) {
    expect(exitCodeOfStart(new StorageError(code, 'no')), code).toBe(78);
  }
  expect(exitCodeOf(new RulesTooNew(9))).toBe(78);
  expect(exitCodeOfStart(new StorageError(StorageErrorCode.DiskFull, 'no'))).toBe(74);
  expect(exitCodeOfStart(new LogDamaged(DamageReason.Short, 'log', 0, 'no'))).toBe(74);
});

test('what no one foresaw is a failure at work and a wrong setting at the start', () => {
  expect(exitCodeOf(new Error('no'))).toBe(74);
  expect(exitCodeOfStart(new Error('no'))).toBe(78);
});
