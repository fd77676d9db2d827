import { attributeRecord } from './attributes.ts';
import { parseDate } from './dates.ts';
import type { FeatureLine, UpgradeLine } from './model.ts';
import type { SignatureVerdict } from './poolModel.ts';

/** Licenses that one line gives, while the rules work on it. */
export interface GrantLine {
  readonly file: string;
  /** Place among the files, and line number in its file: the order in which an administrator reads. */
  readonly fileIndex: number;
  readonly line: number;
  /** What an UPGRADE makes counts as INCREMENT. */
  readonly keyword: 'FEATURE' | 'INCREMENT';
  readonly feature: string;
  readonly vendor: string;
  readonly version: string;
  readonly expiry: string | null;
  readonly count: number;
  readonly uncounted: boolean;
  readonly attributes: Readonly<Record<string, string>>;
  readonly verdict: SignatureVerdict;
  readonly packageName: string | null;
  readonly suite: 'NONE' | 'ENABLING' | 'COMPONENT';
  readonly suiteReserved: boolean;
  /** For a component of a suite: the enabling line. */
  readonly enabling: GrantLine | null;
}

/** Where a line stands. */
export interface LinePlace {
  readonly file: string;
  readonly fileIndex: number;
}

export function grantOf(line: FeatureLine | UpgradeLine, place: LinePlace, verdict: SignatureVerdict): GrantLine {
  return {
    ...place,
    line: line.line,
    keyword: line.kind === 'feature' ? line.keyword : 'INCREMENT',
    feature: line.feature,
    vendor: line.vendor,
    version: line.version,
    expiry: line.expiry,
    count: line.count,
    uncounted: line.uncounted,
    attributes: attributeRecord(line),
    verdict,
    packageName: null,
    suite: 'NONE',
    suiteReserved: false,
    enabling: null,
  };
}

/** The value of an attribute, null if the line has none; names like `constructor` are no attributes. */
export function attributeOf(grant: Pick<GrantLine, 'attributes'>, name: string): string | null {
  return Object.hasOwn(grant.attributes, name) ? (grant.attributes[name] ?? null) : null;
}

export function dateOf(grant: Pick<GrantLine, 'attributes'>, name: string): string | null {
  const text = attributeOf(grant, name);
  return text === null ? null : parseDate(text);
}

/** Number of an attribute: `usual` if it is not there, `flag` if it has no value. */
export function numberOf(grant: Pick<GrantLine, 'attributes'>, name: string, usual: number, flag: number): number {
  const text = attributeOf(grant, name);
  return text === null ? usual : text === '' ? flag : Number(text);
}
