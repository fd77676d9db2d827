import { describe, expect, test } from 'vitest';
import type { StorageError } from './errors.ts';
import { appendOf, CLUSTER, entriesOf, entry, FOLDER, hard, Rig, snapshotAt } from './testKit.ts';

describe('an empty folder', () => {
  test('gets a new identity and holds nothing', () => {
    const opened = new Rig().open();
    expect(opened).toMatchObject({ created: true, hardState: null, snapshot: null, entries: [], tornTail: null });
    expect(opened.identity).toMatchObject({ server: 'alpha', incarnation: 1001, clusterId: '', logBegun: false });
    expect(opened.storage.lastIndex).toBe(0);
  });

  test('takes no entries before the cluster id is saved', () => {
    const rig = new Rig();
    const { storage } = rig.open();
    expect(rig.error((done) => storage.append(appendOf(entriesOf(1, 1)), done))?.code).toBe('NotFormed');
  });
});

describe('what was appended', () => {
  test('is there after a power loss', () => {
    const rig = new Rig();
    const { storage } = rig.openFormed();
    rig.append(storage, entriesOf(1, 3), hard(2, 7, 1));
    rig.append(storage, entriesOf(4, 5, 2), hard(2, 7, 3));
    rig.crash();
    const opened = rig.open();
    expect(opened.entries).toEqual([...entriesOf(1, 3), ...entriesOf(4, 5, 2)]);
    expect(opened.hardState).toEqual(hard(2, 7, 3));
    expect(opened.storage.lastIndex).toBe(5);
    expect(opened.identity).toMatchObject({ clusterId: CLUSTER, logBegun: true });
  });

  test('gives way to entries that are written in its place', () => {
    const rig = new Rig();
    const { storage } = rig.openFormed();
    rig.append(storage, entriesOf(1, 9), hard(1));
    rig.append(storage, entriesOf(4, 5, 2), hard(2));
    expect(storage.lastIndex).toBe(5);
    rig.crash();
    expect(rig.open().entries).toEqual([...entriesOf(1, 3), ...entriesOf(4, 5, 2)]);
  });

  test('goes over many segments', () => {
    const rig = new Rig();
    const { storage } = rig.openFormed();
    for (let index = 1; index <= 100; index++) rig.append(storage, [entry(index, 1, 200)], hard(1));
    expect(rig.segments().length).toBeGreaterThan(5);
    rig.crash();
    const opened = rig.open();
    expect(opened.entries).toEqual(entriesOf(1, 100, 1, 200));
    rig.append(opened.storage, entriesOf(101, 101));
    rig.crash();
    expect(rig.open().entries.length).toBe(101);
  });

  test('may be larger than a segment', () => {
    const rig = new Rig();
    const { storage } = rig.openFormed();
    rig.append(storage, entriesOf(1, 2), hard(1));
    rig.append(storage, [entry(3, 1, 20_000)]);
    rig.append(storage, entriesOf(4, 6));
    rig.crash();
    expect(rig.open().entries).toEqual([...entriesOf(1, 2), entry(3, 1, 20_000), ...entriesOf(4, 6)]);
  });

  test('is refused when it does not fit, and the log goes on', () => {
    const rig = new Rig();
    const { storage } = rig.openFormed();
    rig.append(storage, entriesOf(1, 3), hard(2));
    const wrong = (append: Parameters<typeof storage.append>[0]): string | undefined =>
      rig.error((done) => storage.append(append, done))?.code;
    expect(wrong(appendOf(entriesOf(5, 5)))).toBe('InvalidAppend');
    expect(wrong(appendOf([entry(4), entry(6)]))).toBe('InvalidAppend');
    expect(wrong(appendOf([], hard(1)))).toBe('InvalidAppend');
    expect(wrong(appendOf([], hard(2, 0, 4)))).toBe('InvalidAppend');
    rig.append(storage, entriesOf(4, 4));
    expect(storage.lastIndex).toBe(4);
  });
});

