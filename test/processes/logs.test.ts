/** The logs of three real servers: what the report logs tell together, and what the options file asks for. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Member } from './member.ts';
import { startTrio, type Trio } from './trio.ts';
import { until } from './wait.ts';

const LICENSE = `SERVER 127.0.0.1 ANY TCP:28440
SERVER 127.0.0.2 ANY TCP:28441
SERVER 127.0.0.3 ANY TCP:28442
DAEMON usoft
FEATURE studio usoft 1.0 permanent 2
`;
const LMUTIL = join(import.meta.dirname, '../../bin/lmutil');
const run = promisify(execFile);

let folder: string;
let trio: Trio;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lmt-logs-'));
  trio = await startTrio({ folder, licensePath: 'license.dat', licenseText: LICENSE });
});

afterEach(async () => {
  await Promise.all(trio.members.map((member) => member.end()));
  await rm(folder, { recursive: true, force: true });
});

/** Takes so many seats, and gives them back. True if they were granted. */
async function use(count: number): Promise<boolean> {
  const args = ['checkout', 'studio', '--count', String(count), '-c', trio.servers, '--', 'true'];
  return run(LMUTIL, args).then(
    () => true,
    () => false,
  );
}

function logOf(member: Member | undefined, name: string): string {
  return join(member?.folder ?? '', 'data/logs', name);
}

/** What the report logs of those members tell together. */
async function report(...members: (Member | undefined)[]) {
  const files = members.map((member) => logOf(member, 'report.ndjson')).filter((path) => existsSync(path));
  const { stdout } = await run(LMUTIL, ['report', '--format', 'json', ...files]);
  const { features, missing, events } = JSON.parse(stdout);
  return { checkouts: features[0]?.checkouts, denied: features[0]?.denied, peak: features[0]?.peak, missing, events };
}

test('through kills, restarts and a change of master the report logs together tell each event once and miss none', async () => {
  const [first, second, third] = trio.members;
  expect(await use(1)).toBe(true);
  expect(await use(3)).toBe(false);
  await third?.end();
  expect(await use(2)).toBe(true);
  await third?.start();
  await trio.ready();
  // The master is killed in the middle of its work.
  await first?.end();
  await until('another master serves', async () => ((await use(1)) ? true : null));
  const granted = (await report(second, third)).checkouts;
  await first?.start();
  await trio.ready();
  expect(await use(2)).toBe(true);
  const whole = { checkouts: granted + 1, denied: 1, peak: 2, missing: [] };
  await until('all three tell the same', async () => {
    const each = await Promise.all(trio.members.map((member) => report(member)));
    return each.every(({ checkouts }) => checkouts === granted + 1) ? true : null;
  });
  const together = await report(first, second, third);
  expect(together).toMatchObject(whole);
  for (const member of trio.members) expect(await report(member)).toEqual(together);
});

test('DEBUGLOG, NOLOG and REPORTLOG of an options file come into force with it, and lmswitch holds on', async () => {
  const [first] = trio.members;
  for (const member of trio.members) {
    await writeFile(
      join(member.folder, 'usoft.opt'),
      'DEBUGLOG +/elsewhere/vendor.log\nNOLOG IN\nREPORTLOG usage.ndjson HIDE_USER\n',
    );
  }
  await run(LMUTIL, ['lmreread', '-c', trio.servers]);
  const text = (name: string) => readFile(logOf(first, name), 'utf8').catch(() => '');
  await until('the vendor has a log of its own', async () => ((await text('vendor.log')) !== '' ? true : null));
  expect(await use(1)).toBe(true);
  const reported = await until('both records', async () => {
    const records = await text('usage.ndjson');
    return records.includes('"kind":"in"') ? records : null;
  });
  expect(reported).toContain('"user":"","host":""');
  expect(await text('vendor.log')).toMatch(/^[ \d]\d:\d\d:\d\d \(usoft\) OUT: "studio" \S+@\S+ {2}$/m);
  expect(await text('vendor.log')).not.toContain('IN:');
  expect(await first?.debugLog()).not.toContain('OUT:');

  await run(LMUTIL, ['lmswitch', 'usoft', 'switched.log', '-c', trio.servers]);
  await run(LMUTIL, ['lmnewlog', 'usoft', 'old.ndjson', '-c', trio.servers]);
  expect(await use(2)).toBe(true);
  await until('a line in the new file', async () => ((await text('switched.log')).includes('OUT:') ? true : null));
  expect(await text('old.ndjson')).toContain('"count":1');
  expect(await text('old.ndjson')).not.toContain('"count":2');
  await until('the rest', async () => ((await text('usage.ndjson')).includes('"count":2') ? true : null));
});

test('SIGHUP goes on in new files; lmdown says in the log who asked for it', async () => {
  const [first] = trio.members;
  const debug = join(first?.folder ?? '', 'debug.log');
  expect(await use(1)).toBe(true);
  await until('a record', async () => (existsSync(logOf(first, 'report.ndjson')) ? true : null));
  await rename(debug, `${debug}.old`);
  await rename(logOf(first, 'report.ndjson'), logOf(first, 'moved'));
  process.kill(first?.pid ?? 0, 'SIGHUP');
  await until('a new file', async () => (existsSync(debug) ? true : null));
  expect(await use(2)).toBe(true);
  await until('the new report log', async () => (existsSync(logOf(first, 'report.ndjson')) ? true : null));
  expect(await first?.debugLog()).toContain('(2 licenses)');
  expect(await readFile(`${debug}.old`, 'utf8')).not.toContain('(2 licenses)');
  await run(LMUTIL, ['lmdown', '-q', '-c', `${first?.port}@${first?.host}`]);
  await until('its end', async () => (first?.running ? null : true));
  expect(await first?.debugLog()).toMatch(
    /SHUTDOWN request from administrator at node 127\.\d+\.\d+\.\d+\n.*will now shut down all the vendor daemons\n.*\(usoft\) EXITING DUE TO SIGNAL 15\n.*\(lmgrd\) EXITING DUE TO SIGNAL 15\n/,
  );
});

test('on a terminal and without -l the debug log is shown, and warnings beside it, instead of JSON', async () => {
  const [first] = trio.members;
  await first?.end();
  const own = join(folder, 'terminal');
  await mkdir(own);
  await writeFile(join(own, 'license.dat'), LICENSE);
  const lmgrd = join(import.meta.dirname, '../../bin/lmgrd');
  const command = `exec ${lmgrd} -c ${join(own, 'license.dat')} --server 127.0.0.1 --log-time date`;
  const terminal = spawn('script', ['-qefc', command, '/dev/null'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(terminal, 'exit');
  let shown = '';
  terminal.stdout.on('data', (data) => {
    shown += data;
  });
  try {
    const date = String.raw`\d+\/\d+ \d\d:\d\d`;
    await until('the start', async () => (shown.includes('usoft using TCP-port 28440') ? true : null));
    expect(shown).toMatch(new RegExp(`^${date} \\(usoft\\) Server started on 127.0.0.1 for:`, 'm'));
    expect(shown).toMatch(new RegExp(`^${date} \\(lmgrd\\) WARNING: no certificates`, 'm'));
    expect(shown).not.toMatch(/^\{/m);
  } finally {
    // The end of the terminal would not end it: SIGHUP is for its logs.
    const pid = Number(/pid (\d+)\)/.exec(shown)?.[1] ?? terminal.pid);
    process.kill(pid, 'SIGTERM');
    await ended;
  }
});
