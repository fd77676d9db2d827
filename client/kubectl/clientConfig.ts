/** kubectl lmtriad client-config: what a program or a person needs to use the servers, in ~/.lmtriad. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Terminal } from '../lmutil/terminal.ts';
import { readCertificates, type Unit, writeCertificates } from './certificates.ts';
import type { Kubectl } from './kubectl.ts';
import { readCluster, serversOf } from './resource.ts';

/** Options of client-config. */
export interface ClientConfigOptions {
  readonly d?: string;
  readonly administrator?: boolean;
  readonly force?: boolean;
}

/** Writes the certificates and says what to set. */
export async function clientConfig(
  kubectl: Kubectl,
  name: string,
  options: ClientConfigOptions,
  terminal: Terminal,
): Promise<number> {
  const unit: Unit = options.administrator ? 'administrator' : 'client';
  const folder = options.d ?? join(homedir(), '.lmtriad');
  const [cluster, certificates] = await Promise.all([
    readCluster(kubectl, name),
    readCertificates(kubectl, name, unit),
  ]);
  writeCertificates(folder, unit, certificates, options.force ?? false);
  terminal.out(`${join(folder, 'ca.crt')}, ${unit}.crt and ${unit}.key written\n`);
  if (options.d !== undefined) {
    const set = [
      `LMTRIAD_CA=${folder}/ca.crt`,
      `LMTRIAD_CERT=${folder}/${unit}.crt`,
      `LMTRIAD_KEY=${folder}/${unit}.key`,
    ];
    terminal.out(`export ${set.join(' ')}\n`);
  }
  const servers = serversOf(cluster);
  if (servers !== '') terminal.out(`export LM_LICENSE_FILE=${servers}\n`);
  return 0;
}
