/** Tools of lmutil that change something, run here over forwarded ports with the administrator's certificate. */
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { LicenseError } from '../errors.ts';
import { lmutil } from '../lmutil/program.ts';
import type { Terminal } from '../lmutil/terminal.ts';
import { readCertificates, writeCertificates } from './certificates.ts';
import type { Kubectl } from './kubectl.ts';
import { licensePort, membersOf, readCluster } from './resource.ts';

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs a tool; `-c` is given to it. The exit code is the tool's. */
export async function administer(
  kubectl: Kubectl,
  name: string,
  [tool = '', ...args]: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const members = membersOf(await readCluster(kubectl, name));
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-lmtriad-'));
  const clean = () => {
    kubectl.end();
    rmSync(folder, { recursive: true, force: true });
  };
  // An administrator's key must not stay behind when the program is broken off.
  const ends = endings.map((signal) => {
    const end = () => {
      clean();
      process.exit(128 + constants.signals[signal]);
    };
    process.once(signal, end);
    return () => process.off(signal, end);
  });
  try {
    writeCertificates(folder, 'administrator', await readCertificates(kubectl, name, 'administrator'), true);
    const tried = await Promise.allSettled(members.map(({ pod }) => kubectl.forward(pod, licensePort)));
    const ports = tried.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    if (ports.length === 0) {
      throw tried.find((each) => each.status === 'rejected')?.reason ?? new LicenseError({ code: -15 });
    }
    // The certificates are this cluster's, whatever the caller's environment says of others.
    process.env['LMTRIAD_CA'] = join(folder, 'ca.crt');
    process.env['LMTRIAD_CERT'] = join(folder, 'administrator.crt');
    process.env['LMTRIAD_KEY'] = join(folder, 'administrator.key');
    const servers = ports.map((port) => `${port}@127.0.0.1`).join(',');
    return await lmutil([tool, '-c', servers, ...args], undefined, terminal);
  } finally {
    for (const remove of ends) remove();
    clean();
  }
}
