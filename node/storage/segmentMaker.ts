/** Makes segments ahead of their use, so that an append never waits for 16 MiB of zeros. */
import { ASIDE_SUFFIX, writeNewFile } from './atomicFile.ts';
import type { Disk, DurableFile } from './disk.ts';
import { encodeSegmentHeader, type LogOwner, segmentName } from './segment.ts';
import { perform, type Task, take } from './task.ts';

const ZEROS = new Uint8Array(1024 * 1024);

export interface OpenSegment {
  readonly number: number;
  readonly file: DurableFile;
}

/** Makes a segment of zeros with its header, durable before its name is. */
export function* makeSegment(
  disk: Disk,
  folder: string,
  owner: LogOwner,
  number: number,
  segmentBytes: number,
): Task<OpenSegment> {
  const path = `${folder}/${segmentName(number)}`;
  yield* writeNewFile(disk, path + ASIDE_SUFFIX, segmentParts(encodeSegmentHeader(owner, number), segmentBytes));
  yield* perform((done) => disk.rename(path + ASIDE_SUFFIX, path, done));
  yield* perform((done) => disk.syncDirectory(folder, done));
  return yield* openSegment(disk, folder, number);
}

export function* openSegment(disk: Disk, folder: string, number: number): Task<OpenSegment> {
  const file = yield* take<DurableFile>((done) => disk.openDurable(`${folder}/${segmentName(number)}`, done));
  return { number, file };
}

function* segmentParts(header: Uint8Array, segmentBytes: number): Generator<Uint8Array> {
  yield header;
  for (let left = segmentBytes - header.length; left > 0; left -= ZEROS.length) {
    yield ZEROS.subarray(0, Math.min(left, ZEROS.length));
  }
}
