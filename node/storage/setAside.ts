/** Moves damaged data out of the way, so that the disk can take part again as a new incarnation (R16, R21). */
import { listWithoutAside } from './atomicFile.ts';
import type { Disk } from './disk.ts';
import { hasSystemCode, LogDamaged, type StorageError, storageFailure } from './errors.ts';
import { type IdentityFile, makeIdentity, readIdentity, writeIdentity } from './identity.ts';
import type { Identity } from './identityTypes.ts';
import { LOG_FOLDER, SNAPSHOT_FOLDER } from './recover.ts';
import { perform, runTask, type Task, take } from './task.ts';

const SIDE_FOLDER = 'set-aside';

export interface SetAsideOptions {
  readonly disk: Disk;
  readonly folder: string;
  /** For the new identity when the old one cannot be read. */
  readonly server: string;
  readonly newIncarnation: () => number;
  /**
   * True when two disks are lost and this one begins a new cluster (R18): the new incarnation is then not
   * bound to the cluster of the former one, and starts only once that cluster has been formed. @default false
   */
  readonly mayForm?: boolean;
  /** The cluster that the new incarnation may join. @default that of the former one */
  readonly joins?: string;
}

/**
 * Moves log, snapshots and identity to a folder of their own below `set-aside/`, and writes the identity of a
 * new incarnation, which may only join the cluster of the former one unless `mayForm`. An interrupted move is finished by the
 * next call; until then `openStorage` refuses. Gives the side folder's path, or the error and ''.
 */
export function setAside(options: SetAsideOptions, done: (error: StorageError | null, folder: string) => void): void {
  runTask(move(options), (error, folder) => {
    if (folder === undefined) done(storageFailure(error, `setting aside what is in ${options.folder}`), '');
    else done(null, folder);
  });
}

function* move({ disk, folder, server, newIncarnation, mayForm = false, joins }: SetAsideOptions): Task<string> {
  const old = yield* readReadable(disk, folder);
  const incarnation = newIncarnation();
  const side = old?.settingAside || `${SIDE_FOLDER}/${old?.identity.incarnation ?? `unknown-before-${incarnation}`}`;
  const path = `${folder}/${side}`;
  for (const made of [`${folder}/${SIDE_FOLDER}`, path]) yield* perform((done) => disk.makeDirectory(made, done));
  for (const made of [folder, `${folder}/${SIDE_FOLDER}`]) yield* perform((done) => disk.syncDirectory(made, done));
  // First of all the folder is marked: a log of which only a part was moved might look whole.
  if (old !== null) {
    yield* writeIdentity(disk, folder, { ...old, settingAside: side });
    yield* listWithoutAside(disk, path);
    // With its identity the side folder can be read as any data folder.
    yield* writeIdentity(disk, path, { ...old, settingAside: '' });
  }
  for (const name of [LOG_FOLDER, SNAPSHOT_FOLDER]) yield* moveFiles(disk, `${folder}/${name}`, `${path}/${name}`);
  yield* perform((done) => disk.syncDirectory(path, done));
  const former = old?.identity;
  const identity: Identity = {
    ...makeIdentity(former?.server ?? server, incarnation),
    joinsOnly: mayForm ? '' : (joins ?? (former?.clusterId || former?.joinsOnly || '')),
    formsFrom: mayForm ? side : '',
    former: [
      ...(former?.former ?? []),
      { incarnation: former?.incarnation ?? 0, clusterId: former?.clusterId ?? '', folder: side },
    ],
  };
  yield* writeIdentity(disk, folder, { identity, settingAside: '' });
  return path;
}

/** Null when the identity is missing or damaged; it is then replaced last of all, so it stays the mark. */
function* readReadable(disk: Disk, folder: string): Task<IdentityFile | null> {
  try {
    return yield* readIdentity(disk, folder);
  } catch (error) {
    if (error instanceof LogDamaged) return null;
    throw error;
  }
}

function* moveFiles(disk: Disk, from: string, to: string): Task<void> {
  let names: string[];
  try {
    names = yield* take<string[]>((done) => disk.list(from, done));
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT')) return;
    throw error;
  }
  yield* perform((done) => disk.makeDirectory(to, done));
  for (const name of names) yield* perform((done) => disk.rename(`${from}/${name}`, `${to}/${name}`, done));
  for (const folder of [to, from]) yield* perform((done) => disk.syncDirectory(folder, done));
}
