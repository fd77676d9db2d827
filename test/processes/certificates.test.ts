/** A trio with certificates (promise 6): it survives kills as one without does, and knows its administrators. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exitStatus } from '../../license/index.ts';
import { encodeFrame, PEER_PROTOCOL } from '../../node/transport/frames.ts';
import { Impostor } from './impostor.ts';
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

test('whoever lacks the certificate of a server takes no part in elections, whatever address it calls from', async () => {
  const { trio, tls } = scene;
  const [, second, third] = trio.members;
  if (second === undefined || third === undefined || tls === null) throw new Error('no certificates');
  const { clusterId, members } = await trio.ready();
  const incarnation = members.find(({ server }) => server === third.host)?.incarnation;
  const frame = encodeFrame({ handshake: { protocol: PEER_PROTOCOL, clusterId, server: third.host, incarnation } });
  const strangers = ['administrator', 'client'].map((owner) => new Impostor(second, tls.channel(owner)));
  for (const stranger of strangers) {
    expect(await stranger.exchange([frame])).toBe(status.PERMISSION_DENIED);
    expect(await stranger.call('Hello', Buffer.alloc(0))).toBe(status.PERMISSION_DENIED);
    stranger.close();
  }
  // A server's certificate is good for its own name only.
  const first = new Impostor(second, tls.channel('127.0.0.1'));
  expect(await first.exchange([frame])).toBe(status.PERMISSION_DENIED);
  first.close();
  await scene.served();
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
