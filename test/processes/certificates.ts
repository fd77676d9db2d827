/** Certificates of a test's cluster, made by `lmutil certs init` as an administrator makes them. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ChannelCredentials, credentials } from '@grpc/grpc-js';

export class Certificates {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** For the SERVER lines of that license; `folder` is made. */
  static async make(folder: string, license: string): Promise<Certificates> {
    await mkdir(folder, { recursive: true });
    const path = join(folder, 'license.dat');
    await writeFile(path, license);
    const lmutil = join(import.meta.dirname, '../../bin/lmutil');
    await promisify(execFile)(lmutil, ['certs', 'init', '-c', path, '-d', folder]);
    return new Certificates(folder);
  }

  /** What lmgrd is given; each server finds its own. */
  get flags(): string[] {
    return ['--certs', this.folder];
  }

  /** The environment of programs that use licenses. */
  get client(): Readonly<Record<string, string>> {
    return this.env('client');
  }

  /** The environment of an administrator's tools. */
  get administrator(): Readonly<Record<string, string>> {
    return this.env('administrator');
  }

  /** For calls as an administrator. */
  get credentials(): ChannelCredentials {
    return this.channel('administrator');
  }

  /** For calls as the owner of that certificate: administrator, client, or a server's host. */
  channel(owner: string): ChannelCredentials {
    const read = (name: string) => readFileSync(join(this.folder, name));
    return credentials.createSsl(read('ca.crt'), read(`${owner}.key`), read(`${owner}.crt`));
  }

  private env(role: 'client' | 'administrator'): Readonly<Record<string, string>> {
    return {
      LMTRIAD_CA: join(this.folder, 'ca.crt'),
      LMTRIAD_CERT: join(this.folder, `${role}.crt`),
      LMTRIAD_KEY: join(this.folder, `${role}.key`),
    };
  }
}
