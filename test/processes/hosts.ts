/**
 * Hosts of a test: network namespaces on one bridge, each with its own host name and /etc/hosts. Everything
 * made here is taken down by `close`, also what an earlier run that was killed has left under the same name.
 */
import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

async function ip(...words: string[]): Promise<void> {
  await run('ip', words);
}

export interface Host {
  /** Host name as in the SERVER line. */
  readonly name: string;
  readonly namespace: string;
  readonly address: string;
  /** Words to put before a command that is to run on this host. */
  readonly wrap: readonly string[];
}

export class Hosts {
  readonly hosts: readonly Host[];
  private readonly id: string;

  private constructor(id: string, hosts: readonly Host[]) {
    this.id = id;
    this.hosts = hosts;
  }

  /**
   * `id`: at most 6 letters, part of link names. `subnet`: first three bytes of a private network; this machine
   * itself is number 1 in it.
   */
  static async create(id: string, subnet: string, names: readonly string[]): Promise<Hosts> {
    const hosts = names.map((name, i) => {
      const namespace = `lmt-${id}-${name.toLowerCase()}`;
      // The host name is part of what lmgrd finds itself by: each host has a UTS namespace of its own.
      const wrap = ['ip', 'netns', 'exec', namespace, 'unshare', '--uts', 'sh', '-c', 'hostname "$0"; exec "$@"', name];
      return { name, namespace, address: `${subnet}.${11 + i}`, wrap };
    });
    const made = new Hosts(id, hosts);
    await made.close();
    const bridge = `lmt${id}`;
    await ip('link', 'add', bridge, 'type', 'bridge');
    await ip('addr', 'add', `${subnet}.1/24`, 'dev', bridge);
    await ip('link', 'set', bridge, 'up');
    const etcHosts = ['127.0.0.1 localhost', ...hosts.map((host) => `${host.address} ${host.name}`)].join('\n');
    for (const [i, host] of hosts.entries()) {
      const link = `lmt${id}${i}`;
      await mkdir(`/etc/netns/${host.namespace}`, { recursive: true });
      await writeFile(`/etc/netns/${host.namespace}/hosts`, `${etcHosts}\n`);
      await ip('netns', 'add', host.namespace);
      await ip('link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', host.namespace);
      await ip('link', 'set', link, 'master', bridge, 'up');
      await ip('-n', host.namespace, 'link', 'set', 'lo', 'up');
      await ip('-n', host.namespace, 'addr', 'add', `${host.address}/24`, 'dev', 'eth0');
      await ip('-n', host.namespace, 'link', 'set', 'eth0', 'up');
    }
    return made;
  }

  /** The host of that name. */
  get(name: string): Host {
    const found = this.hosts.find((host) => host.name === name);
    if (found === undefined) throw new Error(`no host is called ${name}`);
    return found;
  }

  /** Takes the network of a host away: nothing comes in, nothing goes out, nobody is told. */
  async cut(name: string): Promise<void> {
    await ip('link', 'set', this.link(name), 'down');
  }

  async heal(name: string): Promise<void> {
    await ip('link', 'set', this.link(name), 'up');
  }

  /** Drops that share of the packets that a host sends to each of some others, and lets all else through. */
  async drop(name: string, losses: readonly { readonly to: string; readonly percent: number }[]): Promise<void> {
    const rules = losses.map(({ to, percent }) => {
      const chance = percent >= 100 ? '' : `numgen random mod 100 < ${percent} `;
      return `ip daddr ${this.get(to).address} ${chance}drop`;
    });
    const script = [
      'table ip lmtriad_test',
      'delete table ip lmtriad_test',
      'table ip lmtriad_test {',
      '  chain leaving {',
      '    type filter hook output priority 0;',
      ...rules.map((rule) => `    ${rule}`),
      '  }',
      '}',
    ];
    const nft = run('ip', ['netns', 'exec', this.get(name).namespace, 'nft', '-f', '-']);
    nft.child.stdin?.end(`${script.join('\n')}\n`);
    await nft;
  }

  async close(): Promise<void> {
    for (const host of this.hosts) {
      await ip('netns', 'del', host.namespace).catch(() => undefined);
      await rm(`/etc/netns/${host.namespace}`, { recursive: true, force: true });
    }
    for (const [i] of this.hosts.entries()) await ip('link', 'del', `lmt${this.id}${i}`).catch(() => undefined);
    await ip('link', 'del', `lmt${this.id}`).catch(() => undefined);
  }

  private link(name: string): string {
    return `lmt${this.id}${this.hosts.indexOf(this.get(name))}`;
  }
}
