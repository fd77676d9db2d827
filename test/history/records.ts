/** Histories as the clients wrote them: NDJSON, one operation a line. */
import type { HistoryRecord } from '../../client/index.ts';

/** Fields and what each must be. */
const SHAPE: Readonly<Record<keyof HistoryRecord, readonly string[]>> = {
  client: ['string'],
  session: ['string'],
  op: ['string'],
  feature: ['string'],
  count: ['number'],
  call: ['number'],
  return: ['number', 'null'],
  ok: ['boolean'],
  granted: ['number'],
  lease: ['number', 'null'],
  index: ['number', 'null'],
  deadline: ['number', 'null'],
  error: ['string', 'null'],
};

const OPERATIONS: readonly string[] = ['checkout', 'checkin', 'renew', 'lost', 'regained', 'revoked'];

/**
 * The records of one file, in the order of its lines. The last line may be cut short: its client was killed
 * while it wrote. Throws with name and line number if anything else is not a record.
 */
export function parseHistory(text: string, name: string): HistoryRecord[] {
  const lines = text.split('\n');
  const records: HistoryRecord[] = [];
  for (const [at, line] of lines.entries()) {
    const last = at === lines.length - 1;
    if (line === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (error) {
      if (last) break;
      throw new Error(`${name}:${at + 1}: ${error instanceof Error ? error.message : String(error)}`);
    }
    records.push(asRecord(value, `${name}:${at + 1}`));
  }
  return records;
}

function asRecord(value: unknown, where: string): HistoryRecord {
  if (typeof value !== 'object' || value === null) throw new Error(`${where}: not an object`);
  const fields = new Map(Object.entries(value));
  for (const [field, kinds] of Object.entries(SHAPE)) {
    const found = fields.get(field);
    const kind = found === null ? 'null' : typeof found;
    if (!kinds.includes(kind)) throw new Error(`${where}: "${field}" is ${kind}, expected ${kinds.join(' or ')}`);
  }
  const record = value as HistoryRecord;
  if (!OPERATIONS.includes(record.op)) throw new Error(`${where}: unknown operation "${record.op}"`);
  return record;
}
