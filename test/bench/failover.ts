/**
 * `make bench`: how long a connected client waits for its next grant when the master is killed, and when it
 * falls silent. Real processes on this machine; prints a histogram of each, and a line of JSON.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Member } from '../processes/member.ts';
import { Program } from '../processes/program.ts';
import { startTrio } from '../processes/trio.ts';
import { percentile } from './load.ts';

const LICENSE = `SERVER 127.0.0.1 ANY TCP:28720
SERVER 127.0.0.2 ANY TCP:28721
SERVER 127.0.0.3 ANY TCP:28722
DAEMON usoft
FEATURE studio usoft 1.0 permanent 1000000
`;
const BUCKETS_MS = [25, 50, 75, 100, 150, 200, 300, 400, 500, 600, 800, 1_000, 2_000, 5_000];

const program = new Command('failover')
  .description('Time from the loss of the master to the next grant of a connected client.')
  .option('--rounds <n>', 'losses of each kind', Number, 30)
  .parse();
const { rounds } = program.opts<{ rounds: number }>();

function histogram(title: string, times: readonly number[]): void {
  const [p50, p99, worst] = [0.5, 0.99, 1].map((share) => percentile(times, share).toFixed(0));
  process.stdout.write(`${title}: ${times.length} times, p50 ${p50} ms, p99 ${p99} ms, worst ${worst} ms\n`);
  let low = 0;
  for (const high of BUCKETS_MS) {
    const count = times.filter((time) => time >= low && time < high).length;
    if (count > 0) process.stdout.write(`  ${String(high).padStart(5)} ms ${'#'.repeat(count)} ${count}\n`);
    low = high;
  }
}

const folder = await mkdtemp(join(tmpdir(), 'lmt-failover-'));
const trio = await startTrio({ folder, licensePath: 'license.dat', licenseText: LICENSE });
const user = await Program.start(trio.servers);

/** Loses the master that way, and gives the milliseconds to the next grant. */
async function lose(loss: (master: Member) => Promise<void> | void, undo: (master: Member) => Promise<void> | void) {
  await trio.ready();
  const master = await trio.master();
  const lost = performance.now();
  await loss(master);
  const answer = await user.ask({ do: 'checkout', feature: 'studio' });
  const milliseconds = performance.now() - lost;
  if (!answer.ok) throw new Error(`not granted: ${answer.text}`);
  await user.ask({ do: 'checkin', lease: answer.lease });
  await undo(master);
  return milliseconds;
}

const killed: number[] = [];
const silent: number[] = [];
try {
  for (let round = 0; round < rounds; round++) {
    killed.push(
      await lose(
        (master) => master.signal('SIGKILL'),
        (master) => master.start(),
      ),
    );
    silent.push(
      await lose(
        (master) => master.signal('SIGSTOP'),
        (master) => master.signal('SIGCONT'),
      ),
    );
    process.stderr.write(`round ${round + 1} of ${rounds}\r`);
  }
} finally {
  await user.end('SIGKILL');
  await Promise.all(trio.members.map((member) => member.end()));
  await rm(folder, { recursive: true, force: true });
}
histogram('master killed, next grant', killed);
histogram('master silent, next grant', silent);
const figures = (times: readonly number[]) => ({ p50: percentile(times, 0.5), p99: percentile(times, 0.99) });
process.stdout.write(`${JSON.stringify({ rounds, killed: figures(killed), silent: figures(silent) })}\n`);
