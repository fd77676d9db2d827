/** What comes due at some time, the earliest first; of the same time, the lower id. */

interface Entry {
  readonly id: number;
  readonly at: number;
}

/** A binary heap. What is done with early stays in it until its time comes: whoever takes it looks whether it is. */
export class DeadlineHeap {
  private readonly entries: Entry[] = [];

  /** The earliest; null if there is none. */
  get first(): Entry | null {
    return this.entries[0] ?? null;
  }

  add(id: number, at: number): void {
    const { entries } = this;
    const entry = { id, at };
    let hole = entries.length;
    entries.push(entry);
    while (hole > 0) {
      const up = (hole - 1) >> 1;
      const parent = entries[up];
      if (parent === undefined || !isBefore(entry, parent)) break;
      entries[hole] = parent;
      hole = up;
    }
    entries[hole] = entry;
  }

  /** Takes the earliest away. */
  removeFirst(): void {
    const { entries } = this;
    const last = entries.pop();
    if (last === undefined || entries.length === 0) return;
    let hole = 0;
    for (;;) {
      let down = 2 * hole + 1;
      let child = entries[down];
      const right = entries[down + 1];
      if (child === undefined) break;
      if (right !== undefined && isBefore(right, child)) {
        child = right;
        down += 1;
      }
      if (!isBefore(child, last)) break;
      entries[hole] = child;
      hole = down;
    }
    entries[hole] = last;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.id < b.id);
}
