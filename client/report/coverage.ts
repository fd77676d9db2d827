/** Which part of the log some files tell of, and what is missing in between. */

/** Log indexes, both ends included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What one file tells of. Records are to be noted in the order of the file. */
export class Coverage {
  private readonly told: { from: number; to: number }[] = [];
  private readonly gaps: Range[] = [];

  /** A writer begins or goes on: what follows begins after that index. */
  begin(after: number): void {
    const last = this.told.at(-1);
    if (last === undefined || after > last.to) this.told.push({ from: after + 1, to: after });
  }

  /** All up to that index has been told. */
  reach(index: number): void {
    const last = this.told.at(-1);
    if (last === undefined) this.told.push({ from: index, to: index });
    else if (index > last.to) last.to = index;
  }

  /** The writer itself says what is missing. What follows it is told. */
  miss(gap: Range): void {
    this.gaps.push(gap);
    const last = this.told.at(-1);
    if (last === undefined || gap.to > last.to) this.told.push({ from: gap.to + 1, to: gap.to });
  }

  /** The last index that the file has come to, whether it tells of it or not. */
  get last(): number {
    return this.told.at(-1)?.to ?? 0;
  }

  /** What is told, in order, without what is missing. */
  ranges(): Range[] {
    return subtract(merge(this.told), merge(this.gaps));
  }
}

/** What none of the files tells of, from the first that any of them does to the last that any has come to. */
export function missing(files: readonly Coverage[]): Range[] {
  const told = merge(files.flatMap((file) => file.ranges()));
  const [first] = told;
  const last = Math.max(0, ...files.map((file) => file.last));
  return first === undefined ? [] : subtract([{ from: first.from, to: last }], told);
}

/** Sorted, and joined where they touch; empty ones left out. */
function merge(ranges: readonly Range[]): Range[] {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of ranges.filter((range) => range.from <= range.to).sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

function subtract(ranges: readonly Range[], holes: readonly Range[]): Range[] {
  const left: Range[] = [];
  let at = 0;
  for (const range of ranges) {
    let { from } = range;
    while ((holes[at]?.to ?? Number.POSITIVE_INFINITY) < from) at += 1;
    for (let next = at; ; next++) {
      const hole = holes[next];
      if (hole === undefined || hole.from > range.to) break;
      if (hole.from > from) left.push({ from, to: hole.from - 1 });
      from = Math.max(from, hole.to + 1);
    }
    if (from <= range.to) left.push({ from, to: range.to });
  }
  return left;
}
