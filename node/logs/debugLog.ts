import {
  type DebugRefusal,
  type DebugUse,
  formatDate,
  formatDenied,
  formatDequeued,
  formatIn,
  formatLine,
  formatOut,
  formatQueued,
  formatStart,
  formatUnsupported,
  LMGRD,
  type StartBanner,
  type TimeStyle,
} from './debugFormat.ts';
import { LogFile, type LogFileOptions } from './logFile.ts';

const SIX_HOURS = 6 * 60 * 60 * 1000;
/** Files before the one that is written to. */
const KEEP = 5;
const MEGABYTE = 1024 * 1024;

export interface DebugLogOptions {
  readonly now?: () => Date;
  /** How lines tell their time. @default clock */
  readonly time?: TimeStyle;
  /** Size at which a new file begins, in megabytes; 0: never. @default 0 */
  readonly rolloverMegabytes?: number;
  /** Where lines go while there is no file: a terminal. @default nowhere */
  readonly terminal?: (text: string) => void;
  /** Time between TIMESTAMP lines, default 6 hours. */
  readonly timestampMilliseconds?: number;
  /** A write failed or lines were lost. */
  readonly onError?: (error: Error) => void;
  /** So many lines were lost. */
  readonly onLost?: (lines: number) => void;
}

/**
 * The FLEXlm debug log: in a file, on a terminal, or nowhere. The lines of the vendor daemons may have a file of
 * their own, as DEBUGLOG and lmswitch ask for. Lines are written in the background: a full or slow disk holds
 * nothing up.
 */
export class DebugLog {
  readonly #options: DebugLogOptions;
  readonly #now: () => Date;
  readonly #timer: NodeJS.Timeout;
  readonly #main: DebugFile | null;
  #vendors: DebugFile | null = null;
  #daemons: readonly string[] = [];

  /**
   * `path` as given to `-l`: a leading `+` appends, else the file is begun anew. Null: no file.
   *
   * @throws {LogError} CannotOpen
   */
  static open(path: string | null, options: DebugLogOptions = {}): DebugLog {
    return new DebugLog(path, options);
  }

  private constructor(path: string | null, options: DebugLogOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => new Date());
    const append = path?.startsWith('+') === true;
    this.#main = path === null ? null : this.#file(append ? path.slice(1) : path, append);
    this.#timer = setInterval(() => this.#timestamps(), options.timestampMilliseconds ?? SIX_HOURS);
    this.#timer.unref();
  }

  /** The file of lmgrd's lines; null without one. */
  get path(): string | null {
    return this.#main?.path ?? null;
  }

  /** The file of the vendor daemons' lines; null without one. */
  get vendorPath(): string | null {
    return this.#vendors?.path ?? this.path;
  }

  /** Any line of a daemon: lmgrd or the vendor's. */
  line(daemon: string, message: string): void {
    const file = daemon === LMGRD ? this.#main : (this.#vendors ?? this.#main);
    const text = `${formatLine(this.#now(), daemon, message, this.#options.time)}\n`;
    if (file !== null) file.write(text, this.#now(), this.#options.time);
    else this.#options.terminal?.(text);
  }

  started(banner: StartBanner): void {
    this.#daemons = banner.daemons;
    for (const [daemon, message] of formatStart(banner, this.#now())) {
      this.line(daemon, message);
    }
  }

  /** Names of the vendor daemons in force: each gets TIMESTAMP lines of its own. */
  setDaemons(daemons: readonly string[]): void {
    this.#daemons = daemons;
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

  queued(use: DebugUse): void {
    this.line(use.daemon, formatQueued(use));
  }

  dequeued(use: DebugUse): void {
    this.line(use.daemon, formatDequeued(use));
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
    for (const daemon of [...this.#daemons, LMGRD]) this.line(daemon, `EXITING DUE TO SIGNAL ${signal}`);
  }

  /**
   * Goes on in the same files, made anew if they were moved away (SIGHUP). If one cannot be opened it stays in use.
   *
   * @throws {LogError} CannotOpen
   */
  reopen(): void {
    for (const file of [this.#main, this.#vendors]) file?.use(file.path, true);
  }

  /**
   * The lines of the vendor daemons go to that file from now on (DEBUGLOG, lmswitch). If it cannot be opened
   * nothing changes. `rolloverMegabytes`: as of the whole log unless given.
   *
   * @throws {LogError} CannotOpen
   */
  switchVendors(path: string, append: boolean, rolloverMegabytes?: number): void {
    const former = this.#vendors;
    if (path === this.#main?.path) this.#vendors = null;
    else if (path === former?.path) return former.use(path, append);
    else this.#vendors = this.#file(path, append, rolloverMegabytes);
    void former?.close();
    // A file that begins in the middle of a day needs a date of its own.
    for (const daemon of this.#daemons) this.#timestamp(daemon);
  }

  /** The lines of the vendor daemons go where those of lmgrd go. */
  joinVendors(): void {
    void this.#vendors?.close();
    this.#vendors = null;
  }

  /** Writes what waits, as far as the disk takes it, and closes. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([this.#main?.close(), this.#vendors?.close()]);
  }

  #timestamps(): void {
    for (const daemon of [LMGRD, ...this.#daemons]) this.#timestamp(daemon);
  }

  #timestamp(daemon: string): void {
    this.line(daemon, `TIMESTAMP ${formatDate(this.#now())}`);
  }

  #file(path: string, append: boolean, rolloverMegabytes = this.#options.rolloverMegabytes ?? 0): DebugFile {
    const { onError, onLost } = this.#options;
    return new DebugFile(path, append, {
      rolloverBytes: rolloverMegabytes * MEGABYTE,
      keep: KEEP,
      onError: onError ?? (() => undefined),
      onLost: onLost ?? (() => undefined),
    });
  }
}

/** One file, that says itself how much of it is missing. */
class DebugFile {
  readonly #file: LogFile;
  #lost = 0;

  constructor(path: string, append: boolean, options: LogFileOptions) {
    this.#file = LogFile.open(path, append, {
      ...options,
      onLost: (lines, first, last) => {
        this.#lost += lines;
        options.onLost(lines, first, last);
      },
    });
  }

  get path(): string {
    return this.#file.path;
  }

  write(text: string, now: Date, style: TimeStyle | undefined): void {
    if (this.#file.full) {
      this.#file.rotate();
      this.#file.write(`${formatLine(now, LMGRD, `TIMESTAMP ${formatDate(now)}`, style)}\n`);
    }
    const lost = this.#lost;
    if (lost > 0) {
      const notice = `${lost} lines of this log are lost: the disk was full or too slow`;
      if (!this.#file.write(`${formatLine(now, LMGRD, notice, style)}\n`, 0, 0)) {
        this.#file.write(text);
        return;
      }
      this.#lost = 0;
    }
    this.#file.write(text);
  }

  use(path: string, append: boolean): void {
    this.#file.use(path, append);
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
