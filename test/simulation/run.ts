/** The simulator's command line; see help.ts. */
import { execFileSync } from 'node:child_process';
import { type Arguments, readArguments, UsageError } from './arguments.ts';
import { addCounts, belowMinimum, COUNT_NAMES, MINIMUMS, newCounts } from './counts.ts';
import { HELP } from './help.ts';
import { knownSeeds } from './knownSeeds.ts';
import { MUTANTS } from './mutants/list.ts';
import { runMutants } from './mutants/runMutants.ts';
import { Progress } from './progress.ts';
import { type Scenario, simulate } from './simulation.ts';
import { type Result, runInWorker, stopWorkers, work } from './worker.ts';

/** Lines of a trace that are printed for a failure. */
const TRACE_LINES = 60;

interface Tally {
  passed: number;
  failed: number;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', cwd: import.meta.dirname }).trim();
  } catch {
    return 'no commit';
  }
}

/** Runs a seed that failed twice more, and says whether the runs differ. */
function explain(seed: number, scenario: Scenario, whole: boolean): boolean {
  const first = simulate(seed, scenario, true);
  const second = simulate(seed, scenario, false);
  say((whole ? first.trace : first.trace.slice(-TRACE_LINES)).join('\n'));
  const differs = first.digest !== second.digest || first.violation !== second.violation;
  say(differs ? `two runs of seed ${seed} DIFFER` : `two runs of seed ${seed} are the same: ${first.digest}`);
  if (first.violation !== null) say(`seed ${seed}, commit ${commit()}: ${first.violation}`);
  say(`again: node test/simulation/run.ts --seed ${seed} --trace${scenario === 'forming' ? ' --forming' : ''}`);
  return first.violation === null && !differs;
}

async function runSeeds({ first, seeds, workers, scenarios }: Arguments): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0 };
  const counts = newCounts();
  const begun = performance.now();
  let simulated = 0;
  let cpu = 0;
  let events = 0;
  const known = knownSeeds();
  const progress = new Progress('seeds', seeds * scenarios.length + known.length, say);
  const take = (scenario: Scenario, result: Result): void => {
    progress.step(result.violation === null);
    simulated += result.simulated;
    cpu += result.real;
    events += result.events;
    addCounts(counts, result.counts);
    if (result.violation === null) {
      tally.passed++;
      return;
    }
    tally.failed++;
    say(`\n${scenario} seed ${result.seed} failed: ${result.violation}`);
    // The first few are shown; the rest can be run again one by one.
    if (tally.failed <= 3) explain(result.seed, scenario, false);
  };
  say(`simulation: seeds ${first} to ${first + seeds - 1}, commit ${commit()}, ${workers} processes`);
  const share = Math.ceil(seeds / workers);
  for (const scenario of scenarios) {
    const ranges = Array.from({ length: workers }, (_, at) => {
      const from = first + at * share;
      return { first: from, seeds: Math.min(share, first + seeds - from), untilFailure: false, scenario };
    }).filter((range) => range.seeds > 0);
    await Promise.all(ranges.map((range) => runInWorker(range, (result) => take(scenario, result))));
  }
  for (const { seed, scenario } of known) {
    const range = { first: seed, seeds: 1, untilFailure: false, scenario };
    await runInWorker(range, (result) => take(scenario, result));
  }
  const real = performance.now() - begun;

  for (const name of COUNT_NAMES) {
    const least = seeds < 100 ? '' : ` (at least ${Math.floor((MINIMUMS[name] * seeds) / 100)})`;
    say(`  ${name.padEnd(20)} ${String(counts[name]).padStart(9)}${least}`);
  }
  const few = belowMinimum(counts, seeds);
  if (few.length > 0) {
    say(`too few: ${few.join(', ')}: what was not met was not tried`);
    tally.failed++;
  }
  const hours = (simulated / 3_600_000).toFixed(1);
  say(
    `${hours} simulated hours in ${(real / 1000).toFixed(0)} s: ${(simulated / cpu).toFixed(0)} times real time on one core, ` +
      `${(simulated / real).toFixed(0)} in all; ${Math.round((events / cpu) * 1000)} events a second of a core`,
  );
  return tally;
}

async function main(args: string[]): Promise<number> {
  const options = readArguments(args);
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (options.list) {
    for (const { name, rule, about } of MUTANTS) say(`${name.padEnd(28)} ${rule.padEnd(12)} ${about}`);
    return 0;
  }
  if (options.worker) {
    work(options);
    return 0;
  }
  if (options.seed !== null) return explain(options.seed, options.scenario, options.trace) ? 0 : 1;
  const tally: Tally = { passed: 0, failed: 0 };
  const add = ({ passed, failed }: Tally): void => {
    tally.passed += passed;
    tally.failed += failed;
  };
  if (options.parts !== 'mutants') add(await runSeeds(options));
  if (options.parts !== 'seeds') add(await runMutants(options.mutant, options.workers, say));
  say(`${tally.passed} passed, ${tally.failed} failed`);
  return tally.failed === 0 ? 0 : 1;
}

/** Numbers of signals, for the exit code. */
const SIGNALS = { SIGINT: 2, SIGTERM: 15 } as const;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stopWorkers();
    process.exit(128 + SIGNALS[signal]);
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n${HELP}`);
  process.exitCode = 2;
}
