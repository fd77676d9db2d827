/** The borrows of one user: a folder with a file for each token, readable by nobody else. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { BorrowToken, SignedBorrow } from '../../proto/index.ts';
import { LicenseError } from '../errors.ts';
import { openBorrow } from './judge.ts';

/** Minor number of a folder that cannot be written. */
const minor = 12;
/** The latest time seen is not written more often than this, in milliseconds. */
const noteEvery = 60_000;

/** A token as it lies in the folder. */
export interface StoredBorrow {
  readonly path: string;
  readonly token: BorrowToken;
  readonly signed: Pick<SignedBorrow, 'token' | 'signature' | 'publicKey'>;
  /** The servers that lent it, as `port@host,...`. */
  readonly servers: string;
  /** How far this machine's clock was behind the servers' then, in milliseconds. */
  readonly behind: number;
  /** It is being given back: never to be used again. */
  readonly returning: boolean;
}

/** $LMTRIAD_BORROW_DIR, else $XDG_STATE_HOME/lmtriad/borrow, else ~/.lmtriad/borrow. */
export function borrowFolder(env: NodeJS.ProcessEnv = process.env, home = homedir()): string {
  const state = env['XDG_STATE_HOME'];
  return env['LMTRIAD_BORROW_DIR'] || (state ? join(state, 'lmtriad', 'borrow') : join(home, '.lmtriad', 'borrow'));
}

/** Reads and writes the folder. Reading never throws; what cannot be read is not there. */
export class BorrowFolder {
  readonly path: string;
  #noted = 0;

  constructor(path: string) {
    this.path = path;
  }

  /** All tokens that are whole and signed, the one that ends first in front. */
  all(): StoredBorrow[] {
    const found = this.#names()
      .filter((name) => name.endsWith('.json'))
      .map((name) => this.#read(join(this.path, name)));
    return found
      .filter((each) => each !== null)
      .sort((a, b) => a.token.end - b.token.end || a.token.lease - b.token.lease);
  }

  /** Keeps a token that a server has just given. Throws LicenseError (-42) if the disk does not let it. */
  add(signed: StoredBorrow['signed'], token: BorrowToken, servers: string, now: number): StoredBorrow {
    const start = token.start * 1000;
    const behind = Math.max(0, start - now);
    const key = createHash('sha256').update(signed.publicKey).digest('hex').slice(0, 12);
    const borrow = {
      path: join(this.path, `${key}-${token.lease}.json`),
      token,
      signed,
      servers,
      behind,
      returning: false,
    };
    this.#save(borrow);
    // The servers have told the time: a clock that once was too far ahead is forgiven.
    this.write('seen', { seen: start });
    return borrow;
  }

  /** Marks a token as being given back: no program uses it from then on. Throws as add does. */
  setReturning(borrow: StoredBorrow): void {
    this.#save({ ...borrow, returning: true });
  }

  /** Takes that mark away. Throws as add does. */
  restore(borrow: StoredBorrow): void {
    this.#save({ ...borrow, returning: false });
  }

  /** Takes a token and the notes of its uses away. */
  remove({ path }: StoredBorrow): void {
    rmSync(path, { force: true });
    const uses = `${path.slice(this.path.length + 1)}.use.`;
    for (const name of this.#names()) if (name.startsWith(uses)) rmSync(join(this.path, name), { force: true });
  }

  /** True while the token lies there unreturned. */
  stands(borrow: StoredBorrow): boolean {
    return this.#read(borrow.path)?.returning === false;
  }

  /** The latest time that a program here has seen, in Unix milliseconds; 0 if none has. */
  seen(): number {
    const note = this.read('seen') as { seen?: unknown } | null;
    return typeof note?.seen === 'number' ? note.seen : 0;
  }

  /** Notes the time, once a minute at most. A disk that does not let it is passed over. */
  note(now: number): void {
    if (Math.abs(now - this.#noted) < noteEvery) return;
    this.#noted = now;
    try {
      if (now > this.seen()) this.write('seen', { seen: now });
    } catch {
      // A full disk is no reason to refuse what is borrowed.
    }
  }

  /** A small note of that name; null if there is none. */
  read(name: 'seen' | 'request'): unknown {
    try {
      return JSON.parse(readFileSync(join(this.path, `${name}.note`), 'utf8'));
    } catch {
      return null;
    }
  }

  /** Writes a small note; null removes it. Throws LicenseError (-42) if the disk does not let it. */
  write(name: 'seen' | 'request', note: unknown): void {
    const path = join(this.path, `${name}.note`);
    if (note === null) rmSync(path, { force: true });
    else this.#replace(path, note);
  }

  #names(): string[] {
    try {
      return readdirSync(this.path).toSorted();
    } catch {
      return [];
    }
  }

  #save({ path, signed, servers, behind, returning }: StoredBorrow): void {
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
    const [token, signature] = [base64(signed.token), base64(signed.signature)];
    this.#replace(path, { servers, behind, returning, token, signature, publicKey: base64(signed.publicKey) });
  }

  /** Written aside, synced and renamed: a token is there whole or not at all. */
  #replace(path: string, content: unknown): void {
    const aside = join(this.path, `.${randomBytes(6).toString('hex')}`);
    try {
      mkdirSync(this.path, { recursive: true, mode: 0o700 });
      writeFileSync(aside, JSON.stringify(content), { mode: 0o600, flush: true });
      renameSync(aside, path);
    } catch (error) {
      rmSync(aside, { force: true });
      throw new LicenseError({
        code: -42,
        minor,
        detail: `cannot keep borrows: ${(error as Error).message}`,
        cause: error,
      });
    }
  }

  #read(path: string): StoredBorrow | null {
    try {
      // Nothing of ours is longer; a file of gigabytes must not be read.
      if (statSync(path).size > 65_536) return null;
      const file = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
      const { servers, behind, returning } = file;
      if (typeof servers !== 'string' || typeof behind !== 'number' || !(behind >= 0)) return null;
      const bytes = (name: string) => new Uint8Array(Buffer.from(String(file[name]), 'base64'));
      const signed = { token: bytes('token'), signature: bytes('signature'), publicKey: bytes('publicKey') };
      const token = openBorrow(signed);
      return token === null ? null : { path, token, signed, servers, behind, returning: returning !== false };
    } catch {
      return null;
    }
  }
}
