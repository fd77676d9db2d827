import { expect, test } from 'vitest';
import type { ReportRecord } from '../../proto/reportRecord.ts';
import { missing } from './coverage.ts';
import { mergeReports } from './merge.ts';
import { ReportFile } from './reportFile.ts';
import { at, denied, file, gap, mark, out, state, written } from './testing.ts';

async function merged(...files: (ReportRecord | string)[][]) {
  const open = await Promise.all(written(...files).map((path) => ReportFile.open(path)));
  const seen: string[] = [];
  const result = await mergeReports(open, (record) => {
    if ('n' in record) seen.push(`${record.kind} ${record.index}.${record.n}`);
  });
  return { ...result, seen, open, missing: missing(open.map(({ coverage }) => coverage)) };
}

const all = Array.from({ length: 30 }, (_, i) => (i % 3 === 2 ? denied(i + 1, at(8, i)) : out(i + 1, at(8, i))));
const everything = all.map((record) => ('n' in record ? `${record.kind} ${record.index}.0` : ''));

test('three files with different gaps give each event once, in order, and nothing is missing', async () => {
  const result = await merged(
    [file(), ...all.slice(0, 10), gap(11, 15), state(15, at(8, 15), 9, 5), ...all.slice(15)],
    [file(0, 'a'), ...all.slice(0, 20)],
    [file(5, 'b'), ...all.slice(5)],
  );
  expect(result.seen).toEqual(everything);
  expect(result.events).toBe(30);
  expect(result.doubles).toBe(25 + 20 + 25 - 30);
  expect(result.missing).toEqual([]);
});

test('what no file has is named, whatever the reason that it is missing', async () => {
  const a = [file(), ...all.slice(0, 10), gap(11, 20), ...all.slice(20)];
  const b = [file(0, 'a'), ...all.slice(0, 12), file(18, 'a'), ...all.slice(18)];
  const result = await merged(a, b);
  expect(result.seen).toEqual([...everything.slice(0, 12), ...everything.slice(18)]);
  expect(result.missing).toEqual([{ from: 13, to: 18 }]);
});

test('several records of one entry are told apart by their numbers', async () => {
  const entry = [out(1, at(8)), denied(1, at(8), { n: 1 }), out(1, at(8), { n: 2 })];
  const result = await merged([file(), ...entry], [file(), ...entry.slice(0, 2), mark(5, at(9))]);
  expect(result.seen).toEqual(['out 1.0', 'denied 1.1', 'out 1.2']);
  expect(result.doubles).toBe(2);
});

test('broken lines, lines of a later version and lines that go back are passed over and counted', async () => {
  const wrong = [
    { index: '7' },
    { count: -1 },
    { count: 0.5 },
    { lease: null },
    { used: -1 },
    { date: 'soon' },
    { user: 7 },
  ];
  const lines = [
    ...['', 'no json', '[]', 'null', '{"kind":"borrow"}', '{"index":1}'],
    ...wrong.map((field) => JSON.stringify({ ...out(9, at(8)), ...field })),
  ];
  const { open, seen } = await merged([file(), out(3, at(8)), ...lines, out(2, at(8)), out(4, at(8))]);
  expect(seen).toEqual(['out 3.0', 'out 4.0']);
  expect(open[0]).toMatchObject({ broken: 5 + wrong.length, unknown: 1 });
});

test('files of different clusters are not put together', async () => {
  await expect(merged([file(0, 'a', 'one'), ...all], [file(0, 'b', 'two'), ...all])).rejects.toMatchObject({
    code: -42,
    detail: expect.stringMatching(/is of cluster one, .* of two/),
  });
});
