import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SetLicenseCodec } from '../../proto/index.ts';
import { LicenseWatch } from './licenseWatch.ts';

const SERVERS = `SERVER alpha ANY 27001
SERVER beta ANY 27002
SERVER gamma ANY 27003
`;
const REST = `DAEMON usoft /opt/usoft
FEATURE studio usoft 1.0 permanent 5
`;

const onHost = () => ({ facts: {}, inKubernetes: false });

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lmt-watch-'));
  path = join(folder, 'license.dat');
  await writeFile(path, SERVERS + REST);
  await writeFile(join(folder, 'usoft.json'), '{ "vendor": "usoft", "allowUnsigned": true }');
});

afterEach(() => rm(folder, { recursive: true }));

test.each([
  ['one server alone', 'SERVER alpha ANY 27001\n'],
  ['another server', SERVERS.replace('gamma', 'delta')],
])('a file that names %s changes nothing and is reported', async (_what, servers) => {
  const watch = await LicenseWatch.open(path, onHost);
  await writeFile(path, servers + REST);
  await watch.reread();
  expect(watch.current.file?.servers).toHaveLength(3);
  expect(watch.current.hash).toBe('');
  expect(watch.current.errors.join()).toMatch(/the servers are alpha, beta, gamma/);
});

test('other order and ports of the same servers are taken', async () => {
  const watch = await LicenseWatch.open(path, onHost);
  const [alpha, beta, gamma] = SERVERS.split('\n');
  await writeFile(path, [gamma, beta, alpha?.replace('27001', '27009'), REST].join('\n'));
  await watch.reread();
  expect(watch.current.errors).toEqual([]);
  expect(watch.current.file?.servers.map(({ host }) => host)).toEqual(['gamma', 'beta', 'alpha']);
});

test('what belongs to a license and cannot be read is an error of the license, and no rejection', async () => {
  const watch = await LicenseWatch.open(path, onHost);
  await rm(join(folder, 'usoft.json'));
  await mkdir(join(folder, 'usoft.json'));
  await watch.reread();
  expect(watch.current.errors.join()).toContain('EISDIR');
  expect(watch.current.file).not.toBeNull();
});

test('an options file is found at its absolute path', async () => {
  const elsewhere = join(folder, 'elsewhere');
  await mkdir(elsewhere);
  await writeFile(join(elsewhere, 'any.opt'), 'TIMEOUTALL 900\n');
  await writeFile(path, SERVERS + REST.replace('/opt/usoft', `/opt/usoft ${join(elsewhere, 'any.opt')}`));
  const watch = await LicenseWatch.open(path, onHost);
  expect(watch.current.errors).toEqual([]);
  expect(SetLicenseCodec.decode(watch.current.command).options).toBe('TIMEOUTALL 900\n');
});

test('a license too long for a frame between peers cannot be used', async () => {
  const line = (i: number) => `FEATURE f${i} usoft 1.0 permanent 5 NOTICE="${'n'.repeat(900)}"\n`;
  await writeFile(path, SERVERS + REST + Array.from({ length: 5_000 }, (_, i) => line(i)).join(''));
  const watch = await LicenseWatch.open(path, onHost);
  expect(watch.current.file).toBeNull();
  expect(watch.current.errors.join()).toContain('are the most');
}, 20_000);

test('a file that this server may not serve leaves its SERVER lines, and comes back when it may', async () => {
  let reason: string | null = 'license.dat:1: SERVER alpha: this is not the host 17007ea8 (-9)';
  const watch = await LicenseWatch.open(path, onHost);
  const { hash } = watch.current;
  watch.refuseIf(() => reason);
  expect(watch.current).toMatchObject({ hash: '', errors: [reason] });
  expect(watch.current.command).toHaveLength(0);
  expect(watch.current.file?.servers).toHaveLength(3);
  await watch.reread();
  expect(watch.current.hash).toBe('');
  reason = null;
  await watch.reread();
  expect(watch.current).toMatchObject({ hash, errors: [] });
});
