/** kubectl lmtriad, as a person runs it: kubectl finds the plugin and hands over the words. */
import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { NAMESPACE } from './operator.ts';
import type { Trio } from './trio.ts';

const BIN = join(import.meta.dirname, '../../../bin');

/** Runs it in the namespace of the trio; a code other than 0 is no error. */
export async function runPlugin(
  trio: Trio,
  words: readonly string[],
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { env } = trio.cluster;
  const path = [BIN, env['PATH'], process.env['PATH']].join(delimiter);
  const options = { env: { ...process.env, ...env, PATH: path, HOME: trio.folder } };
  try {
    const result = await promisify(execFile)('kubectl', ['lmtriad', '-n', NAMESPACE, ...words], options);
    return { code: 0, ...result };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}
