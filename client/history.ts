/** The history of a client's operations as NDJSON, from which tests judge what was believed when. */
import { appendFileSync } from 'node:fs';

/** One operation; times in nanoseconds of the machine's monotonic clock (process.hrtime). */
export interface HistoryRecord {
  client: string;
  session: string;
  op: 'checkout' | 'checkin' | 'renew' | 'lost' | 'regained' | 'revoked';
  feature: string;
  count: number;
  call: number;
  /** Null if it was never answered. */
  return: number | null;
  ok: boolean;
  /** Seats granted. */
  granted: number;
  lease: number | null;
  /** Log index: of the checkin for a checkin that was answered, else of the grant; null if there is none. */
  index: number | null;
  /** The client's own deadline after the operation; null if it has none. */
  deadline: number | null;
  /** Code of the refusal with its text, null if there was none. */
  error: string | null;
}

/** Takes each record as it comes. */
export type HistoryObserver = (record: HistoryRecord) => void;

/** An observer that appends to a file: each line is written at once, so that a killed client leaves all. */
export function historyFile(path: string): HistoryObserver {
  return (record) => appendFileSync(path, `${JSON.stringify(record)}\n`);
}
