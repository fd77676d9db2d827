import type { DebugUse, StartBanner } from './debugFormat.ts';

/** The FLEXlm debug log. Lines are written in the background; a disk that is full or slow holds nothing up. */
export declare class DebugLog {
  /**
   * `path` as given to `-l`: a leading `+` appends, else the file is begun anew.
   *
   * @throws {LogError} CannotOpen
   */
  static open(
    path: string,
    options?: { now?: () => Date; timestampMilliseconds?: number; onError?: (error: Error) => void },
  ): DebugLog;
  /** Any line of a daemon: lmgrd or the vendor's. */
  line(daemon: string, message: string): void;
  started(banner: StartBanner): void;
  out(use: DebugUse): void;
  in(use: DebugUse, reason?: string): void;
  denied(use: DebugUse, refusal: { text: string; code: number; minor: number }): void;
  unsupported(use: DebugUse, refusal: { text: string; code: number; minor: number }): void;
  connectedTo(host: string): void;
  connected(master: string): void;
  selectedMaster(server: string, existing: boolean): void;
  lostConnection(host: string): void;
  lostQuorum(): void;
  orderMismatch(): void;
  shutdownRequest(user: string, host: string): void;
  exiting(signal: number): void;
  /** Goes on in the same file, made anew if it was moved away (SIGHUP), or in another one (lmswitch). */
  reopen(path?: string): void;
  /** Writes what is queued and closes. */
  close(): Promise<void>;
}
