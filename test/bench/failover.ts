/**
 * `make bench`: what the loss of the master costs, when it is killed and when it falls silent: until another is
 * master, and until a connected client has its next grant. Real processes on this machine; prints a histogram of
 * each beside its target, what the servers logged in the slowest rounds, and a line of JSON.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Member } from '../processes/member.ts';
import { Program } from '../processes/program.ts';
import { startTrio } from '../processes/trio.ts';
import { until } from '../processes/wait.ts';
import { diskTimes, slowestBetween } from './diskTimes.ts';
import { figures, histogram } from './histogram.ts';

const LICENSE = `SERVER 127.0.0.1 ANY TCP:28720
SERVER 127.0.0.2 ANY TCP:28721
SERVER 127.0.0.3 ANY TCP:28722
DAEMON usoft
FEATURE studio usoft 1.0 permanent 1000000
`;
const TARGETS = {
  killed: { election: { p50: 50, p99: 200 }, grant: { p50: 60, p99: 250 } },
  silent: { election: { p50: 400, p99: 750 }, grant: { p50: 450, p99: 800 } },
} as const;
const METRICS_PORT = 28723;
type Kind = keyof typeof TARGETS;
/** Slowest rounds of which the servers' logs are shown. */
const SHOWN = 3;

const program = new Command('failover')
  .description('Time from the loss of the master to the next master, and to the next grant of a connected client.')
  .option('--rounds <n>', 'losses of each kind', Number, 200)
  .parse();
const { rounds } = program.opts<{ rounds: number }>();

interface Round {
  /** Milliseconds from the loss until another server said in its log that it is master. */
  readonly election: number;
  /** Milliseconds from the loss until the client had a seat. */
  readonly grant: number;
  /** What the servers that were left logged meanwhile. */
  readonly trace: readonly string[];
}

interface LogLine {
  readonly time: string;
  readonly server: string;
  readonly msg: string;
  readonly master?: string;
  readonly peer?: string;
  readonly reason?: string;
}

const folder = await mkdtemp(join(tmpdir(), 'lmt-failover-'));
const trio = await startTrio({
  folder,
  licensePath: 'license.dat',
  licenseText: LICENSE,
  extraOf: (server) => ['--metrics', `${server}:${METRICS_PORT}`],
});
const user = await Program.start(trio.servers);

/** What the others have logged since a moment of Date.now(). */
async function logged(lost: Member, since: number): Promise<LogLine[]> {
  const others = trio.members.filter((member) => member !== lost);
  const texts = await Promise.all(others.map((member) => member.output()));
  return texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line): LogLine => JSON.parse(line))
    .filter(({ time }) => Date.parse(time) >= since)
    .toSorted((one, other) => Date.parse(one.time) - Date.parse(other.time));
}

/** The master, when it has no reason to hand over: all are up, and it is not the third, which keeps nothing (R19). */
async function settled(): Promise<Member> {
  await trio.ready();
  return until('one of the first two to be master', async () => {
    const master = await trio.master();
    return master === trio.members[2] ? null : master;
  });
}

async function lose(loss: (master: Member) => void, undo: (master: Member) => Promise<void> | void): Promise<Round> {
  const master = await settled();
  const others = trio.members.filter((member) => member !== master);
  const disks = () => Promise.all(others.map(({ host }) => diskTimes(`${host}:${METRICS_PORT}`)));
  const before = await disks();
  const lostDate = Date.now();
  const lost = performance.now();
  loss(master);
  const answer = await user.ask({ do: 'checkout', feature: 'studio' });
  const grant = performance.now() - lost;
  if (!answer.ok) throw new Error(`not granted: ${answer.text}`);
  const lines = await until('the next master to say so in its log', async () => {
    const found = await logged(master, lostDate);
    return found.some(isElected) ? found : null;
  });
  const elected = lines.find(isElected);
  await user.ask({ do: 'checkin', lease: answer.lease });
  const after = await disks();
  await undo(master);
  const trace = lines.map(
    ({ time, server, msg, peer, master: to, reason }) =>
      `  +${Date.parse(time) - lostDate} ms ${server}: ${[msg, peer ?? to, reason].filter((part) => part !== undefined).join(' ')}`,
  );
  for (const [i, { host }] of others.entries()) {
    const seconds = slowestBetween(before[i] ?? new Map(), after[i] ?? new Map());
    trace.push(`  the log of ${host}: a write took more than ${seconds * 1_000} ms`);
  }
  return { election: Date.parse(elected?.time ?? '') - lostDate, grant, trace };
}

function isElected({ msg, master, server }: LogLine): boolean {
  return msg === 'master' && master === server;
}

const measured: Record<Kind, Round[]> = { killed: [], silent: [] };
try {
  for (let round = 0; round < rounds; round++) {
    measured.killed.push(
      await lose(
        (master) => master.signal('SIGKILL'),
        (master) => master.start(),
      ),
    );
    measured.silent.push(
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

const result: Record<string, unknown> = { rounds };
for (const kind of ['killed', 'silent'] as const) {
  const done = measured[kind];
  for (const [what, title] of [
    ['election', 'next master'],
    ['grant', 'next grant'],
  ] as const) {
    const times = done.map((round) => round[what]);
    process.stdout.write(histogram(`master ${kind}, ${title}`, times, TARGETS[kind][what]));
    result[`${kind} ${what}`] = figures(times);
  }
  for (const { grant, trace } of done.toSorted((one, other) => other.grant - one.grant).slice(0, SHOWN)) {
    process.stdout.write(`slow: grant after ${grant.toFixed(0)} ms\n${trace.join('\n')}\n`);
  }
}
process.stdout.write(`${JSON.stringify(result)}\n`);
