/** A LicenseCluster of a test file's own: made, looked at from several sides, and taken away. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HistoryRecord } from '../../../client/index.ts';
import { type Cluster, openCluster } from '../../cluster/index.ts';
import { check, type Verdict } from '../../history/check.ts';
import { readHistory } from '../../processes/histories.ts';
import { Load } from '../../processes/load.ts';
import { Program } from '../../processes/program.ts';
import { until } from '../../processes/wait.ts';
import { apply } from './install.ts';
import { getLicenseCluster, type LicenseClusterView, waitReady } from './licenseCluster.ts';
import { MemberClient, type MemberView } from './members.ts';
import { eventsOf, getItems, type PodView } from './objects.ts';
import { NAMESPACE } from './operator.ts';
import { type Outside, outside } from './outside.ts';

export const SERVERS = [
  { name: 'azuurmees', port: 2830 },
  { name: 'fitis', port: 2831 },
  { name: 'buulbuul', port: 2832 },
];

/** The license file of most tests: ten seats to fight for, three to tell by. */
export const LICENSE = `# License file (server version)
DAEMON usoft c:\\license\\usoft.exe
FEATURE usoft_studio usoft 10.0 permanent 10 NOTICE="ten seats"
FEATURE usoft_batch usoft 10.0 permanent 3 NOTICE="three batch runs"
`;

export interface TrioOptions {
  readonly name: string;
  /** The vendor's file; null leaves the Secret to the test. */
  readonly license?: string | null;
  /** Merged into the spec. */
  readonly spec?: Readonly<Record<string, unknown>>;
}

export class Trio {
  readonly cluster: Cluster;
  readonly name: string;
  /** Scratch: certificates and histories. */
  readonly folder: string;
  /** Asked for by several at a time, and made once: its files must not change under those that read them. */
  #outside: Promise<Outside> | undefined;
  readonly #programs: Program[] = [];
  readonly #loads: Load[] = [];
  readonly #clients = new Map<string, MemberClient>();

  private constructor(cluster: Cluster, name: string) {
    this.cluster = cluster;
    this.name = name;
    this.folder = join(import.meta.dirname, '../../../out/e2e', name);
  }

  /** Applies Secret and LicenseCluster; does not wait. */
  static async apply(options: TrioOptions): Promise<Trio> {
    const trio = new Trio(await openCluster(), options.name);
    await mkdir(trio.folder, { recursive: true });
    const { license = LICENSE } = options;
    if (license !== null) await trio.setLicense(license);
    const spec = {
      servers: SERVERS,
      license: { secretRef: { name: `${options.name}-license` } },
      storage: { onDelete: 'Delete' },
      ...options.spec,
    };
    await trio.apply({
      apiVersion: 'lmtriad.io/v1alpha1',
      kind: 'LicenseCluster',
      metadata: { name: options.name },
      spec,
    });
    return trio;
  }

  /** Applies, waits until it is ready, and finds a place outside from which licenses are used. */
  static async start(options: TrioOptions): Promise<Trio> {
    const trio = await Trio.apply(options);
    await trio.ready();
    return trio;
  }

  async apply(manifest: object): Promise<void> {
    await apply(this.cluster, NAMESPACE, JSON.stringify(manifest));
  }

