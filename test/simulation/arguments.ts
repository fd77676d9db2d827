/** The command line, read and checked. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Scenario } from './simulation.ts';

export interface Arguments {
  readonly help: boolean;
  readonly list: boolean;
  readonly first: number;
  readonly seeds: number;
  /** Run this one only; null for a range. */
  readonly seed: number | null;
  readonly trace: boolean;
  readonly workers: number;
  readonly scenario: Scenario;
  /** What ranges of seeds are run in. */
  readonly scenarios: readonly Scenario[];
  /** Which parts are asked for. */
  readonly parts: 'all' | 'seeds' | 'mutants';
  readonly mutant: string | null;
  /** Set in a process that runs seeds for another: it writes its results as JSON lines. */
  readonly worker: boolean;
  /** A worker stops at the first seed that fails. */
  readonly untilFailure: boolean;
}

/** A command line that makes no sense. */
export class UsageError extends Error {}

export function readArguments(args: string[]): Arguments {
  const { values } = parse(args);
  return {
    help: values.help,
    list: values.list,
    first: number('first', values.first),
    seeds: number('seeds', values.seeds),
    seed: values.seed === undefined ? null : number('seed', values.seed),
    trace: values.trace,
    scenario: values.forming ? 'forming' : 'service',
    workers: values.workers === undefined ? Math.min(2, availableParallelism()) : number('workers', values.workers),
    scenarios: values['no-forming'] ? ['service'] : ['service', 'forming'],
    parts: values.mutants || values.mutant !== undefined ? 'mutants' : values['no-mutants'] ? 'seeds' : 'all',
    mutant: values.mutant ?? null,
    worker: values.worker,
    untilFailure: values['until-failure'],
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        help: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        first: { type: 'string', default: '1' },
        seeds: { type: 'string', default: '400' },
        seed: { type: 'string' },
        forming: { type: 'boolean', default: false },
        trace: { type: 'boolean', default: false },
        workers: { type: 'string' },
        mutants: { type: 'boolean', default: false },
        'no-mutants': { type: 'boolean', default: false },
        'no-forming': { type: 'boolean', default: false },
        mutant: { type: 'string' },
        worker: { type: 'boolean', default: false },
        'until-failure': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function number(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new UsageError(`--${name} must be a number from 1 upwards`);
  return value;
}
