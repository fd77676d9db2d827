/**
 * A file that lines are appended to in the background: buffered, bounded, rotated by size. A disk that is full,
 * slow or hanging holds nobody up; what is lost meanwhile is counted and told.
 */
import { close, closeSync, fstatSync, openSync, statSync, write } from 'node:fs';
import { rename } from 'node:fs/promises';
import { promisify } from 'node:util';
import { LogError, LogErrorCode } from './errors.ts';

/** Bytes that wait for a slow disk before lines are lost. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;
/** Most bytes of one write. */
const CHUNK_BYTES = 1024 * 1024;
/** After a failure lines are lost for so long before the disk is tried again. */
const RETRY_MS = 1_000;
/** Report logs name users: not for everybody on the machine. */
const MODE = 0o640;

export interface LogFileOptions {
  /** Size at which a new file begins; 0: never. */
  readonly rolloverBytes: number;
  /** Former files that stay, as `path.1` (the newest) to `path.N`. */
  readonly keep: number;
  /** A write, or the change to a new file, has failed; or the disk is too slow. */
  readonly onError: (error: Error) => void;
  /** Lines that were lost, with the lowest and the highest tag that they were written with. */
  readonly onLost: (lines: number, lowest: number, highest: number) => void;
  /** Monotonic milliseconds. @default performance.now */
  readonly monotonic?: () => number;
}

interface Lines {
  readonly kind: 'lines';
  readonly text: string;
  readonly bytes: number;
  readonly count: number;
  readonly tag: number;
}
type Step = Lines | { readonly kind: 'rotate' } | { readonly kind: 'use'; readonly path: string; readonly fd: number };

const writeBytes = promisify(write);
const closeFile = promisify(close);

export class LogFile {
  readonly #options: LogFileOptions;
  readonly #monotonic: () => number;
  /** Where lines go that are written from now on. */
  #path: string;
  /** Size of that file once all that waits is written. */
  #size: number;
  readonly #steps: Step[] = [];
  #waitingBytes = 0;
  #working = false;
  /** Of the file that will be written to last. */
  #latest: number;
  /** Of the file that is being written to. */
  #fd: number;
  #writtenPath: string;
  #failedAt = Number.NEGATIVE_INFINITY;
  /** A write broke off within a line. */
  #torn = false;
  #idle: (() => void)[] = [];

  /**
   * Opens or makes the file; emptied first unless `append`.
   *
   * @throws {LogError} CannotOpen
   */
  static open(path: string, append: boolean, options: LogFileOptions): LogFile {
    return new LogFile(path, openFile(path, append), options);
  }

  private constructor(path: string, fd: number, options: LogFileOptions) {
    this.#options = options;
    this.#monotonic = options.monotonic ?? (() => performance.now());
    this.#path = path;
    this.#writtenPath = path;
    this.#fd = fd;
    this.#latest = fd;
    this.#size = fstatSync(fd).size;
  }

  get path(): string {
    return this.#path;
  }

  /** It has reached the size at which a new one begins; see `rotate`. */
  get full(): boolean {
    return this.#options.rolloverBytes > 0 && this.#size >= this.#options.rolloverBytes;
  }

  /** The disk has failed just now: what is written is lost, until it is tried again. */
  get paused(): boolean {
    return this.#monotonic() - this.#failedAt < RETRY_MS;
  }

  /** False if the file was moved away or removed since. */
  get inPlace(): boolean {
    const there = statSync(this.#path, { throwIfNoEntry: false });
    const own = fstatSync(this.#latest);
    return there !== undefined && there.ino === own.ino && there.dev === own.dev;
  }

  /** Appends whole lines, with their ends. `tag` comes back if they are lost. False if they are lost at once. */
  write(text: string, tag = 0, count = 1): boolean {
    const bytes = Buffer.byteLength(text);
    if (this.#waitingBytes + bytes > MAX_WAITING_BYTES) {
      this.#fail(new Error(`${this.#path}: lines are lost, the disk is too slow`));
    }
    if (this.paused) {
      this.#options.onLost(count, tag, tag);
      return false;
    }
    this.#waitingBytes += bytes;
    this.#size += bytes;
    this.#add({ kind: 'lines', text, bytes, count, tag });
    return true;
  }

  /** Begins a new file; this one becomes `path.1`, and so on. */
  rotate(): void {
    this.#size = 0;
    this.#add({ kind: 'rotate' });
  }

  /**
   * Goes on in that file. What was written before still goes to the former one.
   *
   * @throws {LogError} CannotOpen; the former one stays in use
   */
  use(path: string, append: boolean): void {
    const fd = openFile(path, append);
    this.#path = path;
    this.#latest = fd;
    this.#size = fstatSync(fd).size;
    this.#add({ kind: 'use', path, fd });
  }

  /** Resolves when all that waits has been written, or lost. */
  flushed(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#working) this.#idle.push(resolve);
      else resolve();
    });
  }

