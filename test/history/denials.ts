/** Refusals for want of seats: there must have been a moment at which there may not have been enough. */
import type { HistoryRecord } from '../../client/index.ts';
import type { Life } from './lives.ts';

/** Every "all seats are taken" happened at a time when they may have been. */
export function checkDenials(
  lives: readonly Life[],
  records: readonly HistoryRecord[],
  model: { readonly owned: ReadonlyMap<string, number>; readonly died?: ReadonlySet<string> },
): string[] {
  // What the dead have asked for last is not known: it may have taken the seats.
  if ((model.died?.size ?? 0) > 0) return [];
  const violations: string[] = [];
  for (const denial of records) {
    const { op, ok, feature, count, call, return: end } = denial;
    if (op !== 'checkout' || ok || end === null || !/\(-4[,)]/.test(denial.error ?? '')) continue;
    // All that may have been out at any moment of the call is taken together: never too strict.
    const granted = lives.filter(
      (life) => life.feature === feature && life.call < end && (life.returned === null || life.returned.at > call),
    );
    const open = records.filter(
      (other) => other.op === 'checkout' && other.return === null && other.feature === feature && other.call < end,
    );
    const most = [...granted, ...open].reduce((sum, each) => sum + each.count, 0);
    if (most + count <= (model.owned.get(feature) ?? 0)) {
      violations.push(`${denial.client} was refused ${count} of ${feature} at ${call}, when at most ${most} were out`);
    }
  }
  return violations;
}
