/**
 * The example of the license manager's manual, on three hosts: AZUURMEES, FITIS and BUULBUUL, each with the
 * same file and `lmgrd -app -c license.dat`.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Hosts } from './hosts.ts';
import { Member } from './member.ts';
import { type Answer, Program } from './program.ts';
import { until } from './wait.ts';

const HEADER = '# License file (server version)\n';
const LINES = ['SERVER AZUURMEES ANY TCP:2830\n', 'SERVER FITIS ANY TCP:2831\n', 'SERVER BUULBUUL ANY TCP:2832\n'];
const VENDOR = `DAEMON usoft c:\\license\\usoft.exe
FEATURE studio usoft 1.0 permanent 5
FEATURE batch usoft 1.0 permanent 2
`;
const FILE = HEADER + LINES.join('') + VENDOR;
const NAMES = ['AZUURMEES', 'FITIS', 'BUULBUUL'] as const;
const PORTS = { AZUURMEES: 2830, FITIS: 2831, BUULBUUL: 2832 } as const;

let folder: string;
let hosts: Hosts;
let members: Map<string, Member>;
const programs: Program[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lmt-example-'));
  hosts = await Hosts.create('ex', '10.231.7', [...NAMES, 'CLIENT']);
  members = new Map();
});

afterEach(async () => {
  for (const program of programs.splice(0)) await program.end('SIGKILL');
  for (const member of members.values()) await member.end();
  await hosts.close();
  if (process.env['KEEP'] === undefined) await rm(folder, { recursive: true, force: true });
});

async function start(name: (typeof NAMES)[number], text = FILE): Promise<Member> {
  const at = join(folder, name);
  await mkdir(at, { recursive: true });
  await writeFile(join(at, 'license.dat'), text);
  await writeFile(join(at, 'usoft.json'), '{ "vendor": "usoft", "allowUnsigned": true }');
  const member = new Member({
    server: null,
    host: name,
    port: PORTS[name],
    folder: at,
    licensePath: join(at, 'license.dat'),
    wrap: hosts.get(name).wrap,
  });
  members.set(name, member);
  await member.start();
  return member;
}

async function program(): Promise<Program> {
  await writeFile(join(folder, 'license.dat'), FILE);
  const started = await Program.start(join(folder, 'license.dat'), { wrap: hosts.get('CLIENT').wrap });
  programs.push(started);
  return started;
}

function line(name: string, text: string): Promise<true> {
  return until(`"${text}" in the log of ${name}`, async () => {
    const log = await members.get(name)?.debugLog();
    return log?.includes(text) === true ? true : null;
  });
}

/** Fails with all that the program was told. */
function granted(answer: Answer): Answer {
  expect(answer.ok, JSON.stringify(answer)).toBe(true);
  return answer;
}

describe('three servers with the same file', () => {
  test('the first is master, and when its network is gone the second serves, without ten seconds of waiting', async () => {
    for (const name of NAMES) await start(name);
    await line('AZUURMEES', 'CONNECTED, master is AZUURMEES');
    await line('AZUURMEES', 'Connected to FITIS');
    await line('AZUURMEES', 'Connected to BUULBUUL');

    const user = await program();
    const first = granted(await user.ask({ do: 'checkout', feature: 'studio' }));
    expect((await user.ask({ do: 'status' })).master).toBe('azuurmees');
    await line('AZUURMEES', 'OUT: "studio"');

    await hosts.cut('AZUURMEES');
    const next = granted(await user.ask({ do: 'checkout', feature: 'batch' }));
    expect(next.milliseconds).toBeLessThan(10_000);
    expect((await user.ask({ do: 'status' })).master).toBe('fitis');
    await line('FITIS', 'OUT: "batch"');
    expect(await user.ask({ do: 'held', lease: first.lease })).toMatchObject({ held: true });
  });

  test('one server alone hands out nothing, and the client is told why', async () => {
    await start('FITIS');
    await until('FITIS to listen', async () => (await members.get('FITIS')?.output())?.includes('"listening"') || null);
    await expect(program()).rejects.toThrow(/1 of 3 up/);
  });

  test('when one of two dies nothing more is handed out, and the client is told why', async () => {
    for (const name of NAMES) await start(name);
    const user = await program();
    granted(await user.ask({ do: 'checkout', feature: 'studio' }));
    await members.get('BUULBUUL')?.end();
    granted(await user.ask({ do: 'checkout', feature: 'studio' }));
    await members.get('FITIS')?.end();
    const refused = await user.ask({ do: 'checkout', feature: 'studio', timeout: 2_000 });
    expect(refused).toMatchObject({ ok: false, code: -96 });
    expect(refused.text).toContain('quorum lost: 1 of 3 up');
  });
});

test('SERVER lines in another order on one host: all log it, take the alphabetical order, and fail over', async () => {
  const [first = '', second = '', third = ''] = LINES;
  await start('AZUURMEES');
  await start('FITIS');
  await start('BUULBUUL', HEADER + third + first + second + VENDOR);
  for (const name of NAMES) {
    await line(name, '(lmgrd) License File SERVER line order mismatch.');
    await line(name, '(lmgrd) Using alphabetical order');
  }
  const user = await program();
  const status = await user.ask({ do: 'status' });
  const lease = granted(await user.ask({ do: 'checkout', feature: 'studio' })).lease;
  await members.get((status.master ?? '').toUpperCase())?.end();
  granted(await user.ask({ do: 'checkout', feature: 'batch' }));
  // AZUURMEES, BUULBUUL, FITIS: the next in the alphabet.
  const next = status.master === 'azuurmees' ? 'buulbuul' : 'azuurmees';
  expect((await user.ask({ do: 'status' })).master).toBe(next);
  expect(await user.ask({ do: 'held', lease })).toMatchObject({ held: true });
});
