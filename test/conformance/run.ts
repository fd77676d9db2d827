import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfChangeRunner } from './confChange.ts';
import { diff } from './diff.ts';
import { generateScenario } from './generate.ts';
import { InteractionRunner } from './interaction.ts';
import { runQuorumStanza } from './quorum.ts';
import { REFERENCE_STANZAS, referenceFiles, runReference } from './reference.ts';
import { comparable, parseScenario, printScenario, type Scenario, type Stanza } from './scenario.ts';

const HELP = `Runs the scenario files of go.etcd.io/raft/v3 against node/consensus.

  run.ts                      all files of the pinned version, read from Go's module cache
  run.ts FILE...              these files
  run.ts --print FILE...      prints the files with the outputs that our core gives
  run.ts --random N           N random scenarios, run through the reference as well (builds it, needs Go)
         --seed S             the first seed, 1 if not given
         --keep               leaves the scenarios in a folder and names it

Log lines (DEBUG, INFO, WARN, ERROR) are not compared; everything else is, exactly.
Exit code: 0 all passed, 1 some failed, 2 wrong usage or nothing to run.
`;

interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** The runner for a file, told by its first command. */
function runnerFor(scenario: Scenario): (stanza: Stanza) => string {
  switch (scenario.stanzas[0]?.command) {
    case 'vote':
    case 'committed':
      return runQuorumStanza;
    case 'simple':
    case 'enter-joint':
    case 'leave-joint': {
      const runner = new ConfChangeRunner();
      return (stanza) => runner.run(stanza);
    }
    default: {
      const runner = new InteractionRunner();
      return (stanza) => runner.run(stanza);
    }
  }
}

/** What our core gives for each stanza. What should never be thrown is an output too, and differs from any. */
function outputsOf(scenario: Scenario): string[] {
  const run = runnerFor(scenario);
  return scenario.stanzas.map((stanza) => {
    try {
      const output = run(stanza);
      return output === '' || output.endsWith('\n') ? output : `${output}\n`;
    } catch (error) {
      return `thrown: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
    }
  });
}

/** Prints a line for the file and a diff for each stanza that fails. Returns how many passed and failed. */
function compare(scenario: Scenario, expected: readonly string[], name: string, quiet = false): Count {
  const outputs = outputsOf(scenario);
  let failures = '';
  let failed = 0;
  scenario.stanzas.forEach((stanza, i) => {
    const wanted = comparable(expected[i] ?? 'nothing\n');
    const actual = comparable(outputs[i] ?? '');
    if (wanted === actual) return;
    failed++;
    failures += `--- ${name}:${stanza.line} ${stanza.command}\n${diff(wanted, actual)}`;
  });
  const passed = scenario.stanzas.length - failed;
  const verdict = failed === 0 ? 'ok  ' : 'FAIL';
  if (failed > 0 || !quiet) process.stdout.write(`${verdict} ${name}: ${passed} passed, ${failed} failed\n${failures}`);
  return { passed, failed };
}

function report(counts: readonly Count[], complete: boolean): number {
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 && complete && passed > 0 ? 0 : 1;
}

/** Compares files with the outputs that they hold. */
function runFiles(paths: readonly string[]): number {
  const all = paths.length === 0;
  const files = all ? referenceFiles() : paths.map((path) => ({ path, name: path }));
  const counts = files.map(({ path, name }) => {
    const scenario = parseScenario(readFileSync(path, 'utf8'));
    return compare(
      scenario,
      scenario.stanzas.map((stanza) => stanza.expected),
      name,
    );
  });
  const found = counts.reduce((sum, { passed, failed }) => sum + passed + failed, 0);
  const complete = !all || found === REFERENCE_STANZAS;
  if (!complete) process.stdout.write(`the reference has ${REFERENCE_STANZAS} stanzas, ${found} were found\n`);
  return report(counts, complete);
}

/** Compares random scenarios with what the reference gives for them. */
function runRandom(count: number, seed: number, keep: boolean): number {
  const folder = mkdtempSync(join(tmpdir(), 'lmtriad-conformance-'));
  try {
    const files = Array.from({ length: count }, (_, i) => {
      const path = join(folder, `seed-${seed + i}.txt`);
      writeFileSync(path, generateScenario(seed + i));
      return path;
    });
    const runs = runReference(files);
    const counts = files.map((path) => {
      const run = runs.get(path);
      if (run === undefined || run.panic !== null) process.stdout.write(`the reference died: ${path} ${run?.panic}\n`);
      return compare(
        parseScenario(readFileSync(path, 'utf8')),
        run?.outputs ?? [],
        path.slice(folder.length + 1),
        true,
      );
    });
    return report(counts, true);
  } finally {
    if (keep) process.stdout.write(`scenarios are in ${folder}\n`);
    else rmSync(folder, { recursive: true });
  }
}

function wrongUsage(problem: string): number {
  process.stderr.write(`${problem}\n${HELP}`);
  return 2;
}

function main(args: string[]): number {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      print: { type: 'boolean' },
      random: { type: 'string' },
      seed: { type: 'string', default: '1' },
      keep: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (values.random !== undefined) {
    const count = Number(values.random);
    const seed = Number(values.seed);
    if (!(Number.isSafeInteger(count) && count > 0 && Number.isSafeInteger(seed))) return wrongUsage('not a number');
    return runRandom(count, seed, values.keep);
  }
  if (!values.print) return runFiles(positionals);
  if (positionals.length === 0) return wrongUsage('--print needs a file');
  for (const path of positionals) {
    const scenario = parseScenario(readFileSync(path, 'utf8'));
    process.stdout.write(printScenario(scenario, outputsOf(scenario)));
  }
  return 0;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
