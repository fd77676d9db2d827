/** Three real lmgrd processes on loopback addresses of this machine. */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  type ChannelCredentials,
  credentials,
  makeGenericClientConstructor,
  type ServiceClientConstructor,
} from '@grpc/grpc-js';
import { parseLicense } from '../../license/index.ts';
import { AdminService, type Status } from '../../proto/index.ts';
import { Member } from './member.ts';
import { until } from './wait.ts';

export interface TrioOptions {
  /** Scratch folder that is there. */
  readonly folder: string;
  readonly licensePath: string;
  /** Text to serve in place of the file's. */
  readonly licenseText?: string;
  readonly extra?: readonly string[];
  /** The same for one server. */
  readonly extraOf?: (server: string) => readonly string[];
  readonly env?: (server: string) => Readonly<Record<string, string>>;
  /** Words to put before the command of a server. */
  readonly wrap?: (server: string) => readonly string[];
  /** For asking the servers. @default plaintext */
  readonly credentials?: ChannelCredentials;
  readonly signal?: AbortSignal;
  readonly onExit?: (server: string, code: string) => void;
  /** Do not wait until all three take part. */
  readonly noWait?: boolean;
  /** Servers that the test starts itself, if at all. */
  readonly absent?: readonly string[];
}

export interface Trio {
  readonly members: readonly Member[];
  /** `port@host,port@host,port@host`. */
  readonly servers: string;
  /** The status that the first answering member gives. */
  status(): Promise<Status>;
  /** The status as this member sees it. */
  statusOf(member: Member, users?: boolean): Promise<Status>;
  /** The member that is the master by its own word. */
  master(): Promise<Member>;
  /** Waits for three voters and a master. */
  ready(): Promise<Status>;
  stop(): Promise<void>;
}

const AdminClient: ServiceClientConstructor = makeGenericClientConstructor(AdminService, 'AdminService');

/** The status as one member sees it. */
export function statusOf(
  host: string,
  port: number,
  users = false,
  channel = credentials.createInsecure(),
): Promise<Status> {
  // The name that every certificate has; the SERVER host of a test is an address.
  const options = { 'grpc.ssl_target_name_override': `${host.toLowerCase()}.lmtriad.internal` };
  const client = new AdminClient(`${host}:${port}`, channel, options);
  return new Promise<Status>((resolve, reject) => {
    const deadline = Date.now() + 2_000;
    const call = client['getStatus'];
    if (call === undefined) throw new Error('the client lacks GetStatus');
    call.call(client, { users }, { deadline }, (error: Error | null, status: Status) =>
      error === null ? resolve(status) : reject(error),
    );
  }).finally(() => client.close());
}

export async function startTrio(options: TrioOptions): Promise<Trio> {
  const text = options.licenseText ?? (await readFile(options.licensePath, 'latin1'));
  const { file } = parseLicense(text, options.licensePath);
  const members: Member[] = [];
  for (const [i, line] of file.servers.entries()) {
    const folder = join(options.folder, `server${i + 1}`);
    const licensePath = join(folder, 'license.dat');
    members.push(
      new Member({
        server: line.host,
        host: line.host,
        port: line.port ?? 0,
        folder,
        licensePath,
        extra: [...(options.extra ?? []), ...(options.extraOf?.(line.host) ?? [])],
        env: options.env?.(line.host) ?? {},
        wrap: options.wrap?.(line.host) ?? [],
        onExit: (code) => options.onExit?.(line.host, code),
      }),
    );
  }
  for (const member of members) {
    await mkdir(member.folder, { recursive: true });
    await writeFile(join(member.folder, 'license.dat'), text, 'latin1');
    for (const { vendor } of file.vendors) {
      const definition = join(dirname(options.licensePath), `${vendor}.json`);
      const there = join(member.folder, basename(definition));
      const unsigned = JSON.stringify({ vendor, allowUnsigned: true });
      await copyFile(definition, there).catch(() => writeFile(there, unsigned));
    }
    if (options.absent?.includes(member.host) !== true) await member.start();
  }
  const trio: Trio = {
    members,
    servers: members.map((member) => `${member.port}@${member.host}`).join(','),
    statusOf: (member, users) => statusOf(member.host, member.port, users, options.credentials),
    status: async () => {
      const answers = await Promise.allSettled(members.map((member) => trio.statusOf(member)));
      const good = answers.filter((answer) => answer.status === 'fulfilled').map((answer) => answer.value);
      const best = good.find((status) => status.master !== '') ?? good[0];
      if (best === undefined) throw new Error('no member answers');
      return best;
    },
    master: () =>
      until('a master', async () => {
        for (const member of members) {
          if (!member.running) continue;
          const status = await trio.statusOf(member).catch(() => null);
          if (status !== null && status.master !== '' && status.master === status.server) return member;
        }
        return null;
      }),
    ready: () =>
      until(
        'three voters and a master',
        async () => {
          const status = await trio.status();
          const voters = status.members.filter((member) => member.voter && member.up).length;
          return status.master !== '' && voters === 3 && status.license?.hash !== '' ? status : null;
        },
        options.signal === undefined ? {} : { signal: options.signal },
      ),
    stop: async () => {
      await Promise.all(members.map((member) => member.end('SIGTERM')));
    },
  };
  try {
    if (options.noWait !== true) await trio.ready();
  } catch (error) {
    await Promise.all(members.map((member) => member.end()));
    throw error;
  }
  return trio;
}
