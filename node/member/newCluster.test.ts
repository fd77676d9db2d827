import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BatchCodec } from '../../proto/index.ts';
import { decodeState, encodeState, FlexCode, Minor, reclaimAfter } from '../licensing/index.ts';
import { refused, TestLog } from '../licensing/testKit.ts';
import { type OpenedStorage, openNodeStorage, setAsideNodeStorage } from '../storage/index.ts';
import { formNewCluster, type NewCluster } from './newCluster.ts';

const OLD = '00112233445566778899aabbccddeeff';
const NEW = 'ffeeddccbbaa99887766554433221100';
const LEASE = 30_000;

let folder: string;
let options: { folder: string; server: string; segmentBytes: number };
const wanted: NewCluster = {
  clusterId: NEW,
  from: 'data',
  servers: ['a', 'b', 'c'],
  self: 'a',
  leaseMilliseconds: 10_000,
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lmt-new-cluster-'));
  options = { folder: join(folder, 'data'), server: 'a', segmentBytes: 65_536 };
});
afterEach(() => rm(folder, { recursive: true }));

type Next = (error: Error | null) => void;
const done = (work: (next: Next) => void) =>
  new Promise<void>((resolve, reject) => work((error) => (error === null ? resolve() : reject(error))));
const close = ({ storage }: OpenedStorage) => done((next) => storage.close(next));

/** A disk of the old cluster: a checkout of 3 in its snapshot, one of 2 behind it that nobody has called committed. */
async function oldDisk(): Promise<number> {
  const opened = await openNodeStorage(options);
  const { incarnation } = opened.identity;
  const log = new TestLog();
  log.license({ count: 10 });
  log.state.members = {
    members: [
      { server: 'a', incarnation, host: '', port: 0 },
      { server: 'b', incarnation: 22, host: '', port: 0 },
      { server: 'c', incarnation: 33, host: '', port: 0 },
    ],
    former: [44],
  };
  log.open('s');
  log.checkout('s', 3);
  const confState = {
    voters: [incarnation, 22, 33],
    learners: [],
    votersOutgoing: [],
    learnersNext: [],
    autoLeave: false,
  };
  const snapshot = { metadata: { index: 3, term: 4, confState }, data: encodeState(log.state) };
  const data = BatchCodec.encode({ version: 1, leaseTime: 500, date: 1, commands: [log.checkoutOf('s', 2)] });
  const { storage } = opened;
  await done((next) => storage.saveIdentity({ clusterId: OLD }, next));
  await done((next) => storage.append({ entries: [], hardState: { term: 4, vote: 0, commit: 3 }, snapshot }, next));
  await done((next) =>
    storage.append({ entries: [{ index: 4, term: 4, type: 0, data }], hardState: null, snapshot: null }, next),
  );
  await close(opened);
  return incarnation;
}

function stateOf({ snapshot }: OpenedStorage) {
  if (snapshot === null) throw new Error('no snapshot');
  return decodeState(snapshot.data);
}

describe('R18: a new cluster from the last disk', () => {
  test('keeps every checkout that stands in its log, committed or not, and refuses all former disks', async () => {
    const before = await oldDisk();
    const opened = await formNewCluster(options, wanted);
    const state = stateOf(opened);
    expect([...state.held.values()].map(({ count }) => count)).toEqual([3, 2]);
    expect(state.license?.pools).toHaveLength(1);
    const { identity, snapshot } = opened;
    expect(identity).toMatchObject({ clusterId: NEW, formsFrom: '', joinsOnly: '', agreed: null });
    expect(identity.incarnation).not.toBe(before);
    expect(snapshot?.metadata.confState.voters).toEqual([identity.incarnation]);
    expect(state.members.members.map(({ server, incarnation }) => [server, incarnation])).toEqual([
      ['a', identity.incarnation],
      ['b', 0],
      ['c', 0],
    ]);
    expect([...state.members.former].sort()).toEqual([44, before, 22, 33].sort());
    await close(opened);
  });

  test('grants nothing for one lease, nor before a second server has joined', async () => {
    await oldDisk();
    const opened = await formNewCluster(options, wanted);
    const log = new TestLog();
    log.state = stateOf(opened);
    log.index = log.state.appliedIndex;
    const waits = log.state.leaseTime + reclaimAfter(LEASE);
    const ask = (leaseTime: number) => {
      log.now = leaseTime;
      log.open('t');
      return log.checkout('t', 1, { sequence: leaseTime });
    };
    const refusal = [FlexCode.Busy, Minor.FormedByTwo];
    expect(refused(ask(waits - 1))).toEqual(refusal);
    expect(refused(ask(waits))).toEqual(refusal);
    log.index += 1;
    log.state.applyMemberChange({ server: 'b', incarnation: 55, replaces: 0 }, log.index);
    expect(ask(waits + 1)?.granted?.index).toBeGreaterThan(1_000_000);
    await close(opened);
  });

  test('from nothing has no checkouts, and waits for the lease that it is given', async () => {
    await oldDisk();
    const opened = await formNewCluster(options, { ...wanted, from: 'empty' });
    const state = stateOf(opened);
    expect([state.held.size, state.license, state.noGrantsBefore]).toEqual([0, null, reclaimAfter(10_000)]);
    await close(opened);
  });

  test('is not formed from a disk that holds none; from nothing it is', async () => {
    await expect(formNewCluster(options, wanted)).rejects.toThrow('holds no data');
    const opened = await formNewCluster(options, { ...wanted, from: 'empty' });
    expect(opened.identity.clusterId).toBe(NEW);
    await close(opened);
  });

  test('is not formed from a damaged disk, which stays as it is; from nothing it is', async () => {
    await oldDisk();
    const path = join(options.folder, 'log', '0000000000000001.log');
    const bytes = await readFile(path);
    bytes[200] = (bytes[200] ?? 0) ^ 4;
    await writeFile(path, bytes);
    await expect(formNewCluster(options, wanted)).rejects.toMatchObject({ code: 'LogDamaged' });
    expect(await readFile(path)).toEqual(bytes);
    const opened = await formNewCluster(options, { ...wanted, from: 'empty' });
    expect(stateOf(opened).held.size).toBe(0);
    await close(opened);
  });

  test('that was interrupted starts nothing, and is finished by the next attempt', async () => {
    await oldDisk();
    await setAsideNodeStorage(options, { mayForm: true });
    await expect(openNodeStorage(options)).rejects.toMatchObject({ code: 'FormingUnfinished' });
    const half = await openNodeStorage({ ...options, forming: true });
    await done((next) => half.storage.saveIdentity({ clusterId: NEW }, next));
    await close(half);
    await expect(openNodeStorage(options)).rejects.toMatchObject({ code: 'FormingUnfinished' });
    const opened = await formNewCluster(options, { ...wanted, clusterId: OLD });
    expect(opened.identity).toMatchObject({ clusterId: NEW, incarnation: half.identity.incarnation });
    expect(stateOf(opened).held.size).toBe(2);
    await close(opened);
  });
});
