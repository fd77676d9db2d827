import { describe, expect, test } from 'vitest';
import type { Composition, HelloResponse } from '../../proto/index.ts';
import { type FormingInput, type FormingStep, mayAgree, nextFormingStep } from './forming.ts';

const ORDER = ['a', 'b', 'c'];
const GRACE = 20_000;
const NEW_ID = 'e'.repeat(32);
const K1 = composition('1'.repeat(32), 11, 12, 13);
const K2 = composition('2'.repeat(32), 11, 12, 13);

function composition(clusterId: string, ...incarnations: number[]): Composition {
  return { clusterId, slots: ORDER.map((server, i) => ({ server, incarnation: incarnations[i] ?? 0 })) };
}

function answer(server: string, more: Partial<HelloResponse> = {}): HelloResponse {
  const incarnation = 11 + ORDER.indexOf(server);
  const rest = { clusterId: '', agreed: null, holdsEntries: false, master: '', term: 0, former: [] };
  return { protocol: 1, server, incarnation, ...rest, ...more };
}

/** The next step of server a (incarnation 11), with what it heard. */
function step(
  answers: HelloResponse[],
  more: Partial<FormingInput['self']> & { waited?: number; order?: string[] } = {},
): FormingStep {
  const { waited = 0, order = ORDER, ...self } = more;
  return nextFormingStep({
    self: { server: 'a', incarnation: 11, agreed: null, expectedClusterId: '', ...self },
    order,
    answers: new Map(answers.map((each) => [each.server, each])),
    waited,
    grace: GRACE,
    newClusterId: () => NEW_ID,
  });
}

describe('forming (R17)', () => {
  test('one alone never forms, however long it waits', () => {
    expect(step([], { waited: Number.MAX_SAFE_INTEGER }).kind).toBe('wait');
  });

  test('three form at once: the first by name proposes and the others wait for it, whatever their files say', () => {
    expect(step([answer('b'), answer('c')])).toEqual({ kind: 'propose', composition: composition(NEW_ID, 11, 12, 13) });
    expect(step([answer('b'), answer('c')], { order: ['b', 'a', 'c'] }).kind).toBe('propose');
    expect(step([answer('a'), answer('b')], { server: 'c', incarnation: 13, order: ['c', 'b', 'a'] }).kind).toBe(
      'wait',
    );
  });

  test('two form only after the third was silent for the grace, and leave its slot open', () => {
    expect(step([answer('c')], { waited: GRACE - 1 }).kind).toBe('wait');
    expect(step([answer('c')], { waited: GRACE })).toEqual({
      kind: 'propose',
      composition: composition(NEW_ID, 11, 0, 13),
    });
  });

  test('a composition begins only when all that it names have agreed to it', () => {
    const agreed = K1;
    expect(step([answer('b', { agreed }), answer('c')], { agreed })).toEqual({ kind: 'propose', composition: K1 });
    expect(step([answer('b', { agreed })], { agreed, waited: GRACE }).kind).toBe('propose');
    expect(step([answer('b', { agreed }), answer('c', { agreed })], { agreed })).toEqual({
      kind: 'begin',
      composition: K1,
    });
  });

  test('two that formed do not wait for the one whose slot is open', () => {
    const agreed = composition(K1.clusterId, 11, 0, 13);
    expect(step([answer('c', { agreed })], { agreed }).kind).toBe('begin');
  });

  test('a composition of another that names this disk is taken in place of a new one', () => {
    expect(step([answer('b', { agreed: K2 }), answer('c')])).toEqual({ kind: 'propose', composition: K2 });
  });

  test('a composition that names another disk in our slot is not', () => {
    const agreed = composition(K2.clusterId, 99, 12, 13);
    expect(step([answer('b', { agreed }), answer('c')])).toMatchObject({ composition: { clusterId: NEW_ID } });
  });

  test('one that agreed agrees anew when a disk that was named is gone', () => {
    const answers = [answer('b', { agreed: K1 }), answer('c', { incarnation: 99 })];
    expect(step(answers, { agreed: K1 })).toEqual({ kind: 'propose', composition: composition(NEW_ID, 11, 12, 99) });
  });

  test('one that agreed does not agree anew because another is silent or has yet to agree', () => {
    expect(step([answer('b')], { agreed: K1, waited: 10 * GRACE })).toEqual({ kind: 'propose', composition: K1 });
  });

  test('of two compositions that were proposed at a time, the one with the lower id goes on', () => {
    expect(step([answer('b', { agreed: K1 }), answer('c')], { agreed: K2 })).toEqual({
      kind: 'propose',
      composition: K1,
    });
    expect(step([answer('b', { agreed: K2 }), answer('c')], { agreed: K1 })).toEqual({
      kind: 'propose',
      composition: K1,
    });
  });

  test('a lower id that has lost a disk stands in the way of no other', () => {
    const lost = composition(K1.clusterId, 99, 12, 13);
    const answers = [answer('b', { agreed: lost }), answer('c', { agreed: K2 })];
    expect(step(answers)).toEqual({ kind: 'propose', composition: K2 });
  });

  test('one whose composition was passed over, and that the lower one does not name, waits to join it', () => {
    const agreed = composition(K1.clusterId, 0, 12, 13);
    expect(step([answer('b', { agreed }), answer('c')], { agreed: K2 }).kind).toBe('wait');
  });
});

