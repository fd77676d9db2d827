/** Runs each mutant until a seed fails. One that lives through all its seeds shows what nobody looks at. */
import { join } from 'node:path';
import { type Result, runInWorker, WorkerFailed } from '../worker.ts';
import { MUTANTS, withoutMutant } from './list.ts';
import type { Mutant } from './mutant.ts';

const HOOK = join(import.meta.dirname, 'hook.ts');

export async function runMutants(
  name: string | null,
  workers: number,
  say: (text: string) => void,
): Promise<{ passed: number; failed: number }> {
  const waiting = MUTANTS.filter((mutant) => name === null || mutant.name === name);
  if (waiting.length === 0) throw new RangeError(`no mutant is called ${name}`);
  const tally = { passed: 0, failed: 0 };
  const missing = withoutMutant();
  if (missing.length > 0) {
    say(`no mutant breaks ${missing.join(', ')}`);
    tally.failed++;
  }
  const one = async (): Promise<void> => {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      if (await isFound(mutant, say)) tally.passed++;
      else tally.failed++;
    }
  };
  await Promise.all(Array.from({ length: workers }, one));
  return tally;
}

async function isFound(
  { name, rule, seeds, scenario = 'service' }: Mutant,
  say: (text: string) => void,
): Promise<boolean> {
  const title = `mutant ${name.padEnd(24)} ${rule.padEnd(12)}`;
  let ran = 0;
  let found: Result | null = null;
  try {
    await runInWorker(
      { first: 1, seeds, untilFailure: true, scenario },
      (result) => {
        ran++;
        if (result.violation !== null) found ??= result;
      },
      { nodeArguments: ['--import', HOOK], environment: { SIMULATION_MUTANT: name } },
    );
  } catch (error) {
    if (!(error instanceof WorkerFailed)) throw error;
    say(`${title} COULD NOT BE RUN: ${error.message}`);
    return false;
  }
  // Set in a callback, which the compiler does not see.
  const result = found as Result | null;
  if (result === null) {
    say(`${title} SURVIVED ${ran} seeds`);
    return false;
  }
  say(`${title} found by seed ${String(result.seed).padStart(4)} of ${seeds}: ${result.violation?.split('\n')[0]}`);
  return true;
}
