import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findTlsFiles } from './tls.ts';

function folderWith(...names: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'lmtriad-tls-'));
  for (const name of names) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), 'x');
  }
  return folder;
}

test('the environment names the files before any folder is looked at', () => {
  const home = folderWith('.lmtriad/ca.crt');
  const env = { LMTRIAD_CA: '/x/ca', LMTRIAD_CERT: '/x/cert', LMTRIAD_KEY: '/x/key' };
  expect(findTlsFiles(undefined, { env, home })).toEqual({ ca: '/x/ca', cert: '/x/cert', key: '/x/key' });
  expect(findTlsFiles(undefined, { env: { LMTRIAD_CA: '/x/ca' }, home })).toEqual({ ca: '/x/ca' });
});

test("the home's files come before those beside the license file, an administrator's before a program's", () => {
  const home = folderWith(
    '.lmtriad/ca.crt',
    '.lmtriad/administrator.crt',
    '.lmtriad/administrator.key',
    '.lmtriad/client.crt',
    '.lmtriad/client.key',
  );
  const beside = folderWith('certs/ca.crt', 'certs/client.crt', 'certs/client.key');
  const licenseFile = join(beside, 'license.dat');
  expect(findTlsFiles(undefined, { env: {}, home, licenseFile })?.cert).toBe(join(home, '.lmtriad/administrator.crt'));
  const other = folderWith();
  expect(findTlsFiles(undefined, { env: {}, home: other, licenseFile })?.cert).toBe(join(beside, 'certs/client.crt'));
});

test('without a CA, or when told so, the connection is plaintext', () => {
  expect(
    findTlsFiles(undefined, { env: {}, home: folderWith('.lmtriad/client.crt', '.lmtriad/client.key') }),
  ).toBeNull();
  expect(findTlsFiles(false, { env: { LMTRIAD_CA: '/x/ca' } })).toBeNull();
});
