/** A disk that tells since when its oldest write or fsync has been pending (R23). */
import type { Disk, DiskFile, Done, DoneWith, DurableFile } from './disk.ts';

export class WatchedDisk implements Disk {
  readonly #disk: Disk;
  readonly #monotonic: () => number;
  /** Start times in milliseconds, in the order of the starts. */
  readonly #pending = new Map<number, number>();
  #started = 0;

  constructor(disk: Disk, monotonic: () => number) {
    this.#disk = disk;
    this.#monotonic = monotonic;
  }

  /** Milliseconds of the injected clock; null when nothing is pending. */
  pendingSince(): number | null {
    for (const since of this.#pending.values()) return since;
    return null;
  }

  create(path: string, done: DoneWith<DiskFile>): void {
    const watched = this.#watchWith(done);
    this.#disk.create(path, (error, file) => watched(error, error === null ? this.#watchFile(file) : file));
  }

  openDurable(path: string, done: DoneWith<DurableFile>): void {
    this.#disk.openDurable(path, (error, file) => done(error, error === null ? this.#watchDurable(file) : file));
  }

  read(path: string, done: DoneWith<Uint8Array>): void {
    this.#disk.read(path, done);
  }

  rename(from: string, to: string, done: Done): void {
    this.#disk.rename(from, to, this.#watch(done));
  }

  unlink(path: string, done: Done): void {
    this.#disk.unlink(path, this.#watch(done));
  }

  list(path: string, done: DoneWith<string[]>): void {
    this.#disk.list(path, done);
  }

  makeDirectory(path: string, done: Done): void {
    this.#disk.makeDirectory(path, this.#watch(done));
  }

  syncDirectory(path: string, done: Done): void {
    this.#disk.syncDirectory(path, this.#watch(done));
  }

  freeBytes(path: string, done: DoneWith<number>): void {
    this.#disk.freeBytes(path, done);
  }

  soon(callback: () => void): void {
    this.#disk.soon(callback);
  }

  #watch(done: Done): Done {
    const id = this.#start();
    return (error) => {
      this.#pending.delete(id);
      done(error);
    };
  }

  #watchWith<T>(done: DoneWith<T>): DoneWith<T> {
    const id = this.#start();
    return (error, value) => {
      this.#pending.delete(id);
      done(error, value);
    };
  }

  #start(): number {
    const id = ++this.#started;
    this.#pending.set(id, this.#monotonic());
    return id;
  }

  #watchFile(file: DiskFile): DiskFile {
    return {
      write: (bytes, position, done) => file.write(bytes, position, this.#watch(done)),
      sync: (done) => file.sync(this.#watch(done)),
      close: (done) => file.close(done),
    };
  }

  #watchDurable(file: DurableFile): DurableFile {
    return {
      write: (bytes, position, done) => file.write(bytes, position, this.#watch(done)),
      close: (done) => file.close(done),
    };
  }
}
