/** Seeds that once showed a fault: seeds.txt, one a line, what they showed behind a #. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scenario } from './simulation.ts';

export interface KnownSeed {
  readonly seed: number;
  readonly scenario: Scenario;
}

export function knownSeeds(): KnownSeed[] {
  const text = readFileSync(join(import.meta.dirname, 'seeds.txt'), 'utf8');
  const seeds: KnownSeed[] = [];
  for (const line of text.split('\n')) {
    const [seed = '', scenario = 'service'] = (line.split('#')[0] ?? '').trim().split(/\s+/);
    if (seed !== '') seeds.push({ seed: Number(seed), scenario: scenario === 'forming' ? 'forming' : 'service' });
  }
  return seeds;
}
