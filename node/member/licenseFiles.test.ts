import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { latin1Bytes, parseLicense, printLicense, signatureOf, signFile } from '../../license/index.ts';
import { SetLicenseCodec } from '../../proto/index.ts';
import { type LicenseOnDisk, type LicensePlace, readLicense as readLicenseAt } from './licenseFiles.ts';

const TEXT = `SERVER azuurmees ANY TCP:2830
SERVER fitis ANY TCP:2831
SERVER buulbuul ANY TCP:2832
VENDOR usoft
FEATURE studio usoft 1.0 permanent 5 NOTICE="To \u00e9 us"
FEATURE batch usoft 1.0 permanent 2
`;
const pair = generateKeyPairSync('ed25519');
const publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
const SIGNED = printLicense(
  signFile(parseLicense(TEXT).file, { vendor: 'usoft', sign: (bytes) => sign(null, bytes, pair.privateKey) }),
);
const HOST: LicensePlace = { facts: {}, inKubernetes: false };
const readLicense = (list: string) => readLicenseAt(list, HOST);
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lmtriad-license-'));
  path = join(folder, 'license.dat');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function readWith(text: string, definition?: object | string): Promise<LicenseOnDisk> {
  writeFileSync(path, latin1Bytes(text));
  if (definition !== undefined) {
    writeFileSync(
      join(folder, 'usoft.json'),
      typeof definition === 'string' ? definition : JSON.stringify({ vendor: 'usoft', ...definition }),
    );
  }
  return readLicense(path);
}

/** What the log would take up, as `feature count signature`. */
function given(disk: LicenseOnDisk): string[] {
  return SetLicenseCodec.decode(disk.command).pools.map(
    ({ feature, count, signature }) => `${feature} ${count} ${signature}`,
  );
}

describe('a license with a key of its vendor', () => {
  test('is taken when every line is as it was signed, without a word', async () => {
    const disk = await readWith(SIGNED, { publicKey });
    expect(given(disk).sort()).toEqual(['batch 2 valid', 'studio 5 valid']);
    expect([...disk.errors, ...disk.warnings]).toEqual([]);
  });

  test('loses an edited line with -8, named by file, line and feature; the rest stands', async () => {
    const disk = await readWith(SIGNED.replace('permanent 5', 'permanent 50'), { publicKey });
    expect(given(disk)).toEqual(['batch 2 valid']);
    expect(disk.errors).toEqual([expect.stringMatching(/license\.dat:5: studio: SIGN does not fit.*\(-8\)$/)]);
    expect(disk.errors[0]).toContain(path);
  });

  test('loses an edited line also where unsigned lines are allowed', async () => {
    const disk = await readWith(SIGNED.replace('permanent 5', 'permanent 50'), { publicKey, allowUnsigned: true });
    expect(given(disk)).toEqual(['batch 2 valid']);
  });

  test('loses all lines when a SERVER host id is edited', async () => {
    const disk = await readWith(SIGNED.replace('fitis ANY', 'fitis 17007ea8'), { publicKey });
    expect(given(disk)).toEqual([]);
    expect(disk.errors).toHaveLength(2);
    expect(disk.file).not.toBeNull();
  });

  test('loses unsigned lines with -114', async () => {
    const disk = await readWith(`${SIGNED}FEATURE more usoft 1.0 permanent 9\n`, { publicKey });
    expect(given(disk).sort()).toEqual(['batch 2 valid', 'studio 5 valid']);
    expect(disk.errors).toEqual([expect.stringMatching(/: more: .*\(-114\)$/)]);
  });

  test('has another hash under another key, so that servers that judge differently do not agree', async () => {
    const first = await readWith(SIGNED, { publicKey });
    const second = await readWith(SIGNED, { publicKey: Buffer.alloc(32, 1).toString('base64') });
    expect(second.hash).not.toBe(first.hash);
    expect(second.errors).toHaveLength(2);
  });

  test('counts a signed line once, however often it stands there', async () => {
    const line = SIGNED.slice(SIGNED.indexOf('FEATURE batch')).replace('FEATURE', 'INCREMENT');
    const twice = `${TEXT.slice(0, TEXT.indexOf('FEATURE'))}${line}`;
    const signed = printLicense(
      signFile(parseLicense(twice).file, { vendor: 'usoft', sign: (bytes) => sign(null, bytes, pair.privateKey) }),
    );
    const again = signed.slice(signed.indexOf('INCREMENT'));
    expect(given(await readWith(signed + again, { publicKey }))).toEqual(['batch 2 valid']);
  });
});

