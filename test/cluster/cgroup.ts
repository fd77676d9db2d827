import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { ClusterError, hasCode } from './errors.ts';
import { waitFor } from './wait.ts';

/** One mounted cgroup v1 hierarchy, or the single one of cgroup v2. */
export interface CgroupHierarchy {
  readonly mountPoint: string;
  /** The options that mount it again elsewhere, e.g. `cpu,cpuacct` or `none,name=systemd`. */
  readonly options: string;
  readonly controllers: readonly string[];
}

export interface CgroupLayout {
  readonly version: 1 | 2;
  readonly hierarchies: readonly CgroupHierarchy[];
}

const V1_CONTROLLERS = [
  ...['cpu', 'cpuacct', 'cpuset', 'memory', 'devices', 'freezer', 'blkio', 'pids'],
  ...['net_cls', 'net_prio', 'perf_event', 'hugetlb', 'rdma', 'misc'],
];

/** Reads the cgroup layout from the text of /proc/self/mounts. */
export function parseCgroupMounts(mounts: string): CgroupLayout {
  const hierarchies: CgroupHierarchy[] = [];
  for (const line of mounts.split('\n')) {
    const [, mountPoint, type, optionText] = line.split(' ');
    if (mountPoint === undefined || optionText === undefined) continue;
    if (type === 'cgroup2' && mountPoint === '/sys/fs/cgroup') {
      return { version: 2, hierarchies: [{ mountPoint, options: '', controllers: [] }] };
    }
    if (type !== 'cgroup') continue;
    const options = optionText.split(',');
    const controllers = options.filter((option) => V1_CONTROLLERS.includes(option));
    const named = options.find((option) => option.startsWith('name='));
    if (controllers.length > 0) hierarchies.push({ mountPoint, options: controllers.join(','), controllers });
    else if (named !== undefined) hierarchies.push({ mountPoint, options: `none,${named}`, controllers: [] });
  }
  for (const needed of ['freezer', 'memory', 'pids', 'cpu', 'devices']) {
    if (!hierarchies.some((hierarchy) => hierarchy.controllers.includes(needed))) {
      throw new ClusterError('PREREQUISITE', `no cgroup hierarchy with the ${needed} controller is mounted`);
    }
  }
  return { version: 1, hierarchies };
}

/** The cgroup layout of this machine. */
export async function cgroupLayout(): Promise<CgroupLayout> {
  return parseCgroupMounts(await readFile('/proc/self/mounts', 'utf8'));
}

/** The hierarchy in which processes are listed, stopped and frozen. */
function processHierarchy(layout: CgroupLayout): CgroupHierarchy {
  const found = layout.hierarchies.find(({ controllers }) => layout.version === 2 || controllers.includes('freezer'));
  if (found === undefined) throw new ClusterError('PREREQUISITE', 'no freezer cgroup');
  return found;
}

/** The `cgroup.procs` files through which a process joins the group. */
export function groupProcsFiles(layout: CgroupLayout, group: string): string[] {
  return layout.hierarchies.map(({ mountPoint }) => join(mountPoint, group, 'cgroup.procs'));
}

/** Creates a group, e.g. `lmtriad-0/node1`, in every hierarchy, ready to take processes. */
export async function createGroup(layout: CgroupLayout, group: string): Promise<void> {
  const parts = group.split('/');
  for (const { mountPoint, controllers } of layout.hierarchies) {
    let path = mountPoint;
    for (const part of parts) {
      if (layout.version === 2) await delegateControllers(path);
      const parent = path;
      path = join(path, part);
      await mkdir(path, { recursive: true });
      // cgroup v1: an empty cpuset takes no process.
      if (controllers.includes('cpuset')) {
        for (const file of ['cpuset.cpus', 'cpuset.mems']) {
          await writeFile(join(path, file), await readFile(join(parent, file), 'utf8'));
        }
      }
    }
  }
}

