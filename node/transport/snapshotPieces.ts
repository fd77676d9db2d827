import type { RaftMessage, RaftMessageInit } from '../../proto/index.ts';
import type { Message } from '../consensus/index.ts';
import { TransportError, TransportErrorCode } from './errors.ts';
import { fromWire, toWire, whole } from './peerCodec.ts';

/** Longest piece of a snapshot in one message, in bytes. */
export const PIECE_BYTES = 1024 * 1024;

/** Cuts a message with a snapshot into messages with one piece each, made as they are asked for. */
export function* snapshotPieces(message: Message, pieceBytes = PIECE_BYTES): Generator<RaftMessageInit, void> {
  const data = message.snapshot?.data ?? new Uint8Array(0);
  const wire = toWire(message);
  let offset = 0;
  // A snapshot of no bytes is one empty piece.
  do {
    const piece = data.subarray(offset, offset + pieceBytes);
    yield { ...wire, snapshot: { ...wire.snapshot, data: piece, offset, total: data.length } };
    offset += piece.length;
  } while (offset < data.length);
}

/** Puts the pieces of one stream's snapshots together. One snapshot at a time; a new one replaces it. */
export class SnapshotAssembler {
  readonly #limit: number;
  #pieces: Uint8Array[] = [];
  #received = 0;
  #of: { index: number; term: number; total: number } | null = null;

  /** `limit`: longest snapshot in bytes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Takes one message with a piece; the whole message when it was the last one, else null.
   *
   * @throws {TransportError} SnapshotTooLarge; MalformedMessage when the pieces do not follow each other
   */
  take(wire: RaftMessage): Message | null {
    const message = fromWire(wire);
    const { snapshot } = message;
    if (snapshot === null || wire.snapshot === null) {
      throw malformed('no snapshot in the message');
    }
    const total = whole(wire.snapshot.total, 'snapshot length');
    const offset = whole(wire.snapshot.offset, 'snapshot offset');
    if (total > this.#limit) {
      throw new TransportError(
        TransportErrorCode.SnapshotTooLarge,
        `a snapshot of ${total} bytes, ${this.#limit} are taken`,
      );
    }
    const { index, term } = snapshot.metadata;
    if (offset === 0) {
      this.#clear();
      this.#of = { index, term, total };
    }
    const of = this.#of;
    if (of === null || of.index !== index || of.term !== term || of.total !== total || offset !== this.#received) {
      this.#clear();
      throw malformed('pieces of a snapshot that do not follow each other');
    }
    this.#received += snapshot.data.length;
    if (this.#received > total || (snapshot.data.length === 0 && total > 0)) {
      this.#clear();
      throw malformed('pieces of a snapshot that do not fit its length');
    }
    this.#pieces.push(snapshot.data);
    if (this.#received < total) {
      return null;
    }
    const data = Buffer.concat(this.#pieces, total);
    this.#clear();
    return { ...message, snapshot: { metadata: snapshot.metadata, data } };
  }

  #clear(): void {
    this.#pieces = [];
    this.#received = 0;
    this.#of = null;
  }
}

function malformed(what: string): TransportError {
  return new TransportError(TransportErrorCode.MalformedMessage, `malformed peer message: ${what}`);
}
