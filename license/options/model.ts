/** Whom a line is about. */
export const WHO_TYPES = ['USER', 'HOST', 'DISPLAY', 'INTERNET', 'PROJECT', 'GROUP', 'HOST_GROUP'] as const;
export type WhoType = (typeof WHO_TYPES)[number];

export interface Who {
  readonly type: WhoType;
  /** A name, a name with `*`, an address such as `192.168.*.*`, or the name of a group. */
  readonly name: string;
}

/** What a selector may look at. */
export const SELECTOR_KEYWORDS = [
  'VERSION',
  'HOSTID',
  'EXPDATE',
  'KEY',
  'SIGN',
  'ISSUER',
  'NOTICE',
  'VENDOR_STRING',
  'dist_info',
  'user_info',
  'asset_info',
] as const;
export type SelectorKeyword = (typeof SELECTOR_KEYWORDS)[number];

/** `feature` or `feature:KEYWORD=value`: all pools of a feature, or those with that value. */
export interface Selector {
  readonly feature: string;
  readonly keyword: SelectorKeyword | null;
  /** Empty without a keyword. */
  readonly value: string;
}

export const LOG_EVENTS = ['IN', 'OUT', 'DENIED', 'QUEUED', 'UNSUPPORTED', 'UPGRADE', 'DEQUEUED'] as const;
export type LogEvent = (typeof LOG_EVENTS)[number];

export const ACCESS_KEYWORDS = ['INCLUDE', 'EXCLUDE', 'INCLUDE_BORROW', 'EXCLUDE_BORROW'] as const;
export const FEATURE_NUMBER_KEYWORDS = [
  'BORROW_LOWWATER',
  'LINGER',
  'MAX_BORROW_HOURS',
  'MAX_OVERDRAFT',
  'TIMEOUT',
] as const;
export const NUMBER_KEYWORDS = ['DAEMON_SELECT_TIMEOUT', 'MAX_CONNECTIONS', 'TIMEOUTALL'] as const;

/** What one line of an options file says. Times are seconds, MAX_BORROW_HOURS hours. */
export type Rule =
  | {
      readonly kind: 'access';
      readonly keyword: (typeof ACCESS_KEYWORDS)[number];
      readonly selector: Selector;
      readonly who: Who;
    }
  | { readonly kind: 'accessAll'; readonly keyword: 'INCLUDEALL' | 'EXCLUDEALL'; readonly who: Who }
  | { readonly kind: 'reserve'; readonly count: number; readonly selector: Selector; readonly who: Who }
  | { readonly kind: 'max'; readonly count: number; readonly selector: Selector; readonly who: Who }
  | {
      readonly kind: 'group';
      readonly keyword: 'GROUP' | 'HOST_GROUP';
      readonly name: string;
      readonly members: readonly string[];
    }
  | {
      readonly kind: 'featureNumber';
      readonly keyword: (typeof FEATURE_NUMBER_KEYWORDS)[number];
      readonly selector: Selector;
      readonly value: number;
    }
  | { readonly kind: 'number'; readonly keyword: (typeof NUMBER_KEYWORDS)[number]; readonly value: number }
  | {
      readonly kind: 'switch';
      readonly keyword: 'AUTOMATIC_REREAD' | 'GROUPCASEINSENSITIVE';
      readonly on: boolean;
    }
  | { readonly kind: 'fqdnMatching'; readonly mode: 'exact' | 'lenient' }
  | { readonly kind: 'noLog'; readonly event: LogEvent }
  | {
      readonly kind: 'debugLog';
      readonly path: string;
      /** `+path`: append instead of starting anew. */
      readonly append: boolean;
      readonly obfuscate: boolean;
      /** Size in megabytes at which a new file begins; null if never. */
      readonly rolloverSize: number | null;
    }
  | { readonly kind: 'reportLog'; readonly path: string; readonly append: boolean; readonly hideUser: boolean };

/** A line that was understood. */
export interface RuleLine {
  readonly kind: 'rule';
  /** Number of its first physical line, from 1. */
  readonly line: number;
  readonly raw: string;
  readonly rule: Rule;
}

/** A run of comments, blank lines and lines that were not understood. */
export interface OptionsText {
  readonly kind: 'text';
  readonly line: number;
  readonly raw: string;
}

export interface OptionsFile {
  readonly name: string;
  /** `raw` of all, one after the other, is the text. */
  readonly lines: readonly (RuleLine | OptionsText)[];
  /** The rules in file order. */
  readonly rules: readonly RuleLine[];
}
