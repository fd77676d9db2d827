/** One value for each stretch of time, in bounded memory: when the time grows the stretches do. */

const BUCKETS = 512;
const FIRST_WIDTH_MS = 60_000;

/** How the values of several stretches become one. */
export type Joining = 'highest' | 'sum';

export class Timeline {
  /** Unix milliseconds at which the first stretch begins. */
  readonly start: number;
  /** Milliseconds of a stretch. */
  width = FIRST_WIDTH_MS;
  /** Empty until there is something to keep. */
  private values = new Float32Array(0);
  private used = 0;

  private readonly joining: Joining;

  constructor(start: number, joining: Joining) {
    this.start = start;
    this.joining = joining;
  }

  /** The value was reached from one time to another. */
  raise(from: number, to: number, value: number): void {
    if (value === 0) return;
    // Up to, and not with, the moment of its end.
    const last = this.bucket(Math.max(from, to - 1));
    for (let at = this.bucket(from); at <= last; at++) {
      if (value > (this.values[at] ?? 0)) this.values[at] = value;
    }
  }

  /** Adds to the stretch of that time. */
  add(at: number, value: number): void {
    const bucket = this.bucket(at);
    this.values[bucket] = (this.values[bucket] ?? 0) + value;
  }

  /** The values between two times in that many columns. */
  columns(from: number, to: number, count: number): number[] {
    const columns = new Array<number>(count).fill(0);
    const span = Math.max(to - from, 1);
    const column = (time: number) => Math.min(Math.max(Math.floor(((time - from) / span) * count), 0), count - 1);
    for (let at = 0; at < this.used; at++) {
      const value = this.values[at] ?? 0;
      const begins = this.start + at * this.width;
      if (value === 0 || begins > to || begins + this.width <= from) continue;
      if (this.joining === 'sum') {
        const middle = column(begins + this.width / 2);
        columns[middle] = (columns[middle] ?? 0) + value;
      } else {
        for (let i = column(begins); i <= column(Math.min(begins + this.width, to) - 1); i++) {
          columns[i] = Math.max(columns[i] ?? 0, value);
        }
      }
    }
    return columns;
  }

  private bucket(time: number): number {
    if (this.values.length === 0) this.values = new Float32Array(BUCKETS);
    while (time - this.start >= this.width * BUCKETS) this.widen();
    const at = Math.max(0, Math.floor((time - this.start) / this.width));
    this.used = Math.max(this.used, at + 1);
    return at;
  }

  private widen(): void {
    const sum = this.joining === 'sum';
    for (let at = 0; at < BUCKETS / 2; at++) {
      const [a, b] = [this.values[2 * at] ?? 0, this.values[2 * at + 1] ?? 0];
      this.values[at] = sum ? a + b : Math.max(a, b);
    }
    this.values.fill(0, BUCKETS / 2);
    this.used = Math.ceil(this.used / 2);
    this.width *= 2;
  }
}
