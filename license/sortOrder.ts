import { attributeOf, dateOf, type GrantLine, numberOf } from './grantLine.ts';
import { compareVersions } from './versions.ts';

const USUAL_SORT = 100;

/** A line with what it is sorted by, worked out once. */
interface SortKey {
  readonly grant: GrantLine;
  readonly sort: number;
  readonly vendorString: string;
  readonly issued: string;
  readonly place: number;
}

/**
 * The order in which lines are tried, by the rules of the newer FlexNet guides: file; sort=n, small first;
 * feature; VENDOR_STRING; FEATURE before INCREMENT; uncounted before counted; earlier version first; newest
 * ISSUED first; order in the file. The guide of version 10 said higher version first and had no rule for
 * VENDOR_STRING; where they conflict the newer one counts: what fits only an old request is used up first.
 */
export function inSortOrder(grants: readonly GrantLine[]): GrantLine[] {
  const keys = grants.map((grant, place) => ({
    grant,
    sort: numberOf(grant, 'sort', USUAL_SORT, USUAL_SORT),
    vendorString: attributeOf(grant, 'VENDOR_STRING') ?? '',
    issued: dateOf(grant, 'ISSUED') ?? '',
    place,
  }));
  return keys.sort(compare).map(({ grant }) => grant);
}

function compare(a: SortKey, b: SortKey): number {
  return (
    a.grant.fileIndex - b.grant.fileIndex ||
    a.sort - b.sort ||
    compareText(a.grant.feature, b.grant.feature) ||
    compareText(a.vendorString, b.vendorString) ||
    compareText(a.grant.keyword, b.grant.keyword) ||
    Number(b.grant.uncounted) - Number(a.grant.uncounted) ||
    compareVersions(a.grant.version, b.grant.version) ||
    compareText(b.issued, a.issued) ||
    a.grant.line - b.grant.line ||
    a.place - b.place
  );
}

/** By character codes: the same on every machine, whatever its language. */
function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
