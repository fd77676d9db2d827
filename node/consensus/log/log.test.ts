import { describe, expect, it } from 'vitest';
import { bytes, confState, entriesOf } from '../testing/cluster.ts';
import { type Entry, EntryType } from '../types.ts';
import { countWithin, entriesSize, entrySize } from './entry.ts';
import { MemoryStorage } from './memoryStorage.ts';
import { RaftLog } from './raftLog.ts';
import { UNKNOWN_TERM, Unstable } from './unstable.ts';

/** A log with the stable terms from index 1 on, and more that are not stable. */
function logOf(stable: number[], unstable: number[] = []): { log: RaftLog; storage: MemoryStorage } {
  const storage = new MemoryStorage();
  storage.append(entriesOf(1, ...stable));
  const log = new RaftLog(storage, Infinity);
  log.append(entriesOf(stable.length + 1, ...unstable));
  return { log, storage };
}

function termsOf(log: RaftLog): number[] {
  return (log.entriesFrom(log.firstIndex(), Infinity) ?? []).map((entry) => entry.term);
}

describe('RaftLog', () => {
  it('replaces a conflicting tail and keeps what agrees', () => {
    const { log } = logOf([1, 1], [2, 2, 2]);
    expect(log.maybeAppend(2, 1, entriesOf(3, 2, 3), 0)).toBe(4);
    expect(termsOf(log)).toEqual([1, 1, 2, 3]);
  });

  it('replaces a stable tail too', () => {
    const { log } = logOf([1, 1, 1, 1]);
    expect(log.maybeAppend(2, 1, entriesOf(3, 2), 0)).toBe(3);
    expect(termsOf(log)).toEqual([1, 1, 2]);
    expect(log.unstable.newEntries()).toMatchObject([{ index: 3, term: 2 }]);
  });

  it('is not shortened by an old or repeated message', () => {
    const { log } = logOf([1, 1, 1], [1]);
    expect(log.maybeAppend(1, 1, entriesOf(2, 1), 0)).toBe(2);
    expect(log.maybeAppend(1, 1, [], 0)).toBe(1);
    expect(termsOf(log)).toEqual([1, 1, 1, 1]);
  });

  it('never replaces a committed entry', () => {
    const { log } = logOf([1, 1, 1]);
    log.commitTo(2);
    expect(() => log.maybeAppend(1, 1, entriesOf(2, 2), 0)).toThrow(
      expect.objectContaining({ code: 'InvariantBroken' }),
    );
  });

  it('refuses entries behind a gap or behind another entry', () => {
    const { log } = logOf([1, 1]);
    expect(log.maybeAppend(3, 1, entriesOf(4, 1), 0)).toBe(-1);
    expect(log.maybeAppend(2, 2, entriesOf(3, 2), 0)).toBe(-1);
  });

  it('commits no further than the message reaches, and never back', () => {
    const { log } = logOf([1, 1, 1]);
    log.maybeAppend(1, 1, entriesOf(2, 1), 9);
    expect(log.committed).toBe(2);
    log.commitTo(1);
    expect(log.committed).toBe(2);
    expect(() => log.commitTo(9)).toThrow(expect.objectContaining({ code: 'InvariantBroken' }));
  });

  it('guesses where another log agrees by its last term', () => {
    const { log } = logOf([1, 3, 3, 3, 5, 5]);
    expect(log.findConflictByTerm(6, 2)).toEqual({ index: 1, term: 1 });
    expect(log.findConflictByTerm(6, 3)).toEqual({ index: 4, term: 3 });
    expect(log.findConflictByTerm(6, 5)).toEqual({ index: 6, term: 5 });
    expect(log.findConflictByTerm(6, 0)).toEqual({ index: 0, term: 0 });
  });

  it('knows the terms from before its first entry to its last, and no others', () => {
    const { log, storage } = logOf([1, 1, 2, 2], [3]);
    storage.compact(2);
    expect([0, 1, 2, 3, 5, 6].map((index) => log.term(index))).toEqual([
      UNKNOWN_TERM,
      UNKNOWN_TERM,
      1,
      2,
      3,
      UNKNOWN_TERM,
    ]);
    expect(log.slice(2, 4, Infinity)).toBe(null);
  });

  it('reads across the stable and the unstable part, within a size', () => {
    const { log } = logOf([1, 1], [1, 1]);
    const size = entrySize(entriesOf(1, 1)[0] as Entry);
    const indexes = (max: number): number[] => (log.slice(1, 5, max) ?? []).map((entry) => entry.index);
    expect(indexes(Infinity)).toEqual([1, 2, 3, 4]);
    expect(indexes(3 * size)).toEqual([1, 2, 3]);
    expect(indexes(3 * size - 1)).toEqual([1, 2]);
    expect(indexes(0)).toEqual([1]);
  });

  it('hands out no entries for applying while a snapshot waits', () => {
    const { log } = logOf([1, 1]);
    log.commitTo(2);
    expect(log.hasCommittedEntries(true)).toBe(true);
    log.restore({ metadata: { index: 5, term: 2, confState: confState([1]) }, data: bytes('s') });
    expect(log.hasCommittedEntries(true)).toBe(false);
    expect(log.committedEntries(true)).toEqual([]);
    expect([log.firstIndex(), log.lastIndex(), log.lastTerm()]).toEqual([6, 5, 2]);
  });
});

