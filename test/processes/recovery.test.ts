/** Two of three disks are lost: a new cluster is formed from the third (R18). */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Member } from './member.ts';
import { Program } from './program.ts';
import { startTrio, statusOf, type Trio } from './trio.ts';
import { until } from './wait.ts';

const LICENSE = `SERVER 127.0.0.1 ANY TCP:28450
SERVER 127.0.0.2 ANY TCP:28451
SERVER 127.0.0.3 ANY TCP:28452
DAEMON usoft
FEATURE studio usoft 1.0 permanent 3
`;

let folder: string;
let trio: Trio;
const programs: Program[] = [];
let forming: Member | null = null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lmt-recovery-'));
  trio = await startTrio({ folder, licensePath: 'license.dat', licenseText: LICENSE, extra: ['--lease', '10'] });
});

afterEach(async () => {
  for (const program of programs) await program.end('SIGKILL');
  await forming?.end();
  await Promise.all(trio.members.map((member) => member.end()));
  await rm(folder, { recursive: true, force: true });
});

/** One lmgrd with --form-new-cluster, and what it ended with if it did. */
function starting(member: Member, ended: (code: string) => void): Member {
  const { extra = [], ...options } = member.options;
  return new Member({ ...options, extra: [...extra, '--form-new-cluster'], onExit: ended });
}

test('the last disk makes a new cluster: what it knows is held on, nothing is granted twice, three serve in the end', async () => {
  const [first, second, third] = trio.members;
  if (first === undefined || second === undefined || third === undefined) throw new Error('no trio');
  const program = await Program.start(trio.servers, {});
  programs.push(program);
  const held = await program.ask({ do: 'checkout', feature: 'studio', count: 2 });
  expect(held.ok, JSON.stringify(held)).toBe(true);
  const before = await trio.status();

  // While another has its data nothing is formed.
  await first.end();
  let code = '';
  const refused = starting(first, (end) => {
    code = end;
  });
  await refused.start();
  await until('its refusal', () => (code === '' ? null : code));
  expect(code).toBe('78');
  expect(await refused.output()).toContain('no new cluster is formed');

  await Promise.all(trio.members.map((member) => member.end()));
  for (const member of [second, third]) await rm(join(member.folder, 'data'), { recursive: true });
  forming = starting(first, () => undefined);
  await forming.start();
  await Promise.all([second.start(), third.start()]);
  const after = await trio.ready();
  expect(after.clusterId).not.toBe(before.clusterId);

  // Its seats are held on; what is free is given only after a lease.
  const other = await Program.start(trio.servers, {});
  programs.push(other);
  const early = await other.ask({ do: 'checkout', feature: 'studio', count: 1 });
  expect(early).toMatchObject({ ok: false });
  const granted = await until(
    'the end of the wait',
    async () => {
      const answer = await other.ask({ do: 'checkout', feature: 'studio', count: 1 });
      return answer.ok ? answer : null;
    },
    { timeoutMilliseconds: 30_000, everyMilliseconds: 500 },
  );
  expect(granted.ok).toBe(true);
  const [studio] = (await statusOf(first.host, first.port, true)).features;
  expect(studio?.users.map(({ lease, count }) => [lease, count])).toContainEqual([held.lease, 2]);
  expect(await program.ask({ do: 'held', lease: held.lease })).toMatchObject({ held: true });

  // Started again with the flag it is refused: the others have the data now.
  await forming.end();
  const again = starting(first, (end) => {
    code = end;
  });
  code = '';
  await again.start();
  await until('its refusal', () => (code === '' ? null : code));
  expect(code).toBe('78');
});
