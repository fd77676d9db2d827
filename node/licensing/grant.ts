/** Which pool serves a checkout, if any: the counting rules (R13). Pure functions over the pools in force. */
import { compareVersions, isVersion } from '../../license/index.ts';
import type { CheckoutOperation, FailureInit, Pool } from '../../proto/index.ts';
import { FlexCode, failure, Minor } from './failures.ts';
import { MAX_COUNT } from './rules.ts';

const MS_PER_DAY = 86_400_000;

/** Counting as the grant rule sees it. */
export interface Counts {
  /** Pools of a feature in the order in which they are tried. */
  poolsOf(feature: string): readonly Pool[];
  /** Seats that are out, by pool. */
  readonly used: ReadonlyMap<string, number>;
}

/** The pool that serves the request, or the refusal of the pool that came closest. */
export function choosePool(
  request: CheckoutOperation,
  host: string,
  date: number,
  counts: Counts,
): { pool: Pool } | { refused: FailureInit } {
  const { feature, count, version } = request;
  if (!Number.isInteger(count) || count < 1 || count > MAX_COUNT) {
    return refuse(FlexCode.InvalidParameter, Minor.CountOutOfRange, `the count is ${count}; ask for 1 to ${MAX_COUNT}`);
  }
  if (version !== '' && !isVersion(version)) {
    return refuse(FlexCode.BadVersion, Minor.MalformedVersion, `the version is "${version}"; use digits and dots`);
  }
  const all = counts.poolsOf(feature);
  const ofVendor = request.vendor === '' ? all : all.filter((pool) => pool.vendor === request.vendor);
  if (ofVendor.length === 0) {
    const where = request.vendor === '' ? 'the license in force' : `the license of vendor ${request.vendor}`;
    return refuse(FlexCode.NoSuchFeature, Minor.UnknownFeature, `${where} has no feature "${feature}"`);
  }
  const day = Math.floor(date / MS_PER_DAY);
  let refused: FailureInit | null = null;
  let rank = -1;
  for (const pool of ofVendor) {
    const [step, reason] = judge(pool, request, host, day, counts);
    if (reason === null) return { pool };
    // The refusal that got furthest says most: "all out" beats "expired" beats "too old a version".
    if (step > rank) {
      rank = step;
      refused = reason;
    }
  }
  return { refused: refused ?? failure(FlexCode.NoSuchFeature, Minor.UnknownFeature, '', { feature }) };

  function refuse(code: number, minor: number, detail: string): { refused: FailureInit } {
    return { refused: failure(code, minor, detail, { feature }) };
  }
}

function judge(
  pool: Pool,
  request: CheckoutOperation,
  host: string,
  day: number,
  counts: Counts,
): [step: number, refused: FailureInit | null] {
  const { feature, count, version } = request;
  if (version !== '' && compareVersions(pool.version, version) < 0) {
    const detail = `the license is for version ${pool.version}, asked for was ${version}`;
    return [0, failure(FlexCode.VersionUnsupported, Minor.VersionTooHigh, detail, { feature })];
  }
  if (pool.expiryDay !== 0 && day > pool.expiryDay) {
    return [1, failure(FlexCode.Expired, Minor.LineExpired, 'ask the vendor for a new license', { feature })];
  }
  if (pool.startDay !== 0 && day < pool.startDay) {
    return [2, failure(FlexCode.NotStarted, Minor.LineNotStarted, 'the license has not started yet', { feature })];
  }
  if (!hostAllowed(pool.hostids, host)) {
    const detail = `the license is locked to ${pool.hostids.join(' ')}`;
    return [3, failure(FlexCode.InvalidHost, Minor.HostNotAllowed, detail, { feature })];
  }
  if (pool.uncounted) return [6, null];
  const owned = pool.count + pool.overdraft;
  if (count > owned) {
    const detail = `asked for ${count}, the license gives ${owned} in all`;
    return [4, failure(FlexCode.TooMany, Minor.AboveTotal, detail, { feature })];
  }
  const used = counts.used.get(pool.id) ?? 0;
  if (used + count > owned) {
    const detail = `${used} of ${owned} are out, asked for ${count}`;
    return [5, failure(FlexCode.Exhausted, Minor.AllOut, detail, { feature, retry: true })];
  }
  return [6, null];
}

/** ANY, no host id at all, or HOSTNAME= of the asking host. Other kinds cannot be checked and are refused. */
function hostAllowed(hostids: readonly string[], host: string): boolean {
  if (hostids.length === 0) return true;
  return hostids.some((id) => {
    const upper = id.toUpperCase();
    return upper === 'ANY' || (upper.startsWith('HOSTNAME=') && upper.slice(9) === host.toUpperCase());
  });
}
