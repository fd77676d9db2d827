/** The data folder at the start: as it is, set aside, or made the first of a new cluster. */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { HelloResponse } from '../../proto/index.ts';
import { decodeState, reclaimAfter } from '../licensing/index.ts';
import type { Logger } from '../logs/index.ts';
import {
  type Identity,
  type NodeStorageOptions,
  type OpenedStorage,
  openNodeStorage,
  setAsideNodeStorage,
} from '../storage/index.ts';
import type { PeerCalls } from '../transport/index.ts';
import { type FormFrom, formNewCluster, lastKnown, longestLease } from './newCluster.ts';
import type { ServerAddress } from './peers.ts';
import { dataElsewhere, type RecoveryOrder, type RecoveryStep, recoveryStep } from './recovery.ts';
import { SettingsError } from './settings.ts';

export interface DiskOptions {
  readonly storage: NodeStorageOptions;
  /** `--rejoin`. */
  readonly rejoin: boolean;
  /** `--form-new-cluster`; null without it. */
  readonly form: FormFrom | null;
  readonly self: ServerAddress;
  /** In the order of the SERVER lines. */
  readonly servers: readonly ServerAddress[];
  readonly leaseMilliseconds: number;
  readonly calls: Pick<PeerCalls, 'hello'>;
  readonly logger: Logger;
  /** Resolves after so many milliseconds. @default a timer */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

/** Opens it for this process. `order`: the operator's, if it asks for a new cluster. */
export async function openDisk(options: DiskOptions, order: RecoveryOrder | null): Promise<OpenedStorage> {
  const { storage, logger } = options;
  if (options.rejoin) logger.warn({ folder: await setAsideNodeStorage(storage) }, 'damaged data is set aside');
  if (options.form !== null) {
    const reason = dataElsewhere(await hellos(options, null));
    if (reason !== null) throw new SettingsError(`--form-new-cluster: ${reason}; start without that flag`);
    return form(options, { clusterId: randomBytes(16).toString('hex'), from: options.form });
  }
  const opened = await openNodeStorage({ ...storage, forming: order !== null });
  if (order !== null) {
    const step = await nextRecoveryStep(options, opened.identity, order);
    if (step.kind === 'form' || step.kind === 'join') {
      await new Promise<void>((resolve) => opened.storage.close(() => resolve()));
      if (step.kind === 'form') return form(options, order);
      await letLeasesEnd(options, opened);
      const folder = await setAsideNodeStorage(storage, { joins: order.clusterId });
      logger.warn(
        { folder, clusterId: order.clusterId },
        'a new cluster was formed: the data of the old one is set aside',
      );
      return openDisk(options, null);
    }
  }
  if (opened.tornTail !== null)
    logger.warn({ ...opened.tornTail }, 'the end of the log was torn by a crash and is cut');
  if (opened.damagedSnapshots.length > 0)
    logger.error({ files: opened.damagedSnapshots }, 'damaged snapshots are set aside; an older one and the log serve');
  return opened;
}

/**
 * Waits for what the old cluster may have granted with this server until now: it may have served in a part of the
 * network of its own while the new one was formed. Once this server has joined, the new one may grant the same
 * seats. The data is set aside afterwards, so that a wait that is broken off begins again.
 */
async function letLeasesEnd({ wait = delay, logger }: DiskOptions, opened: OpenedStorage): Promise<void> {
  // A disk without a log has granted nothing.
  if (opened.snapshot === null) return;
  const milliseconds = reclaimAfter(longestLease(lastKnown(opened).state));
  logger.warn({ milliseconds }, 'a new cluster was formed: it is joined once all leases of the old one have run out');
  await wait(milliseconds);
}

/** What an order of the operator's asks of this disk now. */
export async function nextRecoveryStep(
  options: Pick<DiskOptions, 'self' | 'servers' | 'calls'>,
  identity: Identity,
  order: RecoveryOrder,
): Promise<RecoveryStep> {
  if (identity.clusterId === order.clusterId) return { kind: 'none' };
  return recoveryStep(order, { server: options.self.server, identity }, await hellos(options, identity));
}

async function form(options: DiskOptions, { clusterId, from }: Pick<RecoveryOrder, 'clusterId' | 'from'>) {
  const { servers, self, leaseMilliseconds, logger } = options;
  const names = servers.map(({ server }) => server);
  const wanted = { clusterId, from, servers: names, self: self.server, leaseMilliseconds };
  const opened = await formNewCluster(options.storage, wanted);
  const { snapshot, identity } = opened;
  const state = snapshot === null ? null : decodeState(snapshot.data);
  logger.warn(
    {
      clusterId: identity.clusterId,
      from,
      checkouts: state?.held.size ?? 0,
      lastDate: new Date(state?.date ?? 0).toISOString(),
      setAside: identity.former.at(-1)?.folder ?? '',
    },
    'a new cluster is formed by this server alone: nothing is granted for one lease and before a second server has joined; borrowed licenses that it does not know of may be granted again',
  );
  return opened;
}

async function hellos(
  options: Pick<DiskOptions, 'self' | 'servers' | 'calls'>,
  identity: Identity | null,
): Promise<Map<string, HelloResponse>> {
  const { self, servers, calls } = options;
  const request = {
    server: self.server,
    incarnation: identity?.incarnation ?? 0,
    clusterId: identity?.clusterId ?? '',
  };
  const answers = new Map<string, HelloResponse>();
  const others = servers.filter(({ server }) => server !== self.server);
  await Promise.all(
    others.map(async (other) => {
      try {
        answers.set(other.server, await calls.hello(other, request));
      } catch {
        // Down, or without its disk: that is what recovery is for.
      }
    }),
  );
  return answers;
}
