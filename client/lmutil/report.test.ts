import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { at, back, denied, file, gap, out, state, written } from '../report/testing.ts';
import { lmutil } from './program.ts';
import { fakeTerminal } from './testing.ts';

async function report(...args: string[]) {
  const terminal = fakeTerminal();
  const code = await lmutil(['report', ...args], 'lmutil', terminal);
  return { code, stdout: terminal.stdout, stderr: terminal.stderr };
}

const paths = written(
  [
    file(0, 'azuurmees'),
    state(1, at(8), 3, 0),
    out(2, at(9)),
    denied(3, at(10), { user: '=cmd|x', count: 3 }),
    back(4, at(11), 2, at(9)),
    'broken',
    gap(5, 9),
    state(9, at(12), 3, 0),
  ],
  [file(0, 'fitis'), state(1, at(8), 3, 0), out(2, at(9)), denied(3, at(10), { user: '=cmd|x', count: 3 })],
);

test('tables for people: what was used, what was refused, and what is missing', async () => {
  const { code, stdout, stderr } = await report(...paths);
  expect(code).toBe(0);
  expect(stderr).toBe(`${paths[0]}: 1 broken line passed over\n`);
  expect(stdout).toBe(`2026-11-24 08:00 to 2026-11-24 12:00, 3 events read, of azuurmees, fitis
Missing in all files: log index 5 to 9, 2026-11-24 11:00 to 2026-11-24 12:00

Features
  feature  vendor  owned  peak  peak at           full hours  checkouts  denied  queued  seat hours
  f        v           3     1  2026-11-24 09:00           0          1       1       0           2

Denials
  feature  code  minor  reason                                    denials  seats asked  last
  f          -4    101  Licensed number of users already reached        1            3  2026-11-24 10:00

Use by user
  user    feature  checkouts  denied  seat hours
  ann     f                1       0           2
  =cmd|x  f                0       1           0

Use by day
  day         feature  peak  checkouts  denied  seat hours
  2026-11-24  f           1          1       1           2
`);
});

test('CSV has one header a table, and no name becomes a formula', async () => {
  const { stdout, stderr } = await report('--format', 'csv', '--show', 'users,user-days', ...paths);
  expect(stdout).toBe(
    [
      'user,feature,checkouts,denied,seat_hours',
      'ann,f,1,0,2',
      "'=cmd|x,f,0,1,0",
      '',
      'user,day,seat_hours',
      'ann,2026-11-24,2',
      '',
    ].join('\r\n'),
  );
  expect(stderr).toContain('Missing in all files: log index 5 to 9');
});

test('JSON has everything by name', async () => {
  const { stdout } = await report('--format', 'json', ...paths);
  expect(JSON.parse(stdout)).toMatchObject({
    servers: ['azuurmees', 'fitis'],
    events: 3,
    doubles: 2,
    missing: [{ from: 5, to: 9 }],
    features: [{ feature: 'f', owned: 3, peak: 1, seat_hours: 2 }],
    denials: [{ code: -4, denials: 1 }],
    users: [{ user: 'ann' }, { user: '=cmd|x' }],
    days: [{ day: '2026-11-24' }],
  });
});

test('plots: in the terminal as wide as asked for, and as a picture in a file', async () => {
  const svg = join(mkdtempSync(join(tmpdir(), 'lmtriad-report-')), 'a.svg');
  const { stdout } = await report('--plot', '--width', '60', '--svg', svg, '--show', 'features', ...paths);
  const plot = stdout.slice(stdout.indexOf('f: at most 1 out of 3'));
  expect(plot).toContain('█');
  for (const line of plot.split('\n')) expect(line.length).toBeLessThanOrEqual(60);
  expect(readFileSync(svg, 'utf8')).toContain('peak 1 of 3 · 1 refused · 2 seat hours');
  expect((await report('--svg', '-', ...paths)).stdout).toMatch(/^<\?xml[\s\S]*<\/svg>\n$/);
});

test('a day as the end counts whole', async () => {
  const rows = async (...times: string[]) =>
    JSON.parse((await report('--format', 'json', ...times, ...paths)).stdout).features[0]?.checkouts;
  expect(await rows('--from', '2026-11-24', '--to', '2026-11-24')).toBe(1);
  expect(await rows('--from', '2026-11-24 09:30')).toBe(0);
  expect(await rows('--to', '2026-11-23')).toBe(0);
});

test.each([
  [['--from', 'yesterday'], 'expected 2026-11-24'],
  [['--from', '2026-11-25', '--to', '2026-11-23'], '--from must be before --to'],
  [['--show', 'everything'], 'there are features'],
  [['--feature', 'nothing'], 'nothing about a feature "nothing"'],
  [['/no/such/file'], '/no/such/file cannot be read'],
  [[tmpdir()], 'cannot be read'],
  [['--svg', '/no/such/folder/a.svg'], 'cannot be written'],
])('%j is refused with what to do', async (args, text) => {
  const { code, stderr } = await report(...args, ...paths);
  expect(code).toBe(214);
  expect(stderr).toContain(text);
});

test('a file without any record is told', async () => {
  const { code, stderr } = await report(...written(['nothing of ours']));
  expect([code, stderr]).toEqual([214, expect.stringContaining('no records of a report log in')]);
});
