/** The disk of this machine, by node:fs: every operation runs in libuv's pool, none blocks the loop. */
import * as fs from 'node:fs';
import type { Disk, DiskFile, Done, DoneWith, DurableFile } from './disk.ts';

/** Readable and writable by the owner only: checkouts name users and hosts. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

export class RealDisk implements Disk {
  create(path: string, done: DoneWith<DiskFile>): void {
    const { O_RDWR, O_CREAT, O_EXCL } = fs.constants;
    fs.open(path, O_RDWR | O_CREAT | O_EXCL, FILE_MODE, (error, fd) => done(error, new RealFile(fd)));
  }

  openDurable(path: string, done: DoneWith<DurableFile>): void {
    const { O_RDWR, O_DSYNC } = fs.constants;
    fs.open(path, O_RDWR | O_DSYNC, (error, fd) => done(error, new RealFile(fd)));
  }

  read(path: string, done: DoneWith<Uint8Array>): void {
    fs.readFile(path, (error, data) => {
      // A plain array: `slice` of a Buffer is a view and would keep the whole file in memory.
      done(error, error === null ? new Uint8Array(data.buffer, data.byteOffset, data.length) : new Uint8Array());
    });
  }

  rename(from: string, to: string, done: Done): void {
    fs.rename(from, to, done);
  }

  unlink(path: string, done: Done): void {
    fs.unlink(path, done);
  }

  list(path: string, done: DoneWith<string[]>): void {
    fs.readdir(path, (error, names) => done(error, error === null ? names.sort() : []));
  }

  makeDirectory(path: string, done: Done): void {
    fs.mkdir(path, FOLDER_MODE, (error) => done(error !== null && error.code === 'EEXIST' ? null : error));
  }

  syncDirectory(path: string, done: Done): void {
    fs.open(path, fs.constants.O_RDONLY | fs.constants.O_DIRECTORY, (error, fd) => {
      if (error !== null) {
        done(error);
        return;
      }
      fs.fsync(fd, (syncError) => fs.close(fd, (closeError) => done(syncError ?? closeError ?? null)));
    });
  }

  freeBytes(path: string, done: DoneWith<number>): void {
    fs.statfs(path, (error, stats) => done(error, error === null ? stats.bavail * stats.bsize : 0));
  }

  soon(callback: () => void): void {
    setImmediate(callback);
  }
}

class RealFile implements DiskFile, DurableFile {
  readonly #fd: number;

  constructor(fd: number) {
    this.#fd = fd;
  }

  write(bytes: Uint8Array, position: number, done: Done): void {
    fs.write(this.#fd, bytes, 0, bytes.length, position, (error, written) => {
      if (error !== null) done(error);
      else if (written === bytes.length) done(null);
      // The system wrote less than asked for without an error: ask for the rest, which tells the reason if there is one.
      else this.write(bytes.subarray(written), position + written, done);
    });
  }

  sync(done: Done): void {
    fs.fdatasync(this.#fd, done);
  }

  close(done: Done): void {
    fs.close(this.#fd, (error) => done(error ?? null));
  }
}
