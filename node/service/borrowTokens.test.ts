import { createPublicKey, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { BorrowTokenCodec, type CommandInit, type SignedBorrow, SignedBorrowCodec } from '../../proto/index.ts';
import { LicenseState } from '../licensing/index.ts';
import { DATE, TestLog } from '../licensing/testKit.ts';
import { leaseOfToken, provideKey, withToken } from './borrowTokens.ts';

const UNTIL = DATE / 1000 + 3600;
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** A cluster that has lent lease 1, with that byte in its key. */
function lent(byte: number) {
  const log = new TestLog();
  log.license({ borrowHours: 24 });
  log.run({ setBorrowKey: { seed: new Uint8Array(32).fill(byte) } });
  log.open('s');
  const checkout = { feature: 'f', count: 2, borrow: { until: UNTIL, machine: 'm1' } };
  const result = log.run({ checkout: { session: 's', sequence: 1, checkout } }) ?? {};
  return { state: log.state, log, result };
}

function tokenOf({ state, result }: ReturnType<typeof lent>): SignedBorrow {
  return SignedBorrowCodec.decode(SignedBorrowCodec.encode(withToken(result, state).granted?.borrow ?? {}));
}

test('the token says what is borrowed, by whom, from when until when, under the signature of the key in it', () => {
  const { token, signature, publicKey } = tokenOf(lent(1));
  expect(BorrowTokenCodec.decode(token)).toMatchObject({
    ...{ lease: 1, feature: 'f', version: '2.0', vendor: 'v', count: 2, machine: 'm1' },
    ...{ user: 'ann', host: 'pc1', display: ':0', start: DATE / 1000, end: UNTIL },
  });
  const key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' });
  expect(verify(null, token, key, signature)).toBe(true);
});

test('the same seats give the same token, whoever answers', () => {
  expect(tokenOf(lent(1))).toEqual(tokenOf(lent(1)));
});

test('an answer about other seats is left as it is', () => {
  const { state, log } = lent(1);
  const plain = log.checkout('s', 1, { sequence: 50 }) ?? {};
  expect(withToken(plain, state)).toBe(plain);
  expect(withToken({ failure: { code: -4 } }, state)).toEqual({ failure: { code: -4 } });
});

test('a token is taken back by the cluster that signed it only (-123)', () => {
  const one = lent(1);
  const token = tokenOf(one);
  expect(leaseOfToken(token, one.state)).toBe(1);
  for (const [borrow, state] of [
    [token, lent(2).state],
    [token, new LicenseState()],
    [null, one.state],
    [{ ...token, token: Uint8Array.of(8, 2) }, one.state],
    [{ ...token, signature: new Uint8Array(3) }, one.state],
  ] as const) {
    expect(leaseOfToken(borrow, state)).toMatchObject({ code: -123, minor: 145 });
  }
});

test('a key is made once, of randomness', () => {
  const seeds: Uint8Array[] = [];
  const submit = (command: CommandInit) => void seeds.push(command.setBorrowKey?.seed ?? new Uint8Array(0));
  provideKey({ state: new LicenseState(), submit });
  provideKey({ state: new LicenseState(), submit });
  provideKey({ state: lent(1).state, submit });
  provideKey(null);
  expect(seeds.map((seed) => seed.length)).toEqual([32, 32]);
  expect(seeds[0]).not.toEqual(seeds[1]);
});
