import { describe, expect, test } from 'vitest';
import { SAMPLE_LICENSE, sampleCluster } from '../testing/fixtures.ts';
import { type LicenseSources, type RenderContext, render } from './render.ts';

function sources(license: string, more: Partial<LicenseSources> = {}): LicenseSources {
  return { fileName: 'license.dat', license: Buffer.from(license, 'latin1'), ...more };
}

const ALONE: RenderContext = { kubernetesUid: '0b1c', elsewhere: () => new Map() };

function rendered(license: string, cluster = sampleCluster(), more: Partial<LicenseSources> = {}, context = ALONE) {
  const result = render(cluster, sources(license, more), context);
  if (!result.ok) throw new Error(result.problem.message);
  return result.rendering;
}

function problem(license: string, more: Partial<LicenseSources> = {}, context = ALONE) {
  const result = render(sampleCluster(), sources(license, more), context);
  if (result.ok) throw new Error('it was rendered');
  return result.problem;
}

const dat = (files: Readonly<Record<string, Buffer>>) => files['license.dat']?.toString('latin1');

describe('rendering', () => {
  test("writes the SERVER lines in the declared order before the vendor's lines", () => {
    expect(dat(rendered(SAMPLE_LICENSE).files)).toBe(
      [
        '# License file (server version)',
        'SERVER usoft-azuurmees.licensing.svc ANY 2830 PRIMARY_IS_MASTER',
        'SERVER usoft-fitis.licensing.svc ANY 2831',
        'SERVER usoft-buulbuul.licensing.svc ANY 2832',
        'DAEMON usoft c:\\license\\usoft.exe',
        'FEATURE usoft_studio usoft 10.0 permanent 10 NOTICE="ten seats"',
        '',
      ].join('\n'),
    );
  });

  test("leaves every byte of the vendor's lines as it is", () => {
    const vendor = [
      '# caf\xe9',
      'VENDOR   usoft  /opt/usoft OPTIONS=/etc/x.opt PORT=2080',
      'FEATURE f usoft 1.0 31-dec-2030 5 \\',
      '\tVENDOR_STRING="a  b" SIGN="00AA 11BB"',
      'INCREMENT g usoft 2.0 permanent 1 SIGN=12\r',
      '',
    ].join('\n');
    const text = dat(rendered(vendor).files) ?? '';
    const withoutServers = text
      .split('\n')
      .filter((line) => !line.startsWith('SERVER'))
      .join('\n');
    expect(withoutServers).toBe(vendor);
  });

  test("replaces the vendor's SERVER lines and keeps their host ids by position", () => {
    const vendor = `SERVER a K8S_UID=0b1c 2000\nSERVER b ANY 2001\nSERVER c K8S_UID=0B1C 2002\n${SAMPLE_LICENSE}`;
    const lines = dat(rendered(vendor).files)?.split('\n').slice(0, 3);
    expect(lines).toEqual([
      'SERVER usoft-azuurmees.licensing.svc K8S_UID=0b1c 2830 PRIMARY_IS_MASTER',
      'SERVER usoft-fitis.licensing.svc ANY 2831',
      'SERVER usoft-buulbuul.licensing.svc K8S_UID=0B1C 2832',
    ]);
  });

  test('says nothing of a preferred master when a master is to stay, and passes a heartbeat on', () => {
    const cluster = sampleCluster({ masterPolicy: 'Stay', heartbeatIntervalSeconds: 20 });
    const text = dat(rendered(SAMPLE_LICENSE, cluster).files);
    expect(text).not.toContain('PRIMARY_IS_MASTER');
    expect(text).toContain('SERVER usoft-azuurmees.licensing.svc ANY 2830 HEARTBEAT_INTERVAL=20\n');
  });

  test('puts options and vendor definition beside it', () => {
    const more = { companions: { 'usoft.opt': Buffer.from('TIMEOUTALL 900\n'), 'usoft.json': Buffer.from('{}') } };
    const { files, vendors } = rendered(SAMPLE_LICENSE, sampleCluster(), more);
    expect(Object.keys(files).sort()).toEqual(['license.dat', 'revision', 'usoft.json', 'usoft.opt']);
    expect(vendors).toEqual(['usoft']);
  });

  test('has a revision that changes with any of the files, and is one of them', () => {
    const one = rendered(SAMPLE_LICENSE);
    expect(rendered(SAMPLE_LICENSE).revision).toBe(one.revision);
    expect(rendered(SAMPLE_LICENSE.replace('ten', 'TEN')).revision).not.toBe(one.revision);
    expect(
      rendered(SAMPLE_LICENSE, sampleCluster(), { companions: { 'usoft.opt': Buffer.from('') } }).revision,
    ).not.toBe(one.revision);
    expect(one.files['revision']?.toString()).toBe(`${one.revision}\n`);
  });

  test('of what was rendered gives the same again', () => {
    const one = rendered(SAMPLE_LICENSE);
    expect(rendered(dat(one.files) ?? '').revision).toBe(one.revision);
  });
});

