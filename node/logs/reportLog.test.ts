import { mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ReportLog, type ReportLogOptions } from './reportLog.ts';

const CLUSTER = 'a'.repeat(32);

function setUp(path = join(mkdtempSync(join(tmpdir(), 'lmtriad-logs-')), 'report.ndjson')) {
  const at = { index: 0, out: 0 };
  const source = {
    index: () => at.index,
    date: () => Date.UTC(2026, 10, 24, 8, 0, at.index % 60),
    totals: () => ({ owned: { f: 10 }, out: { f: at.out } }),
  };
  const lost: number[] = [];
  const errors: Error[] = [];
  const open = (parts: Partial<ReportLogOptions> = {}) =>
    new ReportLog({
      path,
      server: 'fitis',
      version: '0.1.0',
      cluster: () => CLUSTER,
      rolloverMegabytes: 0,
      onError: (error) => errors.push(error),
      onLost: (lines) => lost.push(lines),
      ...parts,
    });
  const use = { feature: 'f', vendor: 'usoft', user: 'jan', host: 'pc1', display: ':0', project: 'p', count: 1 };
  /** Two records at that index: seats out, and a denial. */
  const apply = (log: ReportLog, index: number): void => {
    at.index = index;
    at.out += 1;
    const out = { kind: 'out' as const, ...use, lease: index, version: '1.0', used: 1 };
    log.entry([out, { kind: 'denied', ...use, code: -4, minor: 101 }], false);
  };
  const records = (file = path) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((text) => JSON.parse(text));
  /** `kind` and place of each record. */
  const places = (file = path): string[] =>
    records(file).map((each) =>
      each.kind === 'file'
        ? `file>${each.after}`
        : each.kind === 'gap'
          ? `gap ${each.from}-${each.to} ${each.reason}`
          : `${each.kind} ${each.index}${each.n === undefined ? '' : `.${each.n}`}`,
    );
  return { path, at, source, lost, errors, open, apply, records, places };
}

test('a file begins with who writes it and where things stand, and names each record by index and number', async () => {
  const { source, open, apply, places, records } = setUp();
  const log = open();
  log.begin(source);
  apply(log, 7);
  apply(log, 9);
  await log.close();
  expect(places()).toEqual(['file>0', 'state 0', 'out 7.0', 'denied 7.1', 'out 9.0', 'denied 9.1']);
  const [file, state, out] = records();
  expect(file).toMatchObject({ kind: 'file', format: 1, cluster: CLUSTER, server: 'fitis', version: '0.1.0' });
  expect(state).toMatchObject({ owned: { f: 10 }, out: { f: 0 } });
  expect(out).toEqual({
    kind: 'out',
    index: 7,
    n: 0,
    date: '2026-11-24T08:00:07.000Z',
    feature: 'f',
    vendor: 'usoft',
    user: 'jan',
    host: 'pc1',
    display: ':0',
    project: 'p',
    count: 1,
    lease: 7,
    version: '1.0',
    used: 1,
  });
});

test('a restart replays entries and writes only those that are not in the file', async () => {
  const { at, source, open, apply, places } = setUp();
  const first = open();
  first.begin(source);
  for (const index of [1, 2, 3]) apply(first, index);
  await first.close();
  at.index = 0;
  const second = open();
  second.begin(source);
  for (const index of [1, 2, 3, 4]) apply(second, index);
  await second.close();
  const once = ['file>0', 'state 0', 'out 1.0', 'denied 1.1', 'out 2.0', 'denied 2.1', 'out 3.0', 'denied 3.1'];
  expect(places()).toEqual([...once, 'file>3', 'out 4.0', 'denied 4.1']);
});

test('half a line that a crash left is cut, and the records that it and the rest of its entry held come again', async () => {
  const { path, at, source, open, apply, places } = setUp();
  const first = open();
  first.begin(source);
  apply(first, 1);
  await first.close();
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.slice(0, text.indexOf('{"kind":"denied"') + 20));
  at.index = 0;
  const second = open();
  second.begin(source);
  apply(second, 1);
  await second.close();
  expect(places()).toEqual(['file>0', 'state 0', 'out 1.0', 'file>1', 'denied 1.1']);
});

test('a restart from a snapshot beyond the end of the file names the gap and says where things stand', async () => {
  const { at, source, open, apply, places, records } = setUp();
  const first = open();
  first.begin(source);
  apply(first, 1);
  await first.close();
  at.index = 50;
  at.out = 5;
  const second = open();
  second.begin(source);
  apply(second, 51);
  await second.close();
  // Of entry 1 records may be missing: nothing after it tells that it is whole.
  expect(places().slice(4)).toEqual(['file>50', 'gap 1-50 restart', 'state 50', 'out 51.0', 'denied 51.1']);
  expect(records()[6]).toMatchObject({ out: { f: 5 } });
});

test('a quiet log says when it is closed how far it goes, so that nothing is taken for missing', async () => {
  const { at, source, open, apply, places } = setUp();
  const first = open();
  first.begin(source);
  apply(first, 1);
  at.index = 20;
  await first.close();
  expect(places().at(-1)).toBe('mark 20');
  const second = open();
  second.begin(source);
  apply(second, 21);
  await second.close();
  expect(places().slice(5)).toEqual(['file>20', 'out 21.0', 'denied 21.1']);
});

test('a state that came from another server while it ran is a gap', async () => {
  const { at, source, open, apply, places } = setUp();
  const log = open();
  log.begin(source);
  apply(log, 1);
  at.index = 30;
  log.begin({ ...source });
  apply(log, 31);
  await log.close();
  expect(places().slice(3)).toEqual(['denied 1.1', 'gap 2-30 snapshot', 'state 30', 'out 31.0', 'denied 31.1']);
});

