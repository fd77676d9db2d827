/** Hands what the log did to the report log (R25). */
import type { Held, LicenseEvent, LicenseState, Session } from '../licensing/index.ts';
import type { ReportEntry, ReportLog, ReportSource } from '../logs/index.ts';

export class Reporting {
  private readonly report: ReportLog;
  private state: LicenseState | null = null;

  constructor(report: ReportLog) {
    this.report = report;
  }

  /** To be called with the state after each entry that did something; also when it was read or replaced whole. */
  applied(events: readonly LicenseEvent[], state: LicenseState): void {
    if (state === this.state) {
      if (this.report.told(state.appliedIndex)) return;
      const licensed = events.some(({ kind }) => kind === 'license');
      this.report.entry(reportEntries(events, state), licensed);
      return;
    }
    this.state = state;
    this.report.begin(reportSource(state));
  }
}

/**
 * The records of one entry, in its order: the same on every server, since files are merged by their numbers. So what is
 * recorded, like the rules, may only change with RULES_VERSION (R20).
 */
function reportEntries(events: readonly LicenseEvent[], state: LicenseState): ReportEntry[] {
  const entries: ReportEntry[] = [];
  for (const event of events) {
    if (event.kind === 'granted') {
      entries.push({ kind: 'out', ...useOf(event.held, state) });
    } else if (event.kind === 'returned') {
      const since = new Date(event.held.date).toISOString();
      entries.push({ kind: 'in', ...useOf(event.held, state), since, reason: event.reason });
    } else if (event.kind === 'denied') {
      const { failure } = event.result;
      const code = failure?.code ?? 0;
      entries.push({ kind: 'denied', ...asked(event, state), code, minor: failure?.minor ?? 0 });
    } else if (event.kind === 'queued' || event.kind === 'dequeued') {
      entries.push({ kind: event.kind, ...asked(event, state) });
    }
  }
  return entries;
}

/** The state as the report log looks at it. */
function reportSource(state: LicenseState): ReportSource {
  return { index: () => state.appliedIndex, date: () => state.date, totals: () => totals(state) };
}

function totals(state: LicenseState) {
  // By way of maps: a feature may be called __proto__.
  const owned = new Map<string, number>();
  const out = new Map<string, number>();
  for (const feature of state.features()) {
    const counted = state.seats.seatsOf(feature).filter(({ pool }) => !pool.uncounted);
    if (counted.length > 0) owned.set(feature, sumOf(counted.map(({ rules }) => rules.owned)));
    const used = usedOf(feature, state);
    if (used > 0) out.set(feature, used);
  }
  return { owned: Object.fromEntries(owned), out: Object.fromEntries(out) };
}

/** Seats of a feature that are out. A lease does not tell: some share seats, by DUP_GROUP. */
function usedOf(feature: string, state: LicenseState): number {
  return sumOf(state.seats.seatsOf(feature).map(({ usedSeats }) => usedSeats));
}

function sumOf(seats: readonly number[]): number {
  return seats.reduce((sum, each) => sum + each, 0);
}

function useOf(held: Held, state: LicenseState) {
  const { feature, vendor, count, lease, version } = held;
  return { feature, vendor, ...who(held.session), count, lease, version, used: usedOf(feature, state) };
}

function asked(event: { session: Session; feature: string; count: number }, state: LicenseState) {
  const { feature, count } = event;
  return { feature, vendor: state.poolsOf(feature)[0]?.vendor ?? '', ...who(event.session), count };
}

function who({ identity }: Session) {
  const { user, host, display, project } = identity;
  return { user, host, display, project };
}
