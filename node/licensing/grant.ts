/** Which pool serves a checkout, if any: the rules of the license and of the options file (R13). */
import { compareVersions, isVersion, matchesHostid, parseHostid } from '../../license/index.ts';
import type { CheckoutOperation, FailureInit, Identity } from '../../proto/index.ts';
import { FlexCode, failure, Minor } from './failures.ts';
import type { Session } from './model.ts';
import type { PoolSeats } from './poolSeats.ts';
import { MAX_COUNT, SET_BACK_MS } from './rules.ts';
import type { Seats } from './seats.ts';

const MS_PER_DAY = 86_400_000;

/** How far a pool was judged: the refusal that got furthest says most. */
type Judged = readonly [step: number, refused: FailureInit | null, lacking?: PoolSeats];

const GRANTED: Judged = [Number.MAX_SAFE_INTEGER, null];

/** The date by the log, and the latest that it ever was; Unix milliseconds. */
export interface Dates {
  readonly date: number;
  readonly latestDate: number;
}

/** Why a pool does not lend its seats, for a borrow; null if it does. */
export type Lends = (pool: PoolSeats) => FailureInit | null;

/** From this step on only seats are missing: the request may wait in the queue. */
export const MAY_WAIT = 9;

/** One that waits goes on waiting from this step on: its own seats above a MAX may come back. */
export const KEEPS_WAITING = 8;

/** The place in all queues of a request that is in none: behind everybody. */
export const NOT_IN_QUEUE = Number.MAX_SAFE_INTEGER;

/** A refusal, how far the pool that came closest was judged, and the pools that lack nothing but seats. */
export interface Refused {
  readonly refused: FailureInit;
  readonly step: number;
  readonly waitFor: readonly PoolSeats[];
}

const NO_POOLS: readonly PoolSeats[] = [];

/** The pool that serves the request, or the refusal of the pool that came closest. `ticket`: its place in the queues. */
export function choosePool(
  request: CheckoutOperation,
  session: Session,
  dates: Dates,
  seats: Seats,
  ticket: number,
  lends: Lends | null,
): { pool: PoolSeats } | Refused {
  const { feature, count, version, vendor, checkoutData } = request;
  if (!Number.isInteger(count) || count < 1 || count > MAX_COUNT) {
    return refuse(FlexCode.InvalidParameter, Minor.CountOutOfRange, `the count is ${count}; ask for 1 to ${MAX_COUNT}`);
  }
  if (version !== '' && !isVersion(version)) {
    return refuse(FlexCode.BadVersion, Minor.MalformedVersion, `the version is "${version}"; use digits and dots`);
  }
  const all = seats.seatsOf(feature);
  // Where the asker's DUP_GROUP has seats already, fewer are taken than anywhere else.
  for (const pool of all) {
    if (vendor !== '' && pool.pool.vendor !== vendor) continue;
    if (pool.need(session, checkoutData, count) === count) continue;
    if (judge(pool, request, session, dates, seats, ticket, lends)[1] === null) return { pool };
  }
  let refused: FailureInit | null = null;
  let furthest = -1;
  let waitFor = NO_POOLS;
  for (const pool of all) {
    if (vendor !== '' && pool.pool.vendor !== vendor) continue;
    const [step, reason, lacking] = judge(pool, request, session, dates, seats, ticket, lends);
    if (reason === null) return { pool };
    if (lacking !== undefined && (request.queue || ticket !== NOT_IN_QUEUE)) waitFor = [...waitFor, lacking];
    if (step > furthest) {
      furthest = step;
      refused = reason;
    }
  }
  if (refused !== null) return { refused, step: furthest, waitFor };
  const line = seats.refusedOf(feature, vendor);
  if (line !== undefined) return refuse(line.code, Minor.LineRefused, line.detail);
  if (seats.isPackage(feature)) {
    const detail = `${feature} is a PACKAGE: ask for one of its components`;
    return refuse(FlexCode.JustAPackage, Minor.SuiteItself, detail);
  }
  const where = vendor === '' ? 'the license in force' : `the license of vendor ${vendor}`;
  return refuse(FlexCode.NoSuchFeature, Minor.UnknownFeature, `${where} has no feature "${feature}"`);

  function refuse(code: number, minor: number, detail: string): Refused {
    return { refused: failure(code, minor, detail, { feature }), step: 0, waitFor: NO_POOLS };
  }
}

