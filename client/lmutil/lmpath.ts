/** lmpath: where this user's programs look for licenses. */
import { delimiter } from 'node:path';
import { LicenseError } from '../errors.ts';
import { pathRegistryFile, readPathRegistry, writePathRegistry } from '../pathRegistry.ts';
import { defaultLicensePath, partsOf } from '../sources.ts';
import { banner } from './statusText.ts';
import type { Terminal } from './terminal.ts';
import type { Tool } from './tool.ts';

const general = 'LM_LICENSE_FILE';

/** Options of lmpath: one of them. */
interface LmpathOptions {
  status?: boolean;
  add?: string;
  override?: string;
}

function lmpath(program: string, options: LmpathOptions, path: string | undefined, terminal: Terminal): number {
  const vendor = options.add ?? options.override;
  const chosen = [options.status, options.add, options.override].filter((option) => option !== undefined).length;
  if (chosen !== 1 || (vendor === undefined) !== (path === undefined)) {
    const detail = 'lmpath takes one of: -status, -add {all|vendor} path, -override {all|vendor} path';
    throw new LicenseError({ code: -42, detail });
  }
  const file = pathRegistryFile(terminal.env['HOME']);
  const entries = readPathRegistry(file);
  if (vendor !== undefined && path !== undefined) {
    const name = variableOf(vendor);
    const before = options.add === undefined ? [] : partsOf(entries.get(name) ?? '');
    const list = [...new Set([...partsOf(path), ...before])].join(delimiter);
    if (/[\r\n]/.test(list)) throw new LicenseError({ code: -42, detail: 'a path cannot have a line end in it' });
    if (list === '') entries.delete(name);
    else entries.set(name, list);
    writePathRegistry(file, entries);
  }
  terminal.out(statusText(program, entries, terminal.env));
  return 0;
}

function variableOf(vendor: string): string {
  if (/^all$/i.test(vendor)) return general;
  if (!/^\w+$/.test(vendor)) throw new LicenseError({ code: -42, detail: `"${vendor}" is no name of a vendor` });
  return `${vendor.toUpperCase()}_LICENSE_FILE`;
}

/** The lists in force: what the environment says hides what is kept. */
function statusText(program: string, kept: ReadonlyMap<string, string>, env: NodeJS.ProcessEnv): string {
  const names = new Set([...kept.keys(), ...Object.keys(env).filter((name) => /^\w+_LICENSE_FILE$/.test(name))]);
  const list = (name: string) => env[name] || kept.get(name) || '';
  const hidden = (name: string) => (env[name] && kept.has(name) ? `    (hides the kept ${kept.get(name)})` : '');
  const vendors = [...names].filter((name) => name !== general && list(name) !== '').toSorted();
  const lines = [
    banner(program),
    'Known Vendors:',
    '_____________',
    ...vendors.map((name) => `${name.replace('_LICENSE_FILE', '').toLowerCase()}:\t${list(name)}${hidden(name)}`),
    '',
    'Other Vendors:',
    '______________',
    `${list(general) || defaultLicensePath}${hidden(general)}`,
  ];
  return `${lines.join('\n')}\n`;
}

export const lmpathTool: Tool = {
  name: 'lmpath',
  description: 'shows and sets where programs of this user look for licenses',
  group: 'Files and this machine:',
  linked: true,
  local: true,
  define: (command, { program, terminal, done }) =>
    command
      .option('--status', 'show the lists in force')
      .option('--add <vendor>', 'put a path in front of the list of a vendor, or of all')
      .option('--override <vendor>', 'replace the list of a vendor, or of all; "" takes it away')
      .argument('[path]', 'license files, folders, port@host lists; ":" between systems')
      .action((path: string | undefined, options: LmpathOptions) => done(lmpath(program, options, path, terminal))),
};
