/**
 * `make test`: every part one after the other, with the time of each, and the sum at the end. A part that
 * breaks off counts as one failure; so does a test that was skipped, since this machine has all it needs.
 */
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const NODE = process.execPath;
const RESULTS = join(ROOT, 'out/results');

interface Part {
  readonly name: string;
  readonly command: readonly string[];
  /** How its results are read: vitest's JSON file, a closing line, or the exit code alone. */
  readonly results: 'vitest' | 'line' | 'exit';
}

interface Count {
  readonly passed: number;
  readonly failed: number;
}

const vitest = (name: string, ...more: string[]): Part => ({
  name,
  command: [
    NODE,
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${join(RESULTS, `${name}.json`)}`,
    ...more,
  ],
  results: 'vitest',
});

const script = (name: string, results: Part['results'], ...command: string[]): Part => ({ name, command, results });

const PARTS: readonly Part[] = [
  script('lint', 'exit', 'make', '--no-print-directory', 'lint'),
  vitest('unit'),
  script('conformance', 'line', NODE, 'test/conformance/run.ts'),
  script('simulation', 'line', NODE, 'test/simulation/run.ts', '--seeds', '5000'),
  vitest('processes', '--config', 'test/processes/vitest.config.ts'),
  script('cluster', 'exit', NODE, 'test/cluster/cli.ts', 'up'),
  script('images', 'exit', NODE, 'test/cluster/cli.ts', 'images', '--load'),
  vitest('e2e', '--config', 'test/e2e/vitest.config.ts'),
];

/** Runs whatever else happens, so that nothing of ours stays behind. */
const LAST = script('cluster-down', 'exit', NODE, 'test/cluster/cli.ts', 'down');

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

function run(part: Part): Promise<{ code: number; lastLine: string }> {
  return new Promise((resolve) => {
    const child = spawn(part.command[0] ?? '', part.command.slice(1), {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let lastLine = '';
    let partial = '';
    child.stdout.on('data', (bytes: Buffer) => {
      process.stdout.write(bytes);
      const lines = (partial + bytes.toString()).split('\n');
      partial = lines.pop() ?? '';
      lastLine = lines.findLast((line) => line.trim() !== '') ?? lastLine;
    });
    const kill = () => child.kill('SIGTERM');
    stop.signal.addEventListener('abort', kill, { once: true });
    child.once('error', () => resolve({ code: 127, lastLine }));
    child.once('close', (code) => {
      stop.signal.removeEventListener('abort', kill);
      resolve({ code: code ?? 1, lastLine: partial.trim() === '' ? lastLine : partial });
    });
  });
}

async function count(part: Part, code: number, lastLine: string): Promise<Count> {
  if (part.results === 'vitest') {
    try {
      const json = JSON.parse(await readFile(join(RESULTS, `${part.name}.json`), 'utf8'));
      const failed = json.numFailedTests + json.numPendingTests;
      return { passed: json.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
    } catch {
      return { passed: 0, failed: 1 };
    }
  }
  if (part.results === 'line') {
    const match = /^(\d+) passed, (\d+) failed/.exec(lastLine.trim());
    if (match === null) return { passed: 0, failed: 1 };
    const failed = Number(match[2]);
    return { passed: Number(match[1]), failed: failed === 0 && code !== 0 ? 1 : failed };
  }
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

await rm(RESULTS, { recursive: true, force: true });
await mkdir(RESULTS, { recursive: true });
const rows: { name: string; seconds: number; count: Count }[] = [];
for (const part of [...PARTS, LAST]) {
  if (stop.signal.aborted && part !== LAST) continue;
  process.stdout.write(`\n== ${part.name}\n`);
  const started = performance.now();
  const { code, lastLine } = await run(part);
  rows.push({
    name: part.name,
    seconds: (performance.now() - started) / 1000,
    count: await count(part, code, lastLine),
  });
}
process.stdout.write('\n');
for (const { name, seconds, count } of rows) {
  const time = `${seconds.toFixed(0)} s`.padStart(7);
  process.stdout.write(`${name.padEnd(14)}${time}  ${count.passed} passed, ${count.failed} failed\n`);
}
const passed = rows.reduce((sum, row) => sum + row.count.passed, 0);
const failed = rows.reduce((sum, row) => sum + row.count.failed, 0);
const total = rows.reduce((sum, row) => sum + row.seconds, 0);
process.stdout.write(`total ${(total / 60).toFixed(1)} min\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 && !stop.signal.aborted ? 0 : 1;
