/**
 * The options files made into rules for each pool, once for each license that is taken up. The same text gives
 * the same rules; a line that cannot act is told as a problem and the rest stands.
 */
import {
  groupsOf,
  matches,
  type OptionsFile,
  parseOptions,
  type Rule,
  type SelectablePool,
  type Selector,
} from '../../license/index.ts';
import type { Pool, SetLicense } from '../../proto/index.ts';
import { type Access, type BorrowRules, isPlain, type Limit, type PoolRules, type Reservation } from './poolRules.ts';
import { GroupIndex, WhoTable } from './whoTable.ts';

const MS_PER_DAY = 86_400_000;

/** Most seats that the RESERVE lines of one pool may keep (FlexNet). */
const MAX_RESERVED = 10_000;

export interface CompiledRules {
  /** Rules by the pool's id. */
  readonly pools: ReadonlyMap<string, PoolRules>;
  /** The pools for which an asker matters at all. */
  readonly choosy: ReadonlySet<string>;
  /** MAX_CONNECTIONS: most sessions at a time; 0 means no limit. */
  readonly maxConnections: number;
  /** What cannot act, `file:line: why`. */
  readonly problems: readonly string[];
}

/** Rules of a pool while they are being gathered. */
interface Draft {
  readonly pool: Pool;
  readonly file: string;
  readonly own: Access;
  readonly reservations: Reservation[];
  readonly reservedFor: WhoTable<number>;
  readonly limits: Limit[];
  readonly limitedTo: WhoTable<number>;
  readonly borrow: BorrowRules;
  /** Names that INCLUDE lines give, for USER_BASED and HOST_BASED. */
  readonly users: Set<string>;
  readonly hosts: Set<string>;
  maxOverdraft: number;
  linger: number;
  timeout: number;
  reserved: number;
}

/** The options text of each vendor; a text without parts is for all of them, under the name ''. */
export function optionsFiles(license: SetLicense): { vendor: string; file: string; text: string }[] {
  const { options, optionsParts } = license;
  if (optionsParts.length === 0) return [{ vendor: '', file: 'options', text: options }];
  let at = 0;
  return optionsParts.map(({ vendor, file, length }) => {
    const text = options.slice(at, at + length);
    at += length;
    return { vendor, file, text };
  });
}

export function compileRules(license: SetLicense | null): CompiledRules {
  const pools = new Map<string, PoolRules>();
  const problems: string[] = [];
  let maxConnections = 0;
  const left = new Set(license?.pools ?? []);
  for (const { vendor, file, text } of license === null ? [] : optionsFiles(license)) {
    const own = [...left].filter((pool) => vendor === '' || pool.vendor === vendor);
    for (const pool of own) left.delete(pool);
    const parsed = parseOptions(text, file).file;
    const compiled = new FileCompiler(parsed, own, problems);
    for (const [id, rules] of compiled.finish()) pools.set(id, rules);
    maxConnections = Math.max(maxConnections, compiled.maxConnections);
  }
  const without = new FileCompiler(parseOptions('').file, [...left], problems);
  for (const [id, rules] of without.finish()) pools.set(id, rules);
  const choosy = new Set([...pools].filter(([, rules]) => !isPlain(rules)).map(([id]) => id));
  return { pools, choosy, maxConnections, problems };
}

/** One options file and the pools that it is about. */
class FileCompiler {
  maxConnections = 0;
  private readonly file: OptionsFile;
  private readonly problems: string[];
  private readonly groups: GroupIndex;
  private readonly drafts: Draft[];
  private readonly byFeature = new Map<string, Draft[]>();
  private readonly all: Access = { exclude: new WhoTable(), include: new WhoTable() };
  private readonly allUsers = new Set<string>();
  private readonly allHosts = new Set<string>();
  private timeoutAll = 0;

