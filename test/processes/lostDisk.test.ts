/**
 * Disks that are lost or damaged under load: what comes back is a new member, which the trio can rely on when it
 * loses another one afterwards (R16, R21).
 */
import { open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Member } from './member.ts';
import { Scene } from './scene.ts';
import { until } from './wait.ts';

/** As the page on operations has it. */
const DISK_FAILED = 74;

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.start({ name: 'lost', port: 28460 });
  await scene.begin();
});

afterEach(({ task }) => scene.close(task.result?.state === 'fail'));

/** Which disk the trio knows as that server's. */
async function incarnation(member: Member): Promise<number> {
  const { members } = await scene.trio.status();
  return members.find(({ server }) => server === member.host)?.incarnation ?? 0;
}

/** Waits until the trio has taken another disk in for that server. */
async function replaced(member: Member, before: number): Promise<void> {
  await until('the new disk to be taken in', async () => ((await incarnation(member)) !== before ? true : null));
  await scene.trio.ready();
}

/** The trio loses one of its whole members and serves all the same: that one's vote is no longer needed. */
async function lose(member: Member): Promise<void> {
  await member.end('SIGKILL');
  await scene.served();
  await member.start();
  await scene.trio.ready();
}

test('a server whose data folder is gone comes back as a new member, and the loss of any other is survived', async () => {
  const { trio } = scene;
  for (const member of trio.members) {
    const before = await incarnation(member);
    await member.end('SIGKILL');
    await rm(member.dataFolder, { recursive: true });
    await scene.served();
    await member.start();
    await replaced(member, before);
    await lose(await trio.master());
  }
  await scene.judge();
});

/** Flips one bit in the middle of what is written of the log. */
async function damage(member: Member): Promise<string> {
  const folder = join(member.dataFolder, 'log');
  const [segment = ''] = (await readdir(folder)).sort();
  const bytes = await readFile(join(folder, segment));
  const middle = Math.floor(bytes.findLastIndex((byte) => byte !== 0) / 2);
  await using file = await open(join(folder, segment), 'r+');
  await file.write(Uint8Array.of((bytes[middle] ?? 0) ^ 0b1000), 0, 1, middle);
  return segment;
}

test('a flipped bit in the log: the server says where and does not vote; with --rejoin it is a new member', async () => {
  const { trio } = scene;
  const master = await trio.master();
  for (const member of [trio.members.find((each) => each !== master), master]) {
    if (member === undefined) throw new Error('there is no standby');
    const before = await incarnation(member);
    await member.end('SIGKILL');
    await scene.served();
    const segment = await damage(member);
    for (let i = 0; i < 2; i++) {
      await member.start();
      expect(await member.ended()).toBe(DISK_FAILED);
    }
    expect(await member.output()).toMatch(new RegExp(`${segment}, offset \\d+: .* \\(\\w+\\); .*--rejoin`));
    await member.start('--rejoin');
    await replaced(member, before);
    expect(await readdir(join(member.dataFolder, 'set-aside', String(before), 'log'))).toContain(segment);
    const other = trio.members.find((each) => each !== member && each !== master) ?? master;
    await lose(other);
  }
  await scene.judge();
});