describe('a license without a key', () => {
  test('gives nothing without a definition; one error says what to do, and clients are told why', async () => {
    const disk = await readWith(TEXT);
    expect(given(disk)).toEqual([]);
    expect(disk.file).not.toBeNull();
    const definition = join(folder, 'usoft.json');
    expect(disk.errors).toEqual([
      `${path}:5: 2 lines are refused: there is no ${definition} to check lines of usoft by; ` +
        'put the definition that came with the license there; docs/vendors.md tells how to make one (-114)',
    ]);
    expect(SetLicenseCodec.decode(disk.command).refused).toEqual([
      { feature: 'studio', vendor: 'usoft', code: -114, detail: 'license.dat:5: the line has no SIGN' },
      { feature: 'batch', vendor: 'usoft', code: -114, detail: 'license.dat:6: the line has no SIGN' },
    ]);
  });

  test('is taken when the definition allows it in so many words', async () => {
    const disk = await readWith(TEXT, { publicKey: null, allowUnsigned: true });
    expect(given(disk)).toHaveLength(2);
    expect(disk.warnings).toEqual([]);
  });
});

describe('a definition that cannot be used changes nothing in force', () => {
  const unusable = async (disk: Promise<LicenseOnDisk>, reason: RegExp) => {
    const { file, hash, command, errors } = await disk;
    expect({ file, hash, length: command.length }).toEqual({ file: null, hash: '', length: 0 });
    expect(errors).toEqual([expect.stringMatching(reason)]);
    expect(errors[0]).toContain(join(folder, 'usoft.json'));
  };

  test('because it is no JSON, or lacks the key', async () => {
    await unusable(readWith(SIGNED, '{'), /no JSON.*\(-2\)$/);
    await unusable(readWith(SIGNED, {}), /without "publicKey".*\(-2\)$/);
  });

  test('because it is that of another vendor', async () => {
    await unusable(readWith(SIGNED, { vendor: 'other', publicKey }), /definition of other, not of usoft \(-2\)$/);
  });

  test('because it cannot be read: it is not as if there were none', async () => {
    mkdirSync(join(folder, 'usoft.json'));
    await unusable(readWith(SIGNED), /cannot be read.*\(-30\)$/);
  });
});

test('a license file that is not there or cannot be parsed is an error, not a rejection', async () => {
  expect((await readLicense(path)).errors).toEqual([expect.stringMatching(/cannot be read.*\(-1\)$/)]);
  const disk = await readWith('FEATURE studio usoft 1.0 permanent 5x\n', { publicKey });
  expect(disk.file).toBeNull();
  expect(disk.errors.length).toBeGreaterThan(0);
});

describe('several license files', () => {
  const [servers, lines] = [TEXT.slice(0, TEXT.indexOf('FEATURE')), TEXT.slice(TEXT.indexOf('FEATURE'))];
  const UNSIGNED = { publicKey: null, allowUnsigned: true };

  test('give the licenses of all; one without SERVER lines goes with the others', async () => {
    await readWith(TEXT, UNSIGNED);
    const more = join(folder, 'more.lic');
    writeFileSync(more, 'VENDOR usoft\nINCREMENT studio usoft 1.0 permanent 3\n');
    const disk = await readLicense(`${path}:${more}`);
    expect(disk.errors).toEqual([]);
    expect(given(disk).sort()).toEqual(['batch 2 unsigned', 'studio 8 unsigned']);
    expect(disk.file?.servers).toHaveLength(3);
  });

  test('of a folder are its *.lic in the order of their names, also those that come later', async () => {
    await readWith(TEXT, UNSIGNED);
    writeFileSync(join(folder, 'b.lic'), servers + lines);
    const before = await readLicense(folder);
    expect(given(before)).toHaveLength(2);
    writeFileSync(join(folder, 'a.lic'), `${servers}FEATURE batch usoft 1.0 permanent 7\n`);
    const after = await readLicense(folder);
    expect(given(after).sort()).toEqual(['batch 7 unsigned', 'studio 5 unsigned']);
    expect(after.hash).not.toBe(before.hash);
  });

  test('that name other servers cannot be used together, whatever the order of the lines', async () => {
    await readWith(TEXT, UNSIGNED);
    const more = join(folder, 'more.lic');
    writeFileSync(more, servers.split('\n').slice(0, 3).toReversed().concat('VENDOR usoft', lines).join('\n'));
    expect((await readLicense(`${path}:${more}`)).errors).toEqual([]);
    writeFileSync(more, servers.replace('fitis', 'other') + lines);
    const disk = await readLicense(`${path}:${more}`);
    expect(disk.file).toBeNull();
    expect(disk.errors).toEqual([expect.stringMatching(/more\.lic: other SERVER lines than in .*license\.dat/)]);
  });

  test('a folder without any is an error that names it', async () => {
    expect((await readLicense(folder)).errors).toEqual([expect.stringContaining(`${folder}: no *.lic in it`)]);
  });

  test('one file has the SHA-256 of its text and of what stands beside it', async () => {
    const { hash } = await readWith(TEXT, UNSIGNED);
    const definition = JSON.stringify({ vendor: 'usoft', ...UNSIGNED });
    const all = createHash('sha256').update(latin1Bytes(TEXT)).update('\0usoft.json\0').update(definition);
    expect(hash).toBe(all.digest('hex'));
  });
});

