/** What the options file says about one pool. */
import type { Asker } from '../../license/index.ts';
import type { AskerKeys, GroupIndex, WhoTable } from './whoTable.ts';

/** INCLUDE and EXCLUDE lines, of a pool or (…ALL) of all pools of a vendor. */
export interface Access {
  readonly exclude: WhoTable<number>;
  readonly include: WhoTable<number>;
}

/** A RESERVE line as far as it fits into the pool. */
export interface Reservation {
  /** Number of its line in the options file. */
  readonly line: number;
  readonly type: string;
  readonly name: string;
  /** Seats. */
  readonly count: number;
}

/** A MAX line: all that it is about have so many seats of the pool together. */
export interface Limit {
  readonly line: number;
  readonly type: string;
  readonly name: string;
  /** Seats. */
  readonly count: number;
}

/** What the options file says about borrowing from a pool. */
export interface BorrowRules {
  /** INCLUDE_BORROW and EXCLUDE_BORROW lines. */
  readonly access: Access;
  /** Seats that may not be borrowed (BORROW_LOWWATER). */
  lowWater: number;
  /** MAX_BORROW_HOURS; infinite if there is no such line. */
  maxHours: number;
}

export interface PoolRules {
  /** Name of the options file, for what people are told. */
  readonly file: string;
  readonly groups: GroupIndex;
  /** num_lic and OVERDRAFT, the latter cut by MAX_OVERDRAFT. */
  readonly owned: number;
  readonly own: Access;
  /** INCLUDEALL and EXCLUDEALL. */
  readonly all: Access;
  /** Whom a USER_BASED or HOST_BASED line serves; null if it is neither. */
  readonly named: { readonly by: 'user' | 'host'; readonly names: ReadonlySet<string> } | null;
  readonly reservations: readonly Reservation[];
  /** Their indices by whom they are for. */
  readonly reservedFor: WhoTable<number>;
  readonly limits: readonly Limit[];
  /** Their indices by whom they are about. */
  readonly limitedTo: WhoTable<number>;
  readonly borrow: Readonly<BorrowRules>;
  /** Seconds that a seat lingers after its checkin. */
  readonly lingerSeconds: number;
  /** Seconds of idleness after which seats are taken back; 0 means never. */
  readonly timeoutSeconds: number;
}

/** How a pool treats one asker. */
export interface Standing {
  /** `based`: a USER_BASED or HOST_BASED line that names nobody. */
  readonly refused: 'excluded' | 'notIncluded' | 'based' | null;
  /** Indices of the reservations and the limits that are about this asker. */
  readonly reservations: readonly number[];
  readonly limits: readonly number[];
}

/** No line is about the asker. */
export const PLAIN: Standing = { refused: null, reservations: [], limits: [] };

/** EXCLUDE before INCLUDE: who is on both lists is refused. */
export function standingOf(rules: PoolRules, asker: AskerKeys): Standing {
  const refused = refusalOf(rules, asker);
  if (refused !== null) return { refused, reservations: [], limits: [] };
  const reservations = rules.reservations.length === 0 ? [] : rules.reservedFor.find(asker);
  const limits = rules.limits.length === 0 ? [] : rules.limitedTo.find(asker);
  return reservations.length === 0 && limits.length === 0 ? PLAIN : { refused: null, reservations, limits };
}

function refusalOf({ own, all, named }: PoolRules, asker: AskerKeys): Standing['refused'] {
  if (own.exclude.has(asker) || all.exclude.has(asker)) return 'excluded';
  if (named !== null) {
    if (named.names.size === 0) return 'based';
    if (!named.names.has(asker.asker[named.by])) return 'notIncluded';
  }
  if (own.include.size + all.include.size === 0) return null;
  return own.include.has(asker) || all.include.has(asker) ? null : 'notIncluded';
}

/** Whether the lines about borrowing let an asker borrow; null if they do. EXCLUDE_BORROW before INCLUDE_BORROW. */
export function borrowRefusedTo({ borrow, groups }: PoolRules, asker: Asker): 'excluded' | 'notIncluded' | null {
  const { exclude, include } = borrow.access;
  if (exclude.size + include.size === 0) return null;
  const keys = groups.keysOf(asker);
  if (exclude.has(keys)) return 'excluded';
  return include.size === 0 || include.has(keys) ? null : 'notIncluded';
}

/** True if no asker needs to be looked up: most pools of most sites. */
export function isPlain({ own, all, named, reservations, limits }: PoolRules): boolean {
  const lines = own.exclude.size + own.include.size + all.exclude.size + all.include.size;
  return lines + reservations.length + limits.length === 0 && named === null;
}
