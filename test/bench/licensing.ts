/**
 * The license state on one core: commands a second with 1,000 features, 10,000 users and an options file of 1,000
 * lines (target: 200,000), and what 100,000 checkouts take of memory (target: 200 MB). Commands are applied as the
 * log gives them, decoded from their bytes within the time measured.
 */
import { LicenseState } from '../../node/licensing/index.ts';
import { BatchCodec, type CommandInit, SetLicenseCodec } from '../../proto/index.ts';

const FEATURES = 1_000;
const USERS = 10_000;
const LINES = 1_000;
const CHECKOUTS = 100_000;
const ROUNDS = 10;
const BATCH = 64;
const DATE = Date.UTC(2026, 0, 1);

/** Of every kind that an asker is looked up for, spread over the features. */
function optionsText(): string {
  const lines = ['GROUP everybody u*', 'EXCLUDEALL USER nobody'];
  for (let i = lines.length; i < LINES; i++) {
    const feature = `f${i % FEATURES}`;
    const user = `u${(i * 7) % USERS}`;
    const kinds = [
      `RESERVE 2 ${feature} USER ${user}`,
      `MAX 500 ${feature} GROUP everybody`,
      `EXCLUDE ${feature} HOST bad${i}`,
      `INCLUDE ${feature} GROUP everybody`,
      `GROUP team${i} ${user} u${i} u${i + 1}`,
    ];
    lines.push(kinds[i % kinds.length] ?? '');
  }
  return `${lines.join('\n')}\n`;
}

let index = 0;
const state = new LicenseState();

function apply(bytes: Uint8Array): void {
  index += 1;
  for (const { result } of state.apply(BatchCodec.decode(bytes), index, 1).outcomes) {
    if (result?.failure != null) throw new Error(JSON.stringify(result.failure));
  }
}

function batches(commands: readonly CommandInit[]): Uint8Array[] {
  const made: Uint8Array[] = [];
  for (let i = 0; i < commands.length; i += BATCH) {
    const some = commands.slice(i, i + BATCH);
    made.push(BatchCodec.encode({ version: 1, leaseTime: made.length, date: DATE, commands: [...some] }));
  }
  return made;
}

/** Milliseconds of this thread on a core: what else the machine does is not counted. */
function measure(work: () => void): number {
  const since = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(since);
  return (user + system) / 1_000;
}

/** Bytes of the heap that are in use after a collection. */
function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

const pools = Array.from({ length: FEATURES }, (_, i) => ({
  id: `f${i};1.0`,
  feature: `f${i}`,
  vendor: 'usoft',
  version: '1.0',
  count: 1_000,
  rank: i,
}));
const license = SetLicenseCodec.decode(SetLicenseCodec.encode({ hash: 'h', options: optionsText(), pools }));
const reread = measure(() => apply(BatchCodec.encode({ version: 1, date: DATE, commands: [{ setLicense: license }] })));
const sessions = Array.from({ length: USERS }, (_, i) => ({
  openSession: { session: `session-${i}`, identity: { user: `u${i}`, host: `pc${i}`, display: ':0', pid: i } },
}));
for (const bytes of batches(sessions)) apply(bytes);

const sequences = new Array<number>(USERS).fill(0);
function checkouts(count: number, from: number): CommandInit[] {
  return Array.from({ length: count }, (_, i) => {
    const user = (from + i) % USERS;
    const sequence = (sequences[user] ?? 0) + 1;
    sequences[user] = sequence;
    const feature = `f${(from + i * 31) % FEATURES}`;
    const checkout = { feature, count: 1, version: '1.0' };
    return { checkout: { session: `session-${user}`, sequence, answeredBelow: sequence, checkout } };
  });
}
function checkins(): CommandInit[] {
  return [...state.held.values()].map(({ lease, session }) => {
    const user = Number(session.id.slice('session-'.length));
    const sequence = (sequences[user] ?? 0) + 1;
    sequences[user] = sequence;
    return { checkin: { session: session.id, sequence, answeredBelow: sequence, lease } };
  });
}

let best = 0;
for (let round = 0; round < ROUNDS; round++) {
  const out = batches(checkouts(20_000, round * 1_000));
  const outTime = measure(() => {
    for (const bytes of out) apply(bytes);
  });
  const back = batches(checkins());
  const backTime = measure(() => {
    for (const bytes of back) apply(bytes);
  });
  best = Math.max(best, 40_000 / ((outTime + backTime) / 1_000));
}
const before = heap();
for (const bytes of batches(checkouts(CHECKOUTS, 0))) apply(bytes);
const megabytes = (heap() - before) / 2 ** 20;

process.stdout.write(
  `license state: ${Math.round(best / 1_000) * 1_000} commands a second in the best of ${ROUNDS} rounds (target 200,000)\n` +
    `${CHECKOUTS} checkouts: ${megabytes.toFixed(0)} MB${globalThis.gc === undefined ? ', garbage included: run with --expose-gc' : ''} (target 200 MB)\n` +
    `another license of ${FEATURES} pools and ${LINES} lines of options: ${reread.toFixed(0)} ms\n`,
);
process.stdout.write(`${JSON.stringify({ commandsPerSecond: Math.round(best), megabytes, reread })}\n`);
