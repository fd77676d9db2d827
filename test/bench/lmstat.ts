/**
 * `lmstat -a` with 100,000 seats out: how long it takes (target: 1 s), and what checkouts notice of it meanwhile
 * (target: their p99 less than doubled). Real processes on this machine.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { startTrio } from '../processes/trio.ts';
import { holdSeats } from './heldSeats.ts';
import { percentile, startLoad } from './load.ts';

const LICENSE = `SERVER 127.0.0.1 ANY TCP:28730
SERVER 127.0.0.2 ANY TCP:28731
SERVER 127.0.0.3 ANY TCP:28732
DAEMON usoft
FEATURE studio usoft 1.0 permanent 1000000
FEATURE batch usoft 1.0 permanent 1000000
`;
const MEASURE_MS = 10_000;
const run = promisify(execFile);

const program = new Command('lmstat')
  .description('lmstat -a with many seats out, and checkouts meanwhile.')
  .option('--seats <n>', 'seats that are out', Number, 100_000)
  .option('--runs <n>', 'times that lmstat is run', Number, 10)
  .parse();
const { seats, runs } = program.opts<{ seats: number; runs: number }>();

const folder = await mkdtemp(join(tmpdir(), 'lmt-lmstat-'));
const trio = await startTrio({ folder, licensePath: 'license.dat', licenseText: LICENSE });
const stop = new AbortController();
try {
  const master = await trio.master();
  process.stderr.write(`taking ${seats} seats\n`);
  await holdSeats(master, 'studio', seats, stop.signal);
  const lmstats = async (): Promise<number[]> => {
    const times: number[] = [];
    for (let i = 0; i < runs; i++) {
      const since = performance.now();
      const { stdout } = await run('bin/lmutil', ['lmstat', '-a', '-c', trio.servers], { maxBuffer: 2 ** 30 });
      times.push(performance.now() - since);
      const users = stdout.match(/, start /g)?.length ?? 0;
      if (users < seats) throw new Error(`lmstat shows ${users} of ${seats} seats`);
      process.stderr.write(`lmstat ${i + 1} of ${runs}\r`);
    }
    return times;
  };
  const quiet = await lmstats();
  const load = startLoad({
    master: async () => master,
    feature: 'batch',
    sessions: 4,
    inFlight: 1,
    signal: stop.signal,
  });
  const p99During = async (work: Promise<unknown>): Promise<number> => {
    load.latencies.length = 0;
    await work;
    return percentile(load.latencies, 0.99);
  };
  await delay(2_000);
  const alone = await p99During(delay(MEASURE_MS));
  const loaded: number[] = [];
  const meanwhile = await p99During(lmstats().then((times) => loaded.push(...times)));
  const [median, worst] = [percentile(quiet, 0.5), Math.max(...quiet)];
  process.stdout.write(
    `lmstat -a with ${seats} seats out: p50 ${median.toFixed(0)} ms, worst ${worst.toFixed(0)} ms (target 1,000 ms); ` +
      `p50 ${percentile(loaded, 0.5).toFixed(0)} ms beside 4 clients that check out and in without a pause\n` +
      `their checkouts: p99 ${alone.toFixed(1)} ms without, ${meanwhile.toFixed(1)} ms while lmstat runs over and over ` +
      `on the same cores: ${(meanwhile / alone).toFixed(1)} times (target: less than 2)\n`,
  );
  process.stdout.write(`${JSON.stringify({ seats, median, alone, meanwhile })}\n`);
} finally {
  stop.abort();
  await trio.stop();
  await rm(folder, { recursive: true, force: true });
}
