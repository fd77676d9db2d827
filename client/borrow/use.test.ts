import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ProcessTable } from '../stateFile.ts';
import { beginUse, isUsed } from './use.ts';

function token(): string {
  return join(mkdtempSync(join(tmpdir(), 'use-')), 'k-1.json');
}

/** A machine on which this process started at that tick. */
function processes(startTime: number | null, place = 'host boot1 ns1'): ProcessTable {
  return { startTime: () => startTime, place: () => place };
}

test('the use of a living program stands in the way', () => {
  const path = token();
  const first = beginUse(path, processes(5));
  expect(first?.stands()).toBe(true);
  expect(isUsed(path, processes(5))).toBe(true);
  expect(beginUse(path, processes(5))).toBeNull();
  first?.end();
  expect(isUsed(path, processes(5))).toBe(false);
  expect(beginUse(path, processes(5))).not.toBeNull();
});

test('the use of a dead program does not: its pid is gone, another has it, or the machine was started anew', () => {
  for (const later of [processes(null), processes(6), processes(5, 'host boot2 ns9')]) {
    const path = token();
    beginUse(path, processes(5));
    expect(isUsed(path, later)).toBe(false);
    expect(beginUse(path, later)).not.toBeNull();
  }
});

test('the use of a program in another container may go on', () => {
  const path = token();
  beginUse(path, processes(5));
  expect(beginUse(path, processes(null, 'host boot1 ns2'))).toBeNull();
});

test('of two that find a dead one only the first goes on, and the dead one does not come back', () => {
  const path = token();
  const dead = beginUse(path, processes(5));
  const next = beginUse(path, processes(6));
  expect(next?.stands()).toBe(true);
  expect(dead?.stands()).toBe(false);
  dead?.end();
  expect(next?.stands()).toBe(true);
  expect(beginUse(path, processes(6))).toBeNull();
});

test('a number that someone else has taken meanwhile is not taken again', () => {
  const path = token();
  const seen = { ...processes(5) };
  // Another program begins between our look and our use: it has the number that we were about to take.
  seen.place = () => {
    writeFileSync(`${path}.use.1`, JSON.stringify({ pid: 1, startTime: 5, place: 'x', free: false }));
    return 'host boot1 ns1';
  };
  expect(beginUse(path, seen)).toBeNull();
});

test('a number that was taken and left behind meanwhile is given up again', () => {
  const path = token();
  const seen = { ...processes(5) };
  // Another program has begun and ended at our number, and the next one uses the token.
  seen.place = () => {
    writeFileSync(`${path}.use.2`, JSON.stringify({ pid: 1, startTime: 5, place: 'x', free: false }));
    return 'host boot1 ns1';
  };
  expect(beginUse(path, seen)).toBeNull();
  expect(readdirSync(join(path, '..'))).toEqual(['k-1.json.use.2']);
});

test('one number stays after many uses', () => {
  const path = token();
  for (let i = 0; i < 5; i++) beginUse(path, processes(5))?.end();
  expect(readdirSync(join(path, '..'))).toEqual(['k-1.json.use.5']);
});
