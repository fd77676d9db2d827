/** Reading and writing for lmcrypt, with errors that name the file and never show what is in it. */
import {
  chmodSync,
  existsSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { FlexError } from '../../license/index.ts';
import { LicenseError } from '../errors.ts';

/** Where lmcrypt writes; replaced in tests. */
export interface Output {
  out(data: string | Uint8Array): void;
  err(text: string): void;
}

const standardInput = 0;

/** An error about an argument or a file that is not the license file itself (-42). */
export function invalid(detail: string): LicenseError {
  return new LicenseError({ code: FlexError.InvalidParameter, detail });
}

/** The bytes of a file; undefined is standard input. Throws LicenseError: -1, -30, -42 for a private key. */
export function readInput(path: string | undefined): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path ?? standardInput);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const code = missing ? FlexError.CannotFindLicenseFile : -30;
    throw new LicenseError({ code, detail: missing ? path : (error as Error).message, cause: error });
  }
  // Messages quote what they cannot read, and a signed text is printed: a key must get into neither.
  if (bytes.includes('PRIVATE KEY-----')) throw invalid(`${path ?? 'standard input'} is a private key, no license`);
  return bytes;
}

/** Writes all or nothing: a file that is replaced stays whole when the disk is full. Throws LicenseError (-42). */
export function writeOutput(path: string, data: Uint8Array): void {
  let temporary = '';
  try {
    const target = existsSync(path) ? realpathSync(path) : path;
    const before = existsSync(target) ? statSync(target) : undefined;
    if (before !== undefined && !before.isFile()) {
      writeFileSync(target, data);
      return;
    }
    const beside = join(dirname(target), `.lmcrypt-${process.pid}.tmp`);
    writeFileSync(beside, data, { flag: 'wx' });
    temporary = beside;
    if (before !== undefined) chmodSync(beside, before.mode & 0o7777);
    renameSync(beside, target);
  } catch (error) {
    if (temporary !== '') rmSync(temporary, { force: true });
    throw invalid(`cannot write ${path}: ${(error as Error).message}`);
  }
}

/** True if both paths lead to one file that is there. */
export function isSameFile(one: string, other: string): boolean {
  return existsSync(one) && existsSync(other) && realpathSync(one) === realpathSync(other);
}
