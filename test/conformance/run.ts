import { readFileSync } from 'node:fs';
import { ConfChangeRunner } from './confChange.ts';
import { InteractionRunner } from './interaction.ts';
import { runQuorumStanza } from './quorum.ts';
import { REFERENCE_STANZAS, referenceFiles } from './reference.ts';
import { comparable, parseScenario, printScenario, type Scenario, type Stanza } from './scenario.ts';

const HELP = `Runs the scenario files of go.etcd.io/raft/v3 against node/consensus.

  run.ts                  all files of the pinned version, read from Go's module cache
  run.ts FILE...          these files
  run.ts --print FILE...  prints the files with the outputs that our core gives

Log lines (DEBUG, INFO, WARN, ERROR) are not compared; everything else is, exactly.
Exit code: 0 all passed, 1 some failed, 2 wrong usage or nothing to run.
`;

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
function compareFile(path: string, name: string): { passed: number; failed: number } {
  const scenario = parseScenario(readFileSync(path, 'utf8'));
  const outputs = outputsOf(scenario);
  let failures = '';
  let failed = 0;
  scenario.stanzas.forEach((stanza, i) => {
    const expected = comparable(stanza.expected);
    const actual = comparable(outputs[i] ?? '');
    if (expected === actual) return;
    failed++;
    failures += `--- ${name}:${stanza.line} ${stanza.command}\n${diff(expected, actual)}`;
  });
  const passed = scenario.stanzas.length - failed;
  process.stdout.write(`${failed === 0 ? 'ok  ' : 'FAIL'} ${name}: ${passed} passed, ${failed} failed\n${failures}`);
  return { passed, failed };
}

/** Lines that only one of two texts has, marked - and +, with the common ones between them. */
function diff(expected: string, actual: string): string {
  const left = expected.trimEnd().split('\n');
  const right = actual.trimEnd().split('\n');
  // common[i][j] is the length of the longest common subsequence of left from i and right from j.
  const common = Array.from({ length: left.length + 1 }, () => new Array<number>(right.length + 1).fill(0));
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      (common[i] as number[])[j] = left[i] === right[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  let out = '';
  for (let i = 0, j = 0; i < left.length || j < right.length; ) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      out += `  ${left[i++]}\n`;
      j++;
    } else if (j >= right.length || (i < left.length && at(i + 1, j) >= at(i, j + 1))) {
      out += `- ${left[i++]}\n`;
    } else {
      out += `+ ${right[j++]}\n`;
    }
  }
  return out;
}

function main(args: readonly string[]): number {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(HELP);
    return 0;
  }
  const unknown = args.find((arg) => arg.startsWith('-') && arg !== '--print');
  const files = args.filter((arg) => !arg.startsWith('-'));
  const print = args.includes('--print');
  if (unknown !== undefined || (print && files.length === 0)) {
    process.stderr.write(unknown === undefined ? '--print needs a file\n' : `unknown option ${unknown}\n`);
    process.stderr.write(HELP);
    return 2;
  }
  if (print) {
    for (const path of files) {
      const scenario = parseScenario(readFileSync(path, 'utf8'));
      process.stdout.write(printScenario(scenario, outputsOf(scenario)));
    }
    return 0;
  }
  const chosen = files.length > 0 ? files.map((path) => ({ path, name: path })) : referenceFiles();
  let passed = 0;
  let failed = 0;
  for (const { path, name } of chosen) {
    const result = compareFile(path, name);
    passed += result.passed;
    failed += result.failed;
  }
  const complete = files.length > 0 || passed + failed === REFERENCE_STANZAS;
  if (!complete)
    process.stdout.write(`the reference has ${REFERENCE_STANZAS} stanzas, ${passed + failed} were found\n`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 && complete ? 0 : 1;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
