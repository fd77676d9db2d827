/** For tests: report logs with the fields that a test does not care for. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReportRecord } from '../../proto/reportRecord.ts';

/** Local time, as reports count days, on 24 November 2026. */
export function at(hour: number, minute = 0, day = 24): number {
  return new Date(2026, 10, day, hour, minute).getTime();
}

const iso = (time: number) => new Date(time).toISOString();
const use = { feature: 'f', vendor: 'v', user: 'ann', host: 'pc1', display: ':0', project: '', count: 1 };
type More = Partial<{
  n: number;
  feature: string;
  user: string;
  count: number;
  lease: number;
  vendor: string;
  used: number;
}>;

export function file(after = 0, server = 'fitis', cluster = 'c'): ReportRecord {
  return { kind: 'file', format: 1, cluster, server, version: '0.1.0', after, date: iso(at(0)) };
}

export function state(index: number, time: number, owned: number, out: number): ReportRecord {
  return { kind: 'state', index, date: iso(time), owned: { f: owned }, out: out === 0 ? {} : { f: out } };
}

/** One seat out, and no other, unless said otherwise. */
export function out(index: number, time: number, more: More = {}): ReportRecord {
  return { kind: 'out', index, n: 0, date: iso(time), ...use, lease: index, version: '1', used: 1, ...more };
}

/** Gives back what went out with that lease at that time, and leaves nothing out unless said otherwise. */
export function back(index: number, time: number, lease: number, since: number, more: More = {}): ReportRecord {
  const rest = { lease, version: '1', used: 0, since: iso(since), reason: 'checkin' };
  return { kind: 'in', index, n: 0, date: iso(time), ...use, ...rest, ...more };
}

export function denied(index: number, time: number, more: More = {}): ReportRecord {
  return { kind: 'denied', index, n: 0, date: iso(time), ...use, code: -4, minor: 101, ...more };
}

export function gap(from: number, to: number): ReportRecord {
  return { kind: 'gap', from, to, reason: 'lost', date: iso(at(0)) };
}

export function mark(index: number, time: number): ReportRecord {
  return { kind: 'mark', index, date: iso(time) };
}

/** Writes each list of records, or of lines as they are, into a file of its own; gives the paths. */
export function written(...files: readonly (readonly (ReportRecord | string)[])[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'lmtriad-report-'));
  return files.map((lines, i) => {
    const path = join(folder, `report-${i}.ndjson`);
    writeFileSync(path, lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
    return path;
  });
}
