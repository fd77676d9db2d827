/**
 * Holds the histories of all clients against what a pool of licenses may do.
 *
 * As a program: `node test/history/check.ts FILE... --owned feature=n` prints what is wrong, exit code 1 if
 * anything is.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { HistoryRecord } from '../../client/index.ts';
import { checkBeliefs } from './beliefs.ts';
import { checkDenials } from './denials.ts';
import { checkFinal, type FinalState } from './finalState.ts';
import { livesOf } from './lives.ts';
import { checkOnce, checkOrder, checkReplay } from './logOrder.ts';
import { parseHistory } from './records.ts';

/** What the histories are held against. */
export interface Model {
  /** Seats that the license gives, by feature. A feature that is not named has none. */
  readonly owned: ReadonlyMap<string, number>;
  /** Lease time in nanoseconds: no deadline may lie later than that after a renewal's sending (R2). */
  readonly lease?: number;
  /** All leases, as read from the master at the end. */
  readonly final?: FinalState;
  /** Clients that were killed: what they asked for last stands in no history. */
  readonly died?: ReadonlySet<string>;
  /** Also judge refusals for want of seats; not where a license gave fewer for a time. */
  readonly denials?: boolean;
}

/** What was done, and everything that is wrong with it: one sentence each. */
export interface Verdict {
  readonly grants: number;
  readonly checkins: number;
  readonly refusals: number;
  readonly unanswered: number;
  readonly violations: readonly string[];
}

/** Judges the records of all clients together. */
export function check(records: readonly HistoryRecord[], model: Model): Verdict {
  const lives = livesOf(records);
  const calls = records.filter(({ op }) => op === 'checkout' || op === 'checkin');
  return {
    grants: lives.length,
    checkins: lives.filter((life) => life.returned !== null).length,
    refusals: calls.filter((record) => record.return !== null && !record.ok).length,
    unanswered: calls.filter((record) => record.return === null).length,
    violations: [
      ...checkOnce(lives),
      ...checkOrder(lives, records),
      ...checkReplay(lives, model.owned),
      ...checkBeliefs(lives, model.owned),
      ...(model.lease === undefined ? [] : checkDeadlines(records, model.lease)),
      ...(model.final === undefined ? [] : checkFinal(lives, records, model.final, model)),
      ...(model.denials === true ? checkDenials(lives, records, model) : []),
    ],
  };
}

/** No deadline lies later than one lease after the last renewal that was sent before (R2). */
function checkDeadlines(records: readonly HistoryRecord[], lease: number): string[] {
  const sent = new Map<string, number>();
  for (const { session, op, call } of records) {
    if (op === 'renew') sent.set(session, Math.max(sent.get(session) ?? 0, call));
  }
  // Times went through milliseconds.
  const rounding = 1_000;
  return records
    .filter(({ session, deadline }) => {
      const latest = sent.get(session);
      return latest !== undefined && deadline !== null && deadline > latest + lease + rounding;
    })
    .map(({ session, op, deadline }) => `session ${session}: ${op} moved the deadline to ${deadline}`);
}

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { owned: { type: 'string', multiple: true, default: [] } },
  });
  const owned = new Map(values.owned.map((pair) => [pair.split('=')[0] ?? '', Number(pair.split('=')[1])] as const));
  if (positionals.length === 0 || [...owned.values()].some(Number.isNaN)) {
    process.stderr.write('usage: node test/history/check.ts FILE... --owned feature=n [--owned feature=n ...]\n');
    return 64;
  }
  const records = positionals.flatMap((path) => parseHistory(readFileSync(path, 'utf8'), path));
  const { violations, ...counts } = check(records, { owned });
  for (const violation of violations) process.stdout.write(`${violation}\n`);
  process.stdout.write(`${JSON.stringify({ ...counts, violations: violations.length })}\n`);
  return violations.length === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = main();
