import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ServerCredentials } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Authority, createAuthority, type KeyPair } from '../certificates.ts';
import { fakeTerminal } from '../lmutil/testing.ts';
import { fakeKubectl } from '../testing/fakeKubectl.ts';
import { FakeTrio } from '../testing/fakeTrio.ts';
import { sampleStatus } from '../testing/status.ts';
import { kubectlLmtriad } from './program.ts';

const names = ['azuurmees', 'fitis', 'buulbuul'];
let folder: string;
let trio: FakeTrio;
let authority: Authority;
let administrator: KeyPair;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lmtriad-kubectl-'));
  authority = await createAuthority(1, new Date());
  administrator = await authority.person('administrator');
  const pair = await authority.server('127.0.0.1');
  const keys = [{ private_key: Buffer.from(pair.key), cert_chain: Buffer.from(pair.certificate) }];
  trio = await FakeTrio.start(names, ServerCredentials.createSsl(Buffer.from(authority.certificate), keys, false));
  const servers = trio.servers.map(({ name, port }) => ({ name, host: '127.0.0.1', port }));
  for (const server of trio.servers) {
    const status = sampleStatus(server.name, 'azuurmees', servers);
    server.status = { ...status, members: status.members?.map((member) => ({ ...member, voter: true })) ?? [] };
  }
  // Within a pod lmutil finds the authority by itself.
  const ca = join(folder, 'pod-ca.crt');
  writeFileSync(ca, authority.certificate);
  vi.stubEnv('LMTRIAD_CA', ca);
  vi.stubEnv('LMTRIAD_CERT', '');
  vi.stubEnv('LMTRIAD_KEY', '');
  vi.stubEnv('HOME', folder);
});

afterEach(() => {
  vi.unstubAllEnvs();
  trio.stop();
  rmSync(folder, { recursive: true });
});

/** The Kubernetes of a LicenseCluster whose pods are those of `up`. */
function kubernetes(up: readonly string[] = names, master: string | undefined = 'azuurmees'): void {
  const members = names.map((name, at) => ({
    ...{ name, pod: `usoft-${at}`, node: `node-${at + 1}`, host: `usoft-${name}.licensing.svc`, port: 2830 + at },
    ...{ role: at === 0 ? 'Master' : 'Standby', healthy: true, version: '0.1.0', lastSeen: '2017-11-23T15:07:48Z' },
  }));
  const secret = ({ certificate, key }: KeyPair) => {
    const data = { 'ca.crt': authority.certificate, 'tls.crt': certificate, 'tls.key': key };
    return { data: Object.fromEntries(Object.entries(data).map(([name, text]) => [name, btoa(text)])) };
  };
  const ports = trio.servers.map(({ port }, at) => [`usoft-${at}`, port] as const);
  const path = fakeKubectl(folder, {
    servers: trio.addresses,
    ports: Object.fromEntries(ports.filter((_, at) => up.includes(names[at] ?? ''))),
    objects: {
      'licenseclusters.lmtriad.io usoft': {
        metadata: { name: 'usoft', namespace: 'licensing' },
        spec: { servers: names.map((name, at) => ({ name, port: 2830 + at })) },
        status: {
          ...{ master, quorum: '3 of 3 up', clusterId: 'ab', members },
          license: { revision: 'r1', vendors: ['usoft'] },
          conditions: [
            { type: 'Ready', status: 'True', reason: 'Serving', message: 'serving' },
            { type: 'Degraded', status: 'False', reason: 'AllUp', message: 'all up' },
            { type: 'Progressing', status: 'True', reason: 'LicensePending', message: 'rendered, not in force' },
          ],
        },
      },
      'pods -l lmtriad.io/cluster=usoft': {
        items: members.map(({ name, node }) => ({
          metadata: { labels: { 'lmtriad.io/server': name } },
          spec: { nodeName: node },
        })),
      },
      'secret usoft-administrator': secret(administrator),
      'secret usoft-client': secret(administrator),
      'namespace kube-system': { metadata: { uid: '0b1e-77' } },
    },
  });
  vi.stubEnv('KUBECTL', path);
}

async function run(...args: string[]) {
  const terminal = fakeTerminal();
  const code = await kubectlLmtriad(args, terminal);
  return { code, out: terminal.stdout, err: terminal.stderr };
}

