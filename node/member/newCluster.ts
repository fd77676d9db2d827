/**
 * A new cluster from what one disk holds, or from nothing, after two disks were lost (R18). What only the lost
 * two knew is gone, so nothing is granted before all that they may have granted has run out.
 */
import type { NodeId, Snapshot } from '../consensus/index.ts';
import { decodeState, encodeState, LicenseState, OLDEST_RULES_VERSION, reclaimAfter } from '../licensing/index.ts';
import {
  DamageReason,
  LogDamaged,
  type NodeStorageOptions,
  type OpenedStorage,
  openNodeStorage,
  type Storage,
  setAsideNodeStorage,
} from '../storage/index.ts';
import type { StoredLog } from './ports.ts';
import { replay } from './replay.ts';
import { SettingsError } from './settings.ts';

/** What a new cluster begins with: this server's data, or nothing but the license files. */
export type FormFrom = 'data' | 'empty';

/** Log indexes and lease numbers that the lost two may have given to others are not given again. */
const LEAP = 1_000_000;

export interface NewCluster {
  /** 32 hex digits. */
  readonly clusterId: string;
  readonly from: FormFrom;
  /** Names of all three, in the order of the SERVER lines. */
  readonly servers: readonly string[];
  readonly self: string;
  readonly leaseMilliseconds: number;
}

/**
 * Sets the data aside, makes a new incarnation, and gives it a cluster in which it is the only member so far;
 * the two others join with empty disks. Interrupted anywhere it can be done again, and until then nothing
 * starts from the folder. Rejects with SettingsError if there is nothing to form from, else as
 * `openNodeStorage`; the folder is open afterwards.
 */
export async function formNewCluster(options: NodeStorageOptions, wanted: NewCluster): Promise<OpenedStorage> {
  let opened = await openForForming(options, wanted.from);
  if (opened === null || opened.identity.formsFrom === '') {
    if (wanted.from === 'data' && opened?.snapshot === null) {
      await close(opened);
      throw new SettingsError(
        `${options.folder} holds no data of a cluster: form the new one on the server that has some, or from nothing with --form-new-cluster empty`,
      );
    }
    await close(opened);
    await setAsideNodeStorage(options, { mayForm: true });
    opened = await openNodeStorage({ ...options, forming: true });
  }
  const { storage, identity } = opened;
  try {
    if (opened.snapshot === null) {
      const former = wanted.from === 'data' ? await dataIn(`${options.folder}/${identity.formsFrom}`, options) : null;
      const gone = identity.former.map(({ incarnation }) => incarnation);
      const snapshot = firstSnapshot(former, wanted, { incarnation: identity.incarnation, gone });
      const { index, term } = snapshot.metadata;
      if (identity.clusterId === '') await done((next) => storage.saveIdentity({ clusterId: wanted.clusterId }, next));
      const hardState = { term, vote: 0, commit: index };
      await done((next) => storage.append({ entries: [], hardState, snapshot }, next));
    }
    await done((next) => storage.saveIdentity({ formed: true }, next));
  } finally {
    await close(opened);
  }
  return openNodeStorage(options);
}

/** Null for data that is being moved away already, or cannot be read and is not needed. */
async function openForForming(options: NodeStorageOptions, from: FormFrom): Promise<OpenedStorage | null> {
  try {
    return await openNodeStorage({ ...options, forming: true });
  } catch (error) {
    const halfMoved = error instanceof LogDamaged && error.reason === DamageReason.SetAsideUnfinished;
    if (halfMoved || (from === 'empty' && error instanceof LogDamaged)) return null;
    throw error;
  }
}

/** The state that a folder's snapshot and log make. */
async function dataIn(folder: string, options: NodeStorageOptions): Promise<LastKnown> {
  const opened = await openNodeStorage({ ...options, folder });
  await close(opened);
  return lastKnown(opened);
}

/** The state at the end of a log, and the position of that end. */
export interface LastKnown {
  readonly state: LicenseState;
  readonly index: number;
  readonly term: number;
}

/**
 * All that stands in the log, committed or not: with two disks lost nobody can say any more which of its last
 * entries were. Taking a seat for granted that was not costs one lease; the other way round it would be given twice.
 */
export function lastKnown({ snapshot, entries, hardState }: StoredLog): LastKnown {
  const state = snapshot === null ? new LicenseState() : decodeState(snapshot.data);
  replay(state, entries);
  const index = entries.at(-1)?.index ?? snapshot?.metadata.index ?? 0;
  return { state, index, term: hardState?.term ?? snapshot?.metadata.term ?? 0 };
}

/** The longest time, in milliseconds, for which a program may believe what was granted or renewed last. */
export function longestLease(state: LicenseState): number {
  const leases = [...state.sessions.values()].map((session) => session.leaseMilliseconds);
  return leases.reduce((longest, each) => Math.max(longest, each), state.leaseMilliseconds);
}

/** What the new cluster's log begins with. `former` is changed; null for a cluster that knows nothing. */
export function firstSnapshot(
  former: LastKnown | null,
  wanted: NewCluster,
  disk: { readonly incarnation: NodeId; readonly gone: readonly NodeId[] },
): Snapshot {
  const state = former?.state ?? new LicenseState();
  const index = (former?.index ?? 0) + LEAP;
  const term = (former?.term ?? 0) + 1;
  if (former === null) {
    state.version = OLDEST_RULES_VERSION;
    state.leaseMilliseconds = wanted.leaseMilliseconds;
  }
  const lease = longestLease(state);
  const standing = state.members.members.map((member) => member.incarnation);
  const gone = [...state.members.former, ...standing, ...disk.gone].filter((each) => each !== 0);
  state.appliedIndex = index;
  state.nextLease += LEAP;
  state.hold = null;
  state.noGrantsBefore = Math.max(state.noGrantsBefore, state.leaseTime + reclaimAfter(lease));
  state.members = {
    members: wanted.servers.map((server) => ({
      server,
      incarnation: server === wanted.self ? disk.incarnation : 0,
      host: '',
      port: 0,
    })),
    former: [...new Set(gone)],
  };
  const confState = {
    voters: [disk.incarnation],
    learners: [],
    votersOutgoing: [],
    learnersNext: [],
    autoLeave: false,
  };
  return { metadata: { index, term, confState }, data: encodeState(state) };
}

function done(work: (next: (error: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => work((error) => (error === null ? resolve() : reject(error))));
}

function close(opened: { readonly storage: Storage } | null): Promise<void> {
  return opened === null ? Promise.resolve() : new Promise((resolve) => opened.storage.close(() => resolve()));
}
