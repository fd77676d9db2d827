import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LicenseEvent } from '../licensing/index.ts';
import { TestLog } from '../licensing/testKit.ts';
import { ReportLog } from '../logs/index.ts';
import { Reporting } from './reporting.ts';

/** Applies a life of a license on one server, and gives what its report log says of it. */
async function reported(server: string): Promise<Record<string, unknown>[]> {
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
  return readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((text) => JSON.parse(text));
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
  expect(one[1]).toMatchObject({ owned: { f: 2 }, out: {} });
  expect(one[6]).toMatchObject({ owned: { f: 5 }, out: { f: 1 } });
});
