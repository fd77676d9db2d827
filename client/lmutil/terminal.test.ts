import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('what does not fit into a pipe at once is written to its end before the program ends', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lmtriad-terminal-'));
  const path = join(folder, 'license.dat');
  const features = Array.from({ length: 10_000 }, (_, at) => `FEATURE feature_${at} usoft 1.0 permanent 1\n`);
  writeFileSync(path, `SERVER azuurmees ANY 2830\nVENDOR usoft\n${features.join('')}`);
  const lmutil = resolve(import.meta.dirname, '../../bin/lmutil');
  const { stdout } = await promisify(execFile)(lmutil, ['lmstat', '-i', '-c', path], { maxBuffer: 2 ** 24 });
  expect(stdout.length).toBeGreaterThan(2 ** 19);
  expect(stdout).toContain('feature_9999 ');
  rmSync(folder, { recursive: true });
}, 30_000);
