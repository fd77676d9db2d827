/** The FLEXlm logs of one member, and what may be changed about them while it runs. */
import { mkdirSync } from 'node:fs';
import { basename } from 'node:path';
import type { DebugLog } from './debugLog.ts';
import type { Logger } from './log.ts';
import { pathFromOptions, pathInside } from './logPath.ts';
import { type LogRules, NO_LOG_RULES } from './logRules.ts';

/** What lmswitch asks for. Names are files in the log folder, nothing else. */
export interface LogSwitch {
  /**
   * The vendor daemons' lines go to that file from now on, which is begun anew unless `+` leads.
   *
   * @throws {LogError} PathRefused, CannotOpen
   */
  switchDebugLog(name: string): void;
}

export interface MemberLogsOptions {
  /** Where files lie that the options file and lmswitch name; made when the first is. */
  readonly folder: string;
  readonly debug: DebugLog;
  readonly logger: Logger;
}

export class MemberLogs implements LogSwitch {
  readonly debug: DebugLog;
  readonly #options: MemberLogsOptions;
  #rules = NO_LOG_RULES;

  constructor(options: MemberLogsOptions) {
    this.#options = options;
    this.debug = options.debug;
  }

  /** NOLOG: such lines are not written. */
  silent(event: string): boolean {
    return this.#rules.silent.has(event);
  }

  /** Takes up DEBUGLOG and NOLOG. What cannot be done is told and leaves that log as it was. */
  configure(rules: LogRules): void {
    const before = this.#rules;
    this.#rules = rules;
    // A reread that changes nothing here must not undo an lmswitch.
    if (JSON.stringify(rules.debugLog) !== JSON.stringify(before.debugLog)) this.#configureDebug(rules.debugLog);
  }

  switchDebugLog(name: string): void {
    const append = name.startsWith('+');
    this.debug.switchVendors(this.#prepare(pathInside, append ? name.slice(1) : name), append);
  }

  /** Goes on in files of the same names, made anew if they were moved away (SIGHUP). Throws LogError. */
  reopen(): void {
    this.debug.reopen();
  }

  async close(): Promise<void> {
    await this.debug.close();
  }

  #configureDebug(wanted: LogRules['debugLog']): void {
    if (wanted === null) return this.debug.joinVendors();
    try {
      const path = this.#prepare(pathFromOptions, wanted.path);
      this.debug.switchVendors(path, wanted.append, wanted.rolloverSize ?? undefined);
      if (wanted.path !== basename(wanted.path)) this.#options.logger.warn({ asked: wanted.path, path }, ELSEWHERE);
    } catch (error) {
      this.#options.logger.error({ err: error, asked: wanted.path }, 'DEBUGLOG cannot be followed');
    }
  }

  #prepare(find: (folder: string, name: string) => string, name: string): string {
    const { folder } = this.#options;
    const path = find(folder, name);
    mkdirSync(folder, { recursive: true, mode: 0o750 });
    return path;
  }
}

const ELSEWHERE = 'an options file can only name a file in the log folder; the one of that name is used';
