import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LicenseError } from '../errors.ts';
import { Lease } from '../lease.ts';
import { borrowFolder } from './folder.ts';
import { openBorrow } from './judge.ts';
import { HOUR, machine, START, tokenOf } from './testKit.ts';

const WISH = { feature: 'f1', count: 1 };
const SERVERS = '1700@a,1701@b,1702@c';

/** The code of the refusal; 0 if a lease was given, null if nothing fits. */
function codeOf(taken: Lease | LicenseError | null): number | null {
  if (taken === null) return null;
  return taken instanceof LicenseError ? taken.code : 0;
}

function kept(more: Parameters<typeof tokenOf>[0] = {}) {
  const here = machine();
  const lease = here.borrows.keep(tokenOf(more), SERVERS);
  return { ...here, lease };
}

describe('a borrow', () => {
  test('is held until its end by the clock, without a server', () => {
    const { at, lease } = kept();
    expect(lease.held).toBe(true);
    at.now += 10 * HOUR - 1;
    expect(lease.held).toBe(true);
    at.now += 1;
    expect(lease.held).toBe(false);
  });

  test('is refused after its end with -118', async () => {
    const { at, borrows, lease } = kept();
    await lease.checkin();
    at.now += 10 * HOUR;
    expect(codeOf(borrows.take(WISH))).toBe(-118);
    expect(borrows.usable()).toEqual([]);
  });

  test('is refused with -88 when the clock went back by more than an hour behind what was seen', async () => {
    const { at, borrows, lease } = kept();
    at.now += 5 * HOUR;
    expect(lease.held).toBe(true);
    at.now -= HOUR;
    expect(lease.held).toBe(true);
    at.now -= 1;
    expect(lease.held).toBe(false);
    await lease.checkin();
    expect(codeOf(borrows.take(WISH))).toBe(-88);
  });

  test('is refused with -88 before its start, however the note of the time was removed', async () => {
    const { at, borrows, lease } = kept();
    await lease.checkin();
    borrows.folder.write('seen', null);
    at.now -= HOUR + 1;
    expect(codeOf(borrows.take(WISH))).toBe(-88);
  });

  test('ends no later on a machine whose clock was behind the servers', () => {
    const here = machine();
    here.at.now = START - 50 * 60_000;
    const lease = here.borrows.keep(tokenOf(), SERVERS);
    here.at.now += 10 * HOUR - 1;
    expect(lease.held).toBe(true);
    here.at.now += 1;
    expect(lease.held).toBe(false);
  });

  test('after a clock that was days ahead, the servers tell the time again', () => {
    const here = machine();
    here.borrows.folder.write('seen', { seen: START + 100 * HOUR });
    expect(here.borrows.keep(tokenOf(), SERVERS).held).toBe(true);
  });

  test('is good on its machine and for its user only', async () => {
    const { path, lease } = kept();
    await lease.checkin();
    expect(codeOf(machine(path, 'm2').borrows.take(WISH))).toBe(-9);
    const other = machine();
    other.borrows.folder.add(tokenOf({ user: 'bob' }), openOrThrow(tokenOf({ user: 'bob' })), SERVERS, START);
    expect(codeOf(other.borrows.take(WISH))).toBe(-9);
  });

  test('whose bytes were changed is none', async () => {
    const { path, borrows, lease } = kept();
    await lease.checkin();
    const [name = ''] = readdirSync(path).filter((each) => each.endsWith('.json'));
    const file = JSON.parse(readFileSync(join(path, name), 'utf8')) as { token: string };
    const longer = Buffer.from(tokenOf({ end: START / 1000 + 999_999 }).token).toString('base64');
    writeFileSync(join(path, name), JSON.stringify({ ...file, token: longer }));
    expect(borrows.take(WISH)).toBeNull();
    writeFileSync(join(path, name), 'no JSON');
    expect(borrows.take(WISH)).toBeNull();
  });

  test('with a bad signature is not kept (-8)', () => {
    const { borrows, path } = machine();
    const signed = { ...tokenOf(), publicKey: tokenOf().publicKey };
    expect(() => borrows.keep(signed, SERVERS)).toThrow(expect.objectContaining({ code: -8 }));
    expect(readdirSync(path)).toEqual([]);
  });

  test('serves what it fits: feature, vendor, version, seats', async () => {
    const { borrows, lease } = kept({ count: 2, version: '2.0' });
    await lease.checkin();
    expect(borrows.take({ ...WISH, feature: 'f2' })).toBeNull();
    expect(borrows.take({ ...WISH, vendor: 'other' })).toBeNull();
    expect(borrows.take({ ...WISH, version: '2.1' })).toBeNull();
    expect(borrows.take({ ...WISH, count: 3 })).toBeNull();
    expect(codeOf(borrows.take({ feature: 'f1', count: 2, vendor: 'usoft', version: '1.5' }))).toBe(0);
  });

  test('is used by one program at a time, and again once that has let go', async () => {
    const { borrows, lease } = kept();
    expect(borrows.take(WISH)).toBeNull();
    await lease.checkin();
    const next = borrows.take(WISH);
    expect(next).toBeInstanceOf(Lease);
    expect(borrows.take(WISH)).toBeNull();
  });

  test('is let go of when its program closes its connection, and stays borrowed', async () => {
    const { borrows, lease } = kept();
    await borrows.letGo();
    expect(lease.held).toBe(false);
    expect(borrows.take(WISH)).toBeInstanceOf(Lease);
  });

  test('is believed in by nobody from the moment on that it is being given back', () => {
    const { borrows, lease } = kept();
    const [borrow] = borrows.folder.all();
    if (borrow === undefined) throw new Error('not kept');
    borrows.folder.setReturning(borrow);
    expect(lease.held).toBe(false);
    expect(borrows.take(WISH)).toBeNull();
    expect(borrows.toReturn('f1')).toHaveLength(1);
    borrows.folder.remove(borrow);
    expect(borrows.toReturn('f1')).toEqual([]);
  });

  test('lies where nobody else can read it', () => {
    const { path } = kept();
    for (const name of readdirSync(path)) expect(statSync(join(path, name)).mode & 0o077).toBe(0);
  });
});

test('the folder is where the environment says', () => {
  expect(borrowFolder({ LMTRIAD_BORROW_DIR: '/b', XDG_STATE_HOME: '/s' }, '/home/ann')).toBe('/b');
  expect(borrowFolder({ XDG_STATE_HOME: '/s' }, '/home/ann')).toBe('/s/lmtriad/borrow');
  expect(borrowFolder({}, '/home/ann')).toBe('/home/ann/.lmtriad/borrow');
});

function openOrThrow(signed: ReturnType<typeof tokenOf>) {
  const token = openBorrow(signed);
  if (token === null) throw new Error('the token is not good');
  return token;
}