test('what a full disk does not take is counted and named as a gap as soon as it takes lines again', async () => {
  const { path, source, open, apply, places, lost } = setUp('/dev/full');
  const log = open();
  log.begin(source);
  apply(log, 1);
  await new Promise((resolve) => setImmediate(resolve));
  while (lost.length === 0) await new Promise((resolve) => setImmediate(resolve));
  apply(log, 2);
  expect(lost).toEqual([4, 2]);
  const better = join(mkdtempSync(join(tmpdir(), 'lmtriad-logs-')), 'r');
  log.useFile(better);
  const deadline = performance.now() + 10_000;
  // The disk is tried again a second after a failure.
  for (let index = 3; performance.now() < deadline; index++) {
    apply(log, index);
    await new Promise((resolve) => setImmediate(resolve));
    if (readFileSync(better, 'utf8').includes('"gap"')) break;
  }
  await log.close();
  expect(places(better).find((place) => place.startsWith('gap'))).toMatch(/^gap 0-\d+ lost$/);
  expect(path).toBe('/dev/full');
});

test('HIDE_USER leaves users, hosts and what else tells who it was empty', async () => {
  const { source, open, apply, records } = setUp();
  const log = open();
  log.configure(true, true);
  log.begin(source);
  apply(log, 1);
  await log.close();
  for (const record of records().slice(2))
    expect(record).toMatchObject({ user: '', host: '', display: '', project: '' });
});

test('off, nothing is written; on again, it goes on from there', async () => {
  const { at, source, open, apply, places } = setUp();
  const log = open();
  log.begin(source);
  apply(log, 1);
  await log.configure(false, false);
  apply(log, 2);
  log.configure(true, false);
  apply(log, 3);
  await log.close();
  expect(at.index).toBe(3);
  expect(places().slice(2)).toEqual([
    'out 1.0',
    'denied 1.1',
    'file>2',
    'gap 1-2 restart',
    'state 2',
    'out 3.0',
    'denied 3.1',
  ]);
});

test('a file of another cluster, or none of ours, is put aside', async () => {
  for (const text of ['{"kind":"file","format":1,"cluster":"b","after":5}\n', 'not ours\n']) {
    const { path, source, open, apply, places } = setUp();
    writeFileSync(path, text);
    const log = open();
    log.begin(source);
    apply(log, 1);
    await log.close();
    expect(readFileSync(`${path}.1`, 'utf8')).toBe(text);
    expect(places()).toEqual(['file>0', 'state 0', 'out 1.0', 'denied 1.1']);
  }
});

test('a full file makes way for another, which says again who writes and where things stand', async () => {
  const { path, source, open, apply, places } = setUp();
  const log = open({ rolloverMegabytes: 0.0008 });
  log.begin(source);
  for (const index of [1, 2, 3]) apply(log, index);
  await log.close();
  expect(places(`${path}.1`)).toEqual(['file>0', 'state 0', 'out 1.0', 'denied 1.1', 'out 2.0', 'denied 2.1']);
  expect(places()).toEqual(['file>2', 'state 2', 'out 3.0', 'denied 3.1']);
});

test('a file that is full already when its entries are replayed makes way only after them', async () => {
  const { path, at, source, open, apply, places } = setUp();
  const first = open();
  first.begin(source);
  for (const index of [1, 2, 3]) apply(first, index);
  await first.close();
  at.index = 0;
  const second = open({ rolloverMegabytes: 0.0001 });
  second.begin(source);
  for (const index of [1, 2, 3, 4]) apply(second, index);
  await second.close();
  expect(places(`${path}.2`).at(-1)).toBe('file>3');
  expect(places(`${path}.1`)).toEqual(['file>3', 'state 3', 'out 4.0', 'denied 4.1']);
  expect(places()).toEqual(['file>4', 'state 4']);
});

test('another file begins where the former one ends; a moved one is begun anew, one that was not goes on', async () => {
  const { path, source, open, apply, places } = setUp();
  const log = open();
  log.begin(source);
  apply(log, 1);
  log.useFile(`${path}-2`);
  apply(log, 2);
  log.useFile(`${path}-2`);
  apply(log, 3);
  renameSync(`${path}-2`, `${path}-3`);
  log.useFile(`${path}-2`);
  apply(log, 4);
  await log.close();
  expect(places()).toEqual(['file>0', 'state 0', 'out 1.0', 'denied 1.1']);
  const second = ['file>1', 'state 1', 'out 2.0', 'denied 2.1', 'out 3.0', 'denied 3.1'];
  expect(places(`${path}-3`)).toEqual(second);
  expect(places(`${path}-2`)).toEqual(['file>3', 'state 3', 'out 4.0', 'denied 4.1']);
});

test('a file that cannot be opened is tried again only now and then, and begins from where things stand by then', async () => {
  const { path, source, open, apply, errors, lost, places, records } = setUp();
  const within = join(path, 'report.ndjson');
  let now = 0;
  const log = open({ path: within, monotonic: () => now });
  log.begin(source);
  for (const index of [1, 2, 3]) apply(log, index);
  expect(errors).toHaveLength(1);
  expect(lost).toEqual([2, 2, 2]);
  mkdirSync(path);
  now = 1_000;
  apply(log, 4);
  apply(log, 5);
  await log.close();
  expect(places(within)).toEqual(['file>4', 'state 4', 'out 5.0', 'denied 5.1']);
  expect(records(within)[1]).toMatchObject({ out: { f: 4 } });
});
