/** One report log, record by record in its own order. */
import type { ReportRecord } from '../../proto/reportRecord.ts';
import { Coverage } from './coverage.ts';
import { LineReader } from './lineReader.ts';
import { parseRecord } from './parseRecord.ts';

/** A record with its place among those of all files. */
export interface Placed {
  readonly record: ReportRecord;
  readonly index: number;
  /** Infinite for what stands for all of its index. */
  readonly n: number;
}

export class ReportFile {
  readonly path: string;
  readonly coverage = new Coverage();
  /** Cluster and server of its first line; empty if it has none. */
  cluster = '';
  server = '';
  records = 0;
  /** Lines that are no records, or stand where none may stand. */
  broken = 0;
  /** Of kinds that a later version has brought. */
  unknown = 0;
  /** The next record; null when there is none yet: see `fill`. */
  head: Placed | null = null;
  private readonly reader: LineReader;
  private batch: readonly string[] = [];
  private at = 0;
  private index = 0;
  private n = -1;

  private constructor(path: string, reader: LineReader) {
    this.path = path;
    this.reader = reader;
  }

  static async open(path: string): Promise<ReportFile> {
    return new ReportFile(path, await LineReader.open(path));
  }

  /** Bytes of the file that were read so far. */
  get bytesRead(): number {
    return this.reader.bytesRead;
  }

  /** Reads on until there is a next record. False at the end of the file. */
  async fill(): Promise<boolean> {
    while (!this.advance()) {
      const lines = await this.reader.next();
      if (lines === null) {
        this.broken += this.reader.tooLong;
        this.close();
        return false;
      }
      this.batch = lines;
      this.at = 0;
    }
    return true;
  }

  close(): void {
    this.reader.close();
  }

  /** Takes up the next record of what was read. False if `fill` must read on. */
  advance(): boolean {
    this.head = null;
    while (this.at < this.batch.length) {
      const line = this.batch[this.at++] ?? '';
      if (line === '') continue;
      const record = parseRecord(line);
      if (record === 'broken') this.broken += 1;
      else if (record === 'unknown') this.unknown += 1;
      else if (this.take(record)) return true;
    }
    return false;
  }

  private take(record: ReportRecord): boolean {
    const { coverage } = this;
    if (record.kind === 'file') {
      this.cluster ||= record.cluster;
      this.server ||= record.server;
      coverage.begin(record.after);
      return this.place(record, record.after, this.index === record.after ? this.n : Number.POSITIVE_INFINITY);
    }
    if (record.kind === 'gap') {
      coverage.miss(record);
      return this.place(record, Math.max(this.index, record.to), Number.POSITIVE_INFINITY);
    }
    const n = 'n' in record ? record.n : Number.POSITIVE_INFINITY;
    if (!this.place(record, record.index, n)) return false;
    coverage.reach(record.index);
    return true;
  }

  /** False, and counted as broken, for a record that goes back: files that were put one after the other. */
  private place(record: ReportRecord, index: number, n: number): boolean {
    if (index < this.index || (index === this.index && n < this.n)) {
      this.broken += 1;
      return false;
    }
    this.index = index;
    this.n = n;
    this.records += 1;
    this.head = { record, index, n };
    return true;
  }
}
