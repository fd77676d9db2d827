/**
 * A disk in memory that keeps apart what was written and what is durable, for the simulator and for tests.
 *
 * Every operation is handed to `deliver`, which decides when it happens: calling `operation.run()` does it and
 * calls back. A slow disk runs it later, a hung one never. `run` must not be called before `deliver` returned.
 * After a crash, operations that were not run have no effect but what the crash gives them, and call nobody.
 */
import type { Disk, DiskFile, Done, DoneWith, DurableFile } from './disk.ts';
import { SimulatedTree, systemError } from './simulatedTree.ts';

export type OperationKind =
  | 'create'
  | 'open'
  | 'read'
  | 'write'
  | 'sync'
  | 'close'
  | 'rename'
  | 'unlink'
  | 'list'
  | 'makeDirectory'
  | 'syncDirectory'
  | 'freeBytes'
  | 'soon';

export interface DiskOperation {
  readonly kind: OperationKind;
  readonly path: string;
  /** Bytes that it writes; 0 for others. */
  readonly bytes: number;
  /** Does it and calls back. Does nothing after a crash. */
  run(): void;
}

/** What a crash does to what was not synced. */
export interface CrashOptions {
  /** The process only (the page cache survives), or the power. */
  readonly kind: 'process' | 'power';
  /**
   * How unsynced writes are torn: `prefix` keeps the first bytes of a write (or none, or all), `sectors` keeps
   * any of its sectors, `lost` none. @default prefix
   */
  readonly tear?: 'prefix' | 'sectors' | 'lost';
}

export interface SimulatedDiskOptions {
  readonly deliver: (operation: DiskOperation) => void;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** The system's code that the operation fails with, or null. Asked when the operation is run. */
  readonly fault?: (operation: DiskOperation) => string | null;
  /** Bytes that fit on it. @default Infinity */
  readonly capacity?: number;
}

/** An operation that was delivered and not yet run: a crash may still give it effect. */
interface InFlight {
  readonly effect: (() => void) | null;
}

export class SimulatedDisk implements Disk {
  readonly #options: SimulatedDiskOptions;
  readonly #inFlight = new Set<InFlight>();
  #tree = new SimulatedTree();
  /** Counted up at a crash: operations of the time before call nobody. */
  #life = 0;

  constructor(options: SimulatedDiskOptions) {
    this.#options = options;
  }

  /** Operations that were delivered and not run. */
  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** Ends the process that uses the disk. The disk can then be used by the next one. */
  crash(options: CrashOptions): void {
    const { random } = this.#options;
    // What was under way may have got as far as the page cache.
    for (const operation of this.#inFlight) if (random() < 0.5) operation.effect?.();
    this.#inFlight.clear();
    this.#life++;
    if (options.kind === 'power') this.#tree.losePower(random, options.tear ?? 'prefix');
  }

  /** A new, empty disk in the old one's place. Use it after a crash. */
  replace(): void {
    this.#tree = new SimulatedTree();
  }

  /** Paths of all files, sorted. */
  files(): string[] {
    return this.#tree.files();
  }

  /** A copy of what a reader of the file sees. Throws ENOENT. */
  peek(path: string): Uint8Array {
    return this.#tree.file(path).read();
  }

  /** Changes what stands on the disk, as decay does: cache and disk alike. Throws ENOENT. */
  damage(path: string, change: (bytes: Uint8Array) => Uint8Array): void {
    this.#tree.file(path).replace(change(this.#tree.file(path).read()));
  }

  /** Flips one bit. `offset` in bytes, within the file. */
  flipBit(path: string, offset: number, bit = 0): void {
    this.damage(path, (bytes) => {
      bytes[offset] = (bytes[offset] ?? 0) ^ (1 << bit);
      return bytes;
    });
  }

  /** Removes a file at once and for good. Throws ENOENT. */
  lose(path: string): void {
    this.#tree.forget(path);
  }

  create(path: string, done: DoneWith<DiskFile>): void {
    const file = new SimulatedFile(this, path);
    this.#submit(
      'create',
      path,
      0,
      () => this.#tree.create(path),
      (error) => done(error, file),
    );
  }

