import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PeerService } from '../../proto/index.ts';
import { reclaimAfter } from '../licensing/index.ts';
import { createLogger } from '../logs/index.ts';
import { openNodeStorage } from '../storage/index.ts';
import { formNewCluster } from './newCluster.ts';
import { openDisk } from './openDisk.ts';

const OLD = '00112233445566778899aabbccddeeff';
const NEW = 'ffeeddccbbaa99887766554433221100';
const LEASE = 30_000;
const ORDER = { clusterId: NEW, server: 'a', from: 'data' } as const;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lmt-open-disk-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a server of the old cluster joins the new one only when what it may have granted has run out', async () => {
  const storage = { folder: join(folder, 'data'), server: 'b', segmentBytes: 65_536 };
  const servers = ['a', 'b', 'c'];
  const old = await formNewCluster(storage, {
    ...{ clusterId: OLD, from: 'empty', servers, self: 'b', leaseMilliseconds: LEASE },
  });
  await new Promise<void>((resolve) => old.storage.close(() => resolve()));
  const { hello } = PeerService;
  const answer = hello.responseDeserialize(
    hello.responseSerialize({ server: 'a', clusterId: NEW, holdsEntries: true }),
  );
  const addresses = servers.map((server) => ({ server, host: server, port: 1 }));
  const [, self] = addresses;
  if (self === undefined) throw new Error('no b');
  const waits: { readonly milliseconds: number; readonly whole: boolean }[] = [];
  const asideOf = async () => (await readdir(join(storage.folder, 'set-aside'))).length;
  const before = await asideOf();
  const opened = await openDisk(
    {
      ...{ storage, rejoin: false, form: null, self, servers: addresses, leaseMilliseconds: 10_000 },
      calls: {
        hello: async ({ server }) => {
          if (server === 'a') return answer;
          throw new Error('down');
        },
      },
      logger: createLogger({ service: 'test', server: 'b' }, { write: () => undefined }),
      wait: async (milliseconds) => {
        // Broken off here it would begin again: nothing is set aside yet.
        const now = await openNodeStorage(storage);
        waits.push({ milliseconds, whole: now.identity.clusterId === OLD && (await asideOf()) === before });
        await new Promise<void>((resolve) => now.storage.close(() => resolve()));
      },
    },
    ORDER,
  );
  await new Promise<void>((resolve) => opened.storage.close(() => resolve()));
  expect(waits).toEqual([{ milliseconds: reclaimAfter(LEASE), whole: true }]);
  expect(opened.identity).toMatchObject({ clusterId: '', joinsOnly: NEW });
  expect(await asideOf()).toBe(before + 1);
});
