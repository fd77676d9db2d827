/**
 * The report log (R25): what happened to licenses, from the applied log, as records that can be merged with those
 * of the other servers. Written in the background; what the disk does not take is named as a gap.
 */
import type { FileRecord, GapRecord, MarkRecord, ReportEvent, StateRecord } from '../../proto/reportRecord.ts';
import { REPORT_FORMAT } from '../../proto/reportRecord.ts';
import { LogFile } from './logFile.ts';
import { readTail } from './reportTail.ts';

/** Files before the one that is written to. */
const KEEP = 10;
const MEGABYTE = 1024 * 1024;
/** A file that cannot be opened is tried again after so long. */
const RETRY_MS = 1_000;
/** How often a quiet log says how far it goes. */
const MARK_MS = 60_000;

type Bare<T> = T extends ReportEvent ? Omit<T, 'index' | 'n' | 'date'> : never;
/** A record about a program, without its place in the log. */
export type ReportEntry = Bare<ReportEvent>;

/** The license state as of its last applied entry. */
export interface ReportSource {
  index(): number;
  /** Unix milliseconds by the log's date. */
  date(): number;
  totals(): Pick<StateRecord, 'owned' | 'out'>;
}

export interface ReportLogOptions {
  /** Where the log begins; see `useFile`. */
  readonly path: string;
  readonly server: string;
  readonly version: string;
  /** Id of the cluster; known when `begin` is called. */
  readonly cluster: () => string;
  /** Size at which a new file begins, in megabytes; 0: never. */
  readonly rolloverMegabytes: number;
  readonly onError: (error: Error) => void;
  readonly onLost: (lines: number) => void;
  /** Unix milliseconds. @default Date.now */
  readonly now?: () => number;
  /** Monotonic milliseconds. @default performance.now */
  readonly monotonic?: () => number;
}

/** A state from which a file can begin. */
interface Base {
  readonly index: number;
  readonly state: StateRecord;
}

export class ReportLog {
  readonly #options: ReportLogOptions;
  readonly #now: () => number;
  readonly #monotonic: () => number;
  readonly #timer: NodeJS.Timeout;
  #path: string;
  #on = true;
  #hideUser = false;
  #source: ReportSource | null = null;
  /** What had happened when nothing was written yet. */
  #base: Base | null = null;
  /** Opened with the first record: until a license is in force nobody knows what it is to be called. */
  #file: LogFile | null = null;
  /** Files that were let go of and may still be writing. */
  #closing: Promise<unknown> = Promise.resolve();
  /** The last record that is written or on its way: its index, and its number there. */
  #index = 0;
  #n = 0;
  /** When the file could not be opened; null unless the last try failed. */
  #failedAt: number | null = null;
  /** What the disk did not take. */
  #lost: { from: number; to: number } | null = null;

  constructor(options: ReportLogOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#monotonic = options.monotonic ?? (() => performance.now());
    this.#path = options.path;
    this.#timer = setInterval(() => this.#mark(), MARK_MS);
    this.#timer.unref();
  }

  /** False with REPORTLOG OFF. */
  get on(): boolean {
    return this.#on;
  }

  /** Where it is written to. */
  get path(): string {
    return this.#path;
  }