  openDurable(path: string, done: DoneWith<DurableFile>): void {
    const file = new SimulatedDurableFile(this, path);
    this.#submit(
      'open',
      path,
      0,
      () => this.#tree.file(path),
      (error) => done(error, file),
    );
  }

  read(path: string, done: DoneWith<Uint8Array>): void {
    let bytes: Uint8Array = new Uint8Array();
    const look = (): void => {
      bytes = this.#tree.file(path).read();
    };
    this.#submit('read', path, 0, look, (error) => done(error, bytes));
  }

  rename(from: string, to: string, done: Done): void {
    this.#submit('rename', from, 0, () => this.#tree.rename(from, to), done);
  }

  unlink(path: string, done: Done): void {
    this.#submit('unlink', path, 0, () => this.#tree.unlink(path), done);
  }

  list(path: string, done: DoneWith<string[]>): void {
    let names: string[] = [];
    const look = (): void => {
      names = this.#tree.list(path);
    };
    this.#submit('list', path, 0, look, (error) => done(error, names));
  }

  makeDirectory(path: string, done: Done): void {
    this.#submit('makeDirectory', path, 0, () => this.#tree.makeDirectory(path), done);
  }

  syncDirectory(path: string, done: Done): void {
    this.#submit('syncDirectory', path, 0, () => this.#tree.syncDirectory(path), done);
  }

  freeBytes(path: string, done: DoneWith<number>): void {
    let free = 0;
    const look = (): void => {
      free = (this.#options.capacity ?? Number.MAX_SAFE_INTEGER) - this.#tree.usedBytes();
    };
    this.#submit('freeBytes', path, 0, look, (error) => done(error, free));
  }

  soon(callback: () => void): void {
    this.#submit('soon', '', 0, () => {}, callback);
  }

  /** For the open files. */
  write(path: string, bytes: Uint8Array, position: number, durable: boolean, done: Done): void {
    // Copied when it is asked for: a caller that changes the buffer before `done` shall not be forgiven by luck.
    const copy = new Uint8Array(bytes);
    const effect = (): void => {
      this.#checkRoom(path, position + copy.length);
      this.#tree.file(path).write(copy, position);
    };
    const finish = (): void => {
      effect();
      if (durable) this.#tree.file(path).sync();
    };
    this.#submit('write', path, copy.length, finish, done, effect);
  }

  /** For the open files. */
  syncFile(path: string, done: Done): void {
    this.#submit('sync', path, 0, () => this.#tree.file(path).sync(), done);
  }

  /** For the open files. */
  closeFile(path: string, done: Done): void {
    this.#submit('close', path, 0, () => {}, done);
  }

  #checkRoom(path: string, end: number): void {
    const { capacity } = this.#options;
    if (capacity === undefined) return;
    const grows = end - this.#tree.file(path).size;
    if (grows > 0 && this.#tree.usedBytes() + grows > capacity) throw systemError('ENOSPC', path);
  }

  /** `finish` is what the operation does; `crashEffect` what a crash may leave of it when it was not run. */
  #submit(
    kind: OperationKind,
    path: string,
    bytes: number,
    finish: () => void,
    done: Done,
    crashEffect: () => void = finish,
  ): void {
    const life = this.#life;
    const entry: InFlight = { effect: changes(kind) ? () => attempt(crashEffect) : null };
    this.#inFlight.add(entry);
    const operation: DiskOperation = {
      kind,
      path,
      bytes,
      run: () => {
        if (life !== this.#life || !this.#inFlight.delete(entry)) return;
        const code = kind === 'soon' ? null : (this.#options.fault?.(operation) ?? null);
        let error: Error | null = null;
        if (code === null) error = attempt(finish);
        else {
          error = systemError(code, path);
          this.#fail(kind, path, crashEffect);
        }
        done(error);
      },
    };
    this.#options.deliver(operation);
  }

  /** What a failed operation leaves behind: part of a write, and pages that look written and never will be. */
  #fail(kind: OperationKind, path: string, crashEffect: () => void): void {
    if (kind === 'write' && this.#options.random() < 0.5) attempt(crashEffect);
    if (kind === 'write' || kind === 'sync') attempt(() => this.#tree.file(path).forgetUnsynced());
  }
}

/** Operations that leave something behind. */
function changes(kind: OperationKind): boolean {
  return kind === 'create' || kind === 'write' || kind === 'rename' || kind === 'unlink' || kind === 'makeDirectory';
}

function attempt(action: () => void): Error | null {
  try {
    action();
    return null;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return error;
    throw error;
  }
}

class SimulatedFile implements DiskFile {
  readonly #disk: SimulatedDisk;
  readonly #path: string;

  constructor(disk: SimulatedDisk, path: string) {
    this.#disk = disk;
    this.#path = path;
  }

  write(bytes: Uint8Array, position: number, done: Done): void {
    this.#disk.write(this.#path, bytes, position, false, done);
  }

  sync(done: Done): void {
    this.#disk.syncFile(this.#path, done);
  }

  close(done: Done): void {
    this.#disk.closeFile(this.#path, done);
  }
}

class SimulatedDurableFile implements DurableFile {
  readonly #disk: SimulatedDisk;
  readonly #path: string;

  constructor(disk: SimulatedDisk, path: string) {
    this.#disk = disk;
    this.#path = path;
  }

  write(bytes: Uint8Array, position: number, done: Done): void {
    this.#disk.write(this.#path, bytes, position, true, done);
  }

  close(done: Done): void {
    this.#disk.closeFile(this.#path, done);
  }
}
