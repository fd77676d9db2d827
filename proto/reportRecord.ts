/**
 * The report log: what a server writes about the use of licenses, one JSON object a line (NDJSON, UTF-8). Our own
 * format, described for its readers in docs/report-log.md. Every server writes the same records of the same log,
 * so the files of the three can be merged: `index` and `n` name a record.
 */

/** Version of the format. Readers take a file of this version and pass over kinds and fields that they do not know. */
export const REPORT_FORMAT = 1;

/** Where a record stands in the replicated log. */
interface Position {
  /** Log index of the entry. Grows through a file. */
  readonly index: number;
  /** Date of the entry by the cluster's clock: ISO 8601, UTC, milliseconds. */
  readonly date: string;
}

/** First line of a file, and written at each start of the server. */
export interface FileRecord {
  readonly kind: 'file';
  /** REPORT_FORMAT of what follows. */
  readonly format: number;
  /** Id of the cluster, 32 hexadecimal digits. Indexes of two clusters have nothing to do with each other. */
  readonly cluster: string;
  /** Name of the server that writes. */
  readonly server: string;
  /** Version of lmgrd. */
  readonly version: string;
  /** What follows begins after this index. */
  readonly after: number;
  /** When the line was written, by the server's own clock. */
  readonly date: string;
}

/** What the license gives and what is out, as of an index: at the top of a file, after a gap, for a new license. */
export interface StateRecord extends Position {
  readonly kind: 'state';
  /** Seats of each feature, OVERDRAFT included. Features without a limit are left out. */
  readonly owned: Readonly<Record<string, number>>;
  /** Seats that are out, of each feature of which any are. */
  readonly out: Readonly<Record<string, number>>;
}

/** What all records about programs have. */
interface UseRecord extends Position {
  /** Number among the records of its entry, from 0. */
  readonly n: number;
  readonly feature: string;
  /** Name of the vendor daemon; empty if no license names the feature. */
  readonly vendor: string;
  /** Login name. Empty with HIDE_USER, as are host, display and project. */
  readonly user: string;
  readonly host: string;
  readonly display: string;
  /** What the program gave as LM_PROJECT. */
  readonly project: string;
  /** Seats. */
  readonly count: number;
}

/** Seats went out. */
export interface OutRecord extends UseRecord {
  readonly kind: 'out';
  /** The handle of lmstat and lmremove. */
  readonly lease: number;
  /** Version of the license line. */
  readonly version: string;
  /** Seats of the feature that are out after this entry. Those that several share by DUP_GROUP count once. */
  readonly used: number;
}

/** Seats came back. */
export interface InRecord extends UseRecord {
  readonly kind: 'in';
  readonly lease: number;
  readonly version: string;
  readonly used: number;
  /** When they went out: ISO 8601. */
  readonly since: string;
  /** checkin, end (of the program), expired, cancelled, revoked or replaced. */
  readonly reason: string;
}

/** A checkout was refused. */
export interface DeniedRecord extends UseRecord {
  readonly kind: 'denied';
  /** FlexNet code, -4 and the like. */
  readonly code: number;
  /** Which place refused; see docs/errors.md. */
  readonly minor: number;
}

/** A program waits for seats, or waits no longer. */
export interface QueueRecord extends UseRecord {
  readonly kind: 'queued' | 'dequeued';
}

/** Nothing to tell, but all up to this index has been told. */
export interface MarkRecord extends Position {
  readonly kind: 'mark';
}

/** This server does not know, or could not write, what happened from one index to another, both included. */
export interface GapRecord {
  readonly kind: 'gap';
  readonly from: number;
  readonly to: number;
  /**
   * restart: it was not written before the server ended; snapshot: the server was away for so long that it got
   * the state without its history; lost: the disk was full or too slow.
   */
  readonly reason: 'restart' | 'snapshot' | 'lost';
  /** When the line was written, by the server's own clock. */
  readonly date: string;
}

/** A record about a program. */
export type ReportEvent = OutRecord | InRecord | DeniedRecord | QueueRecord;

/** One line of a report log. */
export type ReportRecord = FileRecord | StateRecord | ReportEvent | MarkRecord | GapRecord;
