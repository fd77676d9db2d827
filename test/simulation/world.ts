/** What all parts of one simulation share: time, chance, the trace, the counts. */
import { type CountName, type Counts, newCounts } from './counts.ts';
import { EventQueue } from './eventQueue.ts';
import { Random } from './random.ts';

/** A rule was broken. The simulation ends with it. */
export class Violation extends Error {
  readonly rule: string;

  constructor(rule: string, message: string) {
    super(`${rule}: ${message}`);
    this.name = 'Violation';
    this.rule = rule;
  }
}

export class World {
  /** True time in milliseconds since the start. */
  now = 0;
  readonly random: Random;
  readonly counts: Counts = newCounts();
  readonly tracing: boolean;
  /** One line for each event; kept only if asked for. */
  readonly trace: string[] = [];
  /** The first rule that was broken, wherever it was noticed: what noticed it may have been called by the code on trial. */
  broken: Violation | null = null;
  /** Requests of clients that were answered, well or ill. */
  answers = 0;
  /** Events that were run. */
  events = 0;
  readonly #queue = new EventQueue();
  #soon: (() => void)[] = [];

  constructor(seed: number, tracing: boolean) {
    this.random = new Random(seed);
    this.tracing = tracing;
  }

  /** Runs the work after so many true milliseconds. */
  after(delay: number, work: () => void): void {
    this.#queue.push(this.now + delay, work);
  }

  /** Runs the work when the event that is under way is over, in the order of the calls. */
  soon(work: () => void): void {
    this.#soon.push(work);
  }

  count(name: CountName, by = 1): void {
    this.counts[name] += by;
  }

  /** Notes an event. Callers on busy paths ask `tracing` first, so as not to build the text. */
  say(who: string, text: string): void {
    if (this.tracing) this.trace.push(`${(this.now / 1000).toFixed(6).padStart(12)} ${who.padEnd(10)} ${text}`);
  }

  fail(rule: string, message: string): never {
    this.say('VIOLATION', `${rule}: ${message}`);
    const violation = new Violation(rule, message);
    this.broken ??= violation;
    throw violation;
  }

  /** Runs all that is to happen until then, or until `done` says so (asked after each event). */
  run(until: number, done?: () => boolean): void {
    while (this.#queue.nextTime <= until) {
      this.now = this.#queue.nextTime;
      this.#queue.pop()?.();
      this.#drain();
      this.events++;
      if (this.broken !== null) throw this.broken;
      if (done?.() === true) return;
    }
    this.now = Math.max(this.now, until);
  }

  /** What two runs of a seed must have in common. */
  digest(): string {
    return `${this.events} events, ${Math.floor(this.random.float() * 2 ** 32).toString(16)}`;
  }

  #drain(): void {
    while (this.#soon.length > 0) {
      const works = this.#soon;
      this.#soon = [];
      for (let at = 0; at < works.length; at++) (works[at] as () => void)();
    }
  }
}
