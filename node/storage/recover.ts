/** Puts together what stands in a data folder: identity, newest snapshot, the log behind it. */
import { dirname } from 'node:path';
import type { Entry, HardState, Snapshot } from '../consensus/types.ts';
import type { StorageOptions, TornTail } from './api.ts';
import { listWithoutAside } from './atomicFile.ts';
import type { LogBase } from './batch.ts';
import type { Disk, DurableFile } from './disk.ts';
import { DamageReason, LogDamaged, StorageError, StorageErrorCode } from './errors.ts';
import { IDENTITY_FILE, makeIdentity, readIdentity, writeIdentity } from './identity.ts';
import type { Identity } from './identityTypes.ts';
import { type ReadLog, readLog } from './readLog.ts';
import { segmentNumber } from './segment.ts';
import type { SnapshotContent } from './snapshotFile.ts';
import { SnapshotStore } from './snapshotStore.ts';
import { perform, type Task, take } from './task.ts';

export const LOG_FOLDER = 'log';
export const SNAPSHOT_FOLDER = 'snapshots';

export interface Recovered {
  readonly identity: Identity;
  readonly created: boolean;
  readonly snapshots: SnapshotStore;
  readonly hardState: HardState | null;
  readonly snapshot: Snapshot | null;
  readonly entries: readonly Entry[];
  readonly lastIndex: number;
  readonly log: ReadLog;
  /** Set when the log on disk does not reach up to the snapshot: the next batch must say that it begins anew. */
  readonly unloggedBase: LogBase | null;
  readonly tornTail: TornTail | null;
  readonly damagedSnapshots: readonly string[];
}

export type RecoverOptions = Pick<StorageOptions, 'server' | 'newIncarnation' | 'forming'>;

/** Reads the folder and repairs what a crash left unfinished. Doing it again, after a crash in it, is the same. */
export function* recover(
  disk: Disk,
  folder: string,
  { server, newIncarnation, forming = false }: RecoverOptions,
): Task<Recovered> {
  const logFolder = `${folder}/${LOG_FOLDER}`;
  const snapshotFolder = `${folder}/${SNAPSHOT_FOLDER}`;
  for (const path of [folder, logFolder, snapshotFolder]) yield* perform((done) => disk.makeDirectory(path, done));
  yield* listWithoutAside(disk, folder);
  const { identity, created } = yield* findIdentity(disk, folder, server, newIncarnation);
  checkMarks(identity, folder, forming);

  const log = yield* readLog(disk, logFolder, identity);
  const snapshots = new SnapshotStore(disk, snapshotFolder);
  yield* snapshots.load();
  if (!identity.logBegun) {
    // Nothing was acknowledged before the identity says that the log has begun.
    if (log.sequence > 0) {
      throw new LogDamaged(
        DamageReason.Foreign,
        logFolder,
        0,
        'there is a log, but the identity says that none was begun',
      );
    }
    yield* snapshots.removeBelow(Number.POSITIVE_INFINITY);
  } else if (!log.anySegment) {
    throw new LogDamaged(DamageReason.Missing, logFolder, 0, 'the log was begun, but no segment of it is there');
  }

  const { content, damage } = yield* snapshots.newest(identity);
  const joined = join(log, content, damage, logFolder, snapshotFolder);

  // From here on things are changed: all that is used has been found whole.
  yield* snapshots.putAside(damage.map((error) => error.file));
  yield* snapshots.removeBelow(log.base?.index ?? 0);
  for (const name of log.unused) yield* perform((done) => disk.unlink(`${logFolder}/${name}`, done));
  yield* confirm(disk, log);
  for (const path of [logFolder, snapshotFolder, folder]) yield* perform((done) => disk.syncDirectory(path, done));
  return {
    identity,
    created,
    snapshots,
    log,
    snapshot: content?.snapshot ?? null,
    tornTail: log.torn,
    damagedSnapshots: damage.map((error) => error.file),
    ...joined,
  };
}

/** What was written down of this disk before it was last closed. */
function checkMarks({ damage, formsFrom }: Identity, folder: string, forming: boolean): void {
  const path = `${folder}/${IDENTITY_FILE}`;
  if (damage !== '') throw new LogDamaged(DamageReason.Marked, path, 0, `marked as damaged: ${damage}`);
  if (formsFrom !== '' && !forming) {
    throw new StorageError(
      StorageErrorCode.FormingUnfinished,
      `${path}: forming a new cluster from ${formsFrom} was interrupted; start this server with --form-new-cluster once more`,
    );
  }
}