describe('signed lines that another LicenseCluster serves', () => {
  const [one, two] = ['AB'.repeat(64), 'CD'.repeat(64)];
  const text = `DAEMON usoft\nFEATURE a usoft 1.0 permanent 5 SIGN=${one}\nFEATURE b usoft 1.0 permanent 5 SIGN=${two.toLowerCase()}\n`;

  test('stay in the file, and are named to the servers and to people', () => {
    const alone = rendered(text);
    expect(alone.signatures).toEqual([one, two]);
    expect(alone.inUseElsewhere).toEqual([]);
    const elsewhere = () => new Map([[two, 'licensing/first']]);
    const shared = rendered(text, sampleCluster(), {}, { ...ALONE, elsewhere });
    expect(dat(shared.files)).toBe(dat(alone.files));
    expect(JSON.parse(String(shared.files['in-use-elsewhere.json']))).toEqual({
      [two]: 'LicenseCluster licensing/first',
    });
    expect(shared.inUseElsewhere).toEqual(['license.dat:3: b: in use by LicenseCluster licensing/first']);
    expect(shared.revision).not.toBe(alone.revision);
  });

  test('are only those with a signature that can be one', () => {
    expect(rendered(SAMPLE_LICENSE).signatures).toEqual([]);
    expect(rendered(text.replace(one, '1234')).signatures).toEqual([two]);
  });
});

describe('a license that can not be used', () => {
  test('is named with file, line, column and reason', () => {
    const { reason, message } = problem('DAEMON usoft\nFEATURE a usoft 1.0 permanent 5x SIGN=1\n');
    expect(reason).toBe('Invalid');
    expect(message).toMatch(/^license\.dat:2:31: error: "5x" is no number of licenses/);
  });

  test.each([
    ['no vendor', 'FEATURE a usoft 1.0 permanent 5\n', 'VENDOR'],
    ['no features', 'DAEMON usoft\n', 'features'],
    ['nothing', '', 'VENDOR'],
    ['one SERVER line', `SERVER a ANY 2000\n${SAMPLE_LICENSE}`, 'expected three or none'],
    ['two SERVER lines', `SERVER a ANY 2000\nSERVER b ANY 2000\n${SAMPLE_LICENSE}`, 'two points of failure'],
  ])('%s', (_name, text, expected) => {
    expect(problem(text)).toMatchObject({ reason: 'Invalid', message: expect.stringContaining(expected) });
  });

  test('a host id that no pod can show', () => {
    const text = `SERVER a ANY 1\nSERVER b 0019d2c92417 2\nSERVER c ANY 3\n${SAMPLE_LICENSE}`;
    expect(problem(text)).toMatchObject({
      reason: 'HostIdNotHonoured',
      message: expect.stringContaining('license.dat:2:1'),
    });
  });

  test.each([
    ['0b1d', 'the namespace kube-system has the uid 0b1d here'],
    ['', 'the operator may not read the uid of kube-system here; set rbac.readNodes in its chart'],
  ])('the uid of another Kubernetes than "%s"', (kubernetesUid, expected) => {
    const text = `SERVER a K8S_UID=0b1c 1\nSERVER b ANY 2\nSERVER c ANY 3\n${SAMPLE_LICENSE}`;
    expect(problem(text, {}, { ...ALONE, kubernetesUid })).toMatchObject({
      reason: 'HostIdNotHonoured',
      message: expect.stringContaining(`license.dat:1:1: error: K8S_UID=0b1c: ${expected}`),
    });
  });

  test('more than fits in a Secret', () => {
    expect(problem(SAMPLE_LICENSE, { companions: { 'usoft.opt': Buffer.alloc(950 * 1024) } })).toMatchObject({
      reason: 'TooLarge',
    });
  });
});