describe('group commit', () => {
  test('writes all that arrived during a write as one batch', () => {
    const rig = new Rig({ segmentBytes: 65_536 });
    const { storage } = rig.openFormed();
    rig.append(storage, entriesOf(1, 1), hard(1));
    rig.trace.length = 0;
    const order: number[] = [];
    for (let index = 2; index <= 50; index++) {
      storage.append(appendOf([entry(index)]), (error) => {
        expect(error).toBeNull();
        order.push(index);
      });
    }
    rig.drain();
    expect(rig.trace.filter((line) => line.startsWith('write')).length).toBe(2);
    expect(order).toEqual(Array.from({ length: 49 }, (_, at) => at + 2));
    rig.crash();
    expect(rig.open().entries).toEqual(entriesOf(1, 50));
  });

  test('leaves out what is rewritten before it was written', () => {
    const rig = new Rig();
    const { storage } = rig.openFormed();
    rig.append(storage, entriesOf(1, 1), hard(1));
    storage.append(appendOf(entriesOf(2, 4)), () => {});
    storage.append(appendOf(entriesOf(5, 8)), () => {});
    storage.append(appendOf(entriesOf(6, 6, 2), hard(2)), () => {});
    storage.append(appendOf(entriesOf(3, 3, 3), hard(3)), () => {});
    rig.drain();
    expect(storage.lastIndex).toBe(3);
    rig.crash();
    expect(rig.open()).toMatchObject({ entries: [...entriesOf(1, 2), entry(3, 3)], hardState: hard(3) });
  });

  test('splits what is more than a batch may hold', () => {
    const rig = new Rig({ maxBatchBytes: 1000 });
    const { storage } = rig.openFormed();
    rig.append(storage, entriesOf(1, 1), hard(1));
    rig.trace.length = 0;
    for (let index = 2; index <= 9; index++) storage.append(appendOf([entry(index, 1, 300)]), () => {});
    rig.drain();
    expect(rig.trace.filter((line) => line.includes('log/') && line.startsWith('write')).length).toBeGreaterThan(3);
    expect(storage.lastIndex).toBe(9);
  });

  test('waits for no write when only the commit changes, and keeps the order of the answers', () => {
    const rig = new Rig();
    const { storage } = rig.openFormed();
    rig.append(storage, entriesOf(1, 3), hard(1));
    rig.trace.length = 0;
    rig.append(storage, [], hard(1, 0, 2));
    expect(rig.trace).toEqual(['soon ']);
    const order: string[] = [];
    storage.append(appendOf(entriesOf(4, 4)), () => order.push('entries'));
    storage.append(appendOf([], hard(1, 0, 3)), () => order.push('commit'));
    rig.drain();
    expect(order).toEqual(['entries', 'commit']);
    rig.done((done) => storage.close(done));
    rig.crash();
    expect(rig.open().hardState).toEqual(hard(1, 0, 3));
  });
});

describe('a snapshot made here', () => {
  test('shortens what is read at the start, and compaction removes what it covers', () => {
    const rig = new Rig({ keepSnapshots: 1 });
    const { storage } = rig.openFormed();
    for (let index = 1; index <= 60; index++) rig.append(storage, [entry(index, 1, 200)], hard(1));
    const before = rig.segments().length;
    rig.done((done) => storage.saveSnapshot(snapshotAt(50), done));
    rig.done((done) => storage.compact(50, done));
    expect(rig.segments().length).toBeLessThan(before - 4);
    rig.crash();
    const opened = rig.open();
    expect(opened.snapshot).toEqual(snapshotAt(50));
    expect(opened.confState.voters).toEqual([7, 8, 9]);
    expect(opened.entries).toEqual(entriesOf(51, 60, 1, 200));
    expect(opened.hardState).toEqual(hard(1, 0, 50));
  });

  test('is made good for by the one before it and the log when it decays', () => {
    const rig = new Rig({ keepSnapshots: 2 });
    const { storage } = rig.openFormed();
    for (let index = 1; index <= 60; index++) {
      rig.append(storage, [entry(index, 1, 200)], hard(1));
      if (index % 20 !== 0) continue;
      rig.done((done) => storage.saveSnapshot(snapshotAt(index), done));
      rig.done((done) => storage.compact(index, done));
    }
    expect(rig.snapshots().length).toBe(2);
    rig.crash();
    const newest = rig.snapshots()[1] ?? '';
    rig.disk.flipBit(newest, 100);
    const opened = rig.open();
    expect(opened.damagedSnapshots).toEqual([newest]);
    expect(opened.snapshot).toEqual(snapshotAt(40));
    expect(opened.entries).toEqual(entriesOf(41, 60, 1, 200));
    rig.crash();
    expect(rig.open().damagedSnapshots).toEqual([]);
  });

  test('is damage when it decays and nothing makes good for it', () => {
    const rig = new Rig({ keepSnapshots: 1 });
    const { storage } = rig.openFormed();
    for (let index = 1; index <= 60; index++) rig.append(storage, [entry(index, 1, 200)], hard(1));
    rig.done((done) => storage.saveSnapshot(snapshotAt(50), done));
    rig.done((done) => storage.compact(50, done));
    rig.crash();
    const file = rig.snapshots()[0] ?? '';
    for (let at = 0; at < rig.disk.peek(file).length; at++) {
      rig.disk.flipBit(file, at, at % 8);
      expect(rig.openError(), `byte ${at}`).toMatchObject({ file: expect.stringContaining('snapshots') });
      rig.crash('process');
      rig.disk.flipBit(file, at, at % 8);
    }
    expect(rig.open().snapshot).toEqual(snapshotAt(50));
    rig.disk.lose(file);
    expect(rig.openError().code).toBe('LogDamaged');
  });

  test('is refused beyond what is durable in the log', () => {
    const rig = new Rig();
    const { storage } = rig.openFormed();
    rig.append(storage, entriesOf(1, 3), hard(1));
    expect(rig.error((done) => storage.saveSnapshot(snapshotAt(4), done))?.code).toBe('InvalidAppend');
  });
});

