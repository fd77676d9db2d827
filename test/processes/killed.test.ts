/** Members killed at any time under load: no granted checkout is lost or doubled (promises 1 to 3). */
import { afterEach, beforeEach, test } from 'vitest';
import { Scene } from './scene.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.start({ name: 'killed', port: 28420 });
  await scene.begin();
});

afterEach(({ task }) => scene.close(task.result?.state === 'fail'));

test('every member is killed once under load, and then all three: nothing is lost, nothing over-issued', async () => {
  const { trio } = scene;
  for (const member of trio.members) {
    await member.end('SIGKILL');
    await scene.served();
    await member.start();
    await trio.ready();
  }
  await Promise.all(trio.members.map((member) => member.end('SIGKILL')));
  await Promise.all(trio.members.map((member) => member.start()));
  await trio.ready();
  await scene.served();
  await scene.judge();
});
