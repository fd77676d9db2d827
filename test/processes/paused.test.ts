/**
 * Servers that stand still and go on later (SIGSTOP, SIGCONT), as a suspended machine or a stalled process does:
 * the others serve meanwhile, and who wakes answers nothing from memory (R1).
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Scene } from './scene.ts';
import { until } from './wait.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.start({ name: 'paused', port: 28440 });
  await scene.begin();
});

afterEach(({ task }) => scene.close(task.result?.state === 'fail'));

test('a master that slept through a lease keeps nobody believing, and another serves meanwhile', async () => {
  const { trio } = scene;
  const master = await trio.master();
  // Knows the one that sleeps and no other: its renewals wait there until it wakes.
  const lonely = await scene.program(`${master.port}@${master.host}`);
  const { lease, ok } = await lonely.ask({ do: 'checkout', feature: 'held', count: 2 });
  expect(ok).toBe(true);
  master.signal('SIGSTOP');
  await scene.otherMaster(master);
  await scene.served();
  await until(
    'the lonely program to be told that its lease ran out',
    () => lonely.events.some((event) => event.event === 'lost' && event.lease === lease) || null,
  );
  // Its seats are another's before the first master wakes to its renewals.
  const heir = await scene.program();
  await scene.used('held', 2);
  expect(await heir.ask({ do: 'checkout', feature: 'held', count: 2 })).toMatchObject({ ok: true });
  master.signal('SIGCONT');
  await trio.ready();
  await scene.served();
  expect(await lonely.ask({ do: 'held', lease })).toMatchObject({ held: false });
  expect(await lonely.ask({ do: 'checkout', feature: 'held' })).toMatchObject({ ok: false, code: -4 });
  await scene.judge();
});

test('a standby that stands still is missed by nobody, and takes part again when it wakes', async () => {
  const { trio } = scene;
  const master = await trio.master();
  const before = await trio.statusOf(master);
  const standby = trio.members.find((member) => member !== master);
  standby?.signal('SIGSTOP');
  await until('the master to miss it', async () => {
    const status = await trio.statusOf(master);
    return status.members.some(({ up }) => !up) || null;
  });
  await scene.served();
  standby?.signal('SIGCONT');
  await trio.ready();
  await scene.served();
  expect(await trio.statusOf(master)).toMatchObject({ master: before.master, term: before.term });
  await scene.judge();
});

test('a stall of one second on the master costs at most one change of master', async () => {
  const { trio } = scene;
  const master = await trio.master();
  const before = await trio.statusOf(master);
  master.signal('SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  master.signal('SIGCONT');
  await scene.served();
  const after = await trio.ready();
  expect(after.term - before.term).toBeLessThanOrEqual(1);
  await scene.judge();
});
