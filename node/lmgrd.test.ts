/** lmgrd as a process: what signals and a wrong command line do to it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const LICENSE = `SERVER 127.0.0.1 ANY TCP:28441
SERVER 127.0.0.2 ANY TCP:28442
SERVER 127.0.0.3 ANY TCP:28443
DAEMON usoft
FEATURE studio usoft 1.0 permanent 5
`;

let folder: string;
let child: ChildProcess | null = null;
let output = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lmt-lmgrd-'));
  await writeFile(join(folder, 'license.dat'), LICENSE);
});

afterEach(async () => {
  child?.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

function lmgrd(...more: string[]): ChildProcess {
  const words = [join(import.meta.dirname, 'lmgrd.ts'), '-c', join(folder, 'license.dat'), '--server', '127.0.0.1'];
  output = '';
  child = spawn(process.execPath, [...words, ...more], { stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += String(text)));
  return child;
}

async function said(text: string): Promise<void> {
  while (!output.includes(text)) await new Promise((resolve) => setTimeout(resolve, 20));
}

test('SIGTERM ends it well while it waits for the others; SIGHUP leaves it running though its log is gone', async () => {
  const logs = await mkdtemp(join(tmpdir(), 'lmt-lmgrd-'));
  const process = lmgrd('-l', join(logs, 'debug.log'));
  await said('forming the cluster');
  await rm(logs, { recursive: true });
  process.kill('SIGHUP');
  await said('cannot be opened anew');
  process.kill('SIGTERM');
  expect(await once(process, 'exit')).toEqual([0, null]);
}, 20_000);

test('a log level that there is not is a wrong command line', async () => {
  expect(await once(lmgrd('--log-level', 'loud'), 'exit')).toEqual([64, null]);
  expect(output).toContain('Allowed choices');
}, 20_000);