function* findIdentity(
  disk: Disk,
  folder: string,
  server: string,
  newIncarnation: () => number,
): Task<{ identity: Identity; created: boolean }> {
  const path = `${folder}/${IDENTITY_FILE}`;
  const file = yield* readIdentity(disk, folder);
  if (file !== null) {
    if (file.settingAside !== '') {
      throw new LogDamaged(DamageReason.SetAsideUnfinished, path, 0, `data was being moved to ${file.settingAside}`);
    }
    return { identity: file.identity, created: false };
  }
  const segments = yield* take<string[]>((done) => disk.list(`${folder}/${LOG_FOLDER}`, done));
  if (segments.some((name) => segmentNumber(name) !== null)) {
    throw new LogDamaged(
      DamageReason.Missing,
      path,
      0,
      'there is a log, but the identity that it belongs to is missing',
    );
  }
  const identity = makeIdentity(server, newIncarnation());
  // The folder may be new itself.
  yield* perform((done) => disk.syncDirectory(dirname(folder), done));
  yield* writeIdentity(disk, folder, { identity, settingAside: '' });
  return { identity, created: true };
}

/** Holds snapshot and log against each other. Throws LogDamaged when they do not make one whole. */
function join(
  log: ReadLog,
  content: SnapshotContent | null,
  damage: readonly LogDamaged[],
  logFolder: string,
  snapshotFolder: string,
): Pick<Recovered, 'hardState' | 'entries' | 'lastIndex' | 'unloggedBase'> {
  const last = log.start + log.entries.length - 1;
  if (content === null) {
    if (log.start > 1) {
      throw (
        damage[0] ?? missing(snapshotFolder, `the log begins at index ${log.start}, but there is no snapshot before it`)
      );
    }
    return {
      hardState: checkCommit(log.hardState, last, logFolder),
      entries: log.entries,
      lastIndex: last,
      unloggedBase: null,
    };
  }
  const { index, term } = content.snapshot.metadata;
  const hardState = advance(log.hardState, index, term);
  if (index < log.start - 1) {
    throw (
      damage[0] ?? missing(logFolder, `the newest snapshot is at index ${index}, but the log begins at ${log.start}`)
    );
  }
  const logTerm = index === log.base?.index ? log.base.term : log.entries[index - log.start]?.term;
  if (index <= last && (logTerm === undefined || logTerm === term)) {
    const entries = log.entries.slice(index + 1 - log.start);
    return { hardState: checkCommit(hardState, last, logFolder), entries, lastIndex: last, unloggedBase: null };
  }
  if (!content.installed) {
    // It was made of this very log, after the log was durable up to there.
    const detail =
      index > last
        ? `the log ends at index ${last}, but a snapshot was made of it at index ${index}`
        : `the snapshot at index ${index} has term ${term}, the log ${logTerm}`;
    throw new LogDamaged(DamageReason.Short, logFolder, log.end, detail);
  }
  // A crash came between a snapshot from the leader and the batch that says so. All before it is settled by
  // it, and what this log had behind it with another history can never have been committed.
  return { hardState, entries: [], lastIndex: index, unloggedBase: { index, term } };
}

function missing(path: string, detail: string): LogDamaged {
  return new LogDamaged(DamageReason.Missing, path, 0, detail);
}

/** The hard state that a snapshot implies: its commit, and a term in which no vote was cast if it is newer. */
function advance(hardState: HardState | null, index: number, term: number): HardState {
  if (hardState === null) return { term, vote: 0, commit: index };
  const commit = Math.max(hardState.commit, index);
  return hardState.term >= term ? { ...hardState, commit } : { term, vote: 0, commit };
}

function checkCommit(hardState: HardState | null, last: number, logFolder: string): HardState | null {
  if (hardState !== null && hardState.commit > last) {
    throw new LogDamaged(
      DamageReason.Short,
      logFolder,
      0,
      `the log ends at index ${last}, but ${hardState.commit} was committed`,
    );
  }
  return hardState;
}

/**
 * Writes the last batch once more. After a failed fsync the page cache may show bytes that the disk never
 * took and that no later fsync would write; only the last batch can be such, and writing it again makes it
 * true. All before it was durable when it was begun.
 */
function* confirm(disk: Disk, log: ReadLog): Task<void> {
  const batch = log.lastBatch;
  if (batch === null) return;
  const file = yield* take<DurableFile>((done) => disk.openDurable(batch.file, done));
  yield* perform((done) => file.write(batch.bytes, batch.offset, done));
  yield* perform((done) => file.close(done));
}
