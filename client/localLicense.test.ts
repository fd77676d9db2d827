import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseLicense, printLicense, signFile } from '../license/index.ts';
import { connect } from './connect.ts';
import { publicKeyText } from './ed25519.ts';
import { LicenseError } from './errors.ts';
import { LocalLicense } from './localLicense.ts';
import { FakeTrio } from './testing/fakeTrio.ts';

const { privateKey } = generateKeyPairSync('ed25519');
const publicKey = publicKeyText(privateKey);
const head = 'SERVER a ANY 2830\nSERVER b ANY 2831\nSERVER c ANY 2832\nVENDOR usoft\n';
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lmtriad-local-'));
  path = join(folder, 'license.dat');
  define({ publicKey });
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function define(fields: object): void {
  writeFileSync(join(folder, 'usoft.json'), JSON.stringify({ vendor: 'usoft', ...fields }));
}

function signed(text: string): string {
  const { file } = parseLicense(text);
  return printLicense(signFile(file, { vendor: 'usoft', sign: (bytes) => sign(null, bytes, privateKey) }));
}

function licenseOf(lines: string, edit: (text: string) => string = (text) => text, before = head): LocalLicense {
  writeFileSync(path, edit(signed(before + lines)));
  return new LocalLicense(path);
}

/** The code of the refusal; 0 if there is none. */
function codeOf(license: LocalLicense, feature: string, vendor?: string): number {
  try {
    license.check(feature, vendor);
    return 0;
  } catch (error) {
    if (error instanceof LicenseError) return error.code;
    throw error;
  }
}

const two = 'FEATURE f usoft 1.0 permanent 5\nFEATURE g usoft 1.0 permanent 5\n';
const more = (text: string) => text.replace('f usoft 1.0 permanent 5', 'f usoft 1.0 permanent 50');

describe('a license file here with the key of its vendor beside it', () => {
  test('refuses the feature of an edited line with -8 and names the line; others stand', () => {
    const license = licenseOf(two, more);
    expect(codeOf(license, 'f')).toBe(-8);
    expect(codeOf(license, 'f', 'usoft')).toBe(-8);
    expect(codeOf(license, 'g')).toBe(0);
    expect(() => license.check('f')).toThrow(`${path}:5: f`);
  });

  test('lets pass what is as it was signed, what it does not name, and lines of other vendors', () => {
    const license = licenseOf(`${two}FEATURE h other 1.0 permanent 1\n`);
    for (const feature of ['f', 'g', 'h', 'elsewhere']) expect(codeOf(license, feature)).toBe(0);
    expect(codeOf(licenseOf(two, more), 'f', 'other')).toBe(0);
  });

  test('refuses an unsigned line with -114 unless the definition allows it', () => {
    const unsign = (text: string) => text.replaceAll(/ \\\n\tSIGN="[^"]*"/g, '');
    expect(codeOf(licenseOf(two, unsign), 'f')).toBe(-114);
    define({ publicKey, allowUnsigned: true });
    expect(codeOf(licenseOf(two, unsign), 'f')).toBe(0);
    expect(codeOf(licenseOf(two, more), 'f')).toBe(-8);
  });

  test('refuses all features when a SERVER host id was edited', () => {
    const license = licenseOf(two, (text) => text.replace('b ANY', 'b 17007ea8'));
    expect([codeOf(license, 'f'), codeOf(license, 'g')]).toEqual([-8, -8]);
  });

  test('lets a feature pass by a good line beside an edited one', () => {
    const lines = 'INCREMENT f usoft 1.0 permanent 5\nINCREMENT f usoft 1.0 permanent 6 SN=2\n';
    expect(codeOf(licenseOf(lines, more), 'f')).toBe(0);
  });

  test('refuses a component when its package or the line that enables it was edited', () => {
    const lines = 'PACKAGE p usoft 1.0 COMPONENTS="f g"\nFEATURE p usoft 1.0 permanent 3\n';
    expect(codeOf(licenseOf(lines), 'f')).toBe(0);
    expect(
      codeOf(
        licenseOf(lines, (text) => text.replace('f g', 'f g h')),
        'h',
      ),
    ).toBe(-8);
    expect(
      codeOf(
        licenseOf(lines, (text) => text.replace('permanent 3', 'permanent 30')),
        'f',
      ),
    ).toBe(-8);
  });

  test('reads nothing behind USE_SERVER', () => {
    expect(codeOf(licenseOf(two, more, `${head}USE_SERVER\n`), 'f')).toBe(0);
  });

  test('is read again after a refusal, so that a file put right is heeded', () => {
    const license = licenseOf(two, more);
    expect(codeOf(license, 'f')).toBe(-8);
    writeFileSync(path, signed(head + two));
    expect(codeOf(license, 'f')).toBe(0);
  });

  test('refuses when the definition is there and cannot be used', () => {
    const license = licenseOf(two);
    define({ publicKey: 'short' });
    expect(codeOf(license, 'f')).toBe(-2);
    define({ vendor: 'other', publicKey });
    expect(codeOf(license, 'f')).toBe(-2);
    rmSync(join(folder, 'usoft.json'));
    mkdirSync(join(folder, 'usoft.json'));
    expect(codeOf(license, 'f')).toBe(-30);
  });
});

test('without a definition, or one without a key, nothing is checked', () => {
  define({ publicKey: null, allowUnsigned: true });
  expect(codeOf(licenseOf(two, more), 'f')).toBe(0);
  rmSync(join(folder, 'usoft.json'));
  expect(codeOf(licenseOf(two, more), 'f')).toBe(0);
});

test('a checkout of an edited feature is refused before a server is asked; the others are granted', async () => {
  const trio = await FakeTrio.start();
  const servers = trio.servers.map(({ port }) => `SERVER 127.0.0.1 ANY ${port}\n`).join('');
  licenseOf(two.replace('g usoft', 'f1 usoft'), more, `${servers}VENDOR usoft\n`);
  const connection = await connect({ servers: path, tls: false, stateFolder: false });
  try {
    await expect(connection.checkout({ feature: 'f' })).rejects.toMatchObject({ code: -8, feature: 'f' });
    expect(trio.log.filter(({ operation }) => operation.checkout)).toEqual([]);
    expect((await connection.checkout({ feature: 'f1' })).feature).toBe('f1');
  } finally {
    await connection.close();
    trio.stop();
  }
});
