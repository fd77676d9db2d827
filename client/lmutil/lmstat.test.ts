import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeTrio } from '../testing/fakeTrio.ts';
import { readLmstat } from '../testing/lmstatGrammar.ts';
import { sampleStatus } from '../testing/status.ts';
import { lmutil } from './program.ts';
import { fakeTerminal } from './testing.ts';

let trio: FakeTrio;

beforeEach(async () => {
  vi.stubEnv('HOME', mkdtempSync(join(tmpdir(), 'lmtriad-home-')));
  trio = await FakeTrio.start();
  answerAs('b', 'a', 'b', 'c');
});

afterEach(() => {
  vi.unstubAllEnvs();
  trio.stop();
});

function answerAs(master: string, ...up: string[]): void {
  const servers = trio.servers.map((server) => ({ name: server.name, host: '127.0.0.1', port: server.port }));
  for (const server of trio.servers) {
    server.status = up.includes(server.name) ? sampleStatus(server.name, master, servers) : null;
  }
}

async function lmstat(...args: string[]) {
  const terminal = fakeTerminal();
  const code = await lmutil(['lmstat', '-c', trio.addresses, ...args], undefined, terminal);
  // Ports are given by the system; the tests read better with the ones of the example.
  let out = terminal.stdout;
  for (const [at, server] of trio.servers.entries()) {
    out = out
      .replaceAll(`${server.port}@127.0.0.1`, `${2830 + at}@host${at + 1}`)
      .replaceAll(`/${server.port} `, `/${2830 + at} `);
  }
  return { code, out };
}

