import { existsSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { DebugLog } from './debugLog.ts';
import { LogError } from './errors.ts';

const now = (): Date => new Date(2026, 10, 24, 8, 5, 9);
const folder = (): string => mkdtempSync(join(tmpdir(), 'lmtriad-logs-'));
const read = (path: string): string => readFileSync(path, 'utf8');
const use = { daemon: 'usoft', feature: 'DEV', user: 'jan', host: 'pc1', count: 2 };

test('the lines of an election and of a checkout are written in their order', async () => {
  const path = join(folder(), 'debug.log');
  const log = DebugLog.open(path, { now });
  log.connectedTo('FITIS');
  log.connectedTo('BUULBUUL');
  log.connected('AZUURMEES');
  log.selectedMaster('AZUURMEES', true);
  log.selectedMaster('FITIS', false);
  log.out(use);
  log.in(use);
  log.denied(use, { text: 'Licensed number of users already reached', code: -4, minor: 101 });
  log.unsupported({ ...use, count: 1 }, { text: 'No such feature exists', code: -5, minor: 102 });
  log.lostConnection('FITIS');
  log.lostQuorum();
  log.orderMismatch();
  log.shutdownRequest('root', 'AZUURMEES');
  log.exiting(15);
  await log.close();
  const messages = [
    '(lmgrd) Connected to FITIS',
    '(lmgrd) Connected to BUULBUUL',
    '(lmgrd) CONNECTED, master is AZUURMEES',
    '(lmgrd) Selected (EXISTING) master AZUURMEES',
    '(lmgrd) Selected master FITIS',
    '(usoft) OUT: "DEV" jan@pc1  (2 licenses) ',
    '(usoft) IN: "DEV" jan@pc1  (2 licenses) ',
    '(usoft) DENIED: "DEV" jan@pc1  (2 licenses) (Licensed number of users already reached. (-4,101))',
    '(usoft) UNSUPPORTED: "DEV" (PORT_AT_HOST_PLUS   ) jan@pc1  (No such feature exists. (-5,102))',
    '(lmgrd) Lost connection to FITIS',
    '(lmgrd) Lost quorum',
    '(lmgrd) License File SERVER line order mismatch.',
    '(lmgrd) Using alphabetical order',
    '(lmgrd) SHUTDOWN request from root at node AZUURMEES',
    '(lmgrd) lmgrd will now shut down all the vendor daemons',
    '(lmgrd) EXITING DUE TO SIGNAL 15',
  ];
  expect(read(path)).toBe(messages.map((message) => ` 8:05:09 ${message}\n`).join(''));
});

test('a path with + is appended to, one without is begun anew', async () => {
  const path = join(folder(), 'debug.log');
  for (const [given, expected] of [
    [`+${path}`, 'old\n 8:05:09 (lmgrd) Lost quorum\n'],
    [path, ' 8:05:09 (lmgrd) Lost quorum\n'],
  ] as const) {
    writeFileSync(path, 'old\n');
    const log = DebugLog.open(given, { now });
    log.lostQuorum();
    await log.close();
    expect(read(path)).toBe(expected);
  }
});

test('after the file was moved away, reopening begins a new one and loses no line', async () => {
  const path = join(folder(), 'debug.log');
  const log = DebugLog.open(path, { now });
  log.connectedTo('A');
  await vi.waitFor(() => expect(read(path)).toContain('Connected to A'));
  renameSync(path, `${path}.1`);
  log.connectedTo('B');
  log.reopen();
  log.connectedTo('C');
  log.reopen();
  log.connectedTo('D');
  await log.close();
  const lines = (file: string): string[] =>
    [...read(file).matchAll(/Connected to (\w)/g)].map((match) => match[1] ?? '');
  expect(lines(`${path}.1`)).toEqual(['A', 'B']);
  expect(lines(path)).toEqual(['C', 'D']);
});

test("the vendors' lines can have a file of their own; one that cannot be opened changes nothing", async () => {
  const directory = folder();
  const main = join(directory, 'a.log');
  const log = DebugLog.open(main, { now });
  log.switchVendors(join(directory, 'b.log'), true);
  expect(() => log.switchVendors(join(directory, 'missing', 'c.log'), true)).toThrow(LogError);
  log.out(use);
  log.lostQuorum();
  // The same file is gone on with, even if it is asked to be begun anew.
  log.switchVendors(main, false);
  log.in(use);
  await log.close();
  expect(read(main)).toBe(' 8:05:09 (lmgrd) Lost quorum\n 8:05:09 (usoft) IN: "DEV" jan@pc1  (2 licenses) \n');
  await vi.waitFor(() =>
    expect(read(join(directory, 'b.log'))).toBe(' 8:05:09 (usoft) OUT: "DEV" jan@pc1  (2 licenses) \n'),
  );
  expect(existsSync(join(directory, 'missing'))).toBe(false);
});

test('a file that has reached its size makes way for another, which begins with the date', async () => {
  const path = join(folder(), 'debug.log');
  const log = DebugLog.open(path, { now, rolloverMegabytes: 1 });
  const long = 'x'.repeat(1024 * 1024);
  log.line('usoft', long);
  log.lostQuorum();
  await log.close();
  expect(read(`${path}.1`)).toBe(` 8:05:09 (usoft) ${long}\n`);
  expect(read(path)).toBe(' 8:05:09 (lmgrd) TIMESTAMP 11/24/2026\n 8:05:09 (lmgrd) Lost quorum\n');
});

test('without a file the lines go to the terminal, without one nowhere; DEBUGLOG may still give the vendors one', async () => {
  let shown = '';
  const path = join(folder(), 'usoft.log');
  const log = DebugLog.open(null, { now, terminal: (text) => (shown += text), time: 'date' });
  log.out(use);
  log.switchVendors(path, false);
  log.in(use);
  log.lostQuorum();
  log.joinVendors();
  log.out(use);
  await log.close();
  const out = '11/24 08:05 (usoft) OUT: "DEV" jan@pc1  (2 licenses) \n';
  expect(shown).toBe(`${out}11/24 08:05 (lmgrd) Lost quorum\n${out}`);
  await vi.waitFor(() => expect(read(path)).toBe('11/24 08:05 (usoft) IN: "DEV" jan@pc1  (2 licenses) \n'));
  const silent = DebugLog.open(null);
  silent.out(use);
  await silent.close();
});

test('a debug log that cannot be opened is refused at the start', () => {
  expect(() => DebugLog.open(join(folder(), 'missing', 'debug.log'))).toThrow(
    expect.objectContaining({ code: 'CannotOpen' }),
  );
});

test('every daemon gets a TIMESTAMP line each interval', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const path = join(folder(), 'debug.log');
  const log = DebugLog.open(path, { now });
  log.started({
    version: '0.1.0',
    host: 'H',
    licenseFiles: ['l'],
    port: 1,
    daemons: ['usoft'],
    pid: 1,
    features: {},
    redundant: true,
    secure: true,
  });
  vi.advanceTimersByTime(12 * 60 * 60 * 1000);
  vi.useRealTimers();
  await log.close();
  const lines = read(path).split('\n');
  expect(lines.filter((line) => line === ' 8:05:09 (lmgrd) TIMESTAMP 11/24/2026')).toHaveLength(2);
  expect(lines.filter((line) => line === ' 8:05:09 (usoft) TIMESTAMP 11/24/2026')).toHaveLength(2);
});

test('a disk that is full is told and stops nothing', async () => {
  const errors: Error[] = [];
  const log = DebugLog.open('+/dev/full', { now, onError: (error) => errors.push(error) });
  log.lostQuorum();
  await vi.waitFor(() => expect(errors.map((error) => (error as NodeJS.ErrnoException).code)).toContain('ENOSPC'));
  log.lostQuorum();
  await log.close();
});
