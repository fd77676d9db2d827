/** The master's node lost over and over, under load. LOSSES sets how often, 20 if it is not there. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '../../processes/wait.ts';
import { Trio } from '../support/trio.ts';

const LOSSES = Number(process.env['LOSSES'] ?? 20);

let trio: Trio;

beforeAll(async () => {
  trio = await Trio.start({ name: 'long', spec: { masterPolicy: 'Stay', leaseSeconds: 10 } });
});

afterEach(async (context) => {
  if (context.task.result?.state === 'fail') await trio.dump();
});

afterAll(async () => {
  await trio.remove();
});

test("the master's node is lost again and again: the held lease stays, and nobody gets more than there is", async () => {
  const program = await trio.program();
  const held = await program.ask({ do: 'checkout', feature: 'usoft_studio', count: 6 });
  expect(held.ok, JSON.stringify(held)).toBe(true);
  const load = await trio.load('usoft_batch');
  const times: number[] = [];
  for (let loss = 0; loss < LOSSES; loss++) {
    const { master = '' } = (await trio.ready()).status ?? {};
    const node = await trio.nodeOf(master);
    const lostAt = await trio.cluster.powerOff(node);
    await until('a grant after the loss', async () => ((await load.grantsSince(lostAt)).length > 0 ? true : null));
    times.push(Math.min(...(await load.grantsSince(lostAt))));
    await trio.cluster.powerOn(node);
  }
  await trio.ready();
  expect(await program.ask({ do: 'held', lease: held.lease })).toMatchObject({ held: true });
  await load.end();
  process.stdout.write(`first grants after the losses: ${times.map((time) => time.toFixed(0)).join(', ')} ms\n`);
  const { master = '' } = (await trio.view()).status ?? {};
  expect((await trio.judge(master, { usoft_studio: 10, usoft_batch: 3 })).violations).toEqual([]);
});