describe('a cluster that is there (R16)', () => {
  const there = answer('b', { clusterId: K1.clusterId, holdsEntries: true, former: [5] });

  test('a wiped disk joins it, and never forms another with a second wiped one', () => {
    expect(step([there, answer('c', { incarnation: 99 })], { incarnation: 77, waited: GRACE })).toEqual({
      kind: 'join',
      clusterId: K1.clusterId,
    });
  });

  test('a former incarnation is refused', () => {
    expect(step([there], { incarnation: 5 }).kind).toBe('refused');
    expect(step([there], { incarnation: 5, agreed: K1 }).kind).toBe('refused');
  });

  test('one of its first voters that had not seen all agree begins too', () => {
    expect(step([there], { agreed: K1 })).toEqual({ kind: 'begin', composition: K1 });
  });

  test('one that agreed to another composition joins', () => {
    expect(step([there], { agreed: K2 })).toEqual({ kind: 'join', clusterId: K1.clusterId });
  });
});

describe('a member that was told its cluster', () => {
  const expectedClusterId = K1.clusterId;

  test('waits for it and forms no other', () => {
    expect(step([answer('b'), answer('c')], { expectedClusterId, waited: GRACE }).kind).toBe('wait');
  });

  test('forms no other in place of one that lost its disks', () => {
    const answers = [answer('b', { incarnation: 98 }), answer('c', { incarnation: 99 })];
    expect(step(answers, { agreed: K1, expectedClusterId }).kind).toBe('wait');
  });

  test('is refused by another cluster', () => {
    const other = answer('b', { clusterId: K2.clusterId, holdsEntries: true });
    expect(step([other], { expectedClusterId }).kind).toBe('refused');
  });

  test('goes on with the composition of that cluster', () => {
    const answers = [answer('b', { agreed: K1 }), answer('c', { agreed: K1 })];
    expect(step(answers, { agreed: K1, expectedClusterId }).kind).toBe('begin');
  });
});

describe('whether a member may be bound (R17)', () => {
  const may = (
    asked: Composition,
    self: { agreed?: Composition | null; begun?: boolean; incarnation?: number },
    ...answers: HelloResponse[]
  ) => {
    const whole = { server: 'a', incarnation: 11, agreed: null, begun: false, ...self };
    return mayAgree(whole, asked, new Map(answers.map((each) => [each.server, each])));
  };

  test('to the first that names its disk', () => {
    expect(may(K1, {})).toBe(true);
    expect(may(K1, { incarnation: 12 })).toBe(false);
  });

  test('to the same again, also once it has begun', () => {
    expect(may(K1, { agreed: K1, begun: true })).toBe(true);
  });

  test('to no other once it has begun', () => {
    expect(may(K1, { agreed: K2, begun: true }, answer('b', { incarnation: 99 }))).toBe(false);
    expect(may(K1, { begun: true })).toBe(false);
  });

  test('to no other while the first may still begin', () => {
    expect(may(K1, { agreed: K2 }, answer('b'), answer('c', { agreed: K2 }))).toBe(false);
    expect(may(K2, { agreed: K1 }, answer('b', { agreed: K2 }))).toBe(false);
  });

  test('to another when a disk of the first is gone, or one that it names went on to one before it', () => {
    expect(may(composition(K2.clusterId, 11, 99, 13), { agreed: K1 }, answer('b', { incarnation: 99 }))).toBe(true);
    expect(may(K1, { agreed: K2 }, answer('b', { agreed: K1 }))).toBe(true);
  });

  test('never to a higher id while all disks of the first are there', () => {
    const higher = composition('3'.repeat(32), 11, 12, 13);
    expect(may(higher, { agreed: K2 }, answer('b', { agreed: K1 }))).toBe(false);
  });

  test('to none that names a disk that is gone', () => {
    expect(may(K2, {}, answer('b', { incarnation: 99 }))).toBe(false);
  });

  test('never back to one that it left because of a lost disk, while the server of that disk is silent', () => {
    const renewed = composition(K2.clusterId, 11, 12, 99);
    expect(may(K1, { agreed: renewed }, answer('b', { agreed: K1 }))).toBe(false);
  });

  test('to one of two in place of one of three that names them, whatever the ids, and never the other way', () => {
    const pair = composition(K2.clusterId, 11, 12);
    expect(may(pair, { agreed: K1 }, answer('b', { agreed: pair }))).toBe(true);
    expect(may(K1, { agreed: pair }, answer('b', { agreed: K1 }))).toBe(false);
  });
});
