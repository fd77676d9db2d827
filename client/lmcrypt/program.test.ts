import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lmcrypt } from './program.ts';

const TEXT = [
  'SERVER a ANY 2830\r',
  '# \u00fc stays\r',
  'VENDOR usoft\r',
  'FEATURE f usoft 1.0 31-dec-2030 5 NOTICE="To \u00e9" # why\r',
  'PACKAGE p usoft 1.0 COMPONENTS=f\r',
  'UPGRADE f usoft 1.0 2.0 permanent 1\r',
  'FEATURE x other 1.0 permanent 1\r',
  '',
].join('\n');
let folder: string;
const at = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lmtriad-lmcrypt-'));
  run('keygen', '--vendor', 'usoft', '-o', folder);
  writeFileSync(at('in.dat'), TEXT, 'latin1');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]) {
  const written: Buffer[] = [];
  let err = '';
  const code = lmcrypt(args, {
    out: (data) => void written.push(Buffer.from(data)),
    err: (text) => {
      err += text;
    },
  });
  return { code, out: Buffer.concat(written).toString('latin1'), err };
}

function sign(input = 'in.dat', output = 'out.dat') {
  return run('sign', '-k', at('usoft.key'), '-i', at(input), '-o', at(output), '--vendor', 'usoft');
}

function verifyWith(change: (text: string) => string) {
  sign();
  const before = readFileSync(at('out.dat'), 'latin1');
  const after = change(before);
  writeFileSync(at('out.dat'), after, 'latin1');
  return run('verify', '-d', at('usoft.json'), at('out.dat'));
}

describe('lmcrypt keygen', () => {
  test('makes a key that only its owner reads, and a definition that allows nothing unsigned', () => {
    expect(statSync(at('usoft.key')).mode & 0o777).toBe(0o600);
    expect(readFileSync(at('usoft.key'), 'utf8')).toContain('BEGIN PRIVATE KEY');
    const definition = JSON.parse(readFileSync(at('usoft.json'), 'utf8')) as Record<string, unknown>;
    expect(definition).toEqual({
      vendor: 'usoft',
      publicKey: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      allowUnsigned: false,
    });
  });

  test('overwrites neither file', () => {
    const key = readFileSync(at('usoft.key'));
    rmSync(at('usoft.json'));
    const { code, err } = run('keygen', '--vendor', 'usoft', '-o', folder);
    expect(code).toBe(42);
    expect(err).toContain('nothing is overwritten');
    expect(readFileSync(at('usoft.key'))).toEqual(key);
    expect(readdirSync(folder)).not.toContain('usoft.json');
  });

  test('refuses names that no vendor line has', () => {
    expect(run('keygen', '--vendor', '../x', '-o', folder).code).toBe(42);
    expect(run('keygen').code).toBe(42);
  });
});

