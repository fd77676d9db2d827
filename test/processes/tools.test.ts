/** The administrator's tools on a real trio: lmstat -a, lmremove, lmdown; lmreread has a file of its own. */
import { execFile } from 'node:child_process';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OWNED, Scene } from './scene.ts';
import { until } from './wait.ts';

const lmutilPath = join(import.meta.dirname, '../../bin/lmutil');

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.start({ name: 'tools', port: 28530, flags: 'PRIMARY_IS_MASTER' });
});

afterEach(({ task }) => scene.close(task.result?.state === 'fail'));

async function lmutil(tool: string, ...words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(lmutilPath, [tool, ...words, '-c', scene.trio.servers]);
  return stdout;
}

test('lmstat -a shows servers, seats and who has them; lmremove takes a seat back; lmdown ends all three', async () => {
  const { trio } = scene;
  const program = await scene.program();
  const { lease, ok } = await program.ask({ do: 'checkout', feature: 'held', count: 2 });
  expect(ok).toBe(true);

  const [first, second, third] = trio.members;
  const before = await lmutil('lmstat', '-a');
  expect(before).toMatch(new RegExp(`^${first?.host}: license server UP \\(MASTER\\) v`, 'm'));
  for (const standby of [second, third]) {
    expect(before).toMatch(new RegExp(`^${standby?.host}: license server UP v`, 'm'));
  }
  const issued = (seats: number, used: number) =>
    `(Total of ${seats} licenses issued;  Total of ${used} license${used === 1 ? '' : 's'} in use)`;
  expect(before).toContain(`Users of held:  ${issued(OWNED.held, 2)}`);
  expect(before).toMatch(
    new RegExp(
      `^ {4}${userInfo().username} ${hostname()} \\S+ \\(v\\S*\\) \\(\\S+/${first?.port} ${lease}\\), start .*, 2 licenses`,
      'm',
    ),
  );

  await third?.end();
  await until('lmstat to show it down', async () => {
    const down = new RegExp(`^${third?.host}: (?!license server UP)`, 'm');
    return down.test(await lmutil('lmstat', '-a')) || null;
  });
  await third?.start();
  await trio.ready();

  const removed = await lmutil('lmremove', '-h', 'held', first?.host ?? '', String(first?.port), String(lease));
  expect(removed).toContain('1 license removed: held');
  await until('the program to be told', async () => ((await program.ask({ do: 'held', lease })).held ? null : true));
  expect(await lmutil('lmstat', '-a')).toContain(`Users of held:  ${issued(OWNED.held, 0)}`);

  await lmutil('lmdown', '-q', '-all');
  expect(await Promise.all(trio.members.map((member) => member.ended()))).toEqual([0, 0, 0]);
});