describe('a snapshot from the leader', () => {
  test('takes the place of the whole log', () => {
    const rig = new Rig();
    const { storage } = rig.openFormed();
    rig.append(storage, entriesOf(1, 30), hard(1));
    const append = { entries: entriesOf(101, 103, 3), hardState: hard(3, 0, 101), snapshot: snapshotAt(100, 3) };
    rig.done((done) => storage.append(append, done));
    expect(storage.lastIndex).toBe(103);
    rig.append(storage, entriesOf(104, 104, 3));
    rig.crash();
    const opened = rig.open();
    expect(opened.snapshot).toEqual(snapshotAt(100, 3));
    expect(opened.entries).toEqual(entriesOf(101, 104, 3));
    expect(opened.hardState).toEqual(hard(3, 0, 101));
  });

  test('makes older snapshots and all segments before it go, at the next start if a crash comes first', () => {
    for (const crash of [false, true]) {
      const rig = new Rig();
      const { storage } = rig.openFormed();
      for (let index = 1; index <= 30; index++) rig.append(storage, [entry(index, 1, 300)], hard(1));
      rig.done((done) => storage.saveSnapshot(snapshotAt(5), done));
      const before = rig.segments().length;
      // Behind what this log holds, but of another history.
      let durable = false;
      storage.append({ entries: [], hardState: hard(3, 0, 20), snapshot: snapshotAt(20, 3) }, () => {
        durable = true;
      });
      while (!durable) rig.step();
      if (crash) {
        rig.crash('process');
        const opened = rig.open();
        expect(opened).toMatchObject({ snapshot: snapshotAt(20, 3), entries: [], hardState: hard(3, 0, 20) });
        rig.done((done) => opened.storage.compact(20, done));
      } else rig.drain();
      expect(rig.snapshots().length).toBe(1);
      expect(rig.segments().length).toBeLessThan(before - 2);
    }
  });

  test('may be the first thing that is written', () => {
    const rig = new Rig();
    const { storage } = rig.openFormed();
    rig.done((done) => storage.append({ entries: [], hardState: hard(1, 0, 1), snapshot: snapshotAt(1) }, done));
    rig.append(storage, entriesOf(2, 4));
    rig.crash();
    expect(rig.open()).toMatchObject({ snapshot: snapshotAt(1), entries: entriesOf(2, 4) });
  });
});