describe('Unstable', () => {
  it('hands out each entry once, and drops what is stable', () => {
    const unstable = new Unstable(5);
    unstable.truncateAndAppend(entriesOf(5, 1, 1));
    unstable.acceptInProgress();
    unstable.truncateAndAppend(entriesOf(7, 1));
    expect(unstable.newEntries().map((entry) => entry.index)).toEqual([7]);
    unstable.stableTo(6, 1);
    expect([unstable.offset, unstable.length]).toEqual([7, 1]);
    expect(unstable.newEntries().map((entry) => entry.index)).toEqual([7]);
  });

  it('hands out again from where entries were replaced', () => {
    const unstable = new Unstable(5);
    unstable.truncateAndAppend(entriesOf(5, 1, 1, 1));
    unstable.acceptInProgress();
    unstable.truncateAndAppend(entriesOf(6, 2));
    expect(unstable.newEntries()).toMatchObject([{ index: 6, term: 2 }]);
    unstable.truncateAndAppend(entriesOf(4, 3, 3));
    expect(unstable.newEntries()).toMatchObject([{ index: 4 }, { index: 5 }]);
  });

  it('ignores word of entries that were replaced or are long gone', () => {
    const unstable = new Unstable(5);
    unstable.truncateAndAppend(entriesOf(5, 2, 2));
    unstable.stableTo(6, 1);
    unstable.stableTo(4, 2);
    unstable.stableTo(9, 2);
    expect([unstable.offset, unstable.length]).toEqual([5, 2]);
  });

  it('gives copies, so that what is being written does not change', () => {
    const unstable = new Unstable(1);
    unstable.truncateAndAppend(entriesOf(1, 1, 1));
    const writing = unstable.newEntries();
    unstable.acceptInProgress();
    unstable.truncateAndAppend(entriesOf(2, 2));
    expect(writing.map((entry) => entry.term)).toEqual([1, 1]);
  });
});

describe('MemoryStorage', () => {
  const code = (name: string): unknown => expect.objectContaining({ code: name });

  it('appends, replaces a tail, and refuses a gap', () => {
    const storage = new MemoryStorage();
    storage.append(entriesOf(1, 1, 1, 1));
    storage.append(entriesOf(2, 2));
    expect([storage.lastIndex(), storage.term(2)]).toEqual([2, 2]);
    expect(() => storage.append(entriesOf(5, 2))).toThrow(code('InvariantBroken'));
  });

  it('keeps the term before its first entry after compaction', () => {
    const storage = new MemoryStorage();
    storage.append(entriesOf(1, 1, 2, 3));
    storage.compact(2);
    expect([storage.firstIndex(), storage.lastIndex(), storage.term(2)]).toEqual([3, 3, 2]);
    expect(() => storage.term(1)).toThrow(code('Compacted'));
    expect(() => storage.entries(2, 4, Infinity)).toThrow(code('Compacted'));
    expect(() => storage.entries(3, 5, Infinity)).toThrow(code('Unavailable'));
    expect(() => storage.compact(2)).toThrow(code('Compacted'));
    expect(() => storage.compact(9)).toThrow(code('Unavailable'));
  });

  it('takes the end of a write whose beginning a snapshot has overtaken', () => {
    const storage = new MemoryStorage();
    storage.applySnapshot({ metadata: { index: 5, term: 2, confState: confState([1]) }, data: bytes('') });
    storage.append(entriesOf(4, 1, 2, 2));
    expect([storage.firstIndex(), storage.lastIndex()]).toEqual([6, 6]);
    storage.append(entriesOf(2, 1, 1));
    expect(storage.lastIndex()).toBe(6);
  });

  it('takes only newer snapshots', () => {
    const storage = new MemoryStorage();
    storage.append(entriesOf(1, 1, 1, 2));
    expect(storage.createSnapshot(2, confState([1, 2]), bytes('s')).metadata).toEqual({
      index: 2,
      term: 1,
      confState: confState([1, 2]),
    });
    expect(storage.createSnapshot(3, null, bytes('t')).metadata.confState).toEqual(confState([1, 2]));
    expect(() => storage.createSnapshot(3, null, bytes('t'))).toThrow(code('SnapshotOutOfDate'));
    expect(() => storage.applySnapshot(storage.snapshot())).toThrow(code('SnapshotOutOfDate'));
    expect([storage.firstIndex(), storage.lastIndex()]).toEqual([1, 3]);
  });
});

describe('sizes', () => {
  it('are those of the protobuf form', () => {
    const entry = (term: number, index: number, length: number, type: EntryType = EntryType.Normal): Entry => ({
      term,
      index,
      type,
      data: new Uint8Array(length),
    });
    expect(entrySize(entry(1, 1, 0))).toBe(4);
    expect(entrySize(entry(127, 128, 1))).toBe(8);
    expect(entrySize(entry(1, 2 ** 40, 200, EntryType.ConfChangeV2))).toBe(2 + 7 + 203 + 2);
  });

  it('a limit lets at least one entry through', () => {
    const entries = entriesOf(1, 1, 1, 1);
    expect(countWithin(entries, 0, 3, 0)).toBe(1);
    expect(countWithin(entries, 1, 3, entriesSize(entries.slice(1)))).toBe(2);
    expect(countWithin(entries, 3, 3, 0)).toBe(0);
  });
});