describe('a license bound to a Kubernetes', () => {
  const UNSIGNED = { publicKey: null, allowUnsigned: true };
  const LOCKED = `${TEXT}FEATURE here usoft 1.0 permanent 4 HOSTID=K8S_UID=0b1c\n`;
  const pod = (k8sUid?: string) => ({ facts: k8sUid === undefined ? {} : { k8sUid }, inKubernetes: true });
  const hostidsOf = (disk: LicenseOnDisk) =>
    SetLicenseCodec.decode(disk.command).pools.find(({ feature }) => feature === 'here')?.hostids;

  test('serves anybody there, and nobody elsewhere, with -9 and the line named', async () => {
    await readWith(LOCKED, UNSIGNED);
    const here = await readLicenseAt(path, pod('0B1C'));
    expect(here.errors).toEqual([]);
    expect(hostidsOf(here)).toEqual(['ANY']);
    const elsewhere = await readLicenseAt(path, pod('ffff'));
    expect(hostidsOf(elsewhere)).toEqual(['K8S_UID=0b1c']);
    expect(elsewhere.errors).toEqual([`${path}:7: here: bound to K8S_UID=0b1c, this Kubernetes is ffff (-9)`]);
    expect(elsewhere.hash).not.toBe(here.hash);
    expect((await readLicenseAt(path, pod())).errors).toEqual([expect.stringContaining('not known (-9)')]);
  });

  test('may be served by another LicenseCluster: then its lines give nothing here, and the rest stands', async () => {
    await readWith(SIGNED, { publicKey });
    const [studio] = parseLicense(SIGNED).file.features;
    const signature = studio === undefined ? null : signatureOf(studio);
    const text = JSON.stringify({ [signature ?? '']: 'LicenseCluster usoft in licensing' });
    writeFileSync(join(folder, 'in-use-elsewhere.json'), text);
    const disk = await readLicenseAt(path, pod());
    expect(given(disk)).toEqual(['batch 2 valid']);
    expect(disk.errors).toEqual([
      `${path}:5: studio: the signed line is in use by LicenseCluster usoft in licensing, and counts once (-92)`,
    ]);
    expect(disk.hash).not.toBe((await readLicense(path)).hash);
    expect(given(await readLicense(path))).toHaveLength(2);
  });

  test('has its options in VENDOR.opt, wherever the VENDOR line says that they are', async () => {
    await readWith(TEXT.replace('VENDOR usoft', 'VENDOR usoft /x/usoft OPTIONS=other.opt'), UNSIGNED);
    writeFileSync(join(folder, 'usoft.opt'), 'TIMEOUTALL 900\n');
    writeFileSync(join(folder, 'other.opt'), 'TIMEOUTALL 1800\n');
    const options = (disk: LicenseOnDisk) => SetLicenseCodec.decode(disk.command).options;
    expect(options(await readLicenseAt(path, pod()))).toBe('TIMEOUTALL 900\n');
    expect(options(await readLicense(path))).toBe('TIMEOUTALL 1800\n');
  });
});

test('lines of the options file that cannot act are told with their number, and the rest is taken', async () => {
  writeFileSync(
    join(folder, 'usoft.opt'),
    'EXCLUDE studio\nMAX 2 studio USER ann\nRESERVE 9 batch USER bob\nMAX 1 cad USER ann',
  );
  const disk = await readWith(TEXT, { allowUnsigned: true });
  expect(disk.errors).toEqual([]);
  expect(disk.warnings).toEqual([
    expect.stringMatching(/usoft\.opt:1:\d+: /),
    'usoft.opt:3: 7 of 9 reservations are dropped: more than the 2 licenses of batch 1.0',
    'usoft.opt:4: the license has no feature cad',
  ]);
  const { options, optionsParts } = SetLicenseCodec.decode(disk.command);
  expect(optionsParts).toEqual([{ vendor: 'usoft', file: 'usoft.opt', length: options.length }]);
});

describe('what counts of a license text', () => {
  test('is the same whatever the order, the hosts and ports of the SERVER lines, paths and comments are', async () => {
    const before = await readWith(SIGNED, { publicKey });
    const [first = '', second = '', ...rest] = SIGNED.split('\n');
    const edited = [second.replace('2831', '2931'), first, '# moved', ...rest].join('\n');
    const after = await readWith(edited.replace('VENDOR usoft', 'VENDOR usoft /opt/usoft'), { publicKey });
    expect(after.errors).toEqual([]);
    expect(after.content).toBe(before.content);
    expect(after.hash).not.toBe(before.hash);
  });

  test('is another when a line, a verdict, the options or PRIMARY_IS_MASTER differ', async () => {
    const contents = [(await readWith(SIGNED, { publicKey })).content];
    contents.push((await readWith(SIGNED.replace('permanent 5', 'permanent 6'), { publicKey })).content);
    contents.push((await readWith(SIGNED, { allowUnsigned: true, publicKey: null })).content);
    contents.push((await readWith(SIGNED.replace('TCP:2830', 'TCP:2830 PRIMARY_IS_MASTER'), { publicKey })).content);
    writeFileSync(join(folder, 'usoft.opt'), 'MAX 1 studio USER ann\n');
    contents.push((await readWith(SIGNED, { publicKey })).content);
    expect(new Set(contents).size).toBe(contents.length);
  });
});