function judge(
  seats: PoolSeats,
  request: CheckoutOperation,
  session: Session,
  dates: Dates,
  all: Seats,
  ticket: number,
  lends: Lends | null,
): Judged {
  const { pool } = seats;
  const { feature, version } = request;
  if (pool.isSuite) {
    const detail = `ask for one of the components of ${pool.packageName}`;
    return [0, failure(FlexCode.JustAPackage, Minor.SuiteItself, detail, { feature })];
  }
  if (version !== '' && compareVersions(pool.version, version) < 0) {
    const detail = `the license is for version ${pool.version}, asked for was ${version}`;
    return [1, failure(FlexCode.VersionUnsupported, Minor.VersionTooHigh, detail, { feature })];
  }
  const day = Math.floor(dates.date / MS_PER_DAY);
  if (pool.expiryDay !== 0 && dates.latestDate - dates.date > SET_BACK_MS) {
    const [is, was] = [dates.date, dates.latestDate].map((date) => new Date(date).toISOString().slice(0, 10));
    const detail = `two of the servers' clocks say ${is} and said ${was} before: set them right`;
    return [2, failure(FlexCode.ClockSetBack, Minor.ClockSetBack, detail, { feature })];
  }
  if (pool.expiryDay !== 0 && day > pool.expiryDay) {
    return [2, failure(FlexCode.Expired, Minor.LineExpired, 'ask the vendor for a new license', { feature })];
  }
  if (pool.startDay !== 0 && day < pool.startDay) {
    return [3, failure(FlexCode.NotStarted, Minor.LineNotStarted, 'the license has not started yet', { feature })];
  }
  if (!hostAllowed(pool.hostids, session.identity)) {
    const detail = `the license is locked to ${pool.hostids.join(' ')}`;
    return [4, failure(FlexCode.InvalidHost, Minor.HostNotAllowed, detail, { feature })];
  }
  const lent = lends?.(seats) ?? null;
  if (lent !== null) return [5, lent];
  const judged = judgeSeats(seats, session, request, ticket);
  if (judged[1] !== null) return judged;
  const suite = all.suiteOf(seats);
  return suite === null ? judged : judgeSeats(suite, session, request, ticket);
}

/** What the options file and the count of one pool say to so many seats. */
function judgeSeats(seats: PoolSeats, session: Session, request: CheckoutOperation, ticket: number): Judged {
  const { pool, rules } = seats;
  const { feature, count } = request;
  const of = pool.isSuite ? `suite ${pool.feature}: ` : '';
  const { refused } = seats.standing(session);
  if (refused !== null) return [6, optionsRefusal(refused, feature, `${of}see ${rules.file}`)];
  if (!pool.uncounted && count > rules.owned) {
    const detail = `${of}asked for ${count}, the license gives ${rules.owned} in all`;
    return [7, failure(FlexCode.TooMany, Minor.AboveTotal, detail, { feature })];
  }
  const need = seats.need(session, request.checkoutData, count);
  const obstacle = seats.obstacle(session, need, ticket);
  if (obstacle === null) return GRANTED;
  const retry = true;
  switch (obstacle.kind) {
    case 'limit': {
      const { type, name, count: most, line } = obstacle.limit;
      const detail = `${of}${type} ${name} has ${obstacle.used} of ${most} (${rules.file}:${line}), asked for ${need}`;
      const reason = failure(FlexCode.ExceedsMax, Minor.AboveMax, detail, { feature, retry: need <= most });
      // More than the line allows at all is not waited for.
      return need > most ? [7, reason] : [8, reason, seats];
    }
    case 'reserved': {
      const detail = `${of}${obstacle.idle} free seats are reserved (RESERVE in ${rules.file}), asked for ${need}`;
      return [9, failure(FlexCode.AllReserved, Minor.ReservedForOthers, detail, { feature, retry }), seats];
    }
    case 'used': {
      const detail = `${of}${obstacle.used} of ${rules.owned} are out, asked for ${need}`;
      return [10, failure(FlexCode.Exhausted, Minor.AllOut, detail, { feature, retry }), seats];
    }
    case 'queue': {
      const detail = `${of}others wait for seats of it: wait in the queue as well`;
      return [11, failure(FlexCode.UsersQueued, Minor.OthersWait, detail, { feature, retry }), seats];
    }
  }
}

function optionsRefusal(refused: 'excluded' | 'notIncluded' | 'based', feature: string, detail: string): FailureInit {
  switch (refused) {
    case 'excluded':
      return failure(FlexCode.Excluded, Minor.OnExcludeList, detail, { feature });
    case 'notIncluded':
      return failure(FlexCode.NotIncluded, Minor.NotOnIncludeList, detail, { feature });
    case 'based':
      return failure(FlexCode.NobodyNamed, Minor.NobodyIncluded, `${detail}: INCLUDE names nobody`, { feature });
  }
}

/** True if the line is locked to nothing, or to something that the client's machine has. */
function hostAllowed(hostids: readonly string[], identity: Identity): boolean {
  if (hostids.length === 0) return true;
  const { hostids: own, address, host, user, display } = identity;
  const vmUuid = own.find((id) => parseHostid(id).kind === 'VM_UUID');
  const facts = {
    ...{ ethers: own, addresses: [address], hostname: host, user, display },
    ...(vmUuid === undefined ? {} : { vmUuid: parseHostid(vmUuid).value }),
  };
  return hostids.some((id) => matchesHostid(id, facts));
}
