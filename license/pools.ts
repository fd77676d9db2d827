import { attributeOf, dateOf, type GrantLine, numberOf } from './grantLine.ts';
import { splitHostids } from './hostids.ts';
import { judgeLines } from './judge.ts';
import type { LicenseFile } from './model.ts';
import { expandPackages, weaker } from './packages.ts';
import { dupGroupOf, poolKey } from './poolKey.ts';
import type { IgnoredLine, Pool, PoolOptions, PoolResult, VendorPolicy } from './poolModel.ts';
import { inSortOrder } from './sortOrder.ts';
import { applyUpgrades } from './upgrades.ts';

/** FlexNet's number of hours for BORROW without one. */
const USUAL_BORROW_HOURS = 168;
const USUAL_MINIMUM_TIMEOUT_SECONDS = 900;

/**
 * The pools of licenses that files give, in the order in which they are tried. Lines whose signature does
 * not hold take part in nothing: they give no licenses and supersede, displace or upgrade none. A signed line
 * counts once, however often and in however many of the files it stands (R15).
 */
export function pools(files: LicenseFile | readonly LicenseFile[], options: PoolOptions): PoolResult {
  const list = 'lines' in files ? [files] : files;
  const policyOf = (vendor: string): VendorPolicy => options.policyOf?.(vendor) ?? options;
  const judged = judgeLines(list, options, policyOf);
  const ignored: IgnoredLine[] = [...judged.ignored];
  const counted = firstFeatureOnly(inSortOrder(judged.grants), policyOf, ignored);
  const upgraded = applyUpgrades(counted, judged.upgrades, ignored);
  const expanded = expandPackages(upgraded, judged.packages, ignored);
  const groups = Map.groupBy(inSortOrder(expanded), (grant) => poolKey(grant, policyOf(grant.vendor)));
  const all = [...groups].map(([id, grants], rank) => poolOf(id, grants, rank, policyOf));
  return { pools: all, refused: judged.refused, ignored };
}

/** True if the pool's last good day has passed on this ISO date. */
export function isExpired(pool: Pick<Pool, 'expiry'>, date: string): boolean {
  return pool.expiry !== null && date > pool.expiry;
}

/** True from the pool's START on. */
export function hasStarted(pool: Pick<Pool, 'start'>, date: string): boolean {
  return pool.start === null || date >= pool.start;
}

/**
 * Only the first counted FEATURE line of a name counts, in sort order; INCREMENT lines always add, and a
 * vendor may have all its FEATURE lines behave like INCREMENT lines.
 */
function firstFeatureOnly(
  sorted: readonly GrantLine[],
  policyOf: (vendor: string) => VendorPolicy,
  ignored: IgnoredLine[],
): GrantLine[] {
  const first = new Map<string, GrantLine>();
  return sorted.filter((grant) => {
    if (grant.keyword === 'INCREMENT' || grant.uncounted || policyOf(grant.vendor).useAllFeatureLines) return true;
    const name = `${grant.vendor} ${grant.feature}`;
    const earlier = first.get(name);
    if (earlier === undefined) {
      first.set(name, grant);
      return true;
    }
    const reason = `only the first FEATURE line of a name counts: ${earlier.file}:${earlier.line}`;
    ignored.push({ file: grant.file, line: grant.line, feature: grant.feature, reason });
    return false;
  });
}

/** One pool of lines that have all in common that tells pools apart; for the rest the first line speaks. */
function poolOf(
  id: string,
  grants: readonly GrantLine[],
  rank: number,
  policyOf: (vendor: string) => VendorPolicy,
): Pool {
  const [first] = grants;
  if (first === undefined) throw new RangeError('a pool has at least one line');
  const policy = policyOf(first.vendor);
  const text = (name: string): string => attributeOf(first, name) ?? '';
  return {
    id,
    feature: first.feature,
    vendor: first.vendor,
    version: first.version,
    expiry: first.expiry,
    start: dateOf(first, 'START'),
    count: sum(grants, ({ count }) => count),
    overdraft: sum(grants, (grant) => (grant.uncounted ? 0 : numberOf(grant, 'OVERDRAFT', 0, 0))),
    uncounted: first.uncounted,
    hostids: splitHostids(text('HOSTID')),
    vendorString: text('VENDOR_STRING'),
    dupGroup: dupGroupOf(first, policy),
    lingerSeconds: numberOf(first, 'LINGER', policy.lingerSeconds ?? 0, policy.lingerSeconds ?? 0),
    borrowHours: numberOf(first, 'BORROW', 0, USUAL_BORROW_HOURS),
    minimumTimeoutSeconds: policy.minimumTimeoutSeconds ?? USUAL_MINIMUM_TIMEOUT_SECONDS,
    notice: text('NOTICE'),
    issuer: text('ISSUER'),
    issued: dateOf(first, 'ISSUED'),
    rank,
    lines: grants.map(({ file, line }) => ({ file, line })),
    signature: grants.map(({ verdict }) => verdict).reduce(weaker),
    packageName: first.packageName,
    suitePool: first.enabling === null ? null : poolKey(first.enabling, policy),
    isSuite: first.suite === 'ENABLING',
    suiteReserved: first.suiteReserved,
    attributes: first.attributes,
  };
}

function sum(grants: readonly GrantLine[], value: (grant: GrantLine) => number): number {
  return Math.min(
    grants.reduce((total, grant) => total + value(grant), 0),
    Number.MAX_SAFE_INTEGER,
  );
}
