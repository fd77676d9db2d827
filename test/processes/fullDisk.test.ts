/** A disk that fills up under load: the server ends, is in nobody's way, and takes part again when there is room. */
import { execFile } from 'node:child_process';
import { mkdir, rm, statfs, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { holdSeats } from '../bench/heldSeats.ts';
import type { Member } from './member.ts';
import { Scene } from './scene.ts';

const run = promisify(execFile);

/** As the page on operations has it. */
const DISK_FAILED = 74;
const MEGABYTE = 2 ** 20;
/** Below what the next segment of the log takes. */
const LEFT = 12 * MEGABYTE;
/** Makes the log longer than half a segment, at which the next one is made. */
const SEATS = 40_000;
const PORT = 28470;
/** Has a name of its own, so that a run that was killed leaves nothing that the next one does not take away. */
const disk = join(tmpdir(), `lmt-full-${PORT}`);

let scene: Scene;

async function unmount(): Promise<void> {
  await run('umount', ['--lazy', disk]).catch(() => undefined);
  await rm(disk, { recursive: true, force: true });
}

beforeEach(async () => {
  await unmount();
  await mkdir(disk, { recursive: true });
  await run('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'lmt-full', disk]);
  const folder = await Scene.scratch('full');
  // The third server's data is on the small disk.
  await mkdir(join(folder, 'server3'));
  await symlink(disk, join(folder, 'server3/data'));
  scene = await Scene.start({ name: 'full', port: PORT }, folder);
  await scene.begin();
});

afterEach(async ({ task }) => {
  await scene.close(task.result?.state === 'fail');
  await unmount();
});

async function fill(): Promise<void> {
  const { bavail, bsize } = await statfs(disk);
  await writeFile(join(disk, 'somebody-elses'), Buffer.alloc(Math.max(0, bavail * bsize - LEFT), 1));
}

/** Ends by itself with a word about room, while the others serve. */
async function endsForRoom(member: Member): Promise<void> {
  expect(await member.ended()).toBe(DISK_FAILED);
  expect(await member.output()).toContain('make room');
  await scene.served();
}

test('a full disk ends its server at work and at the start; with room it takes part again', async () => {
  const { trio } = scene;
  const [, , third] = trio.members;
  if (third === undefined) throw new Error('there is no third');
  await fill();
  await scene.served();
  const stop = new AbortController();
  await holdSeats(await trio.master(), 'bulk', SEATS, stop.signal, new Uint8Array(256));
  await endsForRoom(third);
  await third.start();
  await endsForRoom(third);
  await rm(join(disk, 'somebody-elses'));
  await third.start();
  await trio.ready();
  await scene.served();
  stop.abort();
  await scene.used('bulk', 0);
  await scene.judge();
});
