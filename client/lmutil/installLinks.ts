/** lmutil install-links: the tools' own names, as links to lmutil. */
import { lstatSync, mkdirSync, readlinkSync, renameSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LicenseError } from '../errors.ts';
import type { Terminal } from './terminal.ts';
import type { Tool } from './tool.ts';

const lmutilPath = resolve(import.meta.dirname, '../../bin/lmutil');

function installLinks(folder: string, names: readonly string[], force: boolean, terminal: Terminal): void {
  const paths = names.map((name) => join(folder, name));
  const others = paths.filter((path) => !isOurs(path));
  if (others.length > 0 && !force) {
    const detail = `${others.join(', ')}: there already, and no link to lmutil; --force replaces`;
    throw new LicenseError({ code: -42, detail });
  }
  try {
    mkdirSync(folder, { recursive: true });
    for (const path of paths) {
      // In one step: whoever calls the tool meanwhile finds the old one or the new one.
      const temporary = `${path}.${process.pid}.tmp`;
      symlinkSync(lmutilPath, temporary);
      renameSync(temporary, path);
    }
  } catch (error) {
    throw new LicenseError({ code: -42, detail: (error as Error).message, cause: error });
  }
  terminal.out(`${names.join(' ')}: links in ${folder} to ${lmutilPath}\n`);
}

/** Nothing is there, or a link to some lmutil. */
function isOurs(path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat === undefined || (stat.isSymbolicLink() && /(^|\/)lmutil$/.test(readlinkSync(path)));
}

export const installLinksTool: Tool = {
  name: 'install-links',
  description: 'links the tools under their own names into a folder: lmstat, lmdown, ...',
  group: 'Files and this machine:',
  local: true,
  define: (command, { terminal, linked }) =>
    command
      .argument('<folder>', 'such as /usr/local/bin')
      .option('--force', 'replace what is there under these names')
      .action((folder: string, { force }: { force?: boolean }) => {
        installLinks(resolve(folder), ['lmutil', ...linked], force ?? false, terminal);
      }),
};
