/** The FLEXlm logs of one member, and what may be changed about them while it runs. */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { DebugLog } from './debugLog.ts';
import { LogError, LogErrorCode } from './errors.ts';
import type { Logger } from './log.ts';
import { pathFromOptions, pathInside } from './logPath.ts';
import { type LogRules, NO_LOG_RULES } from './logRules.ts';
import type { ReportLog } from './reportLog.ts';

/** What the report log is called unless REPORTLOG says otherwise. */
export const REPORT_LOG = 'report.ndjson';

/** What lmswitch, lmswitchr and lmnewlog ask for. Names are files in the log folder, nothing else. */
export interface LogSwitch {
  /**
   * The vendor daemons' lines go to that file from now on, which is begun anew unless `+` leads (lmswitch).
   *
   * @throws {LogError} PathRefused, CannotOpen
   */
  switchDebugLog(name: string): void;
  /**
   * The report log goes on in that file, which is always appended to (lmswitchr).
   *
   * @throws {LogError} PathRefused, CannotOpen, ReportLogOff
   */
  switchReportLog(name: string): void;
  /**
   * What has been reported is moved to that file, which must not be there yet, and the report log begun anew under
   * its name (lmnewlog).
   *
   * @throws {LogError} PathRefused, CannotOpen, ReportLogOff
   */
  newReportLog(oldDataTo: string): void;
}

export interface MemberLogsOptions {
  /** Where the report log lies, and files that the options file and lmswitch name. Made if it is not there. */
  readonly folder: string;
  readonly debug: DebugLog;
  readonly report: ReportLog;
  readonly logger: Logger;
}

export class MemberLogs implements LogSwitch {
  readonly debug: DebugLog;
  readonly report: ReportLog;
  readonly #folder: string;
  readonly #logger: Logger;
  #rules = NO_LOG_RULES;

  constructor(options: MemberLogsOptions) {
    this.debug = options.debug;
    this.report = options.report;
    this.#folder = options.folder;
    this.#logger = options.logger;
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o750 });
    } catch (error) {
      this.#logger.error({ err: error, folder: this.#folder }, 'the log folder cannot be made');
    }
  }

  /** NOLOG: such lines of that vendor are not written. */
  silent(vendor: string, event: string): boolean {
    const { silent } = this.#rules;
    return silent.get(vendor)?.has(event) === true || silent.get('')?.has(event) === true;
  }

  /** Takes up DEBUGLOG, REPORTLOG and NOLOG. What cannot be done is told and leaves that log as it was. */
  configure(rules: LogRules): void {
    const before = this.#rules;
    this.#rules = rules;
    // A reread that changes nothing here must not undo an lmswitch.
    if (!same(rules.debugLog, before.debugLog)) {
      this.#follow('DEBUGLOG', rules.debugLog?.path, () => this.#configureDebug(rules.debugLog));
    }
    if (!same(rules.reportLog, before.reportLog)) {
      this.#follow('REPORTLOG', rules.reportLog?.path, () => this.#configureReport(rules.reportLog));
    }
  }

  switchDebugLog(name: string): void {
    const append = name.startsWith('+');
    const path = pathInside(this.#folder, append ? name.slice(1) : name);
    this.#refuse(path, this.#reportPaths());
    this.debug.switchVendors(path, append);
  }

  switchReportLog(name: string): void {
    this.#requireReport();
    const path = pathInside(this.#folder, name.startsWith('+') ? name.slice(1) : name);
    this.#refuse(path, this.#debugPaths());
    this.report.useFile(path);
  }

  newReportLog(oldDataTo: string): void {
    this.#requireReport();
    const path = pathInside(this.#folder, oldDataTo);
    this.#refuse(path, [...this.#debugPaths(), ...this.#reportPaths()]);
    if (existsSync(path)) throw new LogError(LogErrorCode.PathRefused, `${path} is there already: give another name`);
    const current = this.report.path;
    try {
      if (existsSync(current)) renameSync(current, path);
    } catch (error) {
      throw new LogError(LogErrorCode.CannotOpen, `log ${current} cannot be moved to ${path}: ${String(error)}`, {
        cause: error,
      });
    }
    this.report.useFile(current);
  }

  /** Goes on in files of the same names, made anew if they were moved away (SIGHUP). Throws LogError. */
  reopen(): void {
    this.debug.reopen();
    this.report.useFile(this.report.path);
  }

  async close(): Promise<void> {
    await Promise.all([this.debug.close(), this.report.close()]);
  }

  #requireReport(): void {
    if (!this.report.on)
      throw new LogError(LogErrorCode.ReportLogOff, 'REPORTLOG OFF: this server writes no report log');
  }

  #follow(keyword: string, asked: string | undefined, work: () => string | null): void {
    try {
      const path = work();
      if (path !== null && asked !== basename(path)) this.#logger.warn({ keyword, asked, path }, ELSEWHERE);
    } catch (error) {
      this.#logger.error({ err: error, asked }, `${keyword} cannot be followed`);
    }
  }

  #configureDebug(wanted: LogRules['debugLog']): string | null {
    if (wanted === null) {
      this.debug.joinVendors();
      return null;
    }
    const path = pathFromOptions(this.#folder, wanted.path);
    this.#refuse(path, this.#reportPaths());
    this.debug.switchVendors(path, wanted.append, wanted.rolloverSize ?? undefined);
    return path;
  }

  #configureReport(wanted: LogRules['reportLog']): string | null {
    const word = wanted?.path.toUpperCase();
    void this.report.configure(word !== 'OFF', wanted?.hideUser === true);
    if (wanted === null || word === 'OFF' || word === 'ON') {
      this.report.useFile(join(this.#folder, REPORT_LOG));
      return null;
    }
    const path = pathFromOptions(this.#folder, wanted.path);
    this.#refuse(path, this.#debugPaths());
    this.report.useFile(path);
    return path;
  }

  #debugPaths(): string[] {
    return [this.debug.path, this.debug.vendorPath].filter((path) => path !== null);
  }

  #reportPaths(): string[] {
    return [this.report.path, join(this.#folder, REPORT_LOG)];
  }

  /** One log must not overwrite another, nor the former files of another. */
  #refuse(path: string, taken: readonly string[]): void {
    const owner = taken.find((each) => path === each || path.startsWith(`${each}.`) || isFormer(each, path));
    if (owner === undefined) return;
    throw new LogError(LogErrorCode.PathRefused, `${path} belongs to the log ${owner}: give another name`);
  }
}

const ELSEWHERE = 'an options file can only name a file in the log folder; the one of that name is used';

/** The log at `path` moves its own former files to that name when it begins a new one. */
function isFormer(name: string, path: string): boolean {
  return name.startsWith(`${path}.`) && /^\d+$/.test(name.slice(path.length + 1));
}

function same(a: object | null, b: object | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
