/** Names of log files that come from outside: the options file, lmswitch. None may lead out of the log folder. */
import { basename, isAbsolute, relative, resolve } from 'node:path';
import { LogError, LogErrorCode } from './errors.ts';

const MAX_NAME = 200;

/**
 * The path of a log file that an administrator names: a name, or a path within the log folder; no folders in it.
 *
 * @throws {LogError} PathRefused
 */
export function pathInside(folder: string, name: string): string {
  const path = resolve(folder, name);
  const within = relative(resolve(folder), path);
  const good = !isAbsolute(within) && !within.startsWith('.') && isFileName(within);
  if (good) return path;
  const text = `${printable(name)}: a log may only be a file directly in ${resolve(folder)}, without a leading dot`;
  throw new LogError(LogErrorCode.PathRefused, text);
}

/**
 * The path for a log that an options file names. Such files are copied from other sites with paths of their own
 * (`/var/log/x.log`, `c:\logs\x.log`): the file of that name in the log folder is meant here.
 *
 * @throws {LogError} PathRefused, if the last part is no name of a file
 */
export function pathFromOptions(folder: string, name: string): string {
  return pathInside(folder, basename(name.replaceAll('\\', '/')));
}

function isFileName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not get through
  return name.length > 0 && Buffer.byteLength(name) <= MAX_NAME && !/[/\\\u0000-\u001f\u007f]/.test(name);
}

function printable(name: string): string {
  return JSON.stringify(name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}...` : name);
}
