import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameCodec, type RaftMessage } from '../../proto/index.ts';
import { EntryType, isLocalMessage, type Message, MessageType, makeMessage } from '../consensus/index.ts';
import { isTransportError, TransportErrorCode } from './errors.ts';
import { encodeFrame, encodeFrames } from './frames.ts';
import { fromWire, toWire } from './peerCodec.ts';
import { SnapshotAssembler, snapshotPieces } from './snapshotPieces.ts';

const number = fc.oneof(fc.constant(0), fc.maxSafeNat());
const bytes = fc.uint8Array({ maxLength: 64 });
const entry = fc.record({
  term: number,
  index: number,
  type: fc.constantFrom(...Object.values(EntryType)),
  data: bytes,
});
const ids = fc.array(number, { maxLength: 4 });
const snapshot = fc.record({
  metadata: fc.record({
    confState: fc.record({
      voters: ids,
      learners: ids,
      votersOutgoing: ids,
      learnersNext: ids,
      autoLeave: fc.boolean(),
    }),
    index: number,
    term: number,
  }),
  data: fc.uint8Array({ maxLength: 300 }),
});
const message: fc.Arbitrary<Message> = fc.record({
  type: fc.constantFrom(...Object.values(MessageType).filter((type) => !isLocalMessage(type))),
  to: number,
  from: number,
  term: number,
  logTerm: number,
  index: number,
  entries: fc.array(entry, { maxLength: 5 }),
  commit: number,
  vote: number,
  snapshot: fc.constant(null),
  reject: fc.boolean(),
  rejectHint: number,
  context: bytes,
  responses: fc.constant([]),
});

/** Buffers as plain bytes, so that equal bytes compare equal. */
function plain(value: Message): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, part) =>
      part instanceof Uint8Array ? [...part] : part?.type === 'Buffer' ? part.data : part,
    ),
  );
}

function overTheWire(wires: Parameters<typeof encodeFrame>[0]): RaftMessage[] {
  return FrameCodec.decode(encodeFrame(wires)).messages;
}

test('a message comes out of its wire form as it went in', () => {
  fc.assert(
    fc.property(message, (sent) => {
      const [wire] = overTheWire({ messages: [toWire(sent)] });
      expect(plain(fromWire(wire as RaftMessage))).toEqual(plain(sent));
    }),
  );
});

test('a snapshot comes together from pieces of any size as it was', () => {
  fc.assert(
    fc.property(message, snapshot, fc.integer({ min: 1, max: 120 }), (base, part, pieceBytes) => {
      const sent: Message = { ...base, snapshot: part };
      const pieces = overTheWire({ messages: [...snapshotPieces(sent, pieceBytes)] });
      expect(pieces).toHaveLength(Math.max(1, Math.ceil(part.data.length / pieceBytes)));
      const assembler = new SnapshotAssembler(1_000);
      const results = pieces.map((piece) => assembler.take(piece));
      expect(results.slice(0, -1).every((result) => result === null)).toBe(true);
      expect(plain(results.at(-1) as Message)).toEqual(plain(sent));
    }),
  );
});

/** A decoded message with some parts changed. Its defaults stand in its class, which a spread would lose. */
function altered<M extends object>(original: M, parts: Partial<M>): M {
  return Object.assign(Object.create(Object.getPrototypeOf(original)), original, parts);
}

const confState = { voters: [1], learners: [], votersOutgoing: [], learnersNext: [], autoLeave: false };

function piecesOf(data: Uint8Array, pieceBytes: number, index = 5): RaftMessage[] {
  const metadata = { confState, index, term: 2 };
  const sent = makeMessage({ type: MessageType.Snap, to: 1, from: 2, term: 2, snapshot: { metadata, data } });
  return overTheWire({ messages: [...snapshotPieces(sent, pieceBytes)] });
}

function withTotal(piece: RaftMessage, total: number): RaftMessage {
  return altered(piece, { snapshot: altered(piece.snapshot ?? expect.unreachable(), { total }) });
}

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'nothing was thrown';
  } catch (error) {
    return isTransportError(error) ? error.code : String(error);
  }
}

