/**
 * A trio with programs that fight for its seats and one that keeps some from beginning to end. A test brings on
 * its fault, waits until licenses are handed out again, and has all histories judged.
 */
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { check, type Verdict } from '../history/check.ts';
import { Certificates } from './certificates.ts';
import { readHistory } from './histories.ts';
import { Load } from './load.ts';
import type { Member } from './member.ts';
import { type Answer, Program } from './program.ts';
import { startTrio, type Trio, type TrioOptions } from './trio.ts';
import { until } from './wait.ts';

/** Seats of the license: `studio` is fought for, `held` is kept, of `bulk` there is always enough. */
export const OWNED = { studio: 5, held: 4, bulk: 1_000_000 } as const;
/** The shortest that lmgrd takes. */
export const LEASE_SECONDS = 10;
/** More grants than can have been under way when the fault came. */
const ENOUGH = 10;

export interface SceneOptions extends Omit<TrioOptions, 'folder' | 'licensePath' | 'licenseText'> {
  /** Names the scratch folder. */
  readonly name: string;
  /** Port of the first SERVER line; the others have the next two. */
  readonly port: number;
  /** SERVER hosts. @default three loopback addresses */
  readonly hosts?: readonly [string, string, string];
  /** With certificates, as `lmutil certs init` makes them. */
  readonly tls?: boolean;
  /** What the first SERVER line has behind its port. */
  readonly flags?: string;
}

function licenseOf({ hosts = ['127.0.0.1', '127.0.0.2', '127.0.0.3'], port, flags = '' }: SceneOptions): string {
  const servers = hosts.map((host, i) => `SERVER ${host} ANY TCP:${port + i}${i === 0 ? ` ${flags}` : ''}\n`);
  const features = Object.entries(OWNED).map(([name, seats]) => `FEATURE ${name} usoft 1.0 permanent ${seats}\n`);
  return `${servers.join('')}DAEMON usoft\n${features.join('')}`;
}

/** Copies what may tell why a test failed to out/processes/NAME; gives that folder. */
async function keepLogs(scratch: string, name: string): Promise<string> {
  const to = join(import.meta.dirname, '../../out/processes', name);
  await rm(to, { recursive: true, force: true });
  await cp(scratch, to, { recursive: true, filter: (path) => !path.includes('/data/') && !path.includes('/certs') });
  return to;
}

export class Scene {
  readonly folder: string;
  readonly trio: Trio;
  /** Null if the servers have none. */
  readonly tls: Certificates | null;
  private readonly options: SceneOptions;
  private readonly loads: Load[] = [];
  private readonly programs: Program[] = [];
  /** Programs that were killed: what they did last is in no history. */
  private readonly died = new Set<string>();
  private kept: { program: Program; lease: Answer } | null = null;

  private constructor(folder: string, trio: Trio, options: SceneOptions, tls: Certificates | null) {
    this.folder = folder;
    this.tls = tls;
    this.trio = trio;
    this.options = options;
  }

  /** The scratch folder of a scene: for what must be there before its servers start. */
  static scratch(name: string): Promise<string> {
    return mkdtemp(join(tmpdir(), `lmt-${name}-`));
  }

  /** `folder`: from `scratch`, if it was needed before. */
  static async start(options: SceneOptions, folder?: string): Promise<Scene> {
    const scratch = folder ?? (await Scene.scratch(options.name));
    const licenseText = licenseOf(options);
    const tls = options.tls === true ? await Certificates.make(join(scratch, 'certs'), licenseText) : null;
    const trio = await startTrio({
      ...options,
      folder: scratch,
      licensePath: 'license.dat',
      licenseText,
      extra: ['--lease', String(LEASE_SECONDS), ...(tls?.flags ?? []), ...(options.extra ?? [])],
      ...(tls === null ? {} : { credentials: tls.credentials }),
    }).catch(async (error) => {
      await keepLogs(scratch, options.name);
      await rm(scratch, { recursive: true, force: true });
      throw error;
    });
    return new Scene(scratch, trio, options, tls);
  }

  /** Starts the load: two processes of two hungry programs each, and the one that keeps its seat. */
  async begin(): Promise<void> {
    const program = await this.program();
    const lease = await program.ask({ do: 'checkout', feature: 'held', count: 2 });
    expect(lease.ok, JSON.stringify(lease)).toBe(true);
    this.kept = { program, lease };
    for (let i = 0; i < 2; i++) await this.load();
    await this.served();
  }

  /** Hungry programs more. */
  async load(feature: keyof typeof OWNED = 'studio', connections = 2): Promise<Load> {
    const history = join(this.folder, `load${this.loads.length + 1}.ndjson`);
    const settings = { history, feature, connections, ...this.around };
    const load = await Load.start(this.trio.servers, settings);
    this.loads.push(load);
    return load;
  }

