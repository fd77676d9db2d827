/** The chart from install to uninstall, and the sample for one node. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cluster, openCluster } from '../cluster/index.ts';
import { until } from '../processes/wait.ts';
import { apply, installOperator, makeNamespace, removeNamespace } from './support/install.ts';
import { condition, getLicenseCluster, waitReady } from './support/licenseCluster.ts';
import { getItems, type PodView } from './support/objects.ts';
import { HELM_FLAGS } from './support/operator.ts';

const SPACE = 'lmtriad-helm';
const SAMPLE = join(import.meta.dirname, '../../deploy/samples/one-node.yaml');

let cluster: Cluster;

beforeAll(async () => {
  cluster = await openCluster();
  await makeNamespace(cluster, SPACE);
});
afterAll(() => removeNamespace(cluster, SPACE));

const pods = () => getItems<PodView>(cluster, SPACE, 'pods', 'lmtriad.io/cluster=usoft');
const lives = async () => (await pods()).map(({ metadata }) => metadata.uid).sort();

test('installed, the operator passes helm test and serves the sample for one node on one node', async () => {
  await installOperator(cluster, SPACE, HELM_FLAGS);
  await cluster.helm(['test', 'lmtriad', '-n', SPACE, '--timeout', '60s']);
  await apply(cluster, SPACE, await readFile(SAMPLE, 'utf8'));
  const node = (await cluster.nodes()).find(({ subnet }) => subnet === 'b')?.name ?? '';
  const spec = { placement: { nodeSelector: { 'kubernetes.io/hostname': node } } };
  // At once, while its first pods are starting: an update must not take two disks that are about to serve.
  await cluster.kubectl(['patch', 'lic', 'usoft', '-n', SPACE, '--type', 'merge', '-p', JSON.stringify({ spec })]);
  const view = await until(
    'three servers on that node, and nothing more to do',
    async () => {
      const now = await getLicenseCluster(cluster, SPACE, 'usoft');
      const nodes = now.status?.members?.map((member) => member.node) ?? [];
      const settled = condition(now, 'Progressing')?.reason === 'Settled' && condition(now, 'Ready')?.status === 'True';
      if (settled && nodes.length === 3 && nodes.every((name) => name === node)) return now;
      throw new Error(JSON.stringify(now.status?.conditions));
    },
    { timeoutMilliseconds: 200_000, everyMilliseconds: 500 },
  );
  expect(view.status?.quorum).toBe('3 of 3 up');
}, 300_000);

test('upgraded, it does what the new values say, and the servers run on', async () => {
  const before = await lives();
  await installOperator(cluster, SPACE, [...HELM_FLAGS, '--set', 'networkPolicies.create=true']);
  await until('a NetworkPolicy', async () => (await getItems(cluster, SPACE, 'networkpolicies')).length === 1 || null);
  await waitReady(cluster, SPACE, 'usoft');
  expect(await lives()).toEqual(before);
});

test('uninstalled, it leaves definition, LicenseClusters and servers, and takes the rest of it away', async () => {
  const before = await lives();
  await cluster.helm(['uninstall', 'lmtriad', '-n', SPACE, '--wait', '--timeout', '60s']);
  const left = (await cluster.kubectl(['get', 'crd,lic', '-n', SPACE, '-o', 'name'])).stdout;
  expect(left).toContain('customresourcedefinition.apiextensions.k8s.io/licenseclusters.lmtriad.io');
  expect(left).toContain('licensecluster.lmtriad.io/usoft');
  expect(await lives()).toEqual(before);
  const of = ['deployments', 'serviceaccounts', 'roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'];
  const rest = await cluster.kubectl([
    ...['get', of.join(','), '-n', SPACE, '-o', 'name'],
    ...['-l', 'app.kubernetes.io/instance=lmtriad,app.kubernetes.io/part-of=lmtriad'],
  ]);
  // The other release of that name, of all end-to-end tests, has ClusterRoles of its own namespace.
  expect(
    rest.stdout
      .split('\n')
      .filter((name) => name.includes(SPACE) || /^(deployment|service|role\.|rolebinding\.)/.test(name)),
  ).toEqual([]);
});
