/** The records of several servers' files as one sequence, each event once. */

import type { ReportRecord } from '../../proto/reportRecord.ts';
import { LicenseError } from '../errors.ts';
import type { ReportFile } from './reportFile.ts';

export interface Merged {
  /** Events given on. */
  readonly events: number;
  /** Events that another file had given already. */
  readonly doubles: number;
}

/**
 * Gives the records of all files to `take`, in the order of the log. Reads a few lines of each at a time.
 *
 * @throws {LicenseError} -42 if the files are of different clusters
 */
export async function mergeReports(
  files: readonly ReportFile[],
  take: (record: ReportRecord) => void,
  signal?: AbortSignal,
): Promise<Merged> {
  let open: ReportFile[] = [];
  for (const file of files) if (await file.fill()) open.push(file);
  let index = -1;
  let n = -1;
  let events = 0;
  let doubles = 0;
  for (let file = first(open); file !== undefined; file = first(open)) {
    const { head } = file;
    if (head?.record.kind === 'file') requireSameCluster(files, head.record.cluster, file);
    if (head !== null && 'n' in head.record && (head.index < index || (head.index === index && head.n <= n))) {
      doubles += 1;
    } else if (head !== null) {
      if ('n' in head.record) {
        ({ index, n } = head);
        events += 1;
      }
      take(head.record);
    }
    if (file.advance()) continue;
    signal?.throwIfAborted();
    if (!(await file.fill())) open = open.filter((each) => each !== file);
  }
  return { events, doubles };
}

/** The file whose next record comes first. */
function first(files: readonly ReportFile[]): ReportFile | undefined {
  let best: ReportFile | undefined;
  for (const file of files) {
    const { head } = file;
    const other = best?.head;
    if (head === null) continue;
    if (other == null || head.index < other.index || (head.index === other.index && head.n < other.n)) best = file;
  }
  return best;
}

function requireSameCluster(files: readonly ReportFile[], cluster: string, file: ReportFile): void {
  const other = files.find((each) => each.cluster !== '' && each.cluster !== cluster);
  if (other === undefined) return;
  const detail = `${file.path} is of cluster ${cluster}, ${other.path} of ${other.cluster}: report on each by itself`;
  throw new LicenseError({ code: -42, detail });
}