  /** Writes the vendor's license file, with the definition beside it. */
  async setLicense(text: string, definition: object = { vendor: 'usoft', allowUnsigned: true }): Promise<void> {
    await this.apply({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: `${this.name}-license` },
      data: {
        'license.dat': Buffer.from(text, 'latin1').toString('base64'),
        'usoft.json': Buffer.from(JSON.stringify(definition)).toString('base64'),
      },
    });
  }

  /** Merges into the spec. */
  async patch(spec: object): Promise<void> {
    const words = ['patch', 'lic', this.name, '-n', NAMESPACE, '--type', 'merge', '-p', JSON.stringify({ spec })];
    await this.cluster.kubectl(words);
  }

  view(): Promise<LicenseClusterView> {
    return getLicenseCluster(this.cluster, NAMESPACE, this.name);
  }

  ready(timeoutMilliseconds?: number): Promise<LicenseClusterView> {
    return waitReady(this.cluster, NAMESPACE, this.name, timeoutMilliseconds);
  }

  /** Ready, and the status names this master. */
  master(name: string, timeoutMilliseconds = 60_000): Promise<LicenseClusterView> {
    return until(
      `${name} to be the master by the status`,
      async () => {
        const view = await this.view();
        return view.status?.master === name ? view : null;
      },
      { timeoutMilliseconds, everyMilliseconds: 200 },
    );
  }

  /** By ordinal. */
  async pods(): Promise<PodView[]> {
    const pods = await getItems<PodView>(this.cluster, NAMESPACE, 'pods', `lmtriad.io/cluster=${this.name}`);
    return pods.sort((one, other) => one.metadata.name.localeCompare(other.metadata.name));
  }

  /** What changes when a pod or its program is started anew. */
  async lives(): Promise<string[]> {
    return (await this.pods()).map(({ metadata, status }) => {
      const [container] = status.containerStatuses ?? [];
      return `${metadata.name} ${metadata.uid} ${container?.containerID} ${container?.restartCount}`;
    });
  }

  /** The node that a server's pod is on. */
  async nodeOf(server: string): Promise<string> {
    const member = (await this.view()).status?.members?.find(({ name }) => name === server);
    if (member?.node === undefined) throw new Error(`${server} is on no node`);
    return member.node;
  }

  around(): Promise<Outside> {
    const at = { namespace: NAMESPACE, name: this.name, folder: this.folder, servers: SERVERS };
    this.#outside ??= outside(this.cluster, at);
    return this.#outside;
  }

  /**
   * A client of one server, made from the .proto files, at its pod's present address. Session ids are shown to
   * administrators only.
   */
  async client(server: string, role: 'client' | 'administrator' = 'client'): Promise<MemberClient> {
    const member = (await this.view()).status?.members?.find(({ name }) => name === server);
    if (member?.podIP === undefined) throw new Error(`${server} has no address`);
    const key = `${role} ${server} ${member.podIP}`;
    const known = this.#clients.get(key);
    if (known !== undefined) return known;
    const files = (await this.around())[role];
    const { LMTRIAD_CA: ca = '', LMTRIAD_CERT: certificate = '', LMTRIAD_KEY: privateKey = '' } = files;
    const opened = await MemberClient.open(`${member.podIP}:27000`, server, { ca, certificate, key: privateKey });
    this.#clients.set(key, opened);
    return opened;
  }

  /** What a server itself answers. */
  async status(server: string, users = false): Promise<MemberView> {
    return (await this.client(server, 'administrator')).status(users);
  }

  /** What all three answer, in the declared order of SERVERS. */
  statuses(): Promise<MemberView[]> {
    return Promise.all(SERVERS.map(({ name }) => this.status(name)));
  }

  /** The lease as a server knows it, or null. */
  async lease(server: string, lease: number | undefined): Promise<{ count: number; index: string } | null> {
    const { features } = await this.status(server, true);
    return features.flatMap(({ users }) => users).find((user) => user.lease === String(lease)) ?? null;
  }

  /** A program outside the pods; its history goes to a file of its own. */
  async program(): Promise<Program> {
    const around = await this.around();
    const history = join(this.folder, `program-${this.#programs.length + 1}.ndjson`);
    const program = await Program.start(around.servers, { wrap: around.wrap, env: around.client, history });
    this.#programs.push(program);
    return program;
  }

  /** Hungry programs outside the pods. */
  async load(feature: string, connections = 4): Promise<Load> {
    const history = join(this.folder, `load-${this.#loads.length + 1}.ndjson`);
    const { servers, wrap, client: env } = await this.around();
    const load = await Load.start(servers, { wrap, env, history, feature, connections });
    this.#loads.push(load);
    return load;
  }

  /**
   * Holds all histories so far against what the license owns, and against the leases that a server lists now:
   * nothing granted above it or twice, nothing lost, nothing out that nobody was granted.
   */
  async judge(server: string, owned: Readonly<Record<string, number>>): Promise<Verdict> {
    const call = Number(process.hrtime.bigint());
    const { features } = await this.status(server, true);
    const leases = features.flatMap(({ feature, users }) =>
      users.map(({ lease, session, count, index }) => ({
        ...{ lease: Number(lease), session, feature, count, index: Number(index) },
      })),
    );
    const final = { call, return: Number(process.hrtime.bigint()), leases };
    return check(await this.history(), { owned: new Map(Object.entries(owned)), final });
  }

  /** What all programs of it have written. */
  async history(): Promise<HistoryRecord[]> {
    const files = (await readdir(this.folder)).filter((file) => file.endsWith('.ndjson'));
    return (await Promise.all(files.map((file) => readHistory(join(this.folder, file))))).flat();
  }

  /** Ends all programs of it. */
  async endPrograms(): Promise<void> {
    for (const load of this.#loads) await load.end();
    for (const program of this.#programs) await program.end();
  }

  /** Writes what may tell why a test failed. */
  async dump(): Promise<void> {
    const kubectl = async (...words: string[]) =>
      (await this.cluster.kubectl([...words, '-n', NAMESPACE]).catch((error: Error) => ({ stdout: error.message })))
        .stdout;
    const parts = [
      JSON.stringify(await this.view().catch(String), null, 2),
      await kubectl('get', 'pods', '-o', 'wide'),
      JSON.stringify(await eventsOf(this.cluster, NAMESPACE, this.name).catch(String), null, 1),
      await kubectl('logs', '-l', `lmtriad.io/cluster=${this.name}`, '--prefix', '--tail=200'),
      await kubectl('logs', 'deploy/lmtriad-operator', '--tail=200'),
    ];
    await writeFile(join(this.folder, `failure-${Date.now()}.txt`), parts.join('\n\n'));
  }

  /** Takes it away with its volumes. KEEP=1 keeps it. */
  async remove(): Promise<void> {
    await this.endPrograms();
    for (const client of this.#clients.values()) client.close();
    if (process.env['KEEP'] !== undefined) return;
    const { kubectl } = { kubectl: (words: string[]) => this.cluster.kubectl([...words, '-n', NAMESPACE]) };
    await kubectl(['delete', 'lic', this.name, '--ignore-not-found', '--cascade=foreground', '--timeout=60s']);
    await kubectl(['delete', 'secret', `${this.name}-license`, '--ignore-not-found']);
    const selector = `lmtriad.io/cluster=${this.name}`;
    await kubectl(['delete', 'pvc', '-l', selector, '--ignore-not-found', '--timeout=60s']);
    await this.cluster.recyclePersistentVolumes();
  }
}
