import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MUTANTS, withoutMutant } from './list.ts';

const ROOT = join(import.meta.dirname, '../../..');

test.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))('mutant %s fits its file', (_, mutant) => {
  for (const { file, from } of mutant.also === undefined ? [mutant] : [mutant, mutant.also]) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    expect(text.split(from).length - 1, `times that "${from}" stands in ${file}`).toBe(1);
  }
});

test('each rule and trap whose breach would give licenses twice or lose them has a mutant', () => {
  expect(withoutMutant()).toEqual([]);
});

test('no two mutants have one name', () => {
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
});
