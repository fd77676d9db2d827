/** The lines of a file of any size, a few at a time. */
import { once } from 'node:events';
import { createReadStream, type ReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

const CHUNK_BYTES = 256 * 1024;
/** A longer line is none of a report log, and is passed over without being kept in memory. */
const LONGEST_LINE = 64 * 1024 * 1024;

export class LineReader {
  /** Lines that were passed over, since they were too long. */
  tooLong = 0;
  private readonly source: ReadStream;
  private readonly chunks: AsyncIterator<Buffer>;
  /** The beginning of a line whose end has not been read. */
  private rest: Buffer[] = [];
  private restBytes = 0;
  private ended = false;

  private constructor(source: ReadStream, stream: Readable) {
    this.source = source;
    this.chunks = stream[Symbol.asyncIterator]();
  }

  /** Opens a file; one whose name ends in `.gz` is unpacked. Rejects as node:fs does. */
  static async open(path: string): Promise<LineReader> {
    const stream = createReadStream(path, { highWaterMark: CHUNK_BYTES });
    await once(stream, 'open');
    if (!path.endsWith('.gz')) return new LineReader(stream, stream);
    const unpacked = createGunzip();
    stream.on('error', (error) => unpacked.destroy(error));
    return new LineReader(stream, stream.pipe(unpacked));
  }

  /** Bytes of the file that were read so far. */
  get bytesRead(): number {
    return this.source.bytesRead;
  }

  /** Some more lines, without their ends; null at the end. What follows the last line end is a line as well. */
  async next(): Promise<string[] | null> {
    while (!this.ended) {
      const { value, done } = await this.chunks.next();
      if (done === true) {
        this.ended = true;
        const last = this.takeRest();
        return last === null ? null : [last];
      }
      const lines = this.split(value);
      if (lines.length > 0) return lines;
    }
    return null;
  }

  close(): void {
    this.source.destroy();
  }

  private split(chunk: Buffer): string[] {
    const end = chunk.lastIndexOf(0x0a);
    if (end < 0) {
      this.keep(chunk);
      return [];
    }
    const first = chunk.indexOf(0x0a);
    this.keep(chunk.subarray(0, first));
    const begun = this.takeRest();
    const lines = begun === null ? [] : [begun];
    if (end > first) lines.push(...chunk.toString('utf8', first + 1, end).split('\n'));
    if (end + 1 < chunk.length) this.keep(chunk.subarray(end + 1));
    return lines;
  }

  private keep(part: Buffer): void {
    this.restBytes += part.length;
    if (this.restBytes > LONGEST_LINE) this.rest = [];
    else this.rest.push(part);
  }

  /** The line whose end has come; null if there is none, or it was too long. */
  private takeRest(): string | null {
    const { rest, restBytes } = this;
    this.rest = [];
    this.restBytes = 0;
    if (restBytes === 0) return null;
    if (restBytes <= LONGEST_LINE) return Buffer.concat(rest).toString('utf8');
    this.tooLong += 1;
    return null;
  }
}
