import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const MODULE = 'go.etcd.io/raft/v3';
const PIN = join(import.meta.dirname, 'go');

/** Folders of the module with scenario files, and how many each must have: fewer would pass unseen. */
const FOLDERS = [
  { folder: 'testdata', files: 28 },
  { folder: 'confchange/testdata', files: 9 },
  { folder: 'quorum/testdata', files: 4 },
] as const;

/** Stanzas in all files of the pinned version. */
export const REFERENCE_STANZAS = 743;

function go(...args: string[]): string {
  return execFileSync('go', args, { cwd: PIN, encoding: 'utf8', maxBuffer: 2 ** 30 }).trim();
}

/** The folder of the pinned module in Go's cache, which is filled if need be. */
function moduleFolder(): string {
  const listed = (): string => go('list', '-m', '-f', '{{.Dir}}', MODULE);
  const folder = listed();
  if (folder !== '') return folder;
  go('mod', 'download', MODULE);
  return listed();
}

/** The scenario files of the reference: path, and the name under which results are shown. */
export function referenceFiles(): { path: string; name: string }[] {
  const root = moduleFolder();
  return FOLDERS.flatMap(({ folder, files }) => {
    const names = readdirSync(join(root, folder)).filter((name) => name.endsWith('.txt'));
    if (names.length !== files) throw new Error(`${folder} has ${names.length} scenario files, not ${files}`);
    return names.sort().map((name) => ({ path: join(root, folder, name), name: `${folder}/${name}` }));
  });
}

/** What the reference gave for a file. */
export interface ReferenceRun {
  readonly outputs: readonly string[];
  /** Set when it died, with the outputs up to there. */
  readonly panic: string | null;
}

/** Runs scenario files through the reference itself, which is built for it. */
export function runReference(files: readonly string[]): Map<string, ReferenceRun> {
  const runs = new Map<string, ReferenceRun>();
  for (const line of go('run', '.', ...files).split('\n')) {
    const { file, outputs, panic } = JSON.parse(line) as { file: string; outputs: string[]; panic?: string };
    runs.set(file, { outputs, panic: panic ?? null });
  }
  return runs;
}
