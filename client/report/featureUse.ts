/** The use of one feature over time: how many seats were out, at most and altogether. */
import { dayAt, eachDay } from './days.ts';
import { Timeline } from './timeline.ts';

/** One feature on one day. */
export interface DayUse {
  /** Most seats out at one time. */
  peak: number;
  seatMilliseconds: number;
  checkouts: number;
  denied: number;
}

/** The times that a report is about. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export class FeatureUse {
  readonly feature: string;
  vendor = '';
  /** Seats of the license as last known; null if nothing said so, or without a limit. */
  owned: number | null = null;
  peak = 0;
  peakAt: number | null = null;
  /** Seats of the license at the time of the peak. */
  ownedAtPeak: number | null = null;
  seatMilliseconds = 0;
  /** For so long all seats were out. */
  fullMilliseconds = 0;
  checkouts = 0;
  denied = 0;
  queued = 0;
  readonly days = new Map<string, DayUse>();
  readonly used: Timeline;
  readonly denials: Timeline;
  /** Seats of the license over time: each holds until the next. */
  readonly ownedSteps: { readonly at: number; readonly owned: number | null }[] = [];
  private readonly window: Window;
  /** Seats that are out, and since when it has been that many. */
  private level = 0;
  private since: number;

  constructor(feature: string, window: Window, now: number) {
    this.feature = feature;
    this.window = window;
    this.since = now;
    const start = Math.max(now, window.from);
    this.used = new Timeline(start, 'highest');
    this.denials = new Timeline(start, 'sum');
  }

  get out(): number {
    return this.level;
  }

  /** So many seats are out from now on. */
  set(at: number, level: number): void {
    this.pass(at);
    this.level = level;
    this.pass(at);
  }

  /** The license gives so many seats from now on. */
  own(at: number, owned: number | null): void {
    this.pass(at);
    if (owned !== (this.ownedSteps.at(-1)?.owned ?? null)) this.ownedSteps.push({ at: this.since, owned });
    this.owned = owned;
  }

  noteCheckout(at: number): void {
    if (!this.within(at)) return;
    this.checkouts += 1;
    this.day(at).checkouts += 1;
  }

  noteDenial(at: number): void {
    if (!this.within(at)) return;
    this.denied += 1;
    this.day(at).denied += 1;
    this.denials.add(at, 1);
  }

  /** Nothing changed until then. */
  pass(at: number): void {
    const from = Math.max(this.since, this.window.from);
    const to = Math.min(at, this.window.to);
    if (at > this.since) this.since = at;
    if (to < from || from > this.window.to) return;
    const { level, owned } = this;
    if (level > this.peak) {
      this.peak = level;
      this.peakAt = from;
      this.ownedAtPeak = owned;
    }
    this.used.raise(from, to, level);
    if (level === 0) return;
    if (to === from) {
      const day = this.day(from);
      day.peak = Math.max(day.peak, level);
    }
    this.seatMilliseconds += level * (to - from);
    if (owned !== null && owned > 0 && level >= owned) this.fullMilliseconds += to - from;
    eachDay(from, to, (_day, begin, end) => {
      const day = this.day(begin);
      day.peak = Math.max(day.peak, level);
      day.seatMilliseconds += level * (end - begin);
    });
  }

  private within(at: number): boolean {
    return at >= this.window.from && at < this.window.to;
  }

  private day(at: number): DayUse {
    const { name } = dayAt(at);
    let day = this.days.get(name);
    if (day === undefined) {
      day = { peak: 0, seatMilliseconds: 0, checkouts: 0, denied: 0 };
      this.days.set(name, day);
    }
    return day;
  }
}
