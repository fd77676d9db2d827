import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { LicenseEvent } from '../licensing/index.ts';
import { TestLog } from '../licensing/testKit.ts';
import { createLogger, createMetrics, DebugLog, MemberLogs, ReportLog } from '../logs/index.ts';
import { EventLog } from './eventLog.ts';

function make() {
  const folder = mkdtempSync(join(tmpdir(), 'lmtriad-logs-'));
  const told: { msg: string; level: number }[] = [];
  const logger = createLogger({ service: 'test', server: '' }, { write: (line) => void told.push(JSON.parse(line)) });
  const path = join(folder, 'debug.log');
  const debug = DebugLog.open(path, { now: () => new Date(2026, 10, 24, 8, 5, 9) });
  const report = new ReportLog({
    path: join(folder, 'logs/report.ndjson'),
    server: 'fitis',
    version: '0.1.0',
    cluster: () => 'c',
    rolloverMegabytes: 0,
    onError: (error) => void told.push({ msg: error.message, level: 50 }),
    onLost: () => undefined,
  });
  const logs = new MemberLogs({ folder: join(folder, 'logs'), debug, report, logger });
  const metrics = createMetrics();
  const read = (file: string): string => readFileSync(file, 'utf8');
  return { folder, told, logs, path, metrics, read, events: new EventLog(logs, metrics) };
}

const ask = (feature: string, sequence: number) => ({
  checkout: { session: 's', sequence, checkout: { feature, count: 1 } },
});

test('denials are counted by feature, those of features that no license names under one name', async () => {
  const { events, metrics } = make();
  const log = new TestLog();
  log.license({ count: 1 });
  log.open('s');
  const asked = ['f', 'f', ...Array.from({ length: 50 }, (_, i) => `made-up-${i}`)];
  for (const [i, feature] of asked.entries()) events.write(log.entry(ask(feature, i + 1)).events, log.state, true);
  const { values } = await metrics.checkouts.get();
  expect(values.map(({ labels, value }) => [labels.feature, labels.result, value])).toEqual([
    ['f', 'granted', 1],
    ['f', 'denied', 1],
    ['unknown', 'denied', 50],
  ]);
});

test('borrowed seats are told apart from all that are out, whoever is still there', async () => {
  const { events, metrics } = make();
  const log = new TestLog();
  log.license({ count: 5, borrowHours: 24 });
  log.open('s');
  const borrow = { until: log.date / 1000 + 60, machine: 'm1' };
  log.run({ checkout: { session: 's', sequence: 1, checkout: { feature: 'f', count: 2, borrow } } });
  log.run({ checkout: { session: 's', sequence: 2, checkout: { feature: 'f', count: 1 } } });
  events.seats(log.state);
  const read = async (gauge: typeof metrics.seatsUsed) => (await gauge.get()).values.map(({ value }) => value);
  expect([await read(metrics.seatsUsed), await read(metrics.seatsBorrowed)]).toEqual([[3], [2]]);
  log.run({ endSession: { session: 's' } });
  events.seats(log.state);
  expect([await read(metrics.seatsUsed), await read(metrics.seatsBorrowed)]).toEqual([[2], [2]]);
});

/** What a program does that gets a seat, is refused twice, waits for one, waits no longer, and gives its seat back. */
function everything(log: TestLog, events: EventLog): void {
  log.open('s');
  const session = log.state.session('s');
  if (session === null) throw new Error('no session');
  const waits: LicenseEvent[] = [
    { kind: 'queued', session, feature: 'f', count: 2 },
    { kind: 'dequeued', session, feature: 'f', count: 2 },
  ];
  events.write(log.entry(ask('f', 1)).events, log.state, true);
  events.write(log.entry(ask('f', 2)).events, log.state, true);
  events.write(log.entry(ask('g', 3)).events, log.state, true);
  events.write(waits, log.state, true);
  events.write(log.entry({ endSession: { session: 's' } }).events, log.state, true);
}

/** Kinds of the lines of checkouts. */
function kinds(text: string): string[] {
  return [...text.matchAll(/\) ([A-Z]+): "/g)].map((match) => match[1] ?? '');
}

test('each kind of line that NOLOG names is left out, and no other', async () => {
  const all = ['OUT', 'DENIED', 'UNSUPPORTED', 'QUEUED', 'DEQUEUED', 'IN'];
  for (const silent of ['', ...all]) {
    const { events, logs, path, read } = make();
    const log = new TestLog();
    log.license({ count: 1 });
    if (log.state.license !== null && silent !== '') log.state.license.options = `NOLOG ${silent}\n`;
    events.write([{ kind: 'license' }], log.state, false);
    everything(log, events);
    await logs.close();
    expect(kinds(read(path))).toEqual(all.filter((kind) => kind !== silent));
  }
});

test("one vendor's NOLOG leaves the lines of another alone", async () => {
  const { events, logs, path, read } = make();
  const log = new TestLog();
  log.license({ count: 1, vendor: 'usoft' }, { id: 'q', feature: 'g', vendor: 'other', count: 1 });
  const own = 'NOLOG OUT\n';
  const parts = [
    { vendor: 'usoft', file: 'usoft.opt', length: own.length },
    { vendor: 'other', file: 'other.opt', length: 10 },
  ];
  Object.assign(log.state.license ?? {}, { options: `${own}NOLOG IN\n\n`, optionsParts: parts });
  events.write([{ kind: 'license' }], log.state, false);
  log.open('s');
  events.write(log.entry(ask('f', 1), ask('g', 2), { endSession: { session: 's' } }).events, log.state, true);
  await logs.close();
  expect(read(path).match(/\(\w+\) [A-Z]+:/g)).toEqual(['(other) OUT:', '(usoft) IN:']);
});

test('DEBUGLOG gives the vendors a file in the log folder, wherever it points to', async () => {
  const { events, folder, logs, path, read, told } = make();
  const log = new TestLog();
  log.license({ count: 1 });
  const take = (options: string): void => {
    if (log.state.license !== null) Object.assign(log.state.license, { options, vendors: ['usoft'] });
    events.write([{ kind: 'license' }], log.state, false);
  };
  const outside = join(folder, 'outside.log');
  writeFileSync(outside, 'untouched\n');
  take(`DEBUGLOG ${outside}\n`);
  everything(log, events);
  expect(told.map(({ msg }) => msg)).toEqual([expect.stringContaining('the one of that name is used')]);
  take('DEBUGLOG ..\n');
  expect(told.map(({ msg }) => msg)).toContain('DEBUGLOG cannot be followed');
  await logs.close();
  await vi.waitFor(() => expect(kinds(read(join(folder, 'logs/outside.log')))).toContain('OUT'));
  expect(kinds(read(path))).toEqual([]);
  expect(read(outside)).toBe('untouched\n');
});

test('a reread that does not change DEBUGLOG leaves an lmswitch as it is', async () => {
  const { events, folder, logs } = make();
  const log = new TestLog();
  log.license({ count: 1 });
  if (log.state.license !== null) log.state.license.options = 'DEBUGLOG +a.log\n';
  events.write([{ kind: 'license' }], log.state, false);
  expect(logs.debug.vendorPath).toBe(join(folder, 'logs/a.log'));
  logs.switchDebugLog('+b.log');
  events.write([{ kind: 'license' }], log.state, false);
  expect(logs.debug.vendorPath).toBe(join(folder, 'logs/b.log'));
  if (log.state.license !== null) log.state.license.options = '';
  events.write([{ kind: 'license' }], log.state, false);
  expect(logs.debug.vendorPath).toBe(join(folder, 'debug.log'));
  await logs.close();
});
