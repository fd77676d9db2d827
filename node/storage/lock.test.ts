import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockFolder, type ProcessTable } from './lock.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/lmtriad-lock-`);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A machine with these living processes: number to start time. */
function machine(pid: number, bootId: string, alive: Record<number, string>): ProcessTable {
  return { self: { pid, bootId, startTime: alive[pid] ?? '' }, startTime: (other) => alive[other] ?? null };
}

test('a second process is refused while the first lives, and let in after it', () => {
  const alive = { 10: '500', 11: '600' };
  const unlock = lockFolder(folder, machine(10, 'boot', alive));
  expect(() => lockFolder(folder, machine(11, 'boot', alive))).toThrow(/process 10 uses this data folder/);
  unlock();
  lockFolder(folder, machine(11, 'boot', alive))();
  expect(readdirSync(folder)).toEqual([]);
});

test('the same process cannot take it twice', () => {
  const unlock = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(/uses this data folder/);
  unlock();
});

test('a lock is stale after a reboot, after its process, and when its number was given to another', () => {
  lockFolder(folder, machine(10, 'boot', { 10: '500' }));
  lockFolder(folder, machine(10, 'other boot', { 10: '500' }));
  lockFolder(folder, machine(11, 'other boot', { 11: '9' }));
  lockFolder(folder, machine(12, 'other boot', { 11: '700', 12: '8' }));
  expect(() => lockFolder(folder, machine(13, 'other boot', { 12: '8', 13: '9' }))).toThrow(/process 12/);
  expect(readdirSync(folder)).toEqual(['lock']);
});

test('half a lock is none', () => {
  writeFileSync(`${folder}/lock`, '{"pid":');
  lockFolder(folder)();
});

test('giving back a lock that was taken over leaves the new one', () => {
  const unlock = lockFolder(folder, machine(10, 'boot', { 10: '5' }));
  lockFolder(folder, machine(11, 'boot', { 11: '6' }));
  unlock();
  expect(readdirSync(folder)).toEqual(['lock']);
});
