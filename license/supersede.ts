import { attributeOf, dateOf } from './grantLine.ts';

/** What the rule needs of a line: FEATURE, INCREMENT, UPGRADE or PACKAGE. */
export interface Supersedable {
  readonly vendor: string;
  readonly feature: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A date that nothing is issued before: lines without ISSUED are the oldest. */
const OLDEST = '0000-00-00';

/**
 * For each vendor and feature the latest ISSUED date of a line with SUPERSEDE: lines that were issued before
 * it, or without a date, no longer count. `SUPERSEDE` means lines of its own name, `SUPERSEDE="f1 f2"` those
 * of the names listed. Without ISSUED it has nothing to compare with and does nothing.
 */
export function supersededBefore(lines: readonly Supersedable[]): (line: Supersedable) => string | null {
  const latest = new Map<string, string>();
  for (const line of lines) {
    const value = attributeOf(line, 'SUPERSEDE');
    const issued = dateOf(line, 'ISSUED');
    if (value === null || issued === null) continue;
    const listed = value.split(/\s+/).filter((name) => name !== '');
    for (const feature of listed.length > 0 ? listed : [line.feature]) {
      const key = `${line.vendor} ${feature}`;
      const known = latest.get(key);
      if (known === undefined || known < issued) latest.set(key, issued);
    }
  }
  return (line) => {
    const date = latest.get(`${line.vendor} ${line.feature}`);
    return date !== undefined && (dateOf(line, 'ISSUED') ?? OLDEST) < date ? date : null;
  };
}
