/** From kubectl apply to three servers of which one is the master, and what they are made of. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { run } from '../cluster/command.ts';
import { getItems, getObject, type PodView } from './support/objects.ts';
import { NAMESPACE } from './support/operator.ts';
import { SERVERS, Trio } from './support/trio.ts';

/** What the status must say when three servers are up, in seconds. */
const READY_SECONDS = 30;
const NAMES = SERVERS.map(({ name }) => name);
/** Lines of a vendor with what a renderer might be tempted to tidy up. */
const VENDOR_LINES = `DAEMON   usoft c:\\license\\usoft.exe\r
FEATURE usoft_studio usoft 10.0 permanent 10 \\\r
\tNOTICE="ten  seats"\tSIGN="00AB"\r
# a comment, caf\u00e9\r
INCREMENT usoft_batch\tusoft 10.0 permanent 3
`;
const VENDOR_FILE = `# License file (server version)\nSERVER this_host ANY 27009\nSERVER that_host ANY 27009\nSERVER other_host ANY 27009\n${VENDOR_LINES}`;

interface Owned {
  readonly metadata: {
    readonly name: string;
    readonly ownerReferences?: readonly { kind: string; name: string; controller?: boolean }[];
  };
}

interface ServiceView extends Owned {
  readonly spec: {
    readonly clusterIP: string;
    readonly publishNotReadyAddresses?: boolean;
    readonly ports: readonly { name: string; port: number; targetPort: number }[];
  };
}

let trio: Trio;
let readyAfter: number;

beforeAll(async () => {
  const began = performance.now();
  trio = await Trio.start({ name: 'ready', license: VENDOR_FILE });
  readyAfter = performance.now() - began;
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await trio.dump();
});
afterAll(() => trio.remove());

/** A file as the program in the pod sees it, read by the node's own filesystem. */
async function readInPod(pod: PodView, path: string): Promise<Buffer> {
  const id = pod.status.containerStatuses?.[0]?.containerID?.replace('containerd://', '') ?? '';
  const { stdout } = await run(['pgrep', '-f', `containerd-shim-runc-v2 .*-id ${id}|^node node/lmgrd.ts`], {
    okCodes: [0, 1],
  });
  for (const pid of stdout.trim().split('\n')) {
    const cgroup = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '');
    if (cgroup.includes(id)) return readFile(`/proc/${pid}/root${path}`);
  }
  throw new Error(`no process of container ${id}`);
}

test(`three are ready within ${READY_SECONDS} s of kubectl apply, and the first is the master`, async () => {
  const { status } = await trio.view();
  console.log(`from kubectl apply to Ready: ${(readyAfter / 1000).toFixed(1)} s`);
  expect(readyAfter / 1000).toBeLessThanOrEqual(READY_SECONDS);
  expect(status?.master).toBe('azuurmees');
  expect(status?.quorum).toBe('3 of 3 up');
  expect(status?.clusterId).toMatch(/^[0-9a-f]{32}$/);
  const states = status?.conditions?.map(({ type, status: state }) => `${type}=${state}`);
  expect(states?.sort()).toEqual([
    'Degraded=False',
    'LicenseInUseElsewhere=False',
    'LicenseValid=True',
    'MasterElected=True',
    'Progressing=False',
    'QuorumAvailable=True',
    'Ready=True',
  ]);
});

test('the pods are on three nodes of one subnet', async () => {
  const pods = await trio.pods();
  expect(pods.map(({ metadata }) => metadata.name)).toEqual(['ready-0', 'ready-1', 'ready-2']);
  const nodes = new Set(pods.map(({ spec }) => spec.nodeName));
  expect(nodes.size).toBe(3);
  const subnets = (await trio.cluster.nodes()).filter(({ name }) => nodes.has(name)).map(({ subnet }) => subnet);
  expect(subnets).toEqual(['a', 'a', 'a']);
});

