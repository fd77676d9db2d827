/** The features and users of the license state as lmstat shows them. */
import { formatDate } from '../../license/index.ts';
import type {
  FeatureStatusInit,
  Pool,
  PoolStatusInit,
  ReservationStatusInit,
  UserStatusInit,
} from '../../proto/index.ts';
import type { Held, LicenseState, PoolSeats, Waiting } from '../licensing/index.ts';

const MS_PER_DAY = 86_400_000;

/** What of the users a status shows. */
export interface StatusWanted {
  readonly users: boolean;
  /** Only this feature; empty means all. */
  readonly feature: string;
  /** Who knows a session's id can give its seats back: only administrators are told. */
  readonly sessions: boolean;
}

/** A feature without its users, and who they are. */
export interface FeatureView {
  readonly feature: FeatureStatusInit;
  readonly held: readonly Held[];
  readonly waiting: readonly Waiting[];
}

/** All features in force, and those that are out of license but still held; or only the one asked for. */
export function featureStatuses(state: LicenseState, options: StatusWanted): FeatureStatusInit[] {
  return featureViews(state, options.feature).map((view) => ({
    ...view.feature,
    users: options.users ? usersOf(state, view, options.sessions) : [],
  }));
}

/** The same without what is told of each user; `only`: of that feature, empty means all. */
export function featureViews(state: LicenseState, only: string): FeatureView[] {
  const waitingFor = Map.groupBy(state.waiting.values(), (waiting) => waiting.request.feature);
  const heldOf = new Map<string, Held[]>();
  for (const held of state.held.values()) {
    const list = heldOf.get(held.feature);
    if (list === undefined) heldOf.set(held.feature, [held]);
    else list.push(held);
  }
  const names = new Set([...state.features(), ...heldOf.keys()]);
  const wanted = only === '' ? [...names] : [...names].filter((name) => name === only);
  return wanted.map((name) => {
    const held = heldOf.get(name) ?? [];
    const waiting = waitingFor.get(name) ?? [];
    return { feature: featureStatus(state, name, held, waiting), held, waiting };
  });
}

function featureStatus(state: LicenseState, feature: string, held: Held[], waiting: Waiting[]): FeatureStatusInit {
  const pools = state.poolsOf(feature);
  const seats = state.seats.seatsOf(feature);
  return {
    feature,
    vendor: pools[0]?.vendor ?? held[0]?.vendor ?? '',
    issued: pools.reduce((sum, pool) => sum + (pool.uncounted ? 0 : pool.count), 0),
    used: usedSeats(state, pools, held),
    uncounted: pools.length > 0 && pools.every((pool) => pool.uncounted),
    pools: pools.map(
      (pool): PoolStatusInit => ({
        pool: pool.id,
        version: pool.version,
        expiry: pool.expiryDay === 0 ? 'permanent' : formatDate(isoDay(pool.expiryDay)),
        count: pool.count,
        overdraft: pool.overdraft,
        used: state.used.get(pool.id) ?? 0,
        vendorString: pool.vendorString,
        hostids: pool.hostids,
        uncounted: pool.uncounted,
        reserved: state.seats.pool(pool.id)?.idle ?? 0,
      }),
    ),
    reserved: seats.reduce((sum, { idle }) => sum + idle, 0),
    reservations: seats.flatMap(reservationsOf),
    queued: waiting.length,
  };
}

/** Seats of the pools in force, and of those that are gone but still held. A suite's are held by its components. */
function usedSeats(state: LicenseState, pools: readonly Pool[], held: readonly Held[]): number {
  const inForce = new Set(pools.map((pool) => pool.id));
  const used = pools.reduce((sum, pool) => sum + (state.used.get(pool.id) ?? 0), 0);
  return held.reduce((sum, each) => (inForce.has(each.pool) ? sum : sum + each.taken), used);
}

function reservationsOf({ pool, rules, reservedUsed }: PoolSeats): ReservationStatusInit[] {
  return rules.reservations.map(({ type, name, count }, index) => ({
    pool: pool.id,
    count,
    type,
    name,
    used: reservedUsed[index] ?? 0,
  }));
}

/** Those that have seats, then those that wait for some; of these the ones from one place to another. */
export function usersOf(
  state: LicenseState,
  { held, waiting }: Pick<FeatureView, 'held' | 'waiting'>,
  sessions: boolean,
  from = 0,
  to = Number.POSITIVE_INFINITY,
): UserStatusInit[] {
  const queuedFrom = Math.max(0, from - held.length);
  return [
    ...held.slice(from, to).map((each) => userStatus(each, sessions, state.leaseTime)),
    ...waiting
      .slice(queuedFrom, Math.max(0, to - held.length))
      .map((each) => queuedStatus(each, state.seats.pool(each.pools[0] ?? ''), sessions)),
  ];
}

function queuedStatus(waiting: Waiting, pool: PoolSeats | null, sessions: boolean): UserStatusInit {
  const { user, host, display, pid } = waiting.session.identity;
  return {
    user,
    host,
    display,
    pid,
    version: pool?.pool.version ?? waiting.request.version,
    lease: waiting.lease,
    start: Math.floor(waiting.date / 1_000),
    count: waiting.request.count,
    queued: true,
    index: waiting.index,
    session: sessions ? waiting.session.id : '',
    pool: pool?.pool.id ?? '',
  };
}

function userStatus(held: Held, sessions: boolean, leaseTime: number): UserStatusInit {
  const { user, host, display, pid } = held.session.identity;
  return {
    user,
    host,
    display,
    pid,
    version: held.version,
    lease: held.lease,
    start: Math.floor(held.date / 1000),
    count: held.count,
    revoking: held.revoking,
    borrowedUntil: held.borrowedUntil,
    index: held.index,
    session: sessions ? held.session.id : '',
    pool: held.pool,
    shared: held.taken === 0,
    lingerSeconds: held.lingerUntil === 0 ? 0 : Math.max(1, Math.ceil((held.lingerUntil - leaseTime) / 1_000)),
  };
}

function isoDay(day: number): string {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
}
