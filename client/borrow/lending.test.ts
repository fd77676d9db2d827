import { expect, test } from 'vitest';
import type { Result, ResultInit } from '../../proto/index.ts';
import { ResultCodec } from '../../proto/index.ts';
import { connect } from '../connect.ts';
import { LicenseError } from '../errors.ts';
import type { OperationBody } from '../outbox.ts';
import type { Session } from '../session.ts';
import { BorrowFolder } from './folder.ts';
import { openBorrow } from './judge.ts';
import { giveBack, lend } from './lending.ts';
import { machineId } from './machine.ts';
import { HOUR, machine, START, tokenOf, USER } from './testKit.ts';

const SERVERS = '1700@a,1701@b,1702@c';
const LIMITS = { timeoutMs: 10, whenGivenUp: 'cancel', servers: SERVERS } as const;

/** A session whose server gives these answers, one after the other. */
function sessionOf(...answers: (ResultInit | LicenseError)[]) {
  const asked: OperationBody[] = [];
  const back: number[] = [];
  const request = async (body: OperationBody): Promise<Result> => {
    asked.push(body);
    const answer = answers.shift();
    if (answer instanceof LicenseError) throw answer;
    return ResultCodec.decode(ResultCodec.encode(answer ?? {}));
  };
  const session = { request, giveBack: (lease: number) => back.push(lease) } as unknown as Session;
  return { session, asked, back };
}

const FEATURE = { feature: 'f1', count: 1 };

test('what is lent is kept for this machine, with the end that was asked for', async () => {
  const { borrows } = machine();
  const { session, asked } = sessionOf({ granted: { lease: 7, borrow: tokenOf() } });
  const lease = await lend(session, borrows, FEATURE, START + 10 * HOUR, LIMITS);
  expect(asked[0]?.checkout?.borrow).toEqual({ until: (START + 10 * HOUR) / 1000, machine: 'm1' });
  expect([lease.id, lease.held, borrows.folder.all()[0]?.servers]).toEqual([7, true, SERVERS]);
});

test('what cannot be kept goes back', async () => {
  const { borrows } = machine();
  const over = tokenOf({ end: START / 1000 - 1 });
  const { session, asked } = sessionOf({ granted: { lease: 7, borrow: over } }, { borrowReturned: { lease: 7 } });
  const lent = lend(session, borrows, FEATURE, START, LIMITS);
  await expect(lent).rejects.toMatchObject({ code: -118 });
  expect(new Uint8Array(asked[1]?.returnBorrow?.borrow?.token ?? [])).toEqual(over.token);
  expect(borrows.folder.all()).toEqual([]);
});

test('servers that do not know borrowing get their seats back (-85)', async () => {
  const { session, back } = sessionOf({ granted: { lease: 7 } });
  await expect(lend(session, machine().borrows, FEATURE, START, LIMITS)).rejects.toMatchObject({ code: -85 });
  expect(back).toEqual([7]);
});

/** A machine on which something is borrowed that nobody uses. */
async function borrowed() {
  const here = machine();
  await here.borrows.keep(tokenOf(), SERVERS).checkin();
  const [borrow] = here.borrows.folder.all();
  if (borrow === undefined) throw new Error('not kept');
  return { ...here, borrow };
}

test('a return that reaches no server goes on when it is asked for again', async () => {
  const { borrows, borrow } = await borrowed();
  const away = sessionOf(new LicenseError({ code: -96 }), { borrowReturned: { lease: 7 } });
  await expect(giveBack(away.session, borrows, borrow, LIMITS)).rejects.toMatchObject({ code: -96 });
  expect(borrows.take(FEATURE)).toBeNull();
  const [again] = borrows.toReturn('f1');
  expect(again?.returning).toBe(true);
  if (again !== undefined) await giveBack(away.session, borrows, again, LIMITS);
  expect(borrows.folder.all()).toEqual([]);
});

test('what other servers lent is not given back, and may be used as before (-123)', async () => {
  const { borrows, borrow } = await borrowed();
  const { session } = sessionOf({ failure: { code: -123, minor: 145 } });
  await expect(giveBack(session, borrows, borrow, LIMITS)).rejects.toMatchObject({ code: -123 });
  expect(borrows.usable()).toHaveLength(1);
});

test('what a program uses is not given back (-42)', async () => {
  const { borrows, borrow } = await borrowed();
  borrows.take(FEATURE);
  const { session, asked } = sessionOf();
  await expect(giveBack(session, borrows, borrow, LIMITS)).rejects.toMatchObject({ code: -42, minor: 14 });
  expect(asked).toEqual([]);
  expect(borrows.usable()).toHaveLength(1);
});

/** A folder with a borrow of this machine that begins and ends so many seconds from now. */
function folderWith(from: number, to: number): string {
  const { path } = machine();
  const now = Math.floor(Date.now() / 1000);
  const signed = tokenOf({ start: now + from, end: now + to, machine: machineId() });
  const token = openBorrow(signed);
  if (token === null) throw new Error('the token is not good');
  new BorrowFolder(path).add(signed, token, '1@localhost', Date.now());
  return path;
}

const ANN = { identity: { user: USER.user }, stateFolder: false, servers: '1@localhost', timeoutMs: 300 } as const;

test('a program connects and checks out what is borrowed while no server can be reached', async () => {
  await using connection = await connect({ ...ANN, borrowFolder: folderWith(-60, 3600) });
  const lease = await connection.checkout(FEATURE);
  expect(lease.held).toBe(true);
  expect(connection.borrowed.map(({ feature }) => feature)).toEqual(['f1']);
  await expect(connection.checkout({ feature: 'f2', timeoutMs: 100 })).rejects.toMatchObject({ code: -15 });
});

test('what is over is told when no server can be reached (-118), what is there and good elsewhere too', async () => {
  const borrowFolder = folderWith(-7200, -3600);
  await expect(connect({ ...ANN, borrowFolder })).rejects.toMatchObject({ code: -15 });
  const good = tokenOf({
    start: Math.floor(Date.now() / 1000),
    end: 4e9,
    machine: machineId(),
    feature: 'f2',
    lease: 8,
  });
  const token = openBorrow(good);
  if (token !== null) new BorrowFolder(borrowFolder).add(good, token, '1@localhost', Date.now());
  await using connection = await connect({ ...ANN, borrowFolder });
  await expect(connection.checkout({ ...FEATURE, timeoutMs: 100 })).rejects.toMatchObject({ code: -118 });
});
