/**
 * Where a user's programs look for licenses, kept from one session to the next: what FlexNet has in `~/.flexlmrc`.
 * Ours is `~/.lmtriad/license-path`, so that neither disturbs the other. A line is `NAME=list`, NAME being that of the
 * environment variable that it stands in for: LM_LICENSE_FILE or `<VENDOR>_LICENSE_FILE`.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { LicenseError } from './errors.ts';

/** Longer than any real one; a file of another kind is not read into memory whole. */
const longestText = 1 << 20;

/** The file of a user; null if the user has no home folder. */
export function pathRegistryFile(home?: string): string | null {
  try {
    return join(home ?? homedir(), '.lmtriad', 'license-path');
  } catch {
    // A container may run under a number that no passwd line names.
    return null;
  }
}

/** What is kept, by name of the variable. Empty if there is no file; a line that is none is passed over. */
export function readPathRegistry(file: string | null): Map<string, string> {
  const entries = new Map<string, string>();
  for (const line of textOf(file).slice(0, longestText).split('\n')) {
    const match = /^\s*(\w+_LICENSE_FILE)\s*=\s*(.*?)\s*$/.exec(line);
    if (match?.[1] && match[2]) entries.set(match[1], match[2]);
  }
  return entries;
}

function textOf(file: string | null): string {
  try {
    return file === null ? '' : readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Keeps these entries, all or nothing. Throws LicenseError (-42) if the file cannot be written. */
export function writePathRegistry(file: string | null, entries: ReadonlyMap<string, string>): void {
  if (file === null) throw new LicenseError({ code: -42, detail: 'this user has no home folder to keep a path in' });
  const text = [...entries].map(([name, list]) => `${name}=${list}\n`).join('');
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(temporary, text, { mode: 0o600 });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new LicenseError({ code: -42, detail: `cannot write ${file}: ${(error as Error).message}`, cause: error });
  }
}
