/** What is to happen, by time; at equal times in the order in which it was asked for. */

type Work = () => void;

/** A binary heap in three arrays: no object for an event but its closure. */
export class EventQueue {
  readonly #times: number[] = [];
  readonly #sequences: number[] = [];
  readonly #works: Work[] = [];
  #sequence = 0;

  get size(): number {
    return this.#times.length;
  }

  /** Time of the next event; Infinity when there is none. */
  get nextTime(): number {
    return this.#times[0] ?? Number.POSITIVE_INFINITY;
  }

  push(time: number, work: Work): void {
    const times = this.#times;
    const sequences = this.#sequences;
    const works = this.#works;
    const sequence = ++this.#sequence;
    let at = times.length;
    times.push(time);
    sequences.push(sequence);
    works.push(work);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const parentTime = times[parent] as number;
      // A later sequence never rises above an equal time.
      if (parentTime <= time) break;
      times[at] = parentTime;
      sequences[at] = sequences[parent] as number;
      works[at] = works[parent] as Work;
      at = parent;
    }
    times[at] = time;
    sequences[at] = sequence;
    works[at] = work;
  }

  /** Takes out the next event; null when there is none. */
  pop(): Work | null {
    const times = this.#times;
    const sequences = this.#sequences;
    const works = this.#works;
    const first = works[0];
    if (first === undefined) return null;
    const time = times.pop() as number;
    const sequence = sequences.pop() as number;
    const work = works.pop() as Work;
    const size = times.length;
    if (size === 0) return first;
    let at = 0;
    while (true) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#before(child + 1, child)) child++;
      const childTime = times[child] as number;
      if (childTime > time || (childTime === time && (sequences[child] as number) > sequence)) break;
      times[at] = childTime;
      sequences[at] = sequences[child] as number;
      works[at] = works[child] as Work;
      at = child;
    }
    times[at] = time;
    sequences[at] = sequence;
    works[at] = work;
    return first;
  }

  #before(a: number, b: number): boolean {
    const difference = (this.#times[a] as number) - (this.#times[b] as number);
    return difference < 0 || (difference === 0 && (this.#sequences[a] as number) < (this.#sequences[b] as number));
  }
}
