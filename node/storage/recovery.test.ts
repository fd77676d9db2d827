import { describe, expect, test } from 'vitest';
import type { OpenedStorage } from './api.ts';
import { LogDamaged, StorageError } from './errors.ts';
import { LogModel } from './modelOfLog.ts';
import { entriesOf, entry, FOLDER, hard, Rig, seededRandom, snapshotAt } from './testKit.ts';

/** A log of three batches in one segment, and where the last one lies. */
function threeBatches(): { rig: Rig; file: string; start: number; end: number } {
  const rig = new Rig();
  const { storage } = rig.openFormed();
  rig.append(storage, entriesOf(1, 2), hard(1));
  rig.append(storage, entriesOf(3, 3));
  const file = rig.segments()[0] ?? '';
  const before = endOf(rig.disk.peek(file));
  rig.append(storage, entriesOf(4, 5), hard(2));
  return { rig, file, start: before, end: endOf(rig.disk.peek(file)) };
}

function endOf(bytes: Uint8Array): number {
  return bytes.findLastIndex((byte) => byte !== 0) + 1;
}

describe('R21: the last batch', () => {
  test('is cut when a crash tore it at any byte, and the log goes on behind the cut', () => {
    const { rig, file, start, end } = threeBatches();
    rig.crash();
    const whole = rig.disk.peek(file);
    for (let cut = start + 1; cut < end; cut++) {
      const torn = whole.slice().fill(0, cut, end);
      for (const path of rig.segments()) if (path !== file) rig.disk.lose(path);
      rig.disk.damage(file, () => torn);
      const opened = rig.open();
      expect(opened.entries).toEqual(entriesOf(1, 3));
      expect(opened.hardState).toEqual(hard(1));
      expect(opened.tornTail).toEqual({ file, offset: start });
      rig.append(opened.storage, entriesOf(4, 4, 3), hard(3));
      rig.crash();
      const again = rig.open();
      expect(again.entries).toEqual([...entriesOf(1, 3), entry(4, 3)]);
      expect(again.tornTail).toBeNull();
      rig.crash();
    }
  });

  test('is damage when any byte of it is flipped after it was written whole', () => {
    const { rig, file, start, end } = threeBatches();
    rig.crash();
    for (let at = start; at < end; at++) {
      rig.disk.flipBit(file, at, at % 8);
      const error = rig.openError();
      expect(error, `byte ${at}`).toBeInstanceOf(LogDamaged);
      expect(error).toMatchObject({ file, offset: start });
      expect(error.message).toMatch(/--rejoin/);
      rig.crash('process');
      rig.disk.flipBit(file, at, at % 8);
    }
    expect(rig.open().entries.length).toBe(5);
  });
});

describe('R21: a log of several segments', () => {
  function manySegments(): Rig {
    const rig = new Rig();
    const { storage } = rig.openFormed();
    for (let index = 1; index <= 26; index++) rig.append(storage, [entry(index, 1, 300)], hard(1));
    rig.crash();
    return rig;
  }

  test('never loses an entry to a flipped byte without saying so', () => {
    const rig = manySegments();
    const all = entriesOf(1, 26, 1, 300);
    let damaged = 0;
    for (const file of rig.segments()) {
      const bytes = rig.disk.peek(file);
      for (let at = 0; at < bytes.length; at += at < 700 ? 1 : 7) {
        rig.disk.flipBit(file, at, at % 8);
        const result = rig.tryOpen();
        if (result instanceof StorageError) {
          damaged++;
          expect(result).toBeInstanceOf(LogDamaged);
        } else expect(result?.entries).toEqual(all);
        rig.crash('process');
        rig.disk.damage(file, () => bytes);
      }
    }
    expect(damaged).toBeGreaterThan(1000);
  });

  test('is whole when entries were rewritten in a later segment and the first one was removed', () => {
    const rig = new Rig();
    const { storage } = rig.openFormed();
    rig.append(storage, entriesOf(1, 7, 1, 450), hard(1));
    rig.append(storage, entriesOf(8, 9, 1, 450));
    rig.append(storage, [entry(7, 2)], hard(2));
    expect(rig.segments().length).toBeGreaterThan(1);
    rig.done((done) => storage.saveSnapshot(snapshotAt(7, 2), done));
    rig.done((done) => storage.compact(7, done));
    rig.append(storage, [entry(8, 2)]);
    rig.crash();
    expect(rig.segments()[0]).not.toContain('0000000000000001');
    expect(rig.open()).toMatchObject({ entries: [entry(8, 2)], hardState: hard(2, 0, 7) });
  });

  test('is damaged when a segment of it is missing that was in use', () => {
    const rig = manySegments();
    const segments = rig.segments();
    for (const file of segments.slice(0, -1)) {
      const bytes = rig.disk.peek(file);
      rig.disk.lose(file);
      expect(rig.openError(), file).toMatchObject({ code: 'LogDamaged', reason: 'Missing' });
      rig.crash('process');
      rig.disk.create(file, () => {});
      rig.drain();
      rig.disk.damage(file, () => bytes);
    }
    expect(rig.open().entries.length).toBe(26);
  });

  test('is damaged when all of it is missing', () => {
    const rig = manySegments();
    for (const file of rig.segments()) rig.disk.lose(file);
    expect(rig.openError()).toMatchObject({ code: 'LogDamaged', reason: 'Missing', file: `${FOLDER}/log` });
  });

  test('is damaged when one segment stands in the place of another', () => {
    const rig = manySegments();
    const [first, second] = rig.segments();
    rig.disk.damage(second ?? '', () => rig.disk.peek(first ?? ''));
    expect(rig.openError()).toMatchObject({ reason: 'Foreign', file: second });
  });

  test('is damaged when it is shorter than a snapshot that was made of it', () => {
    const rig = new Rig();
    const { storage } = rig.openFormed();
    for (let index = 1; index <= 20; index++) rig.append(storage, [entry(index, 1, 300)], hard(1));
    rig.done((done) => storage.saveSnapshot(snapshotAt(20), done));
    rig.crash();
    const segments = rig.segments();
    for (const file of segments.slice(1)) rig.disk.lose(file);
    expect(rig.openError()).toMatchObject({ reason: 'Short' });
  });
});

