/** Sums up report records, in one pass and in memory that grows with features, users and days, not with records. */
import type { InRecord, OutRecord, ReportEvent, ReportRecord, StateRecord } from '../../proto/reportRecord.ts';
import { eachDay } from './days.ts';
import { FeatureUse, type Window } from './featureUse.ts';

/** Denials of one kind. */
export interface DenialSum {
  readonly feature: string;
  /** FlexNet code and the place that refused. */
  readonly code: number;
  readonly minor: number;
  count: number;
  /** Seats asked for, in all. */
  seats: number;
  last: number;
}

/** One user and one feature. */
export interface UserSum {
  readonly user: string;
  readonly feature: string;
  checkouts: number;
  denied: number;
  seatMilliseconds: number;
}

/** Where the words come from programs, anyone can make up any number of them: more than these share a name. */
const MAX_FEATURES = 20_000;
const MAX_USERS = 200_000;
const OTHERS = '(others)';

interface Open {
  readonly user: string;
  readonly feature: string;
  readonly count: number;
  readonly at: number;
}

export class Tally {
  readonly features = new Map<string, FeatureUse>();
  readonly denials = new Map<string, DenialSum>();
  readonly users = new Map<string, UserSum>();
  /** Seat milliseconds by user and day. */
  readonly userDays = new Map<string, { user: string; day: string; seatMilliseconds: number }>();
  /** Dates of the first and the last record; NaN without any. */
  first = Number.NaN;
  last = Number.NaN;
  /** Where things stood at some indexes: dates of what is missing. */
  readonly dates = new Map<number, number>();
  private readonly window: Window;
  private readonly wanted: string | null;
  private readonly open = new Map<number, Open>();
  /** Uses that something of is missing of: counted to that time. */
  private readonly broken = new Map<number, number>();
  private now = Number.NEGATIVE_INFINITY;
  private previous: { index: number; date: number } | null = null;

  /** `feature`: only this one; null for all. */
  constructor(window: Window, feature: string | null) {
    this.window = window;
    this.wanted = feature;
  }

  take(record: ReportRecord): void {
    if (record.kind === 'file' || record.kind === 'gap') {
      if (this.previous !== null) this.dates.set(this.previous.index, this.previous.date);
      return;
    }
    // The cluster's date can be set back; use cannot.
    const date = Date.parse(record.date);
    this.now = Math.max(this.now, date);
    if (Number.isNaN(this.first)) this.first = this.now;
    this.last = this.now;
    this.previous = { index: record.index, date: this.now };
    if (record.kind === 'state') this.state(record);
    else if (record.kind !== 'mark' && (this.wanted === null || record.feature === this.wanted)) this.event(record);
  }

  /** After the last record: what is still out is out until then. */
  finish(): void {
    for (const [lease, use] of this.open)
      this.used(use.user, use.feature, use.count, this.from(lease, use.at), this.now);
    for (const feature of this.features.values()) feature.pass(this.now);
    for (const [name, feature] of this.features) {
      const { peak, checkouts, denied, queued, owned } = feature;
      if (peak + checkouts + denied + queued === 0 && owned === null) this.features.delete(name);
    }
  }

  private event(record: ReportEvent): void {
    const feature = this.featureOf(record.feature);
    feature.vendor ||= record.vendor;
    if (record.kind === 'out') this.out(record, feature);
    else if (record.kind === 'in') this.in(record, feature);
    else if (record.kind === 'queued') feature.queued += this.within() ? 1 : 0;
    else if (record.kind === 'denied') {
      feature.noteDenial(this.now);
      if (!this.within()) return;
      this.userOf(record.user, feature.feature).denied += 1;
      const key = `${feature.feature}\0${record.code}\0${record.minor}`;
      let sum = this.denials.get(key);
      if (sum === undefined) {
        sum = { feature: feature.feature, code: record.code, minor: record.minor, count: 0, seats: 0, last: 0 };
        this.denials.set(key, sum);
      }
      sum.count += 1;
      sum.seats += record.count;
      sum.last = this.now;
    }
  }

  private out(record: OutRecord, feature: FeatureUse): void {
    feature.set(this.now, record.used);
    feature.noteCheckout(this.now);
    if (this.within()) this.userOf(record.user, feature.feature).checkouts += 1;
    this.open.set(record.lease, { user: record.user, feature: feature.feature, count: record.count, at: this.now });
  }

  private in(record: InRecord, feature: FeatureUse): void {
    feature.set(this.now, record.used);
    const since = this.open.get(record.lease)?.at ?? Date.parse(record.since);
    this.used(record.user, feature.feature, record.count, this.from(record.lease, since), this.now);
    this.open.delete(record.lease);
    this.broken.delete(record.lease);
  }

  private state(record: StateRecord): void {
    this.dates.set(record.index, this.now);
    const names = new Set([...this.features.keys(), ...Object.keys(record.owned), ...Object.keys(record.out)]);
    for (const name of names) {
      if (this.wanted !== null && name !== this.wanted) continue;
      const feature = this.featureOf(name);
      feature.own(this.now, Object.hasOwn(record.owned, name) ? (record.owned[name] ?? null) : null);
      const out = Object.hasOwn(record.out, name) ? (record.out[name] ?? 0) : 0;
      if (out === feature.out) continue;
      // Something is missing: nobody knows which of those that were out came back meanwhile.
      feature.set(this.now, out);
      this.breakUses(feature.feature);
    }
  }

  /** Counts what is out of a feature up to now; what comes back later is counted from here on. */
  private breakUses(feature: string): void {
    for (const [lease, use] of this.open) {
      if (use.feature !== feature) continue;
      this.used(use.user, feature, use.count, this.from(lease, use.at), this.now);
      this.broken.set(lease, this.now);
      this.open.delete(lease);
    }
  }

  private from(lease: number, since: number): number {
    return this.broken.get(lease) ?? since;
  }

  private used(user: string, feature: string, count: number, since: number, until: number): void {
    const from = Math.max(since, this.window.from);
    const to = Math.min(until, this.window.to);
    if (from >= to) return;
    const sum = this.userOf(user, feature);
    sum.seatMilliseconds += count * (to - from);
    eachDay(from, to, (day, begin, end) => {
      const key = `${sum.user}\0${day.name}`;
      let each = this.userDays.get(key);
      if (each === undefined) {
        each = { user: sum.user, day: day.name, seatMilliseconds: 0 };
        this.userDays.set(key, each);
      }
      each.seatMilliseconds += count * (end - begin);
    });
  }

  private within(): boolean {
    return this.now >= this.window.from && this.now < this.window.to;
  }

  private featureOf(name: string): FeatureUse {
    const known = this.features.get(name);
    if (known !== undefined) return known;
    const shown = this.features.size >= MAX_FEATURES ? OTHERS : name;
    let feature = this.features.get(shown);
    if (feature === undefined) {
      feature = new FeatureUse(shown, this.window, this.now);
      this.features.set(shown, feature);
    }
    return feature;
  }

  private userOf(name: string, feature: string): UserSum {
    const key = `${name}\0${feature}`;
    const known = this.users.get(key);
    if (known !== undefined) return known;
    const user = this.users.size >= MAX_USERS ? OTHERS : name;
    const shared = `${user}\0${feature}`;
    let sum = this.users.get(shared);
    if (sum === undefined) {
      sum = { user, feature, checkouts: 0, denied: 0, seatMilliseconds: 0 };
      this.users.set(shared, sum);
    }
    return sum;
  }
}