function calls(): string[][] {
  const lines = readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

test('status shows the resource, what is not as it should be, and what the servers say', async () => {
  kubernetes();
  const { code, out } = await run('-n', 'licensing', 'status', 'usoft', '--context', 'west');
  expect(code).toBe(0);
  expect(out).toContain(`Name:       usoft in licensing
Ready:      True
Master:     azuurmees
Quorum:     3 of 3 up
License:    revision r1, vendors usoft
Cluster id: ab

SERVER     POD      NODE    ROLE     HEALTHY  VERSION  LAST SEEN
azuurmees  usoft-0  node-1  Master   yes      0.1.0    `);
  expect(out).toContain('\n\nProgressing=True (LicensePending): rendered, not in force\n');
  expect(out).not.toContain('Degraded');
  expect(out).toContain('license server UP (MASTER)');
  expect(out).toContain('Users of feature2:');
  for (const words of calls()) expect(words.slice(0, 4)).toEqual(['--context', 'west', '--namespace', 'licensing']);
});

test('lmstat runs in the next pod if the first is gone, with its own options and exit code', async () => {
  kubernetes(['buulbuul']);
  const { code, out } = await run('lmstat', 'usoft', '--', '-f', 'nothing');
  expect(code).toBe(251);
  expect(out).toContain('No such feature exists');
  expect(calls().map(([word, pod]) => (word === 'exec' ? pod : word))).toEqual([
    'get',
    'usoft-0',
    'usoft-1',
    'usoft-2',
  ]);
});

test('lmstat without a pod that answers says what kubectl said', async () => {
  kubernetes([]);
  const { code, err } = await run('lmstat', 'usoft');
  expect(code).toBe(241);
  expect(err).toContain('no pod of usoft answers: error: pod usoft-2 does not have a host assigned');
});

describe('down-check', () => {
  test('says yes while two of the voters are left, by server and by node', async () => {
    kubernetes();
    const node = await run('down-check', 'usoft', 'node-1');
    expect(node.code).toBe(0);
    expect(node.out).toContain('node-1 takes away azuurmees (master). 2 of 3 left: fitis, buulbuul.\nYES: ');
    expect((await run('down-check', 'usoft')).out.match(/^YES/gm)).toHaveLength(3);
  });

  test('says no when one is down already', async () => {
    kubernetes();
    trio.server('fitis').kill();
    const { code, out } = await run('down-check', 'usoft', 'buulbuul');
    expect(code).toBe(1);
    expect(out).toContain('buulbuul takes away buulbuul. 1 of 3 left: azuurmees (master).\nNO: nothing is served');
    expect((await run('down-check', 'usoft', 'fitis')).code).toBe(0);
  });
});

test("transfer and lmremove go over forwarded ports with this cluster's administrator certificate", async () => {
  kubernetes(['azuurmees', 'buulbuul']);
  const moved = await run('transfer', 'usoft', 'fitis', '--hold', '60');
  expect(moved).toMatchObject({ code: 0, out: 'master is fitis, held there for 60 s\n' });
  trio.removals = [{ removed: [7] }];
  expect((await run('lmremove', 'usoft', '--', '-h', 'f1', 'host', '27000', '7')).code).toBe(0);
  expect(trio.calls).toMatchObject([
    { call: 'azuurmees transfer', request: { server: 'fitis', holdSeconds: 60 } },
    { call: 'azuurmees remove', request: { feature: 'f1', lease: 7 } },
  ]);
});

test("neither an administrator's key nor a forwarded port stays behind when the program is broken off", async () => {
  kubernetes();
  for (const server of trio.servers) server.frozen = true;
  const scratch = join(folder, 'scratch');
  mkdirSync(scratch);
  const program = resolve(import.meta.dirname, '../kubectl-lmtriad.ts');
  const env = { ...process.env, TMPDIR: scratch };
  const child = spawn(process.execPath, [program, 'transfer', 'usoft', 'fitis'], { env, stdio: 'ignore' });
  const ended = once(child, 'exit');
  const key = () => readdirSync(scratch).some((name) => existsSync(join(scratch, name, 'administrator.key')));
  await vi.waitUntil(key, { timeout: 25_000, interval: 5 });
  child.kill('SIGTERM');
  await ended;
  expect(readdirSync(scratch)).toEqual([]);
  await vi.waitUntil(() => !forwarding(), { timeout: 25_000, interval: 20 });
});

/** True if a kubectl of this test still forwards a port. */
function forwarding(): boolean {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(join(folder, 'kubectl'));
      } catch {
        // It has ended meanwhile.
        return false;
      }
    });
}

