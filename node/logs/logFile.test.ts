import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { LogFile, type LogFileOptions } from './logFile.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'lmtriad-logs-'));
const read = (path: string): string => readFileSync(path, 'utf8');

function options(parts: Partial<LogFileOptions> = {}) {
  const errors: Error[] = [];
  const lost: [lines: number, first: number, last: number][] = [];
  return {
    errors,
    lost,
    rolloverBytes: 0,
    keep: 3,
    onError: (error: Error) => void errors.push(error),
    onLost: (...each: [number, number, number]) => void lost.push(each),
    ...parts,
  };
}

test('a full file makes way for a new one, and only so many former ones stay', async () => {
  const at = folder();
  const file = LogFile.open(join(at, 'a.log'), true, options({ rolloverBytes: 20, keep: 2 }));
  for (let i = 0; i < 12; i++) {
    if (file.full) file.rotate();
    file.write(`line ${String(i).padStart(4, '0')}\n`);
  }
  await file.close();
  expect(readdirSync(at).sort()).toEqual(['a.log', 'a.log.1', 'a.log.2']);
  expect(read(join(at, 'a.log.2'))).toBe('line 0006\nline 0007\n');
  expect(read(join(at, 'a.log.1'))).toContain('line 0008\n');
  expect(read(join(at, 'a.log'))).toContain('line 0011\n');
});

test('what was written before a change of file goes to the former one, what comes after to the new one', async () => {
  const at = folder();
  const file = LogFile.open(join(at, 'a.log'), true, options());
  file.write('one\n');
  await file.flushed();
  renameSync(join(at, 'a.log'), join(at, 'moved'));
  file.write('two\n');
  file.use(join(at, 'a.log'), true);
  file.write('three\n');
  file.use(join(at, 'b.log'), true);
  file.write('four\n');
  await file.close();
  expect(read(join(at, 'moved'))).toBe('one\ntwo\n');
  expect(read(join(at, 'a.log'))).toBe('three\n');
  expect(read(join(at, 'b.log'))).toBe('four\n');
});

test('lines that a full disk does not take are told with their tags, and it is tried again after a while', async () => {
  let now = 0;
  const told = options({ monotonic: () => now });
  const file = LogFile.open('/dev/full', true, told);
  file.write('a\n', 5);
  file.write('b\nc\n', 6, 2);
  await file.flushed();
  expect(told.lost).toEqual([[3, 5, 6]]);
  expect(told.errors).toHaveLength(1);
  expect(file.write('d\n', 7)).toBe(false);
  expect(told.lost.at(-1)).toEqual([1, 7, 7]);
  now = 5_000;
  expect(file.write('e\n', 8)).toBe(true);
  await file.flushed();
  expect(told.lost.at(-1)).toEqual([1, 8, 8]);
  await file.close();
});

test('more than can wait for a slow disk is lost at once and counted', async () => {
  const told = options({ monotonic: () => 0 });
  const at = join(folder(), 'a.log');
  const file = LogFile.open(at, true, told);
  const text = `${'x'.repeat(1024 * 1024 - 1)}\n`;
  let taken = 0;
  for (let i = 1; i <= 20; i++) if (file.write(text, i)) taken += 1;
  expect(taken).toBe(16);
  expect(told.lost).toEqual([17, 18, 19, 20].map((tag) => [1, tag, tag]));
  await file.close();
  expect(read(at)).toHaveLength(16 * 1024 * 1024);
});

test('a folder or a missing folder is refused', () => {
  const at = folder();
  expect(() => LogFile.open(at, true, options())).toThrow(expect.objectContaining({ code: 'CannotOpen' }));
  expect(() => LogFile.open(join(at, 'no', 'a'), true, options())).toThrow(
    expect.objectContaining({ code: 'CannotOpen' }),
  );
  expect(existsSync(join(at, 'no'))).toBe(false);
});

test('if no new file can be begun the old one goes on', async () => {
  const told = options({ rolloverBytes: 1, keep: 1 });
  const at = join(folder(), 'a.log');
  const file = LogFile.open(at, true, told);
  file.write('one\n');
  await file.flushed();
  // A folder that is not empty stands in the way of the renaming.
  mkdirSync(`${at}.1`);
  writeFileSync(join(`${at}.1`, 'x'), '');
  file.rotate();
  file.write('two\n');
  await vi.waitFor(() => expect(told.errors).toHaveLength(1));
  await file.close();
  expect(read(at)).toBe('one\ntwo\n');
});