/** What a member does in its life, in order. Notes what was acknowledged in the model. */
function liveOn(rig: Rig, opened: OpenedStorage, model: LogModel): void {
  const { storage } = opened;
  const term = model.last.term + 1;
  let index = model.lastIndex;
  let hardState = hard(term, 0, opened.hardState?.commit ?? 0);
  const append = (
    entries: ReturnType<typeof entriesOf>,
    snapshot: ReturnType<typeof snapshotAt> | null = null,
  ): void => {
    const whole = { entries, hardState, snapshot };
    const acknowledge = model.append(whole);
    rig.done((done) => storage.append(whole, done));
    acknowledge();
    index = model.lastIndex;
  };
  const save = (at: number): void => {
    const snapshot = snapshotAt(at, model.last.terms[at - model.last.base - 1]);
    rig.done((done) => storage.saveSnapshot(snapshot, done));
    model.snapshotSaved(at);
    rig.done((done) => storage.compact(at, done));
  };
  for (let count = 0; count < 12; count++) append([entry(index + 1, term, 400)]);
  save(index - 2);
  append(entriesOf(index - 1, index, term));
  for (let count = 0; count < 12; count++) append([entry(index + 1, term, 400)]);
  save(index - 1);
  hardState = hard(term, 9, index);
  append([]);
  hardState = { ...hardState, commit: index + 50 };
  append([], snapshotAt(index + 50, term));
  for (let count = 0; count < 12; count++) append([entry(index + 1, term, 400)]);
  save(index - 1);
}

/** Number of operations of one life from an empty disk. */
function lengthOfLife(): number {
  const rig = new Rig();
  liveOn(rig, rig.openFormed(), new LogModel());
  return rig.trace.length;
}

describe('a crash at each operation of a life (segments rolled, snapshots saved and received, old ones removed)', () => {
  for (const [kind, tear] of [
    ['power', 'prefix'],
    ['power', 'lost'],
    ['process', 'prefix'],
  ] as const) {
    test(`leaves what was acknowledged (${kind}, ${tear})`, () => {
      const operations = lengthOfLife();
      expect(operations).toBeGreaterThan(150);
      for (let crashAt = 1; crashAt <= operations; crashAt++) {
        const random = seededRandom(crashAt * 3 + tear.length);
        const rig = new Rig({}, { random });
        const model = new LogModel();
        rig.limit = crashAt;
        try {
          liveOn(rig, rig.openFormed(), model);
        } catch {
          // It ended in the middle of a call, as crashes do.
        }
        rig.crash(kind, tear);
        // Crashes in the recovery itself, each a little later.
        for (const limit of [3, 9, 14, 20, 26]) {
          rig.limit = limit + Math.floor(random() * 3);
          rig.tryOpen();
          rig.crash(kind, tear);
        }
        const opened = rig.openFormed();
        expect(model.check(opened), `crash at operation ${crashAt}`).toBeNull();
        liveOn(rig, opened, model);
        rig.crash(kind, tear);
        expect(model.check(rig.open()), `life after a crash at operation ${crashAt}`).toBeNull();
      }
    });
  }

  test('never loses what was acknowledged without saying so when sectors of a write land in any order', () => {
    const operations = lengthOfLife();
    let damaged = 0;
    for (let crashAt = 1; crashAt <= operations; crashAt++) {
      const rig = new Rig({}, { random: seededRandom(crashAt) });
      const model = new LogModel();
      rig.limit = crashAt;
      try {
        liveOn(rig, rig.openFormed(), model);
      } catch {
        // As above.
      }
      rig.crash('power', 'sectors');
      const result = rig.tryOpen();
      if (result instanceof LogDamaged) damaged++;
      else if (result instanceof Error || result === null) throw result ?? new Error('not opened');
      else expect(model.check(result), `crash at operation ${crashAt}`).toBeNull();
    }
    expect(damaged).toBeLessThan(operations / 10);
  });
});

describe('an interrupted operation', () => {
  test('leaves no file written aside behind the next start', () => {
    const operations = lengthOfLife();
    for (let crashAt = 1; crashAt <= operations; crashAt += 3) {
      const rig = new Rig();
      rig.limit = crashAt;
      try {
        liveOn(rig, rig.openFormed(), new LogModel());
      } catch {
        // As above.
      }
      rig.crash('process');
      rig.open();
      expect(rig.disk.files().filter((path) => path.endsWith('.tmp'))).toEqual([]);
    }
  });
});
