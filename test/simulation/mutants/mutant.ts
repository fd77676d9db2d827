import type { Scenario } from '../simulation.ts';

/** A fault of one line, put into the real code. */
export interface Mutant {
  readonly name: string;
  /** The rule or trap that it is about. */
  readonly rule: string;
  /** What it does, for people. */
  readonly about: string;
  /** Path from the project's top. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly from: string;
  readonly to: string;
  /** What is simulated; service if not said. */
  readonly scenario?: Scenario;
  /** Within so many seeds it must be found. */
  readonly seeds: number;
}
