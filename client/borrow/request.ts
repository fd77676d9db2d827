/** The wish to borrow that lmborrow keeps for the programs that are started next, as LM_BORROW does. */
import { parseDate } from '../../license/index.ts';
import { LicenseError } from '../errors.ts';
import type { BorrowFolder } from './folder.ts';

/** What was asked for with `lmborrow {vendor|all} date[:time]`. */
export interface BorrowRequest {
  /** Vendor daemon name, or `all`. */
  readonly vendor: string;
  /** End of the borrow in Unix milliseconds. */
  readonly until: number;
  /** When it was asked for: only checkouts on that day borrow. */
  readonly asked: number;
}

/**
 * `dd-mmm-yyyy[:hh:mm]` in local time, as Unix milliseconds; without a time the end of that day.
 * Throws LicenseError (-11).
 */
export function parseBorrowEnd(text: string): number {
  const refuse = () => new LicenseError({ code: -11, minor: 13, detail: `"${text}" is not dd-mmm-yyyy[:hh:mm]` });
  const match = /^(\d{1,2}-[a-z]{3}-\d{4})(?::(\d{1,2}):(\d{2}))?$/i.exec(text);
  if (!match?.[1]) throw refuse();
  let iso: string | null;
  try {
    iso = parseDate(match[1]);
  } catch {
    throw refuse();
  }
  const hours = match[2] === undefined ? 24 : Number(match[2]);
  const minutes = Number(match[3] ?? 0);
  if (iso === null || (match[2] !== undefined && hours > 23) || minutes > 59) throw refuse();
  const [year = 0, month = 1, day = 1] = iso.split('-').map(Number);
  return new Date(year, month - 1, day, hours, minutes).getTime();
}

/** The wish that counts now; null if there is none, its day is over, or its end has passed. */
export function standingRequest(folder: BorrowFolder, now: number): BorrowRequest | null {
  const note = folder.read('request') as Partial<BorrowRequest> | null;
  if (note === null) return null;
  const { vendor, until, asked } = note;
  if (typeof vendor !== 'string' || typeof until !== 'number' || typeof asked !== 'number') return null;
  const sameDay = new Date(asked).toDateString() === new Date(now).toDateString();
  return sameDay && until > now ? { vendor, until, asked } : null;
}