describe('lmcrypt sign', () => {
  test('signs lines of its vendor only and leaves all other bytes', () => {
    expect(sign().code).toBe(0);
    const signed = readFileSync(at('out.dat'), 'latin1');
    expect(signed.match(/SIGN="/g)).toHaveLength(3);
    expect(signed.replaceAll(/ \\\r\n\tSIGN="[0-9A-F ]*"/g, '')).toBe(TEXT);
    expect(readFileSync(at('in.dat'), 'latin1')).toBe(TEXT);
  });

  test('writes the same bytes to standard output, and signs in place when -o is the same file', () => {
    sign();
    const signed = readFileSync(at('out.dat'), 'latin1');
    expect(run('sign', '-k', at('usoft.key'), '-i', at('in.dat'), '--vendor', 'usoft').out).toBe(signed);
    sign('in.dat', 'in.dat');
    expect(readFileSync(at('in.dat'), 'latin1')).toBe(signed);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('replaces a signature that is there', () => {
    sign();
    sign('out.dat', 'out.dat');
    expect(readFileSync(at('out.dat'), 'latin1').match(/SIGN="/g)).toHaveLength(3);
    expect(run('verify', '-d', at('usoft.json'), at('out.dat')).code).toBe(0);
  });

  test('asks whose lines to sign when there are several vendors, and refuses one without lines', () => {
    const several = run('sign', '-k', at('usoft.key'), '-i', at('in.dat'));
    expect([several.code, several.out]).toEqual([42, '']);
    expect(several.err).toContain('usoft, other');
    expect(run('sign', '-k', at('usoft.key'), '-i', at('in.dat'), '--vendor', 'none').code).toBe(5);
  });

  test('signs nothing of a file with a line that cannot be read', () => {
    writeFileSync(at('in.dat'), TEXT.replace('2030 5', '2030 5x'), 'latin1');
    const { code, err } = sign();
    expect(code).toBe(2);
    expect(err).toContain('in.dat:4:');
    expect(readdirSync(folder)).not.toContain('out.dat');
  });

  test('refuses what is no Ed25519 key, and a missing file', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    writeFileSync(at('rsa.key'), rsa.export({ type: 'pkcs8', format: 'pem' }));
    const withKey = (name: string) => run('sign', '-k', at(name), '-i', at('in.dat'), '--vendor', 'usoft');
    expect(withKey('rsa.key')).toMatchObject({ code: 42, err: expect.stringContaining('not Ed25519') });
    expect(withKey('in.dat').code).toBe(42);
    expect(withKey('nowhere')).toMatchObject({ code: 42, err: expect.stringContaining('nowhere') });
    expect(sign('nowhere.dat').code).toBe(1);
  });

  test('prints the private key nowhere, whichever argument it is given as, and never overwrites it', () => {
    const key = readFileSync(at('usoft.key'), 'utf8');
    const secret = key.split('\n')[1] ?? '';
    const results = [
      run('sign', '-k', at('usoft.key'), '-i', at('usoft.key'), '--vendor', 'usoft'),
      run('verify', '-d', at('usoft.json'), at('usoft.key')),
      run('verify', '-d', at('usoft.key'), at('in.dat')),
      sign('in.dat', 'usoft.key'),
      sign(),
    ];
    expect(secret).toHaveLength(64);
    expect(results.map(({ code }) => code)).toEqual([42, 42, 42, 42, 0]);
    for (const { out, err } of results) expect(out + err).not.toContain(secret.slice(0, 20));
    expect(readFileSync(at('usoft.key'), 'utf8')).toBe(key);
  });
});

describe('lmcrypt verify', () => {
  test('names each line and says ok', () => {
    const { code, out } = verifyWith((text) => text);
    expect(code).toBe(0);
    expect(out.split('\n').map((line) => line.replace(at('out.dat'), ''))).toEqual([
      ':4: FEATURE f 1.0: ok',
      ':6: PACKAGE p: ok',
      ':8: UPGRADE f 2.0: ok',
      ':10: FEATURE x 1.0: not checked: a line of other',
      '',
    ]);
  });

  test('says which line was edited, with 8', () => {
    const { code, out } = verifyWith((text) => text.replace('2030 5', '2030 50'));
    expect(code).toBe(8);
    expect(out).toContain(':4: FEATURE f 1.0: edited (-8)\n');
    expect(out.match(/: ok/g)).toHaveLength(2);
  });

  test('says which line is unsigned, with 114, unless the definition allows it', () => {
    const unsign = (text: string) => text.replace(/ \\\r\n\tSIGN="[0-9A-F ]*"/, '');
    expect(verifyWith(unsign)).toMatchObject({
      code: 114,
      out: expect.stringContaining('FEATURE f 1.0: unsigned (-114)'),
    });
    const definition = JSON.parse(readFileSync(at('usoft.json'), 'utf8')) as Record<string, unknown>;
    writeFileSync(at('usoft.json'), JSON.stringify({ ...definition, allowUnsigned: true }));
    expect(verifyWith(unsign).code).toBe(0);
  });

  test('names a double, which counts once', () => {
    const { code, out } = verifyWith((text) => text + text.slice(text.indexOf('FEATURE f'), text.indexOf('PACKAGE')));
    expect(code).toBe(0);
    expect(out).toContain('counts once: the same as line 4');
  });

  test('refuses a definition without a key, and a file without lines of the vendor', () => {
    writeFileSync(at('none.json'), '{"vendor":"usoft","publicKey":null,"allowUnsigned":true}');
    expect(run('verify', '-d', at('none.json'), at('in.dat')).code).toBe(42);
    writeFileSync(at('bad.json'), '{}');
    expect(run('verify', '-d', at('bad.json'), at('in.dat')).code).toBe(2);
    writeFileSync(at('in.dat'), 'FEATURE x other 1.0 permanent 1\n');
    expect(run('verify', '-d', at('usoft.json'), at('in.dat')).code).toBe(5);
  });
});

test('--help of the program and of each command exits with 0, an unknown option with 42', () => {
  for (const args of [[], ['keygen'], ['sign'], ['verify']]) {
    expect(run(...args, '--help')).toMatchObject({ code: 0, out: expect.stringContaining('Usage: lmcrypt') });
  }
  expect(run('sign', '--nonsense').code).toBe(42);
  expect(run().code).toBe(42);
});
