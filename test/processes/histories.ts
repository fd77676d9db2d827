/** Histories that programs have written. */
import { readFile } from 'node:fs/promises';
import type { HistoryRecord } from '../../client/index.ts';
import { parseHistory } from '../history/records.ts';

/** The records of one file; none if it is not there yet. */
export async function readHistory(path: string): Promise<HistoryRecord[]> {
  return parseHistory(await readFile(path, 'utf8').catch(() => ''), path);
}
