/**
 * Sequences of callback operations written as generators: as readable as async functions, but they take no
 * turn of the event loop, so that the simulator decides alone what happens when.
 */
import type { Done, DoneWith } from './disk.ts';

/** Something that calls back once. */
type Operation = (done: DoneWith<unknown>) => void;
export type Task<T> = Generator<Operation, T, unknown>;

/** Runs one operation of a task and gives its value, or throws its error. */
export function* take<T>(operation: (done: DoneWith<T>) => void): Task<T> {
  // Sound: the runner sends back what this very operation called back with.
  return (yield operation as Operation) as T;
}

/** The same for an operation without a value. */
export function* perform(operation: (done: Done) => void): Task<void> {
  yield (done) => operation((error) => done(error, undefined));
}

type Outcome = { readonly error: Error | null; readonly value: unknown };

/** Runs a task to its end. `done` gets what it returned, or the error that it did not catch. */
export function runTask<T>(task: Task<T>, done: (error: unknown, value: T | undefined) => void): void {
  const step = (outcome: Outcome): void => {
    let next: IteratorResult<Operation, T>;
    try {
      next = outcome.error === null ? task.next(outcome.value) : task.throw(outcome.error);
    } catch (error) {
      done(error, undefined);
      return;
    }
    if (next.done === true) done(null, next.value);
    else next.value((error, value) => step({ error, value }));
  };
  step({ error: null, value: undefined });
}

/** Runs tasks one after the other. */
export class TaskQueue {
  readonly #waiting: (() => void)[] = [];
  #busy = false;

  get idle(): boolean {
    return !this.#busy && this.#waiting.length === 0;
  }

  add<T>(task: () => Task<T>, done: (error: unknown, value: T | undefined) => void): void {
    this.#waiting.push(() =>
      runTask(task(), (error, value) => {
        this.#busy = false;
        done(error, value);
        this.#next();
      }),
    );
    this.#next();
  }

  #next(): void {
    if (this.#busy) return;
    const start = this.#waiting.shift();
    if (start === undefined) return;
    this.#busy = true;
    start();
  }
}
