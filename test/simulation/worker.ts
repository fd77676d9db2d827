/** Runs a range of seeds in a process of its own, so that two cores are used and mutants can be loaded. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Outcome, type Scenario, simulate } from './simulation.ts';

/** What a worker writes for each seed: an outcome without its trace. */
export type Result = Omit<Outcome, 'trace'> & {
  /** Real milliseconds of this thread. */
  readonly real: number;
};

export interface Range {
  readonly first: number;
  readonly seeds: number;
  readonly untilFailure: boolean;
  readonly scenario: Scenario;
}

/** The worker's own side. */
export function work({ first, seeds, untilFailure, scenario }: Range): void {
  for (let seed = first; seed < first + seeds; seed++) {
    const begun = process.cpuUsage();
    const { trace: _, ...outcome } = simulate(seed, scenario);
    const { user, system } = process.cpuUsage(begun);
    const result: Result = { ...outcome, real: (user + system) / 1000 };
    process.stdout.write(`${JSON.stringify(result)}\n`);
    if (untilFailure && outcome.violation !== null) return;
  }
}

/** A worker that broke off. */
export class WorkerFailed extends Error {}

const running = new Set<ChildProcess>();

/** Ends all workers: nothing goes on when this process is told to end. */
export function stopWorkers(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Runs a range in a new process and hands on each result. */
export async function runInWorker(
  range: Range,
  onResult: (result: Result) => void,
  options: { readonly nodeArguments?: readonly string[]; readonly environment?: Readonly<Record<string, string>> } = {},
): Promise<void> {
  const script = join(import.meta.dirname, 'run.ts');
  const args = [...(options.nodeArguments ?? []), script, '--worker', '--first', `${range.first}`];
  args.push('--seeds', `${range.seeds}`, ...(range.untilFailure ? ['--until-failure'] : []));
  if (range.scenario === 'forming') args.push('--forming');
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.environment },
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  let errors = '';
  child.stderr.on('data', (bytes: Buffer) => {
    errors = (errors + bytes.toString()).slice(-4_000);
  });
  const ended = once(child, 'close');
  for await (const line of createInterface({ input: child.stdout })) onResult(JSON.parse(line) as Result);
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new WorkerFailed(`a worker ended with ${code}: ${errors}`);
}
