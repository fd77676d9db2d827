/** Disks of a test's servers that fail or hang when they are told to; see faultLayer.c. */
import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Member } from './member.ts';

export class FaultyDisks {
  private readonly library: string;
  private readonly folder: string;

  private constructor(folder: string, library: string) {
    this.folder = folder;
    this.library = library;
  }

  /** Compiles the layer into a scratch folder, which also holds what each disk is told. */
  static async make(folder: string): Promise<FaultyDisks> {
    const library = join(folder, 'faultLayer.so');
    const source = join(import.meta.dirname, 'faultLayer.c');
    await promisify(execFile)('gcc', ['-shared', '-fPIC', '-O2', '-Wall', '-Werror', '-o', library, source, '-ldl']);
    return new FaultyDisks(folder, library);
  }

  /** The environment of a server whose disk is to be told. */
  readonly env = (server: string): Readonly<Record<string, string>> => ({
    LD_PRELOAD: this.library,
    LMT_FAULT: this.path(server),
  });

  /** From now on writes to its log fail, or wait. */
  async tell(member: Member, fault: 'eio' | 'hang'): Promise<void> {
    await writeFile(this.path(member.host), fault);
  }

  /** From now on its disk is well; what waits is written. */
  async mend(member: Member): Promise<void> {
    await rm(this.path(member.host), { force: true });
  }

  private path(server: string): string {
    return join(this.folder, `fault-${server}`);
  }
}
