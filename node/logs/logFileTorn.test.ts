import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { LogFile } from './logFile.ts';

/** Bytes that the disk still takes. */
const room = vi.hoisted(() => ({ bytes: Number.POSITIVE_INFINITY }));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const { promisify } = await import('node:util');
  const write = () => undefined;
  const limited = async (fd: number, buffer: Buffer, from: number) => {
    const bytesWritten = Math.min(buffer.length - from, room.bytes);
    if (bytesWritten === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    room.bytes -= bytesWritten;
    fs.writeSync(fd, buffer, from, bytesWritten);
    return { bytesWritten };
  };
  return { ...fs, write: Object.assign(write, { [promisify.custom]: limited }) };
});

test('after half a line that a full disk has taken, the next line is one of its own', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'lmtriad-logs-')), 'a.log');
  let now = 0;
  let lost = 0;
  const file = LogFile.open(path, true, {
    rolloverBytes: 0,
    keep: 1,
    onError: () => undefined,
    onLost: (lines) => {
      lost += lines;
    },
    monotonic: () => now,
  });
  file.write('whole\n');
  await file.flushed();
  room.bytes = 3;
  file.write('broken\n');
  await file.flushed();
  room.bytes = Number.POSITIVE_INFINITY;
  now = 2_000;
  file.write('after\n');
  file.write('wards\n');
  await file.close();
  expect(lost).toBe(1);
  expect(readFileSync(path, 'utf8')).toBe('whole\nbro\nafter\nwards\n');
});
