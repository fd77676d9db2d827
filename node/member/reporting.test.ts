import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LicenseEvent } from '../licensing/index.ts';
import { TestLog } from '../licensing/testKit.ts';
import { ReportLog } from '../logs/index.ts';
import { Reporting } from './reporting.ts';

function make(server: string) {
  const path = join(mkdtempSync(join(tmpdir(), 'lmtriad-logs-')), 'report.ndjson');
  const report = new ReportLog({
    path,
    server,
    version: '0.1.0',
    cluster: () => 'c',
    rolloverMegabytes: 0,
    onError: (error) => expect.unreachable(error.message),
    onLost: () => expect.unreachable('lost'),
    now: () => 0,
  });
  const records = (): Record<string, unknown>[] =>
    readFileSync(path, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((text) => JSON.parse(text));
  return { report, records };
}

/** Applies a life of a license on one server, and gives what its report log says of it. */
async function reported(server: string): Promise<Record<string, unknown>[]> {
  const { report, records } = make(server);
  const reporting = new Reporting(report);
  const log = new TestLog();
  reporting.applied([], log.state);
  const take = (events: readonly LicenseEvent[]) => reporting.applied(events, log.state);
  log.license({ count: 1, overdraft: 1 });
  take([{ kind: 'license' }]);
  log.open('s');
  const ask = (sequence: number) => ({ checkout: { session: 's', sequence, checkout: { feature: 'f', count: 1 } } });
  take(log.entry(ask(1), ask(2), ask(3)).events);
  take(log.entry({ checkin: { session: 's', sequence: 4, lease: 1 } }).events);
  log.license({ count: 5 });
  take([{ kind: 'license' }]);
  take(log.entry({ endSession: { session: 's' } }).events);
  await report.close();
  return records();
}

test('every server writes the same records of the same log', async () => {
  const [one, two] = [await reported('fitis'), await reported('buulbuul')];
  expect(one.map(({ server, ...rest }) => rest)).toEqual(two.map(({ server, ...rest }) => rest));
  expect(one.map((each) => [each['kind'], each['n'], each['lease'], each['code'], each['reason']])).toEqual([
    ['file', undefined, undefined, undefined, undefined],
    ['state', undefined, undefined, undefined, undefined],
    ['out', 0, 1, undefined, undefined],
    ['out', 1, 2, undefined, undefined],
    ['denied', 2, undefined, -4, undefined],
    ['in', 0, 1, undefined, 'checkin'],
    ['state', undefined, undefined, undefined, undefined],
    ['in', 0, 2, undefined, 'end'],
  ]);
  // Of the entry as a whole: two went out in one.
  expect(one.map((each) => each['used'])).toEqual([undefined, undefined, 2, 2, undefined, 1, undefined, 0]);
  expect(one[1]).toMatchObject({ owned: { f: 2 }, out: {} });
  expect(one[6]).toMatchObject({ owned: { f: 5 }, out: { f: 1 } });
});

test('seats that are shared by DUP_GROUP are told once', async () => {
  const { report, records } = make('fitis');
  const reporting = new Reporting(report);
  const log = new TestLog();
  log.license({ count: 2, dupGroup: 'U' });
  reporting.applied([], log.state);
  for (const session of ['a', 'b']) log.open(session);
  for (const [session, sequence] of [
    ['a', 1],
    ['b', 2],
  ] as const) {
    const ask = { checkout: { session, sequence, checkout: { feature: 'f', count: 1 } } };
    reporting.applied(log.entry(ask).events, log.state);
  }
  reporting.applied(log.entry({ endSession: { session: 'a' } }).events, log.state);
  reporting.applied(log.entry({ endSession: { session: 'b' } }).events, log.state);
  await report.close();
  expect(records().map(({ kind, used }) => [kind, used])).toEqual([
    ['file', undefined],
    ['state', undefined],
    ['out', 1],
    ['out', 1],
    ['in', 1],
    ['in', 0],
  ]);
});
