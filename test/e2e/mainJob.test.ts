/** The main job on one LicenseCluster: applied, a bad license, the master's node lost, cut off, a volume lost. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../processes/wait.ts';
import { condition, waitReady } from './support/licenseCluster.ts';
import { NAMESPACE } from './support/operator.ts';
import { LICENSE, SERVERS, Trio } from './support/trio.ts';

let trio: Trio;

beforeAll(async () => {
  const began = performance.now();
  trio = await Trio.apply({ name: 'main', spec: { masterPolicy: 'PreferFirst', leaseSeconds: 10 } });
  await trio.ready();
  process.stdout.write(`apply to ready: ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
});

afterEach(async (context) => {
  if (context.task.result?.state === 'fail') await trio.dump();
});

afterAll(async () => {
  await trio.remove();
});

test('three servers run on three nodes of one subnet, the first is master, and all have the same license', async () => {
  const view = await trio.master('azuurmees');
  const nodes = new Set(view.status?.members?.map(({ node }) => node));
  expect(nodes.size).toBe(3);
  const subnets = new Set<string>();
  for (const node of nodes) {
    const label = ['get', 'node', node ?? '', '-o', 'jsonpath={.metadata.labels.lmtriad\\.io/subnet}'];
    subnets.add((await trio.cluster.kubectl(label)).stdout);
  }
  expect([...subnets]).toEqual(['a']);
  const statuses = await trio.statuses();
  expect(new Set(statuses.map(({ license }) => license.hash)).size).toBe(1);
  expect(statuses.map(({ master }) => master)).toEqual(['azuurmees', 'azuurmees', 'azuurmees']);
});

test('a license that does not parse is named with file and line, and nothing restarts', async () => {
  const before = await trio.lives();
  const hash = (await trio.status('azuurmees')).license.hash;
  await trio.setLicense(LICENSE.replace('10.0 permanent 3', '10.0 someday 3'));
  const bad = await until('the condition LicenseValid to be False', async () => {
    const valid = condition(await trio.view(), 'LicenseValid');
    return valid?.status === 'False' ? valid : null;
  });
  expect(bad.message).toMatch(/license\.dat:4:\d+/);
  expect((await trio.status('azuurmees')).license.hash).toBe(hash);
  await trio.setLicense(LICENSE);
  await until('the condition LicenseValid to be True', async () =>
    condition(await trio.view(), 'LicenseValid')?.status === 'True' ? true : null,
  );
  expect(await trio.lives()).toEqual(before);
});

test('more seats are in force everywhere without a restart', async () => {
  const before = await trio.lives();
  await trio.setLicense(LICENSE.replace('10.0 permanent 3', '10.0 permanent 4'));
  await until('four seats on all three', async () => {
    const issued = (await trio.statuses()).map(
      ({ features }) => features.find(({ feature }) => feature === 'usoft_batch')?.issued,
    );
    return issued.every((count) => count === '4') ? true : null;
  });
  expect(await trio.lives()).toEqual(before);
});

describe('with a program that holds seats', () => {
  test("the loss of the master's node costs no checkout, and nobody gets more than there is", async () => {
    await trio.master('azuurmees');
    const program = await trio.program();
    const held = await program.ask({ do: 'checkout', feature: 'usoft_studio', count: 6 });
    expect(held.ok, JSON.stringify(held)).toBe(true);
    const node = await trio.nodeOf('azuurmees');
    const lostAt = await trio.cluster.powerOff(node);
    const next = await program.ask({ do: 'checkout', feature: 'usoft_studio' });
    const milliseconds = Date.now() - lostAt;
    process.stdout.write(`power-off of the master's node: next grant after ${milliseconds.toFixed(0)} ms\n`);
    expect(next.ok, JSON.stringify(next)).toBe(true);
    const master = (await program.ask({ do: 'status' })).master ?? '';
    expect(master).toBe('fitis');
    // The same lease at the same log index, as the new master itself knows it.
    expect(await trio.lease(master, held.lease)).toMatchObject({ count: 6, index: String(held.index) });
    const second = await trio.program();
    const rest = await second.ask({ do: 'checkout', feature: 'usoft_studio', count: 3 });
    expect(rest).toMatchObject({ ok: true });
    const third = await trio.program();
    expect(await third.ask({ do: 'checkout', feature: 'usoft_studio' })).toMatchObject({ ok: false, code: -4 });
    await trio.master('fitis');
    await trio.cluster.powerOn(node);
    await trio.ready();
    await trio.master('azuurmees');
    expect(await program.ask({ do: 'held', lease: held.lease })).toMatchObject({ held: true });
    expect((await trio.judge('azuurmees', { usoft_studio: 10 })).violations).toEqual([]);
    // The end of a session is in no history: what is given back by name is.
    for (const { lease } of [held, next]) await program.ask({ do: 'checkin', lease });
    await second.ask({ do: 'checkin', lease: rest.lease });
    await trio.endPrograms();
  });

  test('a master that is cut off stops granting, and the other two go on', async () => {
    await trio.master('azuurmees');
    const load = await trio.load('usoft_batch');
    const node = await trio.nodeOf('azuurmees');
    const cutAt = await trio.cluster.isolate(node);
    await until('grants after the cut', async () =>
      (await load.grantsSince(cutAt + 2_000)).length > 20 ? true : null,
    );
    await trio.master('fitis');
    const grants = await load.grantsSince(cutAt);
    process.stdout.write(`node cut off: first grant after ${Math.min(...grants).toFixed(0)} ms\n`);
    await trio.cluster.join(node);
    await trio.ready();
    await load.end();
    expect((await trio.judge('azuurmees', { usoft_studio: 10, usoft_batch: 4 })).violations).toEqual([]);
  });
});

test('a member whose volume is lost comes back as a new one, and what is held stays held', async () => {
  await trio.master('azuurmees');
  const program = await trio.program();
  const held = await program.ask({ do: 'checkout', feature: 'usoft_studio', count: 2 });
  const [pod] = (await trio.pods()).filter(({ metadata }) => metadata.name.endsWith('-2'));
  const incarnation = async () =>
    (await trio.status('azuurmees')).members.find(({ server }) => server === SERVERS[2]?.name);
  const before = (await incarnation())?.incarnation;
  const claims = ['get', 'pvc', '-n', NAMESPACE, '-o', 'name'];
  const claim = (await trio.cluster.kubectl(claims)).stdout
    .split('\n')
    .find((name) => name.endsWith(pod?.metadata.name ?? '-'));
  await trio.cluster.kubectl(['delete', claim ?? '', '-n', NAMESPACE, '--wait=false']);
  await trio.cluster.kubectl(['delete', 'pod', pod?.metadata.name ?? '', '-n', NAMESPACE, '--wait=false']);
  await until(
    'a new incarnation with a vote',
    async () => {
      const member = await incarnation().catch(() => undefined);
      return member !== undefined && member.incarnation !== before && member.voter ? true : null;
    },
    { timeoutMilliseconds: 90_000 },
  );
  await waitReady(trio.cluster, NAMESPACE, trio.name);
  expect(await trio.lease('azuurmees', held.lease)).toMatchObject({ count: 2 });
  expect(await program.ask({ do: 'held', lease: held.lease })).toMatchObject({ held: true });
});
