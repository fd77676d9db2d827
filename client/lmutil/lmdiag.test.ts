import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeTrio } from '../testing/fakeTrio.ts';
import { sampleStatus } from '../testing/status.ts';
import { lmutil } from './program.ts';
import { fakeTerminal } from './testing.ts';

let folder: string;
let trio: FakeTrio;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lmtriad-lmdiag-'));
  vi.stubEnv('HOME', folder);
  trio = await FakeTrio.start();
  const servers = trio.servers.map((server) => ({ name: server.name, host: '127.0.0.1', port: server.port }));
  for (const server of trio.servers) server.status = sampleStatus(server.name, 'a', servers);
});

afterEach(() => {
  vi.unstubAllEnvs();
  trio.stop();
  rmSync(folder, { recursive: true });
});

async function lmdiag(...args: string[]) {
  const terminal = fakeTerminal([], { HOME: folder });
  const code = await lmutil(['lmdiag', ...args], undefined, terminal);
  return { code, out: terminal.stdout };
}

function fileWith(features: string, servers = true): string {
  const path = join(folder, 'license.dat');
  const lines = trio.servers.map((server) => `SERVER 127.0.0.1 ANY ${server.port}\n`).join('');
  writeFileSync(path, `${servers ? lines : ''}VENDOR usoft\n${features}`);
  return path;
}

test('a license that can be checked out is said to be, and its seat is given back', async () => {
  const { code, out } = await lmdiag('-n', '-c', fileWith('FEATURE f1 usoft 1.0 26-mar-2038 5\n'));
  expect(code).toBe(0);
  expect(out).toContain(`
"f1" v1.0, vendor: usoft
License server: 127.0.0.1 127.0.0.1 127.0.0.1
floating license  starts: 1-jan-1990,   expires: 26-mar-2038
This license can be checked out
-----------------------------------------------------
`);
  expect(out).toMatch(/^\d+@127\.0\.0\.1: answers and is the master, v0\.1\.0$/m);
  expect(trio.log.some(({ operation }) => operation.checkout?.feature === 'f1')).toBe(true);
  expect(trio.used).toBe(0);
});

test('one that cannot be is followed by the reason, and the exit code is its', async () => {
  const { code, out } = await lmdiag(
    '-c',
    fileWith('FEATURE f1 usoft 1.0 permanent 5\nFEATURE f2 usoft 1.0 permanent 5\n'),
  );
  expect(code).toBe(251);
  expect(out).toContain('no expiration date\nThis license can be checked out\n');
  expect(out).toContain('This license cannot be checked out because:\n    No such feature exists. (-5,100)\n');
});

test('a feature, or those of its lines with a value, are looked at alone', async () => {
  const path = fileWith(
    'INCREMENT f1 usoft 1.0 permanent 5\nINCREMENT f1 usoft 2.0 permanent 5 VENDOR_STRING=x\nFEATURE f2 usoft 1.0 permanent 1\n',
  );
  expect((await lmdiag('-c', path, 'f1')).out.match(/vendor: usoft/g)).toHaveLength(2);
  const one = await lmdiag('-c', path, 'f1:VENDOR_STRING=x');
  expect(one.out.match(/^"f1" v2\.0, vendor: usoft$/gm)).toHaveLength(1);
  expect((await lmdiag('-c', path, 'f1:VERSION=9.0')).code).toBe(251);
  expect((await lmdiag('-c', path, 'f1:NONSENSE=1')).code).toBe(214);
});

test('without a server it says which cannot be reached, and that nothing can be checked out', async () => {
  const path = fileWith('FEATURE f1 usoft 1.0 permanent 5\n');
  trio.stop();
  const { code, out } = await lmdiag('-c', path);
  expect(code).toBe(241);
  expect(out.match(/^\d+@127\.0\.0\.1: cannot be reached$/gm)).toHaveLength(3);
  expect(out).toContain('This license cannot be checked out because:\n    Cannot connect to license server system.');
});

test('asked by address it takes the licenses from the server', async () => {
  const { code, out } = await lmdiag('-c', trio.addresses, 'feature2');
  expect(code).toBe(251);
  expect(out).toContain('"feature2" v31.0, vendor: usoft\n');
});

test('an uncounted line needs no server: this machine decides', async () => {
  const text = (id: string) => `FEATURE f1 usoft 1.0 permanent uncounted HOSTID=${id}\n`;
  const right = await lmdiag('-c', fileWith(text(`HOSTNAME=${hostname()}`), false));
  expect(right.code).toBe(0);
  expect(right.out).toContain(
    'This is the correct node for this node-locked license\nThis license can be checked out\n',
  );
  const wrong = await lmdiag('-c', fileWith(text('HOSTNAME=another'), false));
  expect(wrong.code).toBe(247);
  expect(wrong.out).toContain('because:\n    Invalid host.');
});
