import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLicense, printLicense, type ServerSpec, withServers } from './index.ts';

const VENDOR_PART =
  'DAEMON usoft c:\\license\\usoft.exe\r\n# n\u00f6te \nFEATURE f usoft 1.0 permanent 1  \\\n\tSIGN="1 2"';
const TRIO: ServerSpec[] = [
  { host: 'a.ns.svc', hostid: 'ANY', port: 2830, tcp: true, primaryIsMaster: true, heartbeatInterval: 20 },
  { host: 'b.ns.svc', hostid: 'ANY', port: 2831, tcp: true },
  { host: 'c.ns.svc', hostid: 'K8S_UID=1', port: 2832, flags: ['PLAT=1'] },
];
const TRIO_TEXT = [
  'SERVER a.ns.svc ANY TCP:2830 PRIMARY_IS_MASTER HEARTBEAT_INTERVAL=20',
  'SERVER b.ns.svc ANY TCP:2831',
  'SERVER c.ns.svc K8S_UID=1 2832 PLAT=1',
  '',
];

function rendered(text: string, servers: readonly ServerSpec[]): string {
  return printLicense(withServers(parseLicense(text).file, servers));
}

describe('withServers', () => {
  test('puts three lines in front of the daemon line of a file without any, other bytes as they were', () => {
    expect(rendered(`# top\n\n${VENDOR_PART}`, TRIO)).toBe(`# top\n\n${TRIO_TEXT.join('\r\n')}${VENDOR_PART}`);
  });

  test('writes them in the declared order, each in the place of one', () => {
    const text = `SERVER x ANY 1\n# between\nSERVER y ANY 2\nSERVER z ANY 3\n${VENDOR_PART.replaceAll('\r', '')}`;
    const [a = '', b = '', c = ''] = TRIO_TEXT;
    expect(rendered(text, TRIO)).toBe(`${a}\n# between\n${b}\n${c}\n${VENDOR_PART.replaceAll('\r', '')}`);
  });

  test('leaves a line that says the same already byte for byte', () => {
    const text = 'server  a\tANY  tcp:1 \nSERVER b ANY 2\nSERVER c ANY 3\nVENDOR v\n';
    const { servers } = parseLicense(text).file;
    expect(rendered(text, servers)).toBe(text);
    const [a, b, c] = servers;
    if (!a || !b || !c) throw new Error('three servers');
    expect(rendered(text, [a, c, b])).toBe('server  a\tANY  tcp:1 \nSERVER c ANY 3\nSERVER b ANY 2\nVENDOR v\n');
  });

  test('makes three of one, and one of three, where the first stood', () => {
    const one = 'VENDOR v\nSERVER x ANY 1\nFEATURE f v 1.0 permanent 1\n';
    const three = rendered(one, TRIO);
    expect(three).toBe(`VENDOR v\n${TRIO_TEXT.join('\n')}FEATURE f v 1.0 permanent 1\n`);
    expect(rendered(three, [{ host: 'x', hostid: 'ANY', port: 1 }])).toBe(one);
  });

  test('keeps lines apart when the last one had no end', () => {
    expect(rendered('# only a comment', [{ host: 'x', hostid: 'ANY', port: null }])).toBe(
      '# only a comment\nSERVER x ANY\n',
    );
    expect(rendered('VENDOR v\nSERVER x ANY 1', TRIO)).toBe(`VENDOR v\n${TRIO_TEXT.join('\n')}`);
  });

  test('what it writes is read as what was asked for, for any servers', () => {
    const server = fc.record({
      host: fc.stringMatching(/^[a-z][a-z0-9.-]{0,20}$/),
      hostid: fc.constantFrom('ANY', '17007ea8', 'HOSTNAME=pc', 'INTERNET=1.2.*.*'),
      port: fc.option(fc.integer({ min: 1, max: 65535 })),
      tcp: fc.boolean(),
      primaryIsMaster: fc.boolean(),
      heartbeatInterval: fc.option(fc.integer({ min: 0, max: 30 })),
      flags: fc.constantFrom([], ['PLAT=1']),
    });
    fc.assert(
      fc.property(fc.array(server, { minLength: 1, maxLength: 3 }), (servers) => {
        const { file } = parseLicense(rendered(VENDOR_PART, servers));
        const read = file.servers.map(({ kind: _, line: __, raw: ___, ...spec }) => spec);
        expect(read).toEqual(servers.map((spec) => ({ ...spec, tcp: spec.tcp && spec.port !== null })));
        expect(printLicense(file).endsWith(VENDOR_PART)).toBe(true);
      }),
    );
  });
});