async function delegateControllers(path: string): Promise<void> {
  const available = (await readFile(join(path, 'cgroup.controllers'), 'utf8')).trim().split(/\s+/);
  const enable = available.filter((name) => name !== '').map((name) => `+${name}`);
  const control = join(path, 'cgroup.subtree_control');
  try {
    await writeFile(control, enable.join(' '));
  } catch (error) {
    if (!hasCode(error, 'EBUSY')) throw error;
    // In a container the "root" group is an ordinary one: its processes must sit in a leaf first.
    const leaf = join(path, 'init');
    await mkdir(leaf, { recursive: true });
    for (const pid of (await readFile(join(path, 'cgroup.procs'), 'utf8')).split('\n')) {
      if (pid !== '') await writeFile(join(leaf, 'cgroup.procs'), pid).catch(() => undefined);
    }
    await writeFile(control, enable.join(' '));
  }
}

/** The processes of a group and of all groups below it. */
export async function groupProcesses(layout: CgroupLayout, group: string): Promise<number[]> {
  const pids: number[] = [];
  for (const path of await groupTree(join(processHierarchy(layout).mountPoint, group))) {
    const text = await readFile(join(path, 'cgroup.procs'), 'utf8').catch(() => '');
    for (const pid of text.split('\n')) if (pid !== '') pids.push(Number(pid));
  }
  return pids;
}

/** Every directory of a group, children before parents; empty if the group does not exist. */
async function groupTree(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return [];
  const below = await Promise.all(
    entries.filter((entry) => entry.isDirectory()).map((entry) => groupTree(join(path, entry.name))),
  );
  return [...below.flat(), path];
}

/** Kills every process of a group: only what this program started is ever in one. */
export async function killGroup(layout: CgroupLayout, group: string, timeoutMs = 15_000): Promise<void> {
  const { mountPoint } = processHierarchy(layout);
  await waitFor(
    `processes of cgroup ${group} end`,
    async () => {
      const pids = await groupProcesses(layout, group);
      if (pids.length === 0) return true;
      for (const pid of pids) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch (error) {
          if (!hasCode(error, 'ESRCH')) throw error;
        }
      }
      // On cgroup v1 a frozen process acts on SIGKILL only once its own group is thawed.
      for (const path of await groupTree(join(mountPoint, group))) {
        await setFrozen(layout, relative(mountPoint, path), false);
      }
      return undefined;
    },
    { timeoutMs, intervalMs: 20 },
  );
}

/** Removes a group that has no processes, in every hierarchy. */
export async function removeGroup(layout: CgroupLayout, group: string): Promise<void> {
  for (const { mountPoint } of layout.hierarchies) {
    await waitFor(
      `cgroup ${join(mountPoint, group)} is removed`,
      async () => {
        const tree = await groupTree(join(mountPoint, group));
        for (const path of tree) {
          await rmdir(path).catch((error: unknown) => {
            if (!hasCode(error, 'ENOENT')) throw error;
          });
        }
        return true;
      },
      // The kernel empties a group shortly after its last process was reaped.
      { timeoutMs: 10_000, intervalMs: 20 },
    );
  }
}

/** Stops or resumes all processes of a group at once. */
export async function setFrozen(layout: CgroupLayout, group: string, frozen: boolean): Promise<void> {
  const path = join(processHierarchy(layout).mountPoint, group);
  const [file, value] = layout.version === 2 ? ['cgroup.freeze', frozen ? '1' : '0'] : freezerState(frozen);
  await writeFile(join(path, file), value).catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT')) throw error;
  });
}

function freezerState(frozen: boolean): [string, string] {
  return ['freezer.state', frozen ? 'FROZEN' : 'THAWED'];
}

/** True once all processes of the group stand still. */
export async function isFrozen(layout: CgroupLayout, group: string): Promise<boolean> {
  const path = join(processHierarchy(layout).mountPoint, group);
  const file = layout.version === 2 ? 'cgroup.events' : 'freezer.state';
  const text = await readFile(join(path, file), 'utf8').catch(() => '');
  return layout.version === 2 ? /^frozen 1$/m.test(text) : text.trim() === 'FROZEN';
}
