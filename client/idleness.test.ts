import { expect, test } from 'vitest';
import { Idleness } from './idleness.ts';

function idleness() {
  const now = { at: 0 };
  const clock = { monotonic: () => now.at, boot: () => 0, wall: () => 0 };
  return { now, program: new Idleness(clock) };
}

test('a program that never says that it is in use is never idle', () => {
  const { now, program } = idleness();
  program.checkedOut();
  now.at = 1e9;
  expect(program.tell()).toBe(0);
});

test('the time since the last use is told in whole seconds, and a checkout is a use', () => {
  const { now, program } = idleness();
  program.used();
  now.at = 12_900;
  expect(program.tell()).toBe(12);
  program.checkedOut();
  now.at += 3_000;
  expect(program.tell()).toBe(3);
});

test('the next use after idleness was told is to be told at once, those after it are not', () => {
  const { now, program } = idleness();
  expect(program.used()).toBe(false);
  now.at = 5_000;
  expect(program.used()).toBe(false);
  now.at = 10_000;
  program.tell();
  expect(program.used()).toBe(true);
  expect(program.used()).toBe(false);
});