describe('lmstat', () => {
  test('prints servers, daemons, features and users as FlexNet does', async () => {
    const { code, out } = await lmstat('-a');
    expect(code).toBe(0);
    expect(out).toBe(`lmutil - lmtriad, three-server redundant floating licenses. Apache License 2.0.
Flexible License Manager status on Thu 11/23/2017 15:08

License server status: 2830@host1,2831@host2,2832@host3
    License file(s) on 127.0.0.1: /opt/usoft/license.dat:

127.0.0.1: license server UP v0.1.0
127.0.0.1: license server UP (MASTER) v0.1.0
127.0.0.1: license server UP v0.1.0

Vendor daemon status (on 127.0.0.1):

    usoft: UP v0.1.0
Feature usage info:

Users of feature1:  (Total of 1 license issued;  Total of 0 licenses in use)

Users of feature2:  (Total of 144 licenses issued;  Total of 17 licenses in use)

  "feature2" v31.0, vendor: usoft, expiry: permanent(no expiration date)
  floating license

    user1 server034 :0 (v31.0) (127.0.0.1/2831 5226), start Fri 10/20 16:40
    user2 server0161 /dev/tty (v31.0) (127.0.0.1/2831 16949), start Sun 10/1 4:05, 16 licenses
    user3 server6 /dev/tty (v31.0) (127.0.0.1/2831 0) queued for 1 license
`);
  });

  test('names the server that does not answer, and ends well while two of three serve', async () => {
    trio.server('c').kill();
    const { code, out } = await lmstat();
    expect(code).toBe(0);
    expect(out).toContain(
      '\n127.0.0.1: Cannot connect to license server system. (-15,570:115 "Operation now in progress")\n',
    );
    expect(out.match(/license server UP/g)).toHaveLength(2);
    expect(out).toContain('\n\nVendor daemon status (on 127.0.0.1):\n\n    usoft: UP v0.1.0\n');
    expect(out).not.toContain('Users of');
  });

  test('does not wait longer than its limit for a server that hangs', async () => {
    trio.server('c').frozen = true;
    const before = performance.now();
    const { code, out } = await lmstat('-t', '0.3');
    expect(performance.now() - before).toBeLessThan(2000);
    expect(code).toBe(0);
    expect(out.match(/Cannot connect to license server system/g)).toHaveLength(1);
  });

  test('without a quorum ends with -96 as an unsigned byte, says why, and calls no server UP', async () => {
    answerAs('', 'a');
    trio.server('b').kill();
    trio.server('c').kill();
    const { code, out } = await lmstat('-a');
    expect(code).toBe(160);
    expect(readLmstat(out)[0]?.error).toBe('License server machine is down or not responding. (-96,7)');
    expect(out).toContain(
      'Error getting status: License server machine is down or not responding. (-96,7)\n    quorum lost: 1 of 3 up\n',
    );
    expect(out).toContain('    usoft: DOWN v0.1.0\n');
    expect(out).not.toMatch(/\bUP\b/);
  });

  test('without any server ends with -15 as an unsigned byte', async () => {
    trio.stop();
    const { code, out } = await lmstat('-a');
    expect(code).toBe(241);
    expect(out.match(/^127\.0\.0\.1: Cannot connect to license server system/gm)).toHaveLength(3);
    expect(out).toContain('Error getting status: Cannot connect to license server system. (-15,570:115 ');
  });

  test('shows one feature with -f, and ends with -5 if there is none of that name', async () => {
    const one = await lmstat('-f', 'feature2');
    expect(one.code).toBe(0);
    expect(one.out).toContain('Users of feature2:  (');
    const none = await lmstat('-f', 'nothing');
    expect(none.code).toBe(251);
    expect(none.out).toContain('No such feature exists. (-5,');
  });

  test("shows one vendor's features with -S, features in use with -A, process ids with -pid", async () => {
    expect((await lmstat('-S', 'usoft')).out).toContain('\nUsers of features served by usoft:\n');
    expect((await lmstat('-S', 'other')).out).not.toContain('Users of feature1');
    const active = await lmstat('-A', '-pid');
    expect(active.out).not.toContain('feature1');
    expect(active.out).toContain('start Fri 10/20 16:40, PID: 77\n');
  });

  test('gives the whole as JSON', async () => {
    const { code, out } = await lmstat('--json', '-a');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      serving: true,
      answering: 'b',
      servers: [{ name: 'a', up: true }, { name: 'b', master: true }, { name: 'c' }],
      status: { features: [{ feature: 'feature1' }, { feature: 'feature2', used: 17 }] },
    });
  });

  test('asked by one address shows all three, as the others see them', async () => {
    const terminal = fakeTerminal();
    const code = await lmutil(['lmstat', '-c', `${trio.server('a').port}@127.0.0.1`], undefined, terminal);
    expect(code).toBe(0);
    expect(terminal.stdout.match(/license server UP/g)).toHaveLength(3);
  });

  test('-s with a name shows the systems that have that server, and ends with -14 if none has', async () => {
    expect((await lmstat('-s', '127.0.0.1')).out).toContain('license server UP');
    expect((await lmstat('-s', 'nowhere')).code).toBe(242);
  });

  test('-S without a vendor has a header for each', async () => {
    expect((await lmstat('-S')).out).toContain('\nUsers of features served by usoft:\n\nUsers of feature1:');
  });

  test('what FlexNet has no line for goes to standard error', async () => {
    for (const server of trio.servers) {
      const status = server.status ?? {};
      server.status = {
        ...status,
        serverTime: Date.UTC(2020, 3, 28),
        warnings: ['no certificates'],
        holdSeconds: 60,
        features: [
          { feature: 'f1', pools: [{ version: '1.0', expiry: '30-apr-2020' }] },
          { feature: 'f2', pools: [{ version: '1.0', expiry: '27-apr-2020' }] },
          { feature: 'f3', pools: [{ version: '1.0', expiry: '30-apr-2021' }] },
        ],
      };
    }
    const terminal = fakeTerminal();
    expect(await lmutil(['lmstat', '-c', trio.addresses], undefined, terminal)).toBe(0);
    expect(terminal.stderr.split('\n')).toEqual([
      'lmutil: note: no certificates',
      'lmutil: note: mastership is held at b for 60 s more',
      'lmutil: note: f1 v1.0 expires on 30-apr-2020: 2 days left',
      'lmutil: note: f2 v1.0 has expired: its last day was 27-apr-2020',
      '',
    ]);
    expect(terminal.stdout).not.toContain('note');
  });

  test('all options that FlexNet has are taken', async () => {
    for (const option of ['-asec', '-lm', '-vd', '-proj', '-old']) expect((await lmstat(option)).code).toBe(0);
    expect((await lmstat('-asec')).out).toContain('Users of feature2');
  });

  test('puts 76 dashes between independent systems', async () => {
    const other = `${trio.server('a').port}@127.0.0.1`;
    const terminal = fakeTerminal();
    await lmutil(['lmstat', '-c', `${trio.addresses}:${other}`], undefined, terminal);
    expect(terminal.stdout.match(/^-{76}$/gm)).toHaveLength(1);
    const systems = readLmstat(terminal.stdout);
    expect(systems.map(({ states }) => states.length)).toEqual([3, 3]);
  });

  test('reads only the file with -i', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'lmtriad-lmstat-')), 'license.dat');
    writeFileSync(
      path,
      'SERVER h ANY 27000\nVENDOR usoft\nFEATURE f1 usoft 15.0 permanent 2\nFEATURE f2 usoft 15.0 30-apr-2030 10\n',
    );
    const terminal = fakeTerminal();
    expect(await lmutil(['lmstat', '-i', '-c', path], undefined, terminal)).toBe(0);
    expect(terminal.stdout).toContain(`
NOTE: lmstat -i does not give information from the server,
      but only reads the license file.  For this reason,
      lmstat -a is recommended instead.

Feature                         Version     #licenses    Vendor        Expires
_______                         _________   _________    ______        ________
f1                              15.0        2            usoft         permanent(no expiration date)
f2                              15.0        10           usoft         30-apr-2030
`);
  });

  test('begins with its own name when called by it', async () => {
    const terminal = fakeTerminal();
    await lmutil(['-v'], 'lmstat', terminal);
    expect(terminal.stdout).toMatch(/^lmstat - .*\nlmstat v\d+\.\d+\.\d+ build \d+ \w+\n$/);
  });

  test('refuses what it does not know with the code for a wrong parameter', async () => {
    const terminal = fakeTerminal();
    expect(await lmutil(['lmstat', '--nonsense'], undefined, terminal)).toBe(214);
    expect(await lmutil(['lmstat', '-c', '/nowhere/license.dat'], undefined, terminal)).toBe(255);
    expect(terminal.stderr).toContain('lmutil: Cannot find license file. (-1,3) /nowhere/license.dat\n');
  });
});