test('pieces that are missing, doubled or of another snapshot are refused, and a new start is taken', () => {
  const [first, second, third] = piecesOf(Buffer.from('abcdef'), 2) as [RaftMessage, RaftMessage, RaftMessage];
  const other = piecesOf(Buffer.from('ghijkl'), 2, 6)[1] as RaftMessage;
  for (const wrong of [third, withTotal(second, 7), other]) {
    const assembler = new SnapshotAssembler(100);
    assembler.take(first);
    expect(codeOf(() => assembler.take(wrong))).toBe(TransportErrorCode.MalformedMessage);
    expect(codeOf(() => assembler.take(second))).toBe(TransportErrorCode.MalformedMessage);
    expect([first, second, third].map((piece) => assembler.take(piece)?.snapshot?.data.length ?? null)).toEqual([
      null,
      null,
      6,
    ]);
  }
});

test('a snapshot that says or sends more than the limit is refused before it is held', () => {
  const [first] = piecesOf(new Uint8Array(101), 50) as [RaftMessage];
  expect(codeOf(() => new SnapshotAssembler(100).take(first))).toBe(TransportErrorCode.SnapshotTooLarge);
  const short = withTotal(first, 10);
  expect(codeOf(() => new SnapshotAssembler(100).take(short))).toBe(TransportErrorCode.MalformedMessage);
});

const good = overTheWire({
  messages: [toWire(makeMessage({ type: MessageType.App, to: 1, from: 2, term: 3 }))],
})[0] as RaftMessage;

test.each<[string, Partial<RaftMessage>]>([
  ['a number above 2^53', { commit: 2 ** 53 }],
  ['a negative number', { term: -1 }],
  ['no number', { index: Number.NaN }],
  ['an unknown type', { type: 99 }],
  ['a type that only the process itself may make', { type: MessageType.StorageAppendResp }],
  ['an unknown entry type', { entries: [{ term: 1, index: 1, type: 3, data: new Uint8Array(0) }] }],
  ['an entry index above 2^53', { entries: [{ term: 1, index: 2 ** 60, type: 0, data: new Uint8Array(0) }] }],
  [
    'a snapshot without members',
    { snapshot: { confState: null, index: 1, term: 1, data: new Uint8Array(0), offset: 0, total: 0 } },
  ],
])('%s is refused', (_name, wrong) => {
  expect(codeOf(() => fromWire(good))).toBe('nothing was thrown');
  expect(codeOf(() => fromWire(altered(good, wrong)))).toBe(TransportErrorCode.MalformedMessage);
});

test('bytes of any kind are refused or give numbers that the core can take', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
      let wires: RaftMessage[];
      try {
        wires = FrameCodec.decode(noise).messages;
      } catch {
        return;
      }
      for (const wire of wires) {
        try {
          const { term, index, commit, entries } = fromWire(wire);
          expect(
            [term, index, commit, ...entries.map((e) => e.index)].every((n) => Number.isSafeInteger(n) && n >= 0),
          ).toBe(true);
        } catch (error) {
          expect(isTransportError(error, TransportErrorCode.MalformedMessage)).toBe(true);
        }
      }
    }),
    { numRuns: 1_000 },
  );
});

test('the messages of a turn that are too long for one frame are split in order, and one too long by itself is counted', () => {
  const app = (index: number, size: number): Message =>
    makeMessage({
      type: MessageType.App,
      to: 1,
      from: 2,
      term: 1,
      index,
      entries: [{ term: 1, index: index + 1, type: 0, data: new Uint8Array(size) }],
    });
  const messages = [app(1, 300), app(2, 300), app(3, 5_000), app(4, 300), app(5, 10)].map(toWire);
  const { frames, tooLarge } = encodeFrames({ messages, date: 77, holdings: { revision: 'r' } }, 800);
  expect(tooLarge).toBe(1);
  expect(frames.every((frame) => frame.length <= 800)).toBe(true);
  const decoded = frames.map((frame) => FrameCodec.decode(frame));
  expect(decoded.flatMap((frame) => frame.messages.map(({ index }) => index))).toEqual([1, 2, 4, 5]);
  expect(decoded.map(({ date }) => date)).toEqual(decoded.map(() => 77));
  expect(decoded.filter(({ holdings }) => holdings !== null)).toHaveLength(1);
});