  /** A program that does as it is told; `servers`: those it knows. */
  async program(servers = this.trio.servers): Promise<Program> {
    const history = join(this.folder, `program${this.programs.length + 1}.ndjson`);
    const program = await Program.start(servers, { history, ...this.around });
    this.programs.push(program);
    return program;
  }

  /** The program that holds seats from beginning to end. */
  get keeper(): Program {
    if (this.kept === null) throw new Error('the scene has not begun');
    return this.kept.program;
  }

  private get around() {
    return this.tls === null ? {} : { env: this.tls.client };
  }

  /** Kills programs; what they have is not given back. */
  async kill(programs: Load | Program): Promise<void> {
    if (programs instanceof Load) {
      for (const client of programs.clients) this.died.add(client);
      await programs.kill();
    } else {
      this.died.add(programs.client);
      await programs.end('SIGKILL');
    }
  }

  /** Waits until that many seats of a feature are out. */
  async used(feature: keyof typeof OWNED, seats: number): Promise<void> {
    await until(`${seats} of ${feature} to be out`, async () => {
      const { features } = await this.trio.status();
      return features.find((each) => each.feature === feature)?.used === seats || null;
    });
  }

  /** Waits until licenses are handed out: more grants from here on than can have been under way. */
  async served(): Promise<void> {
    const grants = async () => (await this.history()).filter(({ op, ok }) => op === 'checkout' && ok).length;
    const before = await grants();
    await until('more grants', async () => ((await grants()) >= before + ENOUGH ? true : null), {
      everyMilliseconds: 50,
    });
  }

  /** Waits for another master than that one, by its own word. */
  async otherMaster(than: Member): Promise<Member> {
    return until('another master', async () => {
      for (const member of this.trio.members) {
        if (member === than) continue;
        const status = await this.trio.statusOf(member).catch(() => null);
        if (status !== null && status.master !== '' && status.master === status.server) return member;
      }
      return null;
    });
  }

  /** What all programs have written so far. */
  async history() {
    const files = (await readdir(this.folder)).filter((file) => file.endsWith('.ndjson'));
    return (await Promise.all(files.map((file) => readHistory(join(this.folder, file))))).flat();
  }

  /**
   * Ends the load and holds all histories against the license and against the leases that the master lists: none
   * above what is owned, none twice, none lost, none that nobody was granted. Fails if anything is wrong.
   */
  async judge(): Promise<Verdict> {
    const { kept } = this;
    if (kept === null) throw new Error('the scene has not begun');
    expect(await kept.program.ask({ do: 'held', lease: kept.lease.lease })).toMatchObject({ held: true });
    expect(kept.program.events.filter(({ event, lease }) => event === 'lost' && lease === kept.lease.lease)).toEqual(
      [],
    );
    for (const load of this.loads) {
      if (!load.clients.some((client) => this.died.has(client))) await load.end();
    }
    const master = await this.trio.master();
    const call = Number(process.hrtime.bigint());
    const { features } = await this.trio.statusOf(master, true);
    const leases = features.flatMap(({ feature, users }) =>
      users.map(({ lease, session, count, index }) => ({ lease, session, count, index, feature })),
    );
    const final = { call, return: Number(process.hrtime.bigint()), leases };
    expect(leases).toContainEqual(
      expect.objectContaining({ lease: kept.lease.lease, count: 2, index: kept.lease.index }),
    );
    const verdict = check(await this.history(), {
      owned: new Map(Object.entries(OWNED)),
      lease: LEASE_SECONDS * 1e9,
      final,
      died: this.died,
      denials: true,
    });
    expect(verdict.violations).toEqual([]);
    expect(verdict.grants).toBeGreaterThan(2 * ENOUGH);
    return verdict;
  }

  /** Ends everything that was started. Of a test that failed logs and histories are kept in out/processes. */
  async close(failed: boolean): Promise<void> {
    if (failed) await this.dump();
    await Promise.all([
      ...this.loads.map((load) => load.kill()),
      ...this.programs.map((program) => program.end('SIGKILL')),
      ...this.trio.members.map((member) => member.end()),
    ]);
    await rm(this.folder, { recursive: true, force: true });
  }

  private async dump(): Promise<void> {
    const to = await keepLogs(this.folder, this.options.name);
    const statuses = await Promise.allSettled(this.trio.members.map((member) => this.trio.statusOf(member)));
    await writeFile(join(to, 'statuses.json'), JSON.stringify(statuses, null, 1));
  }
}
