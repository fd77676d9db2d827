/**
 * A place outside of the pods from which licenses are used: this machine, with the cluster's DNS and the
 * certificates that the operator made.
 */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Cluster } from '../../cluster/index.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../../..');

export interface Outside {
  /** Words to put before a command: it then resolves names by the cluster's DNS. */
  readonly wrap: readonly string[];
  /** Certificates of a client, for programs. */
  readonly client: Readonly<Record<string, string>>;
  /** Certificates of an administrator, for lmdown, lmremove and transfer. */
  readonly administrator: Readonly<Record<string, string>>;
  /** `port@host,port@host,port@host`. */
  readonly servers: string;
  /** Runs bin/lmutil and gives its standard output. */
  lmutil(...words: string[]): Promise<string>;
}

/** `folder`: scratch, for keys and the resolver's file. */
export async function outside(
  cluster: Cluster,
  at: { namespace: string; name: string; folder: string; servers: readonly { name: string; port: number }[] },
): Promise<Outside> {
  await mkdir(at.folder, { recursive: true });
  const resolv = join(at.folder, 'resolv.conf');
  await writeFile(
    resolv,
    `nameserver ${cluster.dnsAddress}\nsearch svc.cluster.local cluster.local\noptions ndots:5\n`,
  );
  const certificates = async (role: 'client' | 'administrator') => {
    const answer = await cluster.kubectl(['get', 'secret', `${at.name}-${role}`, '-n', at.namespace, '-o', 'json']);
    const data = JSON.parse(answer.stdout).data as Record<string, string>;
    const files: Record<string, string> = {};
    for (const [variable, key] of [
      ['LMTRIAD_CA', 'ca.crt'],
      ['LMTRIAD_CERT', 'tls.crt'],
      ['LMTRIAD_KEY', 'tls.key'],
    ] as const) {
      const path = join(at.folder, `${role}-${key}`);
      await writeFile(path, Buffer.from(data[key] ?? '', 'base64'), { mode: 0o600 });
      files[variable] = path;
    }
    return files;
  };
  const wrap = ['unshare', '--mount', 'sh', '-c', 'mount --bind "$0" /etc/resolv.conf && exec "$@"', resolv];
  const servers = at.servers.map(({ name, port }) => `${port}@${at.name}-${name}.${at.namespace}.svc`).join(',');
  const administrator = await certificates('administrator');
  return {
    wrap,
    client: await certificates('client'),
    administrator,
    servers,
    lmutil: async (...words) => {
      const [first = '', ...rest] = [...wrap, join(ROOT, 'bin/lmutil'), ...words];
      const { stdout } = await run(first, rest, { env: { ...process.env, ...administrator } });
      return stdout;
    },
  };
}
