/**
 * `make soak`: full load on three real servers with default timeouts. Says whether mastership moved, which it
 * must not, how many operations were answered, and what memory did. Exit code 1 if mastership moved.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { startTrio, statusOf } from '../processes/trio.ts';
import { percentile, startLoad } from './load.ts';

const LICENSE = `SERVER 127.0.0.1 ANY TCP:28710
SERVER 127.0.0.2 ANY TCP:28711
SERVER 127.0.0.3 ANY TCP:28712
DAEMON usoft
FEATURE studio usoft 1.0 permanent 1000000
`;

const program = new Command('soak')
  .description('Full load on three servers with default timeouts: mastership must not move.')
  .option('--minutes <n>', 'how long', Number, 30)
  .option('--in-flight <n>', 'operations in flight', Number, 128)
  .parse();
const { minutes, inFlight } = program.opts<{ minutes: number; inFlight: number }>();

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

async function megabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

const folder = await mkdtemp(join(tmpdir(), 'lmt-soak-'));
const trio = await startTrio({ folder, licensePath: 'license.dat', licenseText: LICENSE, signal: stop.signal });
const SESSIONS = 16;
const first = await trio.status();
const load = startLoad({
  master: async () => {
    const status = await trio.status();
    const master = status.members.find((member) => member.server === status.master);
    if (master === undefined) throw new Error('no master');
    return master;
  },
  feature: 'studio',
  sessions: SESSIONS,
  inFlight: Math.ceil(inFlight / SESSIONS),
  signal: stop.signal,
});
const ends = performance.now() + minutes * 60_000;
let before = 0;
let since = performance.now();
let terms = 0;
while (performance.now() < ends && !stop.signal.aborted) {
  await new Promise((resolve) => setTimeout(resolve, Math.min(15_000, Math.max(0, ends - performance.now()))));
  const now = performance.now();
  const rate = Math.round((load.answered - before) / ((now - since) / 1000));
  before = load.answered;
  since = now;
  const master = trio.members[0];
  const status = master === undefined ? null : await statusOf(master.host, master.port).catch(() => null);
  terms = (status?.term ?? first.term) - first.term;
  const memory = await Promise.all(trio.members.map((member) => megabytes(member.pid)));
  const minute = (minutes - (ends - now) / 60_000).toFixed(1);
  const [p50, p99] = [percentile(load.latencies, 0.5), percentile(load.latencies, 0.99)];
  process.stdout.write(
    `${minute} min  ${rate} ops/s  p50 ${p50.toFixed(1)} ms  p99 ${p99.toFixed(1)} ms  RSS ${memory.join('/')} MB  terms +${terms}\n`,
  );
}
stop.abort();
await Promise.all(trio.members.map((member) => member.end()));
await rm(folder, { recursive: true, force: true });
const result = {
  minutes,
  operations: load.answered,
  refused: load.refused,
  leadershipChanges: terms,
  streams: load.streams,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(terms === 0 ? 0 : 1);