describe('recover', () => {
  const annotations = () => calls().filter(([word]) => word === 'annotate');

  test('writes the order for the operator once that is meant, and says so if nothing comes of it', async () => {
    kubernetes(names, '');
    const words = ['recover', 'usoft', '--from', 'fitis', '--timeout', '0'];
    const { code, out, err } = await run(...words, '--yes');
    expect(code).toBe(1);
    expect(out).toContain('from what fitis knows');
    expect(err).toContain('no master yet');
    const [, , , name, value = ''] = annotations()[0] ?? [];
    const order = JSON.parse(value.slice('lmtriad.io/recover='.length));
    expect({ name, order }).toEqual({
      name: 'usoft',
      order: {
        clusterId: expect.stringMatching(/^[0-9a-f]{32}$/),
        server: 'fitis',
        from: 'data',
        replaces: 'ab',
        until: expect.any(String),
      },
    });
    // Nobody answers the question.
    expect(await run(...words)).toMatchObject({ code: 1, out: expect.stringContaining('Nothing was changed') });
    expect(annotations()).toHaveLength(1);
  });

  test('is refused while the cluster is served, without a source, and for a server that is none of the three', async () => {
    kubernetes();
    expect((await run('recover', 'usoft', '--empty')).err).toContain(
      'served by azuurmees: there is nothing to recover',
    );
    kubernetes(names, '');
    expect((await run('recover', 'usoft')).err).toContain('give --from SERVER (one of azuurmees, fitis, buulbuul)');
    expect((await run('recover', 'usoft', '--from', 'other')).err).toContain('other is none of');
    expect((await run('recover', 'usoft', '--from', 'fitis', '--empty')).code).toBe(214);
    expect(annotations()).toEqual([]);
  });
});

describe('client-config', () => {
  test('writes the certificates where clients look, and says which servers to use', async () => {
    kubernetes();
    const { code, out } = await run('client-config', 'usoft');
    expect(code).toBe(0);
    const home = join(folder, '.lmtriad');
    expect(readFileSync(join(home, 'ca.crt'), 'utf8')).toBe(authority.certificate);
    expect(statSync(join(home, 'client.key')).mode & 0o777).toBe(0o600);
    expect(out).toContain(
      'LM_LICENSE_FILE=2830@usoft-azuurmees.licensing.svc,2831@usoft-fitis.licensing.svc,2832@usoft-buulbuul.licensing.svc\n',
    );
    expect((await run('certificate', 'usoft', '--administrator')).code).toBe(0);
    expect(existsSync(join(home, 'administrator.key'))).toBe(true);
  });

  test('a key that others could read is replaced by one that they cannot', async () => {
    kubernetes();
    const lax = join(folder, 'lax');
    mkdirSync(lax);
    writeFileSync(join(lax, 'client.key'), 'old', { mode: 0o644 });
    expect((await run('client-config', 'usoft', '-d', lax)).code).toBe(0);
    expect(statSync(join(lax, 'client.key')).mode & 0o777).toBe(0o600);
  });

  test("does not replace another cluster's unless told to", async () => {
    kubernetes();
    const other = join(folder, 'other');
    await run('client-config', 'usoft', '-d', other);
    writeFileSync(join(other, 'ca.crt'), 'of another');
    const refused = await run('client-config', 'usoft', '-d', other);
    expect(refused).toMatchObject({ code: 214, err: expect.stringContaining('is of another cluster') });
    expect((await run('client-config', 'usoft', '-d', other, '--force')).code).toBe(0);
  });
});

test('hostid names this Kubernetes', async () => {
  kubernetes();
  expect(await run('hostid')).toMatchObject({ code: 0, out: 'K8S_UID=0b1e-77\n' });
});

test('what kubectl refuses is said in its words, and so is that there is none', async () => {
  kubernetes();
  const { code, err } = await run('status', 'other');
  expect(code).toBe(214);
  expect(err).toBe('kubectl lmtriad: kubectl: Error from server (NotFound): licenseclusters.lmtriad.io other\n');
  vi.stubEnv('KUBECTL', '/nowhere/kubectl');
  expect((await run('status', 'usoft')).err).toContain('kubectl cannot be run: ');
  expect((await run('nonsense')).code).toBe(214);
});
