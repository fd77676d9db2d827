/** Writes what the log did into the FLEXlm debug log and the metrics. The debug log is the master's (R25). */
import type { LogEvent } from '../../license/index.ts';
import type { Held, LicenseEvent, LicenseState, Session } from '../licensing/index.ts';
import { FlexCode } from '../licensing/index.ts';
import type { DebugUse, MemberLogs, Metrics } from '../logs/index.ts';
import { logRulesOf } from './logRules.ts';

const RETURN_REASON: Readonly<Record<string, string>> = {
  expired: 'INACTIVE',
  revoked: 'LMREMOVE',
  replaced: 'RESTARTED',
  cancelled: 'CANCELLED',
  lingered: 'LINGER',
  borrowEnded: 'BORROW_ENDED',
  borrowReturned: 'BORROW_RETURNED',
};

function returnReason({ reason, held }: Extract<LicenseEvent, { kind: 'returned' }>): string | undefined {
  return reason === 'revoked' && held.revokeReason === 'TIMEOUT' ? 'TIMEOUT' : RETURN_REASON[reason];
}

const UNKNOWN_FEATURE = 'unknown';

export class EventLog {
  private readonly logs: MemberLogs;
  private readonly metrics: Metrics;

  constructor(logs: MemberLogs, metrics: Metrics) {
    this.logs = logs;
    this.metrics = metrics;
  }

  /** `master`: this member is the master and serves what happened. */
  write(events: readonly LicenseEvent[], state: LicenseState, master: boolean): void {
    for (const event of events) {
      if (event.kind === 'license') this.license(state);
      else if (event.kind === 'order' && state.order.mismatch) this.logs.debug.orderMismatch();
      else if (master) this.served(event, state);
    }
    this.metrics.orderMismatch.set(state.order.mismatch ? 1 : 0);
    this.metrics.sessions.set(state.sessions.size - state.ended.length);
  }

  /** What the master did for programs. */
  private served(event: LicenseEvent, state: LicenseState): void {
    const { logs, metrics } = this;
    if (event.kind === 'granted') {
      metrics.checkouts.inc({ feature: event.held.feature, result: 'granted' });
      this.tell('OUT', useOf(event.held, state), (use) => logs.debug.out(use));
    } else if (event.kind === 'returned') {
      this.tell('IN', useOf(event.held, state), (use) => logs.debug.in(use, returnReason(event)));
    } else if (event.kind === 'denied') {
      this.denied(event, state);
    } else if (event.kind === 'queued') {
      this.tell('QUEUED', useOfAsker(event, state), (use) => logs.debug.queued(use));
    } else if (event.kind === 'dequeued') {
      this.tell('DEQUEUED', useOfAsker(event, state), (use) => logs.debug.dequeued(use));
    }
  }

  /** Writes a line, unless NOLOG keeps that kind of line out. */
  private tell(kind: LogEvent, use: DebugUse, write: (use: DebugUse) => void): void {
    if (!this.logs.silent(use.daemon, kind)) write(use);
  }

  /** Of the features in force: what else is held could be any number of names. */
  seats(state: LicenseState): void {
    const queued = new Map<string, number>();
    for (const { request } of state.waiting.values())
      queued.set(request.feature, (queued.get(request.feature) ?? 0) + 1);
    const borrowed = new Map<string, number>();
    for (const { feature, count } of state.borrowed.values())
      borrowed.set(feature, (borrowed.get(feature) ?? 0) + count);
    for (const feature of state.features()) {
      const pools = state.seats.seatsOf(feature);
      this.metrics.seatsUsed.set(
        { feature },
        pools.reduce((sum, pool) => sum + pool.usedSeats, 0),
      );
      this.metrics.seatsReserved.set(
        { feature },
        pools.reduce((sum, pool) => sum + pool.idle, 0),
      );
      this.metrics.seatsBorrowed.set({ feature }, borrowed.get(feature) ?? 0);
      this.metrics.requestsQueued.set({ feature }, queued.get(feature) ?? 0);
    }
  }

  private denied(event: Extract<LicenseEvent, { kind: 'denied' }>, state: LicenseState): void {
    const refused = event.result.failure;
    const code = refused?.code ?? 0;
    // A client may ask for anything: what no license names would make a new series each time.
    const known = state.poolsOf(event.feature).length > 0;
    this.metrics.checkouts.inc({ feature: known ? event.feature : UNKNOWN_FEATURE, result: 'denied' });
    this.metrics.denials.inc({ code: String(code) });
    const refusal = { text: plainText(refused?.text ?? ''), code, minor: refused?.minor ?? 0 };
    const { debug } = this.logs;
    const use = useOfAsker(event, state);
    if (code === FlexCode.NoSuchFeature || code === FlexCode.Unsupported) {
      this.tell('UNSUPPORTED', use, () => debug.unsupported(use, refusal));
    } else this.tell('DENIED', use, () => debug.denied(use, refusal));
  }

  private license(state: LicenseState): void {
    this.logs.configure(logRulesOf(state.license));
    this.logs.debug.setDaemons(state.license?.vendors ?? []);
    this.metrics.seatsIssued.reset();
    this.metrics.seatsUsed.reset();
    this.metrics.seatsReserved.reset();
    this.metrics.seatsBorrowed.reset();
    this.metrics.requestsQueued.reset();
    for (const feature of state.features()) {
      const issued = state.poolsOf(feature).reduce((sum, pool) => sum + (pool.uncounted ? 0 : pool.count), 0);
      this.metrics.seatsIssued.set({ feature }, issued);
    }
  }
}

function useOf(held: Held, state: LicenseState): DebugUse {
  return makeUse(held.vendor || (state.license?.vendors[0] ?? 'lmgrd'), held.feature, held.count, held.session);
}

/** A program that has no seats: it was refused, or waits for some. */
function useOfAsker(
  asked: { readonly session: Session; readonly feature: string; readonly count: number },
  state: LicenseState,
): DebugUse {
  const daemon = state.poolsOf(asked.feature)[0]?.vendor ?? state.license?.vendors[0] ?? 'lmgrd';
  return makeUse(daemon, asked.feature, asked.count, asked.session);
}

function makeUse(daemon: string, feature: string, count: number, session: Session): DebugUse {
  const { user, host } = session.identity;
  return { daemon, feature, user, host, count };
}

/** The FlexNet text without its numbers, which the line puts in its own place. */
function plainText(text: string): string {
  return text.replace(/\.? \(-?\d+,\d+.*\)$/, '');
}