  /** Writes what waits, as far as the disk takes it, and closes. */
  async close(): Promise<void> {
    await this.flushed();
    await closeFile(this.#fd).catch(this.#options.onError);
  }

  #add(step: Step): void {
    this.#steps.push(step);
    if (this.#working) return;
    this.#working = true;
    // What is written in the same turn of the event loop goes out in one write.
    setImmediate(() => void this.#work());
  }

  async #work(): Promise<void> {
    while (true) {
      const steps = this.#steps.splice(0);
      if (steps.length === 0) break;
      let chunk: Lines[] = [];
      let bytes = 0;
      for (const step of steps) {
        if (step.kind !== 'lines' || bytes >= CHUNK_BYTES) {
          await this.#writeOut(chunk);
          chunk = [];
          bytes = 0;
        }
        if (step.kind === 'lines') {
          chunk.push(step);
          bytes += step.bytes;
        } else if (step.kind === 'rotate') await this.#rotateNow();
        else await this.#adopt(step.path, step.fd);
      }
      await this.#writeOut(chunk);
    }
    this.#working = false;
    for (const idle of this.#idle.splice(0)) idle();
  }

  async #writeOut(chunk: readonly Lines[]): Promise<void> {
    if (chunk.length === 0) return;
    const buffer = Buffer.from(`${this.#torn ? '\n' : ''}${chunk.map(({ text }) => text).join('')}`);
    let from = 0;
    try {
      while (from < buffer.length) from += (await writeBytes(this.#fd, buffer, from)).bytesWritten;
      this.#torn = false;
    } catch (error) {
      this.#torn ||= from > 0;
      this.#fail(error instanceof Error ? error : new Error(String(error)));
      const count = chunk.reduce((sum, lines) => sum + lines.count, 0);
      const tags = chunk.map(({ tag }) => tag);
      this.#options.onLost(count, Math.min(...tags), Math.max(...tags));
    }
    this.#waitingBytes -= chunk.reduce((sum, lines) => sum + lines.bytes, 0);
  }

  async #rotateNow(): Promise<void> {
    const path = this.#writtenPath;
    const { keep, onError } = this.#options;
    try {
      for (let i = keep - 1; i >= 1; i--) await renameIfThere(`${path}.${i}`, `${path}.${i + 1}`);
      if (keep > 0) await renameIfThere(path, `${path}.1`);
      await this.#adopt(path, openFile(path, keep > 0));
    } catch (error) {
      onError(new Error(`${path}: no new file can be begun, the old one goes on: ${String(error)}`, { cause: error }));
    }
  }

  async #adopt(path: string, fd: number): Promise<void> {
    const former = this.#fd;
    if (this.#latest === former) this.#latest = fd;
    this.#fd = fd;
    this.#writtenPath = path;
    this.#torn = false;
    await closeFile(former).catch(this.#options.onError);
  }

  #fail(error: Error): void {
    this.#failedAt = this.#monotonic();
    this.#options.onError(error);
  }
}

function openFile(path: string, append: boolean): number {
  let fd: number | null = null;
  try {
    fd = openSync(path, append ? 'a' : 'w', MODE);
    const stat = fstatSync(fd);
    if (!stat.isFile() && !stat.isCharacterDevice() && !stat.isFIFO()) throw new Error('it is no file');
    return fd;
  } catch (error) {
    if (fd !== null) closeSync(fd);
    throw new LogError(LogErrorCode.CannotOpen, `log ${path}: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
