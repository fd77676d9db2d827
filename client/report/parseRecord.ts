/** From a line of a report log to a record: whatever stands there, what comes out can be relied on. */
import { REPORT_FORMAT, type ReportEvent, type ReportRecord, type StateRecord } from '../../proto/reportRecord.ts';

/** Why a line is passed over: 'broken' is no record, 'unknown' is of a kind that this version does not know. */
export type Passed = 'broken' | 'unknown';

type Fields = Readonly<Record<string, unknown>>;

/** The record of a line, or why it is passed over. */
export function parseRecord(line: string): ReportRecord | Passed {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'broken';
  }
  if (typeof value !== 'object' || value === null) return 'broken';
  const fields = value as Fields;
  switch (fields['kind']) {
    case 'file':
      if (fields['format'] !== REPORT_FORMAT) return 'unknown';
      return isIndex(fields['after']) && isText(fields, 'cluster', 'server', 'date') && isDate(fields['date'])
        ? (value as ReportRecord)
        : 'broken';
    case 'gap':
      return isIndex(fields['from']) && isIndex(fields['to']) ? (value as ReportRecord) : 'broken';
    case 'mark':
      return isPlaced(fields) ? (value as ReportRecord) : 'broken';
    case 'state':
      return isPlaced(fields) ? state(fields) : 'broken';
    case 'out':
    case 'in':
      return isUse(fields) &&
        isIndex(fields['lease']) &&
        isIndex(fields['used']) &&
        (fields['kind'] === 'out' || isDate(fields['since']))
        ? (value as ReportEvent)
        : 'broken';
    case 'denied':
      return isUse(fields) && Number.isSafeInteger(fields['code']) ? (value as ReportEvent) : 'broken';
    case 'queued':
    case 'dequeued':
      return isUse(fields) ? (value as ReportEvent) : 'broken';
    default:
      return typeof fields['kind'] === 'string' ? 'unknown' : 'broken';
  }
}

function state(fields: Fields): StateRecord | Passed {
  return isSeats(fields['owned']) && isSeats(fields['out']) ? (fields as unknown as StateRecord) : 'broken';
}

function isSeats(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.values(value).every((each) => isIndex(each));
}

function isUse(fields: Fields): boolean {
  return (
    isPlaced(fields) && isIndex(fields['n']) && isIndex(fields['count']) && isText(fields, 'feature', 'vendor', 'user')
  );
}

function isPlaced(fields: Fields): boolean {
  return isIndex(fields['index']) && isDate(fields['date']);
}

function isText(fields: Fields, ...names: string[]): boolean {
  return names.every((name) => typeof fields[name] === 'string');
}

function isIndex(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isDate(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}