test('license.dat is the same in each pod: SERVER lines as declared, vendor lines byte by byte', async () => {
  const expected = [
    '# License file (server version)\n',
    ...SERVERS.map(({ name, port }, position) => {
      const flag = position === 0 ? ' PRIMARY_IS_MASTER' : '';
      return `SERVER ready-${name}.${NAMESPACE}.svc ANY ${port}${flag}\n`;
    }),
  ];
  const files = await Promise.all((await trio.pods()).map((pod) => readInPod(pod, '/etc/lmtriad/license/license.dat')));
  const hashes = files.map((file) => createHash('sha256').update(file).digest('hex'));
  console.log(`sha256 of license.dat in the pods: ${hashes.join(' ')}`);
  expect(files).toHaveLength(3);
  expect(new Set(hashes).size).toBe(1);
  const text = files[0]?.toString('latin1') ?? '';
  expect(text.endsWith(VENDOR_LINES)).toBe(true);
  const servers = text.slice(0, -VENDOR_LINES.length);
  // Lines of ours end as the vendor's do.
  expect(servers.replaceAll('\r\n', '\n')).toBe(expected.join(''));
  // Each server's own answer names the file of its disk, and the one in force.
  for (const { license, members } of await trio.statuses()) {
    expect(license.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(members.map(({ licenseHash }) => licenseHash)).toEqual(members.map(() => license.hash));
    expect(license.errors).toEqual([]);
  }
});

test('the members in the status are what each member itself answers', async () => {
  const { status } = await trio.view();
  const answers = await trio.statuses();
  expect(answers.map(({ server }) => server)).toEqual(NAMES);
  expect(status?.members?.map(({ name }) => name)).toEqual(NAMES);
  for (const [position, answer] of answers.entries()) {
    expect(answer.master).toBe(status?.master);
    expect(answer.clusterId).toBe(status?.clusterId);
    expect(answer.term).toBe(String(status?.term));
    expect(answer.quorum).toBe(true);
    const own = answer.members.find(({ server }) => server === answer.server);
    const shown = status?.members?.[position];
    expect(own?.role).toBe(`ROLE_${shown?.role?.toUpperCase()}`);
    expect(own?.incarnation).toBe(shown?.incarnation);
    expect(own?.voter).toBe(true);
    expect(answer.version).toBe(shown?.version);
    expect(shown?.healthy).toBe(true);
  }
});

test('the pods keep to the restricted profile: no root, no token, read-only, no CPU limit', async () => {
  const namespace = await getObject<{ metadata: { labels: Record<string, string> } }>(
    trio.cluster,
    NAMESPACE,
    'namespace',
    NAMESPACE,
  );
  expect(namespace.metadata.labels['pod-security.kubernetes.io/enforce']).toBe('restricted');
  for (const pod of await trio.pods()) {
    expect(pod.spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(pod.spec.automountServiceAccountToken).toBe(false);
    expect(pod.spec.volumes?.filter(({ projected }) => projected !== undefined)).toEqual([]);
    for (const container of pod.spec.containers) {
      expect(container.securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(container.resources?.limits).toHaveProperty('memory');
      expect(container.resources?.limits).not.toHaveProperty('cpu');
    }
    const uid = /^Uid:\s+(\d+)/m.exec((await readInPod(pod, '/proc/1/status')).toString())?.[1];
    expect(uid).toBe('65532');
  }
});

test('each server has a Service of its own with its port; one is over all, one for the master', async () => {
  const services = await getItems<ServiceView>(trio.cluster, NAMESPACE, 'services', 'lmtriad.io/cluster=ready');
  const port = (name: string) =>
    services.find(({ metadata }) => metadata.name === name)?.spec.ports.find((each) => each.name === 'license');
  for (const server of SERVERS) {
    expect(port(`ready-${server.name}`)).toMatchObject({ port: server.port, targetPort: 27000 });
    const service = services.find(({ metadata }) => metadata.name === `ready-${server.name}`);
    expect(service?.spec.publishNotReadyAddresses).toBe(true);
  }
  expect(port('ready')).toMatchObject({ port: 27000, targetPort: 27000 });
  expect(port('ready-master')).toMatchObject({ port: 27000, targetPort: 27000 });
  expect(services.find(({ metadata }) => metadata.name === 'ready-nodes')?.spec.clusterIP).toBe('None');
  const masters = await getItems<PodView>(
    trio.cluster,
    NAMESPACE,
    'pods',
    'lmtriad.io/cluster=ready,lmtriad.io/role=master',
  );
  expect(masters.map(({ metadata }) => metadata.name)).toEqual(['ready-0']);
});

test('all that was made belongs to the LicenseCluster, and a drain may take one pod at a time', async () => {
  const kinds = 'statefulsets,services,configmaps,secrets,poddisruptionbudgets';
  const owned = await getItems<Owned>(trio.cluster, NAMESPACE, kinds, 'lmtriad.io/cluster=ready');
  expect(owned.length).toBeGreaterThanOrEqual(14);
  for (const { metadata } of owned) {
    expect(metadata.ownerReferences, metadata.name).toMatchObject([
      { kind: 'LicenseCluster', name: 'ready', controller: true },
    ]);
  }
  const budget = await getObject<{ spec: { maxUnavailable: number }; status: { disruptionsAllowed: number } }>(
    trio.cluster,
    NAMESPACE,
    'poddisruptionbudget',
    'ready',
  );
  expect(budget).toMatchObject({ spec: { maxUnavailable: 1 }, status: { disruptionsAllowed: 1 } });
});

test('lmstat works in the pod of a license server, without a word of where file and certificates are', async () => {
  const words = ['exec', 'ready-1', '-n', NAMESPACE, '--', 'node', 'client/lmutil.ts', 'lmstat', '-a'];
  const { stdout } = await trio.cluster.kubectl(words);
  expect(stdout).toMatch(/ready-azuurmees\S*: license server UP \(MASTER\)/);
});

test('lmstat -a from outside shows the three servers, the master and the features', async () => {
  const text = await (await trio.around()).lmutil('lmstat', '-a', '-c', (await trio.around()).servers);
  console.log(text);
  for (const { name, port } of SERVERS) expect(text).toContain(`${port}@ready-${name}.${NAMESPACE}.svc`);
  expect(text).toMatch(/ready-azuurmees\S*: license server UP \(MASTER\)/);
  expect(text).toContain('Users of usoft_studio:  (Total of 10 licenses issued;  Total of 0 licenses in use)');
});
