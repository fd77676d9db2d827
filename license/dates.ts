import { FlexError } from './codes.ts';
import { LicenseError } from './errors.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MILLISECONDS_PER_DAY = 86_400_000;

/**
 * Reads a date of a license line: `dd-mmm-yyyy` as an ISO date; `permanent` and the year 0 (`1-jan-0`,
 * `01-jan-0000`) as null. Two digits are a year of the twentieth century, as in files of that time.
 * Throws LicenseError BadDate (-11).
 */
export function parseDate(text: string): string | null {
  if (text.toLowerCase() === 'permanent') return null;
  const parts = /^(\d{1,2})-([a-z]{3})-(\d{1,4})$/i.exec(text);
  if (parts === null) throw badDate(text);
  const [, dayText = '', monthText = '', yearText = ''] = parts;
  const month = MONTHS.indexOf(monthText.toLowerCase()) + 1;
  const day = Number(dayText);
  const written = Number(yearText);
  if (month === 0) throw badDate(text);
  if (written === 0) {
    if (day < 1 || day > 31) throw badDate(text);
    return null;
  }
  const year = yearText.length <= 2 ? 1900 + written : written;
  if (year < 1900 || day < 1 || day > daysIn(year, month)) throw badDate(text);
  return `${year}-${twoDigits(month)}-${twoDigits(day)}`;
}

/** An ISO date as license files have it, `31-dec-2005`; null is `permanent`. */
export function formatDate(date: string | null): string {
  if (date === null) return 'permanent';
  const [year = '', month = '', day = ''] = date.split('-');
  return `${Number(day)}-${MONTHS[Number(month) - 1]}-${year}`;
}

/** Days since 1970-01-01, at least 1 so that 0 can stand for "none"; null gives 0. */
export function dayOf(date: string | null): number {
  return date === null ? 0 : Math.max(1, Date.parse(`${date}T00:00:00Z`) / MILLISECONDS_PER_DAY);
}

/** The ISO date of a number of days since 1970-01-01; 0 gives null. */
export function dateOfDay(day: number): string | null {
  return day === 0 ? null : new Date(day * MILLISECONDS_PER_DAY).toISOString().slice(0, 10);
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

function badDate(text: string): LicenseError {
  return new LicenseError('BadDate', FlexError.InvalidDate, `"${text}" is no date; expected dd-mmm-yyyy or permanent`);
}
