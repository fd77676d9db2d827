/** Two form a cluster without the third (R17): a forgotten cluster may still have seats out, so nothing for a lease. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LEASE_SECONDS, Scene } from './scene.ts';
import { until } from './wait.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.start({ name: 'forming', port: 28500, absent: ['127.0.0.2'], noWait: true });
});

afterEach(({ task }) => scene.close(task.result?.state === 'fail'));

test('two that form without the third grant nothing for one lease; then they serve, and take the third in', async () => {
  const { trio } = scene;
  const master = await trio.master();
  const log = await master.output();
  const formed = log.split('\n').find((line) => line.includes('"the cluster has formed"')) ?? '{}';
  const { time, voters } = JSON.parse(formed);
  expect(voters).toHaveLength(2);
  const program = await scene.program();
  const first = await program.ask({ do: 'checkout', feature: 'held' });
  expect(first).toMatchObject({ ok: false, code: -23 });
  await until('a seat', async () => (await program.ask({ do: 'checkout', feature: 'held' })).ok || null);
  expect(Date.now() - Date.parse(time)).toBeGreaterThanOrEqual(LEASE_SECONDS * 1_000);
  await scene.begin();
  await trio.members[1]?.start();
  await trio.ready();
  await master.end();
  await scene.served();
  await scene.judge();
});
