/** Programs that die or stand still: their seats are free within the bounds of their lease, not before (R2, R3). */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Program } from './program.ts';
import { Scene } from './scene.ts';
import { until } from './wait.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.start({ name: 'clients', port: 28480 });
  await scene.begin();
});

afterEach(({ task }) => scene.close(task.result?.state === 'fail'));

/** A program that has the two seats of `held` that the scene's own leaves. */
async function holder(): Promise<{ program: Program; lease: number }> {
  const program = await scene.program();
  const { ok, lease = 0 } = await program.ask({ do: 'checkout', feature: 'held', count: 2 });
  expect(ok).toBe(true);
  return { program, lease };
}

test('what killed programs held is free again, also if the master changes meanwhile', async () => {
  const { trio } = scene;
  const { program } = await holder();
  const hungry = await scene.load();
  await scene.served();
  await scene.kill(program);
  await scene.kill(hungry);
  const master = await trio.master();
  await master.end('SIGKILL');
  await scene.otherMaster(master);
  await scene.used('held', 2);
  await holder();
  await scene.served();
  await master.start();
  await trio.ready();
  await scene.judge();
});

test('a program that is stopped loses its seats to others, and says so when it wakes', async () => {
  const { program, lease } = await holder();
  const hungry = await scene.load();
  await scene.served();
  program.signal('SIGSTOP');
  hungry.signal('SIGSTOP');
  await scene.used('held', 2);
  await holder();
  await scene.served();
  program.signal('SIGCONT');
  hungry.signal('SIGCONT');
  expect(await program.ask({ do: 'held', lease })).toMatchObject({ held: false });
  await until(
    'the woken program to say that its lease was lost',
    () => program.events.some((event) => event.event === 'lost' && event.lease === lease) || null,
  );
  await scene.served();
  await scene.judge();
});