describe('R22: a failed write or fsync', () => {
  for (const [code, expected] of [
    ['EIO', 'StorageFailed'],
    ['ENOSPC', 'DiskFull'],
  ] as const) {
    test(`(${code}) ends all: nothing waiting is acknowledged, nothing is taken any more`, () => {
      let failing = false;
      const rig = new Rig({}, { fault: (operation) => (failing && operation.kind === 'write' ? code : null) });
      const { storage } = rig.openFormed();
      rig.append(storage, entriesOf(1, 3), hard(1));
      failing = true;
      const answers: (StorageError | null)[] = [];
      for (let index = 4; index <= 6; index++) storage.append(appendOf([entry(index)]), (error) => answers.push(error));
      rig.drain();
      failing = false;
      expect(answers.map((error) => error?.code)).toEqual([expected, expected, expected]);
      expect(storage.failure?.code).toBe(expected);
      expect(storage.lastIndex).toBe(3);
      expect(rig.error((done) => storage.append(appendOf(entriesOf(4, 4)), done))?.code).toBe(expected);
      expect(rig.error((done) => storage.saveSnapshot(snapshotAt(2), done))?.code).toBe(expected);
      expect(rig.error((done) => storage.close(done))?.code).toBe(expected);
    });
  }

  test('keeps work that had to wait from being begun', () => {
    let failing = false;
    const rig = new Rig({}, { fault: (operation) => (failing && operation.kind === 'rename' ? 'EIO' : null) });
    const { storage } = rig.openFormed();
    rig.append(storage, entriesOf(1, 3), hard(1));
    failing = true;
    const answers: (string | undefined)[] = [];
    storage.saveSnapshot(snapshotAt(1), (error) => answers.push(error?.code));
    storage.saveIdentity({ server: 'beta' }, (error) => answers.push(error?.code));
    rig.trace.length = 0;
    rig.drain();
    expect(answers).toEqual(['StorageFailed', 'StorageFailed']);
    expect(rig.trace.filter((line) => line.includes('identity'))).toEqual([]);
  });

  test('leaves a cache that lies, which the next start makes true before anything relies on it', () => {
    for (let seed = 0; seed < 20; seed++) {
      let failing = false;
      let draws = seed;
      const rig = new Rig(
        {},
        {
          fault: (operation) => (failing && operation.kind === 'write' ? 'EIO' : null),
          random: () => ((draws++ * 7919) % 100) / 100,
        },
      );
      const { storage } = rig.openFormed();
      rig.append(storage, entriesOf(1, 3), hard(1));
      failing = true;
      rig.error((done) => storage.append(appendOf(entriesOf(4, 4)), done));
      failing = false;
      rig.crash('process');
      const seen = rig.open().entries.length;
      rig.crash('power', 'lost');
      expect(rig.open().entries.length).toBe(seen);
    }
  });

  test('in making the next segment is one too', () => {
    let failing = false;
    const rig = new Rig({}, { fault: (operation) => (failing && operation.kind === 'create' ? 'ENOSPC' : null) });
    const { storage } = rig.openFormed();
    rig.append(storage, entriesOf(1, 3), hard(1));
    failing = true;
    let acknowledged = 3;
    let refused: StorageError | null = null;
    for (let index = 4; index <= 40 && refused === null; index++) {
      refused = rig.error((done) => storage.append(appendOf([entry(index, 1, 200)]), done));
      if (refused === null) acknowledged = index;
    }
    expect(refused?.code).toBe('DiskFull');
    failing = false;
    rig.crash();
    expect(rig.open().entries.length).toBeGreaterThanOrEqual(acknowledged);
  });

  test('for want of room shows at the start already', () => {
    const rig = new Rig({}, { capacity: 3000 });
    expect(rig.openError().code).toBe('DiskFull');
  });
});

describe('R23: a slow disk', () => {
  test('is told by how long the oldest write has been pending', () => {
    const rig = new Rig();
    const { storage } = rig.openFormed();
    rig.append(storage, entriesOf(1, 3), hard(1));
    expect(storage.pendingSince()).toBeNull();
    rig.now = 5000;
    storage.append(appendOf(entriesOf(4, 4)), () => {});
    rig.now = 6500;
    storage.append(appendOf(entriesOf(5, 5)), () => {});
    expect(storage.pendingSince()).toBe(5000);
    rig.drain();
    expect(storage.pendingSince()).toBeNull();
  });
});

test('R21: a log shorter than what was acknowledged to the leader is damage', () => {
  const rig = new Rig();
  const { storage } = rig.openFormed();
  rig.append(storage, entriesOf(1, 3), hard(1));
  expect(() => storage.assertHolds(3)).not.toThrow();
  expect(() => storage.assertHolds(4)).toThrow(/data.log, offset 0.*acknowledged 4.*--rejoin/);
});

test('a closed storage takes nothing', () => {
  const rig = new Rig();
  const { storage } = rig.openFormed();
  let written = false;
  storage.append(appendOf(entriesOf(1, 3), hard(1)), (error) => {
    written = error === null;
  });
  rig.done((done) => storage.close(done));
  expect(written).toBe(true);
  expect(rig.error((done) => storage.append(appendOf(entriesOf(4, 4)), done))?.code).toBe('Closed');
  expect(rig.error((done) => storage.close(done))?.code).toBe('Closed');
  expect(rig.disk.files().some((path) => path.endsWith('.tmp'))).toBe(false);
  expect(rig.disk.files()).toContain(`${FOLDER}/identity.json`);
});
