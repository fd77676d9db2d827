/** Disks that fail, hang or fill up under load (R22, R23): nothing that was answered is lost, two of three serve. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FaultyDisks } from './faultyDisk.ts';
import type { Member } from './member.ts';
import { Scene } from './scene.ts';

/** As the page on operations has it. */
const DISK_FAILED = 74;

let scene: Scene;
let disks: FaultyDisks;

beforeEach(async () => {
  const folder = await Scene.scratch('disk');
  disks = await FaultyDisks.make(folder);
  scene = await Scene.start({ name: 'disk', port: 28450, env: disks.env }, folder);
  await scene.begin();
});

afterEach(({ task }) => scene.close(task.result?.state === 'fail'));

function standbyOf(master: Member): Member {
  const found = scene.trio.members.find((member) => member !== master);
  if (found === undefined) throw new Error('there is no standby');
  return found;
}

test('a write that fails ends the server, master or standby; it says so, and takes part again on a good disk', async () => {
  const { trio } = scene;
  const master = await trio.master();
  for (const member of [standbyOf(master), master]) {
    await disks.tell(member, 'eio');
    expect(await member.ended()).toBe(DISK_FAILED);
    expect(await member.output()).toContain('check the disk before starting again');
    await scene.served();
    // Still failing: it ends again, and is in nobody's way.
    await member.start();
    expect(await member.ended()).toBe(DISK_FAILED);
    await scene.served();
    await disks.mend(member);
    await member.start();
    await trio.ready();
  }
  await scene.judge();
});

test('a master whose disk hangs hands over and stays; one whose disk hangs for ten seconds ends', async () => {
  const { trio } = scene;
  const master = await trio.master();
  await disks.tell(master, 'hang');
  const next = await scene.otherMaster(master);
  await scene.served();
  expect(master.running).toBe(true);
  await disks.mend(master);
  await trio.ready();

  const standby = trio.members.find((member) => member !== master && member !== next);
  if (standby === undefined) throw new Error('there is no third');
  await disks.tell(standby, 'hang');
  await scene.served();
  expect(await standby.ended()).toBe('SIGKILL');
  expect(await standby.output()).toContain('the disk has not answered for');
  await scene.served();
  await disks.mend(standby);
  await standby.start();
  await trio.ready();
  await scene.judge();
});
