/** Seeds that once showed a fault: seeds.txt, one a line, what they showed behind a #. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export function knownSeeds(): number[] {
  const text = readFileSync(join(import.meta.dirname, 'seeds.txt'), 'utf8');
  const seeds: number[] = [];
  for (const line of text.split('\n')) {
    const [seed = ''] = line.split('#');
    if (seed.trim() !== '') seeds.push(Number(seed));
  }
  return seeds;
}
