/** The certificates that the operator hands out, from their Secrets to files. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LicenseError } from '../errors.ts';
import type { Kubectl } from './kubectl.ts';

/** Whose certificate. */
export type Unit = 'client' | 'administrator';

interface Secret {
  readonly data?: Readonly<Record<string, string>>;
}

/** Reads the Secret of a unit. Rejects with LicenseError (-42) if it is not there or not whole. */
export async function readCertificates(kubectl: Kubectl, cluster: string, unit: Unit) {
  const name = `${cluster}-${unit}`;
  const { data = {} } = await kubectl.get<Secret>('secret', '--', name);
  const part = (key: string): string => {
    const value = Object.hasOwn(data, key) ? data[key] : undefined;
    if (!value) throw new LicenseError({ code: -42, detail: `Secret ${name} has no ${key}` });
    return Buffer.from(value, 'base64').toString();
  };
  return { authority: part('ca.crt'), certificate: part('tls.crt'), key: part('tls.key') };
}

/** Writes them as clients look for them. Throws LicenseError (-42): another cluster's are there, or no place. */
export function writeCertificates(
  folder: string,
  unit: Unit,
  { authority, certificate, key }: Awaited<ReturnType<typeof readCertificates>>,
  force: boolean,
): void {
  const ca = join(folder, 'ca.crt');
  try {
    if (!force && existsSync(ca) && readFileSync(ca, 'utf8').trim() !== authority.trim()) {
      const detail = `${ca} is of another cluster; give another folder with -d, or --force to replace it`;
      throw new LicenseError({ code: -42, detail });
    }
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(ca, authority, { mode: 0o644 });
    writeFileSync(join(folder, `${unit}.crt`), certificate, { mode: 0o644 });
    // One that lies there keeps its mode, or is a link to elsewhere: the key is for the caller alone.
    const path = join(folder, `${unit}.key`);
    rmSync(path, { force: true });
    writeFileSync(path, key, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (error instanceof LicenseError) throw error;
    throw new LicenseError({ code: -42, detail: (error as Error).message, cause: error });
  }
}
