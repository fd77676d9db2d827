import { mkdtempSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ProcessTable, SessionNotes, stateFolder, systemProcesses } from './stateFile.ts';

const servers = '2830@a,2831@b,2832@c';

function machine(starts: Map<number, number>, place = 'host boot pids'): ProcessTable {
  return { startTime: (pid) => starts.get(pid) ?? null, place: () => place };
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'lmtriad-notes-'));
}

test('the session of a dead process is found, that of a living one is not', () => {
  const folder = newFolder();
  new SessionNotes(folder, machine(new Map([[process.pid, 77]]))).write('session-of-this-program', servers);
  const living = new SessionNotes(folder, machine(new Map([[process.pid, 77]])));
  expect(living.dead(servers)).toEqual([]);
  const dead = new SessionNotes(folder, machine(new Map()));
  expect(dead.dead(servers)).toEqual(['session-of-this-program']);
});

test('another process under the same number does not keep the dead one alive', () => {
  const folder = newFolder();
  new SessionNotes(folder, machine(new Map([[process.pid, 77]]))).write('session-of-this-program', servers);
  const reused = new SessionNotes(folder, machine(new Map([[process.pid, 99]])));
  expect(reused.dead(servers)).toEqual(['session-of-this-program']);
});

test('notes of other servers, other machines and other process spaces are left alone', () => {
  const folder = newFolder();
  new SessionNotes(folder, machine(new Map(), 'host boot pids')).write('session-of-this-program', servers);
  expect(new SessionNotes(folder, machine(new Map(), 'host boot other')).dead(servers)).toEqual([]);
  expect(new SessionNotes(folder, machine(new Map(), 'host boot pids')).dead('1@x')).toEqual([]);
});

test('files that are no notes are passed over', () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'x.json'), '{"session":"../../etc/passwd"');
  writeFileSync(join(folder, 'y.json'), '{"session":"short"}');
  expect(new SessionNotes(folder, machine(new Map())).dead(servers)).toEqual([]);
});

test('a note is removed when its session has ended', () => {
  const folder = newFolder();
  const notes = new SessionNotes(folder);
  expect(notes.write('session-of-this-program', servers)).toBe(true);
  expect(readdirSync(folder)).toEqual(['session-of-this-program.json']);
  notes.remove('session-of-this-program');
  expect(readdirSync(folder)).toEqual([]);
});

test('an old note of a dead process is cleared away, that of a living one never', () => {
  const folder = newFolder();
  const living = new SessionNotes(folder, machine(new Map([[process.pid, 77]])));
  living.write('session-of-this-program', servers);
  const old = new Date(Date.now() - 40 * 86_400_000);
  utimesSync(join(folder, 'session-of-this-program.json'), old, old);
  expect(living.dead(servers)).toEqual([]);
  expect(readdirSync(folder)).toHaveLength(1);
  expect(new SessionNotes(folder, machine(new Map())).dead(servers)).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder that cannot be written is no error', () => {
  const file = join(newFolder(), 'file');
  writeFileSync(file, '');
  expect(new SessionNotes(join(file, 'sessions')).write('session-of-this-program', servers)).toBe(false);
});

test('this process is alive to the system, a number without a process is not', () => {
  expect(systemProcesses.startTime(process.pid)).toBeGreaterThan(0);
  expect(systemProcesses.startTime(2 ** 22 + 1)).toBeNull();
});

test('the folder follows XDG_STATE_HOME, else the home', () => {
  expect(stateFolder({ XDG_STATE_HOME: '/s' }, '/h')).toBe('/s/lmtriad/sessions');
  expect(stateFolder({}, '/h')).toBe('/h/.lmtriad/sessions');
});
