/**
 * Links between servers that are cut, in both directions or in one, or lose packets, while programs reach all three:
 * whoever can serve serves, nobody else does, and nothing is granted twice. Network namespaces, with certificates.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Hosts } from './hosts.ts';
import { Scene } from './scene.ts';
import { until } from './wait.ts';

const SUBNET = '10.231.8';
const ADDRESSES = [`${SUBNET}.11`, `${SUBNET}.12`, `${SUBNET}.13`] as const;
const [FIRST, SECOND, THIRD] = ADDRESSES;
const PORT = 28510;
/** Enough for streams to stall and election timeouts to come near. */
const LOSS_PERCENT = 15;
/** How long a fault lasts at least: ten times the silence after which a master is replaced. */
const FAULT_MS = 3_000;

let hosts: Hosts;
let scene: Scene;
let failed = false;

beforeAll(async () => {
  hosts = await Hosts.create('lk', SUBNET, [...ADDRESSES]);
  const options = { name: 'links', port: PORT, hosts: ADDRESSES, tls: true, flags: 'PRIMARY_IS_MASTER' };
  scene = await Scene.start({ ...options, wrap: (server) => hosts.get(server).wrap });
  await scene.begin();
});

afterAll(async () => {
  await scene?.close(failed);
  await hosts.close();
});

async function heal(): Promise<void> {
  for (const address of ADDRESSES) await hosts.drop(address, []);
  await scene.trio.ready();
}

/** Serves while the links are like that, and is whole again afterwards. */
async function through(links: () => Promise<void>): Promise<void> {
  failed = true;
  await links();
  await new Promise((resolve) => setTimeout(resolve, FAULT_MS));
  await scene.served();
  await heal();
  await scene.served();
  failed = false;
}

describe.each([
  [FIRST, SECOND],
  [FIRST, THIRD],
  [SECOND, THIRD],
])('the link between %s and %s', (one, other) => {
  const cut = (from: string, to: string) => hosts.drop(from, [{ to, percent: 100 }]);

  test('cut', () =>
    through(async () => {
      await cut(one, other);
      await cut(other, one);
    }));

  test('cut from the first to the second', () => through(() => cut(one, other)));

  test('cut from the second to the first', () => through(() => cut(other, one)));
});

test('packets are lost on all links', () =>
  through(async () => {
    for (const from of ADDRESSES) {
      const others = ADDRESSES.filter((to) => to !== from);
      await hosts.drop(
        from,
        others.map((to) => ({ to, percent: LOSS_PERCENT })),
      );
    }
  }));

test('a master that is cut off from both others grants nothing, though programs reach it', () =>
  through(async () => {
    const master = await scene.trio.master();
    const lonely = await scene.program(`${master.port}@${master.host}`);
    const others = ADDRESSES.filter((to) => to !== master.host).map((to) => ({ to, percent: 100 }));
    await hosts.drop(master.host, others);
    await scene.otherMaster(master);
    await until('the one that is cut off to know it', async () => {
      const status = await scene.trio.statusOf(master);
      return status.quorumText.includes('1 of 3 up') || null;
    });
    const refused = await lonely.ask({ do: 'checkout', feature: 'held', timeout: 3_000 });
    expect(refused.text, JSON.stringify(lonely.events)).toContain('quorum lost: 1 of 3 up');
    expect(refused).toMatchObject({ ok: false, code: -96 });
  }));

test('and all of it together has cost or doubled no seat', async () => {
  failed = true;
  await scene.judge();
  failed = false;
});
