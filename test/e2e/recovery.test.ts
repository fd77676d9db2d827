/** Two disks are lost for good: a new cluster from what the third knows (R18), as docs/operations.md tells it. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '../processes/wait.ts';
import { NAMESPACE } from './support/operator.ts';
import { runPlugin } from './support/plugin.ts';
import { Trio } from './support/trio.ts';

const NAME = 'recovery';
let trio: Trio;

beforeAll(async () => {
  trio = await Trio.start({ name: NAME, spec: { leaseSeconds: 20 } });
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await trio.dump();
});
afterAll(() => trio.remove());

test('one server that has its data forms a new cluster; what it knows stands, and nothing is granted for a lease', async () => {
  const program = await trio.program();
  const held = await program.ask({ do: 'checkout', feature: 'usoft_studio', count: 6 });
  expect(held.ok).toBe(true);
  const { status: before } = await trio.view();
  expect((await runPlugin(trio, ['recover', NAME, '--from', 'azuurmees', '--yes'])).stderr).toContain(
    'there is nothing to recover',
  );

  const claims = [1, 2].map((ordinal) => `data-${NAME}-${ordinal}`);
  await trio.cluster.kubectl(['delete', 'pvc', ...claims, '-n', NAMESPACE, '--wait=false']);
  await trio.cluster.kubectl([
    'delete',
    'pod',
    `${NAME}-1`,
    `${NAME}-2`,
    '-n',
    NAMESPACE,
    '--grace-period=0',
    '--force',
  ]);
  await trio.cluster.recyclePersistentVolumes();
  await until(
    'the status to know of no master',
    async () => (((await trio.view()).status?.master ?? '') === '' ? true : null),
    { timeoutMilliseconds: 60_000, everyMilliseconds: 200 },
  );

  const recovered = await runPlugin(trio, ['recover', NAME, '--from', 'azuurmees', '--yes']);
  expect(recovered).toMatchObject({ code: 0, stdout: expect.stringContaining('master azuurmees') });
  const { status: after } = await trio.view();
  expect(after?.clusterId).not.toBe(before?.clusterId);
  expect(await trio.lease('azuurmees', held.lease)).toMatchObject({ count: 6 });
  await until(
    'seats to be granted again',
    async () => ((await program.ask({ do: 'checkout', feature: 'usoft_batch' })).ok ? true : null),
    { timeoutMilliseconds: 90_000, everyMilliseconds: 500 },
  );
  await trio.ready(120_000);
}, 400_000);
