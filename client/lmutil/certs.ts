/** lmutil certs init: certificates for three hosts. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createAuthority, type KeyPair } from '../certificates.ts';
import { LicenseError } from '../errors.ts';
import { findSources } from '../sources.ts';
import type { Terminal } from './terminal.ts';
import { listOption, type Tool } from './tool.ts';

/** Options of lmutil certs init. */
export interface CertsOptions {
  c?: string;
  d?: string;
  days?: string;
}

/** Makes the authority and all certificates that a license file's servers need; overwrites nothing. */
export async function certsInit(options: CertsOptions, terminal: Terminal): Promise<number> {
  const days = options.days === undefined ? 3650 : Number(options.days);
  if (!Number.isInteger(days) || days < 1 || days > 36_500) {
    throw new LicenseError({
      code: -42,
      detail: `--days takes a number of days from 1 to 36500, not "${options.days}"`,
    });
  }
  const [source] = findSources(options.c, { env: terminal.env });
  if (!source) throw new LicenseError({ code: -13 });
  const folder = resolve(options.d ?? join(source.file === undefined ? '.' : dirname(source.file), 'certs'));
  const hosts = source.servers.map(({ host }) => host);
  const names = ['ca', ...hosts.map((host) => host.toLowerCase()), 'administrator', 'client'];
  const taken = names
    .flatMap((name) => [`${name}.crt`, `${name}.key`])
    .filter((name) => existsSync(join(folder, name)));
  if (taken.length > 0) {
    const detail = `${join(folder, taken[0] ?? '')} is there already; nothing is overwritten: move ${folder} away first, or give another -d`;
    throw new LicenseError({ code: -42, detail });
  }
  const authority = await createAuthority(days, terminal.now());
  const pairs: [string, KeyPair][] = [['ca', authority]];
  for (const host of hosts) pairs.push([host.toLowerCase(), await authority.server(host)]);
  for (const unit of ['administrator', 'client'] as const) pairs.push([unit, await authority.person(unit)]);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const [name, { certificate, key }] of pairs) {
    writeFileSync(join(folder, `${name}.crt`), certificate, { flag: 'wx', mode: 0o644 });
    writeFileSync(join(folder, `${name}.key`), key, { flag: 'wx', mode: 0o600 });
  }
  terminal.out(instructions(folder, hosts, days));
  return 0;
}

function instructions(folder: string, hosts: readonly string[], days: number): string {
  const servers = hosts.map((host) => {
    const name = host.toLowerCase();
    return `  ${host}: ca.crt ${name}.crt ${name}.key  ->  certs/ beside its license.dat\n`;
  });
  return `Certificates for ${days} days in ${folder}. Copy:
${servers.join('')}  administrators: ca.crt administrator.crt administrator.key  ->  ~/.lmtriad/
  programs that use licenses: ca.crt client.crt client.key  ->  ~/.lmtriad/
Keep ca.key in a safe place, not on the servers: it makes more certificates of this kind.
`;
}

export const certsTool: Tool = {
  name: 'certs',
  description: 'certificates for hosts',
  group: 'Files and this machine:',
  local: true,
  define: (command, { terminal, done }) =>
    command
      .command('init')
      .description('makes an authority and a certificate for each server, administrators and programs')
      .helpOption('--help', 'show this')
      .addOption(listOption())
      .option('-d <folder>', 'where to', undefined)
      .option('--days <number>', 'how long they are good', '3650')
      .action(async (options: CertsOptions) => done(await certsInit(options, terminal))),
};