  constructor(file: OptionsFile, pools: readonly Pool[], problems: string[]) {
    this.file = file;
    this.problems = problems;
    this.groups = new GroupIndex(groupsOf(file));
    this.drafts = pools.map((pool) => draftOf(pool, file.name));
    for (const draft of this.drafts) {
      this.index(draft.pool.feature, draft);
      // A line that names a package is about each of its components.
      const { packageName } = draft.pool;
      if (packageName !== '' && packageName !== draft.pool.feature) this.index(packageName, draft);
    }
    for (const { line, rule } of file.rules) this.take(line, rule);
  }

  finish(): [string, PoolRules][] {
    return this.drafts.map((draft) => [draft.pool.id, this.rulesOf(draft)]);
  }

  private index(feature: string, draft: Draft): void {
    const drafts = this.byFeature.get(feature);
    if (drafts === undefined) this.byFeature.set(feature, [draft]);
    else drafts.push(draft);
  }

  private take(line: number, rule: Rule): void {
    switch (rule.kind) {
      case 'access':
        this.takeAccess(line, rule);
        break;
      case 'accessAll': {
        const { type, name } = rule.who;
        if (rule.keyword === 'EXCLUDEALL') this.all.exclude.add(type, name, line);
        else {
          this.all.include.add(type, name, line);
          this.addNames(rule.who, this.allUsers, this.allHosts);
        }
        break;
      }
      case 'reserve':
        for (const draft of this.draftsOf(line, rule.selector)) this.reserve(draft, line, rule);
        break;
      case 'max':
        for (const draft of this.draftsOf(line, rule.selector)) {
          const { type, name } = rule.who;
          draft.limitedTo.add(type, name, draft.limits.length);
          draft.limits.push({ line, type, name, count: rule.count });
        }
        break;
      case 'featureNumber':
        this.takeNumber(line, rule);
        break;
      case 'number':
        if (rule.keyword === 'TIMEOUTALL') this.timeoutAll = rule.value;
        else if (rule.keyword === 'MAX_CONNECTIONS') this.maxConnections = rule.value;
        break;
    }
  }

  private takeAccess(line: number, rule: Extract<Rule, { kind: 'access' }>): void {
    const { type, name } = rule.who;
    for (const draft of this.draftsOf(line, rule.selector)) {
      const { access } = draft.borrow;
      if (rule.keyword === 'EXCLUDE') draft.own.exclude.add(type, name, line);
      else if (rule.keyword === 'EXCLUDE_BORROW') access.exclude.add(type, name, line);
      else if (rule.keyword === 'INCLUDE_BORROW') access.include.add(type, name, line);
      else {
        draft.own.include.add(type, name, line);
        this.addNames(rule.who, draft.users, draft.hosts);
      }
    }
  }

  /** The last line of a keyword counts. */
  private takeNumber(line: number, rule: Extract<Rule, { kind: 'featureNumber' }>): void {
    for (const draft of this.draftsOf(line, rule.selector)) {
      switch (rule.keyword) {
        case 'LINGER':
          draft.linger = rule.value;
          break;
        case 'TIMEOUT':
          draft.timeout = rule.value;
          break;
        case 'MAX_OVERDRAFT':
          draft.maxOverdraft = rule.value;
          break;
        case 'BORROW_LOWWATER':
          draft.borrow.lowWater = rule.value;
          break;
        case 'MAX_BORROW_HOURS':
          draft.borrow.maxHours = rule.value;
          break;
      }
    }
  }

  /** Reservations beyond what the pool has are dropped in the order of the file. */
  private reserve(draft: Draft, line: number, { count, who }: Extract<Rule, { kind: 'reserve' }>): void {
    const { pool } = draft;
    if (pool.uncounted) return;
    if (pool.suiteReserved) {
      this.problem(line, `RESERVE does not act on ${pool.feature}: its suite is SUITE_RESERVED`);
      return;
    }
    const room = Math.min(pool.count, MAX_RESERVED) - draft.reserved;
    const kept = Math.min(count, room);
    if (kept < count) {
      const of = `the ${pool.count} licenses of ${pool.feature} ${pool.version}`;
      this.problem(line, `${count - kept} of ${count} reservations are dropped: more than ${of}`);
    }
    if (kept === 0) return;
    draft.reserved += kept;
    draft.reservedFor.add(who.type, who.name, draft.reservations.length);
    draft.reservations.push({ line, type: who.type, name: who.name, count: kept });
  }

