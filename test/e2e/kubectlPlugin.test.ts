/** kubectl lmtriad, as a person runs it: kubectl finds the plugin and hands over the words. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { readLmstat } from '../../client/testing/lmstatGrammar.ts';
import { NAMESPACE } from './support/operator.ts';
import { runPlugin } from './support/plugin.ts';
import { Trio } from './support/trio.ts';

let trio: Trio;

beforeAll(async () => {
  trio = await Trio.start({ name: 'plugin' });
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await trio.dump();
});
afterAll(() => trio.remove());

const lmtriad = (...words: string[]) => runPlugin(trio, words);

test('status and lmstat show what the servers say of themselves', async () => {
  const status = await lmtriad('status', 'plugin');
  expect(status).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Ready: +True\nMaster: +azuurmees\n/m) });
  const { code, stdout } = await lmtriad('lmstat', 'plugin', '--', '-a');
  expect(code).toBe(0);
  const [system] = readLmstat(stdout);
  expect(system?.states.map(([, state]) => state)).toEqual(['MASTER', 'UP', 'UP']);
  const issued = system?.features.map(({ feature, issued: seats }) => `${feature} ${seats}`);
  expect(issued?.toSorted()).toEqual(['usoft_batch 3', 'usoft_studio 10']);
});

test('down-check names the heir of a node, and says yes for each node while three are up', async () => {
  const node = await trio.nodeOf('azuurmees');
  const { code, stdout } = await lmtriad('down-check', 'plugin', node);
  expect(stdout).toContain(`${node} takes away azuurmees (master). 2 of 3 left: fitis, buulbuul.\nYES: `);
  expect(code).toBe(0);
  expect((await lmtriad('down-check', 'plugin')).stdout.match(/^YES/gm)).toHaveLength(3);
});

test('transfer moves the master, with the certificate of the administrator', async () => {
  expect(await lmtriad('transfer', 'plugin', 'fitis', '--hold', '600')).toMatchObject({
    code: 0,
    stdout: 'master is fitis, held there for 600 s\n',
  });
  await trio.master('fitis');
  expect((await lmtriad('transfer', 'plugin')).code).toBe(0);
});

test('client-config gives what a program needs', async () => {
  const { code, stdout } = await lmtriad('client-config', 'plugin');
  expect(code).toBe(0);
  expect(stdout).toContain(`LM_LICENSE_FILE=2830@plugin-azuurmees.${NAMESPACE}.svc,`);
  const folder = join(trio.folder, '.lmtriad');
  expect(await readFile(join(folder, 'ca.crt'), 'utf8')).toContain('BEGIN CERTIFICATE');
  expect((await stat(join(folder, 'client.key'))).mode & 0o777).toBe(0o600);
});

test('hostid names the uid of kube-system', async () => {
  expect((await lmtriad('hostid')).stdout).toMatch(/^K8S_UID=[0-9a-f-]{36}\n$/);
});
