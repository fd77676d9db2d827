/** Changes of a running LicenseCluster: a new order, an options file, an update of the pods. Nobody loses a seat. */
import { userInfo } from 'node:os';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Answer, Program } from '../processes/program.ts';
import { until } from '../processes/wait.ts';
import { NAMESPACE, OPERATOR } from './support/operator.ts';
import { LICENSE, SERVERS, Trio } from './support/trio.ts';

const OWNED = { usoft_studio: 10, usoft_batch: 3 };

let trio: Trio;
/** Keeps six of ten seats from the first test to the last. */
let keeper: Program;
let kept: Answer;
let startedAt: Date;

beforeAll(async () => {
  startedAt = new Date();
  trio = await Trio.start({ name: 'changes', spec: { leaseSeconds: 20 } });
  keeper = await trio.program();
  kept = await keeper.ask({ do: 'checkout', feature: 'usoft_studio', count: 6 });
  expect(kept.ok, JSON.stringify(kept)).toBe(true);
});
afterAll(() => trio.remove());
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await trio.dump();
});

async function stillHeld(server: string): Promise<void> {
  expect(await trio.lease(server, kept.lease)).toMatchObject({ count: 6, index: String(kept.index) });
  expect(await keeper.ask({ do: 'held', lease: kept.lease })).toMatchObject({ held: true });
  expect(keeper.events.filter(({ event }) => event === 'lost')).toEqual([]);
}

test('another order of the servers moves the master to the new first, and starts nothing anew', async () => {
  const before = await trio.lives();
  await trio.master('azuurmees');
  await trio.patch({ servers: SERVERS.toReversed() });
  await trio.master('buulbuul');
  await until('all servers to have the new order', async () => {
    const orders = (await trio.statuses()).map(({ members }) => members.map(({ server }) => server).join());
    return orders.every((order) => order === 'buulbuul,fitis,azuurmees') || null;
  });
  await stillHeld('buulbuul');
  await trio.patch({ servers: SERVERS });
  await trio.master('azuurmees');
  await stillHeld('azuurmees');
  expect(await trio.lives()).toEqual(before);
});

test('an options file in a ConfigMap acts, and so does a change of it, without a restart', async () => {
  const before = await trio.lives();
  const options = (text: string) =>
    trio.apply({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'changes-options' },
      data: { 'usoft.opt': text },
    });
  const program = await trio.program();
  const checkout = () => program.ask({ do: 'checkout', feature: 'usoft_batch' });
  await options(`EXCLUDE usoft_batch USER ${userInfo().username}\n`);
  await trio.patch({ options: { configMapRef: { name: 'changes-options' } } });
  await until('the program to be excluded', async () => {
    const answer = await checkout();
    if (answer.ok) await program.ask({ do: 'checkin', lease: answer.lease });
    return answer.code === -38 || null;
  });
  await options('# nobody is excluded\n');
  await until('the program to be let in again', async () => {
    const answer = await checkout();
    if (answer.ok) await program.ask({ do: 'checkin', lease: answer.lease });
    return answer.ok || null;
  });
  await program.end();
  await stillHeld('azuurmees');
  expect(await trio.lives()).toEqual(before);
});

test('an edited or unsigned line is refused to programs with its code and place; the others stand', async () => {
  const before = await trio.lives();
  const program = await trio.program();
  await trio.setLicense(LICENSE, { vendor: 'usoft', publicKey: Buffer.alloc(32, 1).toString('base64') });
  const refused = await until('unsigned lines to be refused', async () => {
    const answer = await program.ask({ do: 'checkout', feature: 'usoft_batch' });
    if (answer.ok) await program.ask({ do: 'checkin', lease: answer.lease });
    return answer.code === -114 ? answer : null;
  });
  expect(refused.text).toContain('license.dat:');
  await trio.setLicense(LICENSE);
  await until('unsigned lines to be taken again', async () => {
    const answer = await program.ask({ do: 'checkout', feature: 'usoft_batch' });
    if (answer.ok) await program.ask({ do: 'checkin', lease: answer.lease });
    return answer.ok || null;
  });
  await program.end();
  // What is out stays out, whatever becomes of its line.
  await stillHeld('azuurmees');
  expect(await trio.lives()).toEqual(before);
});

test('an update replaces the standbys first, hands over, and costs no checkout', async () => {
  const first = new Map((await trio.pods()).map(({ metadata }) => [metadata.name, metadata.uid]));
  await trio.master('azuurmees');
  const load = await trio.load('usoft_batch');
  await until('grants before the update', async () => (await load.grantsSince(0)).length > 10 || null);
  await trio.patch({ resources: { requests: { cpu: '50m', memory: '200Mi' }, limits: { memory: '1Gi' } } });
  const replaced: string[] = [];
  await until(
    'all three pods to be new',
    async () => {
      for (const { metadata } of await trio.pods()) {
        const isNew = metadata.uid !== first.get(metadata.name) && !replaced.includes(metadata.name);
        if (!isNew) continue;
        // Never a second one before the first is back.
        replaced.push(metadata.name);
      }
      return replaced.length === 3 || null;
    },
    { timeoutMilliseconds: 110_000, everyMilliseconds: 200 },
  );
  expect(replaced.at(-1)).toBe('changes-0');
  await trio.ready();
  await trio.master('azuurmees');
  await load.end();
  await stillHeld('azuurmees');
  const verdict = await trio.judge('azuurmees', OWNED);
  console.log(`update: ${verdict.grants} grants, ${verdict.refusals} refusals, replaced ${replaced.join(', ')}`);
  expect(verdict.violations).toEqual([]);
}, 240_000);

test('the API server has seen no call of a license server, and of the operator nothing beyond its rights', async () => {
  const addresses = new Set((await trio.pods()).map(({ status }) => status.podIP ?? ''));
  expect(addresses.size).toBe(3);
  const operator = `system:serviceaccount:${NAMESPACE}:${OPERATOR}`;
  const ours = await trio.cluster.auditEvents(
    ({ user, receivedAt, sourceAddresses }) =>
      receivedAt >= startedAt && (user === operator || sourceAddresses.some((address) => addresses.has(address))),
  );
  expect(ours.filter(({ user }) => user !== operator)).toEqual([]);
  expect(ours.filter(({ code }) => code === 403)).toEqual([]);
  const reads = ['get', 'list', 'watch'];
  expect(ours.filter(({ resource, verb }) => resource === 'nodes' && !reads.includes(verb))).toEqual([]);
  expect(ours.filter(({ verb, namespace }) => !reads.includes(verb) && namespace !== NAMESPACE)).toEqual([]);
  const used = [...new Set(ours.map(({ verb, resource }) => `${verb} ${resource}`))].sort();
  console.log(`the operator's calls: ${used.join(', ')}`);
  expect(used.filter((call) => /^(deletecollection|escalate|impersonate) /.test(call))).toEqual([]);
  expect(used.filter((call) => call.startsWith('delete '))).toEqual(['delete pods']);
});
