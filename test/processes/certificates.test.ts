/** A trio with certificates (promise 6): it survives kills as one without does, and knows its administrators. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exitStatus } from '../../license/index.ts';
import { Scene } from './scene.ts';

const run = promisify(execFile);
const lmutil = join(import.meta.dirname, '../../bin/lmutil');
const NOT_AN_ADMINISTRATOR = -63;

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.start({ name: 'certificates', port: 28490, tls: true });
  await scene.begin();
});

afterEach(({ task }) => scene.close(task.result?.state === 'fail'));

test('every server is killed once under load, and nothing is lost', async () => {
  for (const member of scene.trio.members) {
    await member.end('SIGKILL');
    await scene.served();
    await member.start();
    await scene.trio.ready();
  }
  await scene.judge();
});

test('lmdown needs the certificate of an administrator, also on the server itself', async () => {
  const { trio, tls } = scene;
  const [, , third] = trio.members;
  if (third === undefined || tls === null) throw new Error('no certificates');
  const lmdown = (env: Readonly<Record<string, string>>) =>
    run(lmutil, ['lmdown', '-q', '-c', `${third.port}@${third.host}`], { env: { ...process.env, ...env } });
  await expect(lmdown(tls.client)).rejects.toMatchObject({ code: exitStatus(NOT_AN_ADMINISTRATOR) });
  const { LMTRIAD_CA = '' } = tls.client;
  await expect(lmdown({ LMTRIAD_CA })).rejects.toMatchObject({ code: exitStatus(NOT_AN_ADMINISTRATOR) });
  expect(third.running).toBe(true);
  await lmdown(tls.administrator);
  expect(await third.ended()).toBe(0);
  await scene.served();
  await third.start();
  await trio.ready();
  await scene.judge();
});