  /** The users and hosts whom an INCLUDE line names, in its order. */
  private addNames({ type, name }: { type: string; name: string }, users: Set<string>, hosts: Set<string>): void {
    const { groups } = this.groups;
    if (type === 'USER') users.add(name);
    else if (type === 'HOST') hosts.add(name);
    else if (type === 'GROUP') for (const user of groups.users.get(name)?.names ?? []) users.add(user);
    else if (type === 'HOST_GROUP') for (const host of groups.hosts.get(name)?.names ?? []) hosts.add(host);
  }

  private draftsOf(line: number, selector: Selector): readonly Draft[] {
    const named = this.byFeature.get(selector.feature) ?? [];
    const found =
      selector.keyword === null
        ? named
        : named.filter(({ pool }) => matches({ ...selector, feature: pool.feature }, selectable(pool)));
    if (found.length === 0) {
      const what = selector.keyword === null ? '' : ` with ${selector.keyword}=${selector.value}`;
      this.problem(line, `the license has no feature ${selector.feature}${what}`);
    }
    return found;
  }

  private problem(line: number, text: string): void {
    this.problems.push(`${this.file.name}:${line}: ${text}`);
  }

  private rulesOf(draft: Draft): PoolRules {
    const { pool, file, own, reservations, reservedFor, limits, limitedTo, borrow } = draft;
    const timeout = draft.timeout > 0 ? draft.timeout : this.timeoutAll;
    return {
      file,
      groups: this.groups,
      owned: pool.count + Math.min(pool.overdraft, draft.maxOverdraft),
      own,
      all: this.all,
      named: this.namedIn(draft),
      reservations,
      reservedFor,
      limits,
      limitedTo,
      borrow,
      // What the vendor asks for at least stands above what the administrator writes.
      lingerSeconds: Math.max(draft.linger, pool.lingerSeconds),
      timeoutSeconds: timeout === 0 ? 0 : Math.max(timeout, pool.minimumTimeoutSeconds),
    };
  }

  private namedIn({ pool, users, hosts }: Draft): PoolRules['named'] {
    const attribute = ['USER_BASED', 'HOST_BASED'].find((name) => Object.hasOwn(pool.attributes, name));
    if (attribute === undefined) return null;
    const byUser = attribute === 'USER_BASED';
    const names = [...(byUser ? users : hosts), ...(byUser ? this.allUsers : this.allHosts)];
    const most = Number(pool.attributes[attribute]) || pool.count;
    const distinct = [...new Set(names)];
    if (distinct.length > most) {
      const text = `${pool.feature} is ${attribute} for ${most}; ${distinct.slice(most).join(', ')} cannot use it`;
      this.problems.push(`${this.file.name}: ${text}`);
    }
    return { by: byUser ? 'user' : 'host', names: new Set(distinct.slice(0, most)) };
  }
}

function draftOf(pool: Pool, file: string): Draft {
  return {
    pool,
    file,
    own: { exclude: new WhoTable(), include: new WhoTable() },
    reservations: [],
    reservedFor: new WhoTable(),
    limits: [],
    limitedTo: new WhoTable(),
    borrow: {
      access: { exclude: new WhoTable(), include: new WhoTable() },
      lowWater: 0,
      maxHours: Number.POSITIVE_INFINITY,
    },
    users: new Set(),
    hosts: new Set(),
    maxOverdraft: Number.MAX_SAFE_INTEGER,
    linger: 0,
    timeout: 0,
    reserved: 0,
  };
}

function selectable(pool: Pool): SelectablePool {
  const { feature, version, hostids, vendorString, attributes } = pool;
  const expiry = pool.expiryDay === 0 ? null : new Date(pool.expiryDay * MS_PER_DAY).toISOString().slice(0, 10);
  return { feature, version, expiry, hostids, vendorString, attributes };
}
