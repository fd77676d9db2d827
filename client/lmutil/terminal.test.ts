import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
let path: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lmtriad-terminal-'));
  path = join(folder, 'license.dat');
  const features = Array.from({ length: 10_000 }, (_, at) => `FEATURE feature_${at} usoft 1.0 permanent 1\n`);
  writeFileSync(path, `SERVER azuurmees ANY 2830\nVENDOR usoft\n${features.join('')}`);
});

afterAll(() => rmSync(folder, { recursive: true }));

const lmutil = resolve(import.meta.dirname, '../../bin/lmutil');

test('what does not fit into a pipe at once is written to its end before the program ends', async () => {
  const { stdout } = await promisify(execFile)(lmutil, ['lmstat', '-i', '-c', path], { maxBuffer: 2 ** 24 });
  expect(stdout.length).toBeGreaterThan(2 ** 19);
  expect(stdout).toContain('feature_9999 ');
}, 30_000);

test('a reader that has had enough ends the program without a word', async () => {
  const script = '{ "$0" lmstat -i -c "$1"; echo "code $?" >&2; } | head -1';
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', script, lmutil, path]);
  expect(stdout).toMatch(/^lmutil - .*\n$/);
  expect(stderr).toBe('code 141\n');
}, 30_000);
