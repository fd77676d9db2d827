import type { Scenario } from '../simulation.ts';

/** One line that is rewritten. */
export interface Edit {
  /** Path from the project's top. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly from: string;
  readonly to: string;
}

/** A fault of one line, put into the real code. */
export interface Mutant extends Edit {
  readonly name: string;
  /** The rule or trap that it is about. */
  readonly rule: string;
  /** What it does, for people. */
  readonly about: string;
  /** The second line, where two guards stand behind each other and one alone is enough. */
  readonly also?: Edit;
  /** What is simulated; service if not said. */
  readonly scenario?: Scenario;
  /** Within so many seeds it must be found. */
  readonly seeds: number;
}
