/** For tests: a cluster's key, tokens of it, a clock that can be set, and a folder. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BorrowTokenCodec, type BorrowTokenInit } from '../../proto/index.ts';
import type { Clock } from '../clock.ts';
import { publicKeyText } from '../ed25519.ts';
import { identityOf } from '../identity.ts';
import { Borrows } from './borrows.ts';
import type { StoredBorrow } from './folder.ts';

/** 2026-01-05 12:00 UTC, in Unix milliseconds: when the tokens begin, unless said otherwise. */
export const START = 1_767_614_400_000;
export const HOUR = 3_600_000;

export const USER = identityOf({ user: 'ann', host: 'laptop', display: ':0' });

/** A token from START for ten hours, signed. */
export function tokenOf(more: BorrowTokenInit = {}, keys = generateKeyPairSync('ed25519')): StoredBorrow['signed'] {
  const times = { start: START / 1000, end: (START + 10 * HOUR) / 1000 };
  const who = { user: 'ann', host: 'laptop', display: ':0', machine: 'm1' };
  const what = { lease: 7, feature: 'f1', version: '2.0', vendor: 'usoft', count: 1 };
  const token = new Uint8Array(BorrowTokenCodec.encode({ ...what, ...who, ...times, ...more }));
  const publicKey = new Uint8Array(Buffer.from(publicKeyText(keys.publicKey), 'base64'));
  return { token, signature: new Uint8Array(sign(null, token, keys.privateKey)), publicKey };
}

/** A machine with a clock of its own and a folder that is empty at first. */
export function machine(path = mkdtempSync(join(tmpdir(), 'borrow-')), name = 'm1') {
  const at = { now: START };
  const clock: Clock = { monotonic: () => at.now, boot: () => at.now, wall: () => at.now };
  return { at, path, borrows: new Borrows(path, USER, clock, name) };
}
