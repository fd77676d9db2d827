/** lmreread: asked of one server, all three read their files anew (R14). */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTrio, statusOf, type Trio } from './trio.ts';
import { until } from './wait.ts';

const LICENSE = `SERVER 127.0.0.1 ANY TCP:28430
SERVER 127.0.0.2 ANY TCP:28431
SERVER 127.0.0.3 ANY TCP:28432
DAEMON usoft
FEATURE studio usoft 1.0 permanent 5
`;

let folder: string;
let trio: Trio;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lmt-reread-'));
  trio = await startTrio({ folder, licensePath: 'license.dat', licenseText: LICENSE });
});

afterEach(async () => {
  await Promise.all(trio.members.map((member) => member.end()));
  await rm(folder, { recursive: true, force: true });
});

test('one lmreread brings a new license into force, whichever server is asked', async () => {
  const issued = async () => {
    const statuses = await Promise.all(trio.members.map((member) => statusOf(member.host, member.port)));
    return statuses.map((status) => status.features[0]?.issued);
  };
  await until('five seats on all three', async () => ((await issued()).every((seats) => seats === 5) ? true : null));
  for (const member of trio.members) {
    await writeFile(join(member.folder, 'license.dat'), LICENSE.replace('permanent 5', 'permanent 8'));
  }
  const lmutil = join(import.meta.dirname, '../../bin/lmutil');
  const [, , third] = trio.members;
  await promisify(execFile)(lmutil, ['lmreread', '-c', `${third?.port}@${third?.host}`]);
  await until('eight seats on all three', async () => ((await issued()).every((seats) => seats === 8) ? true : null));
  expect(await issued()).toEqual([8, 8, 8]);
});
