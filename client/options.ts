/** What a program can say when it connects. */
import type { Identity } from '../proto/index.ts';
import type { Clock } from './clock.ts';
import type { HistoryObserver } from './history.ts';
import type { TlsOption } from './tls.ts';

/** Where log lines go; `fields` are particulars. */
export type Logger = (level: 'debug' | 'info' | 'warn', message: string, fields?: Record<string, unknown>) => void;

/** Options of connect(); all may be left out. */
export interface ConnectOptions {
  /**
   * `port@host,port@host,port@host`, or the path of a license file.
   * @default <VENDOR>_LICENSE_FILE, LM_LICENSE_FILE, what lmpath keeps, /usr/local/flexlm/licenses/license.dat
   */
  servers?: string;
  /** Who asks. @default this process: user, host, display, pid */
  identity?: Partial<Identity>;
  /** Certificates; false for plaintext. @default LMTRIAD_CA..., ~/.lmtriad, certs/ beside the license file */
  tls?: TlsOption;
  logger?: Logger;
  /** Gets a record of every operation, as for tests of the whole. */
  observe?: HistoryObserver;
  /** Name in the history's records. @default host:pid */
  client?: string;
  /** Gives up connecting. */
  signal?: AbortSignal;
  /** Milliseconds that connect() waits for a master. @default 5000 */
  timeoutMs?: number;
  /**
   * Milliseconds after which a session that holds nothing and waits for nothing is ended and its connections
   * are closed, so that the program can exit; the next checkout opens another. Infinity keeps it. @default 5000
   */
  idleMs?: number;
  /**
   * Folder of the notes by which a restarted program ends its dead predecessor's session; false for none.
   * @default $XDG_STATE_HOME/lmtriad/sessions, else ~/.lmtriad/sessions
   */
  stateFolder?: string | false;
  /**
   * Folder of what is borrowed; false for none. @default $LMTRIAD_BORROW_DIR, else
   * $XDG_STATE_HOME/lmtriad/borrow, else ~/.lmtriad/borrow
   */
  borrowFolder?: string | false;
  /** Milliseconds that handlers of `revoked` have before the seats are checked in. @default 5000 */
  revokeGraceMs?: number;
  /** The clocks to believe. @default the machine's */
  clock?: Clock;
}

/** What a checkout asks for. */
export interface CheckoutOptions {
  feature: string;
  /** Lowest version wanted: digits and dots. @default any */
  version?: string;
  /** Seats. @default 1 */
  count?: number;
  /** Vendor daemon. @default whichever has the feature */
  vendor?: string;
  /** Wait in the queue when all seats are taken. @default false */
  queue?: boolean;
  /** Told the place in the queue, from 1, when it joins and after each reconnection. */
  onQueued?: (position: number) => void;
  /** Opaque data for DUP_GROUP=V, at most 256 bytes. */
  checkoutData?: Uint8Array;
  /** Takes the request back: what it was granted meanwhile is released. */
  signal?: AbortSignal;
  /** Milliseconds without a master until it fails with -96 (or -15) and the reason. @default 5000 */
  timeoutMs?: number;
}

/** What a borrow asks for. */
export interface BorrowOptions extends CheckoutOptions {
  /** End of the borrow. */
  until: Date;
}

/** Which borrow is given back, and how long that may take. */
export interface ReturnOptions {
  /** Only what was borrowed from this display. */
  display?: string;
  /** Only this lease. */
  lease?: number;
  signal?: AbortSignal;
  /** Milliseconds without a master until it fails; calling again goes on. @default 5000 */
  timeoutMs?: number;
}
