import { mkdtempSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BorrowFolder } from '../borrow/folder.ts';
import { openBorrow } from '../borrow/judge.ts';
import { machineId } from '../borrow/machine.ts';
import { tokenOf } from '../borrow/testKit.ts';
import { formatEnd } from './lmborrow.ts';
import { lmutil } from './program.ts';
import { fakeTerminal } from './testing.ts';

async function lmborrow(folder: string, ...args: string[]) {
  const terminal = fakeTerminal([], { LMTRIAD_BORROW_DIR: folder });
  const code = await lmutil(args, 'lmborrow', terminal);
  return { code, out: terminal.stdout, err: terminal.stderr };
}

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'lmborrow-'));
}

/** Puts a borrow of this user on this machine there, which begins and ends so many seconds from now. */
function borrow(path: string, lease: number, from: number, to: number): Date {
  const now = Math.floor(Date.now() / 1000);
  const who = { user: userInfo().username, machine: machineId() };
  const signed = tokenOf({ lease, start: now + from, end: now + to, ...who });
  const token = openBorrow(signed);
  if (token === null) throw new Error('the token is not good');
  new BorrowFolder(path).add(signed, token, '1@localhost', Date.now());
  return new Date((now + to) * 1000);
}

test('a wish to borrow is kept, shown and cleared', async () => {
  const path = folder();
  const until = new Date(Date.now() + 5 * 86_400_000);
  const date = formatEnd(until).slice(0, -6);
  const made = await lmborrow(path, 'usoft', `${date}:17:00`);
  expect(made.out).toContain(`Checkouts of today borrow from usoft until ${date} 17:00`);
  expect((await lmborrow(path, '-status')).out).toContain(`usoft until ${date} 17:00`);
  expect((await lmborrow(path, '-clear')).code).toBe(0);
  expect((await lmborrow(path, '-status')).out).toMatch(/Nothing is borrowed\n$/);
});

test('-status shows what is borrowed until when, and what is over; -purge forgets that', async () => {
  const path = folder();
  const end = borrow(path, 1, -60, 3600);
  borrow(path, 2, -7200, -3600);
  const { out } = await lmborrow(path, '-status');
  expect(out).toContain('Vendor     Feature                        Expiration\n');
  expect(out).toContain(`usoft      f1                             ${formatEnd(end)}\n`);
  expect(out).toContain('BORROW period has expired. (-118,11)');
  expect((await lmborrow(path, '-purge')).out).toContain('1 expired borrow removed');
  expect((await lmborrow(path, '-status')).out).not.toContain('-118');
});

test('a return that reaches no server is told, and the seats are not used here any more', async () => {
  const path = folder();
  borrow(path, 1, -60, 3600);
  const { code, err } = await lmborrow(path, '-return', '--timeout', '0', 'f1');
  expect([241, 160]).toContain(code);
  expect(err).toContain('f1 could not be returned');
  expect((await lmborrow(path, '-status')).out).toContain('being returned: run lmborrow -return again');
});

test.each([
  [[], 214],
  [['usoft'], 214],
  [['-status', '-clear'], 214],
  [['us oft', '1-jan-2099'], 214],
  [['usoft', '1-jan-2001'], 214],
  [['usoft', 'monday'], 245],
  [['-return', 'f9'], 215],
])('%s is refused', async (args, code) => {
  expect((await lmborrow(folder(), ...args)).code).toBe(code);
});