  /** Takes up a state that was read, not applied: at the start, and when a snapshot came from another server. */
  begin(source: ReportSource): void {
    this.#source = source;
    if (this.#file === null) this.#base = baseOf(source);
    else if (source.index() > this.#index) this.#gap(this.#file, this.#index + 1, baseOf(source), 'snapshot');
  }

  /** The whole entry of that index is in the file: there is no need to make records of it again. */
  told(index: number): boolean {
    return this.#file !== null && index < this.#index;
  }

  /** What one applied entry did, to be called right after it was applied. `licensed`: the license has changed. */
  entry(entries: readonly ReportEntry[], licensed: boolean): void {
    const source = this.#source;
    if (source === null || !this.#on) return;
    if (this.#file === null && entries.length === 0) {
      if (licensed) this.#base = baseOf(source);
      return;
    }
    const file = this.#file ?? this.#open(source);
    if (file === null) {
      if (entries.length > 0) this.#options.onLost(entries.length);
      return;
    }
    const index = source.index();
    this.#write(file, entries, index, source.date());
    if (this.#lost !== null) this.#tellLost(file, source);
    else if (licensed) this.#state(file, baseOf(source));
    // Not while entries are replayed that the file has: what follows them is not where the file ends.
    if (!file.full || index < this.#index) return;
    file.rotate();
    this.#head(file, baseOf(source));
  }

  /** Whether anything is written, and whether names of users and hosts are (HIDE_USER). Resolves when it is so. */
  async configure(on: boolean, hideUser: boolean): Promise<void> {
    this.#hideUser = hideUser;
    if (on && !this.#on && this.#source !== null) this.#base = baseOf(this.#source);
    this.#on = on;
    if (!on) await this.#end();
  }

  /**
   * Goes on in another file, or in one of the same name that was moved away (SIGHUP).
   *
   * @throws {LogError} CannotOpen; the former one stays in use
   */
  useFile(path: string): void {
    const file = this.#file;
    if (file !== null && this.#source !== null) {
      if (path === file.path && file.inPlace) return;
      this.#mark();
      const tail = readTail(path);
      file.use(path, true);
      this.#goOn(file, tail, baseOf(this.#source));
    }
    this.#path = path;
  }

  /** Writes what waits, as far as the disk takes it, and closes. */
  close(): Promise<void> {
    clearInterval(this.#timer);
    return this.#end();
  }

  #end(): Promise<void> {
    this.#mark();
    const file = this.#file;
    this.#file = null;
    // One that was let go of before may still be writing.
    this.#closing = Promise.all([this.#closing, file?.close()]);
    return this.#closing.then(() => undefined);
  }

  #open(source: ReportSource): LogFile | null {
    const { onError, rolloverMegabytes } = this.#options;
    const failedAt = this.#failedAt;
    if (failedAt !== null) {
      if (this.#monotonic() - failedAt < RETRY_MS) return null;
      // What happened meanwhile is not known any more: the file goes on from where things stand now.
      this.#base = baseOf(source);
    }
    try {
      const tail = readTail(this.#path);
      const file = LogFile.open(this.#path, true, {
        rolloverBytes: rolloverMegabytes * MEGABYTE,
        keep: KEEP,
        onError,
        onLost: (lines, first, last) => this.#noteLost(lines, first, last),
        monotonic: this.#monotonic,
      });
      this.#file = file;
      this.#failedAt = null;
      this.#goOn(file, tail, this.#base ?? NOTHING);
      return file;
    } catch (error) {
      this.#failedAt = this.#monotonic();
      onError(error instanceof Error ? error : new Error(String(error)));
      return null;
    }
  }

  /** What a file needs at its beginning, or where one that was there already is taken up again. */
  #goOn(file: LogFile, tail: ReturnType<typeof readTail>, base: Base): void {
    if (tail === 'foreign' || (tail !== null && tail.cluster !== this.#options.cluster())) file.rotate();
    if (tail === null || tail === 'foreign' || tail.cluster !== this.#options.cluster()) {
      this.#head(file, base);
      return;
    }
    // The log is replayed from a snapshot on: what the file has already is not written again.
    this.#index = tail.index;
    this.#n = tail.n;
    file.write(this.#fileLine(Math.max(tail.index, base.index)), base.index);
    // Of the entry that the file ends in, records may be missing.
    const from = tail.n === Number.POSITIVE_INFINITY ? tail.index + 1 : tail.index;
    if (base.index > tail.index) this.#gap(file, from, base, 'restart');
  }

  #head(file: LogFile, base: Base): void {
    file.write(this.#fileLine(base.index), base.index);
    this.#state(file, base);
  }

  #write(file: LogFile, entries: readonly ReportEntry[], index: number, date: number): void {
    const lines: string[] = [];
    const position = { index, date: new Date(date).toISOString() };
    for (const [n, entry] of entries.entries()) {
      if (index < this.#index || (index === this.#index && n <= this.#n)) continue;
      const { kind, ...fields } = this.#hideUser ? { ...entry, ...HIDDEN } : entry;
      lines.push(JSON.stringify({ kind, index: position.index, n, date: position.date, ...fields }));
    }
    if (lines.length === 0) return;
    this.#index = index;
    this.#n = entries.length - 1;
    file.write(`${lines.join('\n')}\n`, index, lines.length);
  }

  #state(file: LogFile, base: Base): void {
    if (base.index < this.#index) return;
    this.#index = base.index;
    this.#n = Number.POSITIVE_INFINITY;
    file.write(line(base.state), base.index);
  }

  #gap(file: LogFile, from: number, base: Base, reason: 'restart' | 'snapshot'): void {
    const gap: GapRecord = { kind: 'gap', from, to: base.index, reason, date: iso(this.#now()) };
    file.write(line(gap), base.index);
    this.#state(file, base);
  }

  /** All up to now has been told. */
  #mark(): void {
    if (this.#file === null || this.#source === null) return;
    if (this.#lost !== null) this.#tellLost(this.#file, this.#source);
    const index = this.#source.index();
    if (index <= this.#index) return;
    const mark: MarkRecord = { kind: 'mark', index, date: iso(this.#source.date()) };
    this.#index = index;
    this.#n = Number.POSITIVE_INFINITY;
    this.#file.write(line(mark), index);
  }

  #noteLost(lines: number, first: number, last: number): void {
    if (lines > 0) this.#options.onLost(lines);
    this.#lost = { from: Math.min(first, this.#lost?.from ?? first), to: Math.max(last, this.#lost?.to ?? last) };
  }

  /** Names what is missing, and where things stand since. If that is not taken either it is named again. */
  #tellLost(file: LogFile, source: ReportSource): void {
    const lost = this.#lost;
    // To say where things stand takes longer with each feature: not for a disk that takes nothing now.
    if (lost === null || file.paused) return;
    this.#lost = null;
    const gap: GapRecord = { kind: 'gap', ...lost, reason: 'lost', date: iso(this.#now()) };
    file.write(line(gap), lost.from, 0);
    file.write(line(baseOf(source).state), lost.to, 0);
  }

  #fileLine(after: number): string {
    const { server, version, cluster } = this.#options;
    const record: FileRecord = {
      kind: 'file',
      format: REPORT_FORMAT,
      cluster: cluster(),
      server,
      version,
      after,
      date: iso(this.#now()),
    };
    return line(record);
  }
}

const HIDDEN = { user: '', host: '', display: '', project: '' };
const NOTHING: Base = { index: 0, state: { kind: 'state', index: 0, date: iso(0), owned: {}, out: {} } };

function baseOf(source: ReportSource): Base {
  const index = source.index();
  return { index, state: { kind: 'state', index, date: iso(source.date()), ...source.totals() } };
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function line(record: FileRecord | StateRecord | MarkRecord | GapRecord): string {
  return `${JSON.stringify(record)}\n`;
}
