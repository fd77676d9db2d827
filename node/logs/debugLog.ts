import { closeSync, openSync } from 'node:fs';
import { pino } from 'pino';
import {
  type DebugRefusal,
  type DebugUse,
  formatDate,
  formatDenied,
  formatIn,
  formatLine,
  formatOut,
  formatStart,
  formatUnsupported,
  LMGRD,
  type StartBanner,
} from './debugFormat.ts';
import { LogError, LogErrorCode } from './errors.ts';

/** Bytes that wait for a slow disk before lines are dropped. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;
const SIX_HOURS = 6 * 60 * 60 * 1000;

export interface DebugLogOptions {
  readonly now?: () => Date;
  /** Time between TIMESTAMP lines, default 6 hours. */
  readonly timestampMilliseconds?: number;
  /** A write failed or lines were dropped. */
  readonly onError?: (error: Error) => void;
}

/** The FLEXlm debug log. Lines are written in the background: a full or slow disk holds nothing up. */
export class DebugLog {
  readonly #now: () => Date;
  readonly #onError: (error: Error) => void;
  readonly #timer: NodeJS.Timeout;
  #path: string;
  #file: ReturnType<typeof pino.destination>;
  #daemons: readonly string[] = [];

  /**
   * `path` as given to `-l`: a leading `+` appends, else the file is begun anew.
   *
   * @throws {LogError} CannotOpen
   */
  static open(path: string, options: DebugLogOptions = {}): DebugLog {
    return new DebugLog(path, options);
  }

  private constructor(path: string, options: DebugLogOptions) {
    this.#now = options.now ?? (() => new Date());
    this.#onError = options.onError ?? (() => undefined);
    this.#path = prepare(path);
    this.#file = this.#destination();
    this.#timer = setInterval(() => this.#timestamps(), options.timestampMilliseconds ?? SIX_HOURS);
    this.#timer.unref();
  }

  get path(): string {
    return this.#path;
  }

  /** Any line of a daemon: lmgrd or the vendor's. */
  line(daemon: string, message: string): void {
    this.#file.write(`${formatLine(this.#now(), daemon, message)}\n`);
  }

  started(banner: StartBanner): void {
    this.#daemons = banner.daemons;
    for (const [daemon, message] of formatStart(banner, this.#now())) {
      this.line(daemon, message);
    }
  }

  out(use: DebugUse): void {
    this.line(use.daemon, formatOut(use));
  }

  /** `reason`: SHUTDOWN and the like; none for a plain check-in. */
  in(use: DebugUse, reason = ''): void {
    this.line(use.daemon, formatIn(use, reason));
  }

  denied(use: DebugUse, refusal: DebugRefusal): void {
    this.line(use.daemon, formatDenied(use, refusal));
  }

  /** A denial because no line of the license has the feature. */
  unsupported(use: DebugUse, refusal: DebugRefusal): void {
    this.line(use.daemon, formatUnsupported(use, refusal));
  }

  /** A link to another server came up. */
  connectedTo(host: string): void {
    this.line(LMGRD, `Connected to ${host}`);
  }

  /** There is a quorum and a master. */
  connected(master: string): void {
    this.line(LMGRD, `CONNECTED, master is ${master}`);
  }

  /** `existing`: it was master before this server joined. */
  selectedMaster(server: string, existing: boolean): void {
    this.line(LMGRD, `Selected ${existing ? '(EXISTING) ' : ''}master ${server}`);
  }

  lostConnection(host: string): void {
    this.line(LMGRD, `Lost connection to ${host}`);
  }

  lostQuorum(): void {
    this.line(LMGRD, 'Lost quorum');
  }

  orderMismatch(): void {
    this.line(LMGRD, 'License File SERVER line order mismatch.');
    this.line(LMGRD, 'Using alphabetical order');
  }

  shutdownRequest(user: string, host: string): void {
    this.line(LMGRD, `SHUTDOWN request from ${user} at node ${host}`);
    this.line(LMGRD, 'lmgrd will now shut down all the vendor daemons');
  }

  /** `signal`: its number, 15 for SIGTERM and for lmdown. */
  exiting(signal: number): void {
    this.line(LMGRD, `EXITING DUE TO SIGNAL ${signal}`);
  }

  /**
   * Goes on in the same file, made anew if it was moved away (SIGHUP), or in another one (lmswitch; a leading
   * `+` appends). If it cannot be opened the old one stays in use.
   *
   * @throws {LogError} CannotOpen
   */
  reopen(path?: string): void {
    const next = prepare(path ?? `+${this.#path}`);
    const former = this.#file;
    this.#path = next;
    this.#file = this.#destination();
    former.end();
  }

  /** Writes what waits, as far as the disk takes it, and closes. */
  close(): Promise<void> {
    clearInterval(this.#timer);
    return new Promise((closed) => {
      this.#file.once('close', () => closed());
      this.#file.once('error', () => closed());
      this.#file.end();
    });
  }

  #timestamps(): void {
    for (const daemon of [LMGRD, ...this.#daemons]) {
      this.line(daemon, `TIMESTAMP ${formatDate(this.#now())}`);
    }
  }

  #destination(): ReturnType<typeof pino.destination> {
    const file = pino.destination({ dest: this.#path, sync: false, append: true, maxLength: MAX_WAITING_BYTES });
    file.on('error', this.#onError);
    file.on('drop', () => this.#onError(new Error(`${this.#path}: lines were dropped, the disk is too slow`)));
    return file;
  }
}

/** Opens the file once, so that a path that cannot be written to is told at once; empties it unless `+` leads. */
function prepare(path: string): string {
  const append = path.startsWith('+');
  const file = append ? path.slice(1) : path;
  try {
    closeSync(openSync(file, append ? 'a' : 'w'));
  } catch (error) {
    throw new LogError(LogErrorCode.CannotOpen, `debug log ${file}: ${String(error)}`, { cause: error });
  }
  return file;
}
