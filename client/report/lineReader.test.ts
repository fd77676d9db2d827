import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { LineReader } from './lineReader.ts';

async function linesOf(name: string, content: Buffer | string): Promise<{ lines: string[]; tooLong: number }> {
  const path = join(mkdtempSync(join(tmpdir(), 'lmtriad-report-')), name);
  writeFileSync(path, content);
  const reader = await LineReader.open(path);
  const lines: string[] = [];
  try {
    for (let more = await reader.next(); more !== null; more = await reader.next()) lines.push(...more);
  } finally {
    reader.close();
  }
  return { lines, tooLong: reader.tooLong };
}

test('lines come whole, wherever the pieces of the file end, also letters of several bytes', async () => {
  const wanted = Array.from({ length: 5_000 }, (_, i) => `${i} ${'äö€'.repeat(i % 100)}`);
  expect(Buffer.byteLength(wanted.join('\n'))).toBeGreaterThan(1024 * 1024);
  expect((await linesOf('a', `${wanted.join('\n')}\n`)).lines).toEqual(wanted);
});

test('what follows the last line end is a line; empty files have none', async () => {
  expect((await linesOf('a', 'one\ntwo')).lines).toEqual(['one', 'two']);
  expect((await linesOf('a', '')).lines).toEqual([]);
});

test('packed files are unpacked; a broken one is an error', async () => {
  const packed = gzipSync('one\ntwo\n'.repeat(100_000));
  expect((await linesOf('a.gz', packed)).lines).toHaveLength(200_000);
  await expect(linesOf('a.gz', packed.subarray(0, 200))).rejects.toThrow();
});

test('a line that is longer than any record is passed over and counted', async () => {
  const { lines, tooLong } = await linesOf(
    'a',
    Buffer.concat([Buffer.alloc(65 * 1024 * 1024, 'x'), Buffer.from('\ny\n')]),
  );
  expect(lines).toEqual(['y']);
  expect(tooLong).toBe(1);
});
