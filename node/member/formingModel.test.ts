import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Composition, HelloResponse } from '../../proto/index.ts';
import { mayAgree, nextFormingStep } from './forming.ts';

/**
 * Three newcomers, small: what each heard may be old, requests may be late or lost, the SERVER order may
 * differ from file to file, and disks may be wiped.
 */

const SERVERS = ['a', 'b', 'c'];
const GRACE = 20_000;

interface Member {
  readonly server: string;
  order: string[];
  incarnation: number;
  agreed: Composition | null;
  /** Composition whose first snapshot it holds. */
  begun: Composition | null;
  joining: string;
  answers: Map<string, HelloResponse>;
}

class Model {
  readonly members: Member[];
  readonly begun = new Map<string, Composition>();
  private readonly asked: { to: string; composition: Composition }[] = [];
  private incarnations = 0;
  /** Cluster ids in a random order, so that a later one may be lower. */
  private readonly ids: string[];

  constructor(orders: readonly string[][], ids: number[]) {
    this.ids = ids.map((id) => id.toString(16).padStart(32, '0'));
    this.members = SERVERS.map((server, i) => ({
      server,
      order: orders[i] ?? SERVERS,
      incarnation: this.newIncarnation(),
      agreed: null,
      begun: null,
      joining: '',
      answers: new Map(),
    }));
  }

  /** `who` asks `whom` and gets its answer of now; or none. */
  hello(who: number, whom: number, lost: boolean): void {
    const asker = this.at(who);
    const other = this.at(whom);
    if (asker === other) return;
    if (lost) asker.answers.delete(other.server);
    else asker.answers.set(other.server, answerOf(other));
  }

  /** One round of a member that has no log yet. */
  next(who: number, waited: number): void {
    const member = this.at(who);
    if (member.begun !== null || member.joining !== '') return;
    const step = nextFormingStep({
      self: { ...member, expectedClusterId: '' },
      order: member.order,
      answers: member.answers,
      waited,
      grace: GRACE,
      newClusterId: () => this.ids.pop() ?? 'f'.repeat(32),
    });
    if (step.kind === 'join') member.joining = step.clusterId;
    else if (step.kind === 'begin') {
      member.begun = step.composition;
      this.begun.set(step.composition.clusterId, step.composition);
    } else if (step.kind === 'propose') {
      this.agree(member, step.composition);
      if (member.agreed?.clusterId !== step.composition.clusterId) return;
      for (const { server, incarnation } of step.composition.slots) {
        if (incarnation !== 0 && server !== member.server)
          this.asked.push({ to: server, composition: step.composition });
      }
    }
  }

  /** Delivers one of the requests to agree that are under way, or loses it. */
  deliver(which: number, lost: boolean): void {
    const [request] = this.asked.splice(which % Math.max(1, this.asked.length), 1);
    const member = this.members.find((each) => each.server === request?.to);
    if (request !== undefined && member !== undefined && !lost) this.agree(member, request.composition);
  }

  wipe(who: number): void {
    const member = this.at(who);
    member.incarnation = this.newIncarnation();
    member.agreed = null;
    member.begun = null;
    member.joining = '';
    member.answers = new Map();
  }

  /** From here on all hear each other at once. */
  settle(): void {
    for (let round = 0; round < 12; round++) {
      for (let who = 0; who < 3; who++) {
        for (let whom = 0; whom < 3; whom++) this.hello(who, whom, false);
        this.next(who, 0);
        while (this.asked.length > 0) this.deliver(0, false);
      }
    }
  }

  private agree(member: Member, asked: Composition): void {
    const self = { ...member, begun: member.begun !== null || member.joining !== '' };
    if (mayAgree(self, asked, member.answers) && !self.begun) member.agreed = asked;
  }

  private at(i: number): Member {
    const member = this.members[i % 3];
    if (member === undefined) throw new RangeError(String(i));
    return member;
  }

  private newIncarnation(): number {
    this.incarnations += 1;
    return this.incarnations;
  }
}

function answerOf(member: Member): HelloResponse {
  const { server, incarnation, agreed, begun, joining } = member;
  const clusterId = begun?.clusterId ?? joining;
  const holdsEntries = begun !== null;
  return { protocol: 1, server, incarnation, clusterId, agreed, holdsEntries, master: '', term: 0, former: [] };
}

type Act = (model: Model) => void;

const who = fc.nat(2);
const order = fc.shuffledSubarray(SERVERS, { minLength: 3, maxLength: 3 });
const orders = fc.oneof(fc.constant([SERVERS, SERVERS, SERVERS]), fc.tuple(order, order, order));
const ids = fc.uniqueArray(fc.integer({ min: 1, max: 1 << 20 }), { minLength: 30, maxLength: 30 });

const hello: fc.Arbitrary<Act> = fc.tuple(who, who, fc.integer({ min: 0, max: 9 })).map(
  ([asker, other, luck]) =>
    (model) =>
      model.hello(asker, other, luck === 0),
);
const next: fc.Arbitrary<Act> = fc.tuple(who, fc.constantFrom(0, GRACE)).map(
  ([member, waited]) =>
    (model) =>
      model.next(member, waited),
);
const deliver: fc.Arbitrary<Act> = fc.tuple(fc.nat(5), fc.integer({ min: 0, max: 9 })).map(
  ([which, luck]) =>
    (model) =>
      model.deliver(which, luck === 0),
);
const wipe: fc.Arbitrary<Act> = who.map((member) => (model) => model.wipe(member));

const acts = fc.array(fc.oneof(hello, next, deliver), { maxLength: 120 });
const actsWithWipes = fc.array(
  fc.oneof({ weight: 30, arbitrary: fc.oneof(hello, next, deliver) }, { weight: 1, arbitrary: wipe }),
  { maxLength: 120 },
);

const RUNS = { numRuns: 2_000 };

describe('three newcomers, in any interleaving', () => {
  test('never begin two different clusters', () => {
    fc.assert(
      fc.property(orders, ids, acts, (of, numbers, list) => {
        const model = new Model(of, numbers);
        for (const act of list) act(model);
        expect(model.begun.size).toBeLessThanOrEqual(1);
      }),
      RUNS,
    );
  });

  test('all end in one cluster once they hear each other, also if their files differ in order', () => {
    fc.assert(
      fc.property(orders, ids, acts, (of, numbers, list) => {
        const model = new Model(of, numbers);
        for (const act of list) act(model);
        model.settle();
        const clusters = model.members.map((member) => member.begun?.clusterId ?? member.joining);
        expect(model.begun.size).toBe(1);
        expect(new Set(clusters)).toEqual(new Set(model.begun.keys()));
      }),
      RUNS,
    );
  });

  test('wiped disks that nobody had begun with stand in the way of nothing', () => {
    fc.assert(
      fc.property(orders, ids, actsWithWipes, who, (of, numbers, list, last) => {
        const model = new Model(of, numbers);
        for (const act of list) {
          if (model.begun.size === 0) act(model);
        }
        if (model.begun.size === 0) model.wipe(last);
        model.settle();
        expect(model.begun.size).toBe(1);
      }),
      RUNS,
    );
  });

  test('a composition begins only on disks that it names', () => {
    fc.assert(
      fc.property(orders, ids, actsWithWipes, (of, numbers, list) => {
        const model = new Model(of, numbers);
        for (const act of list) {
          act(model);
          for (const { begun, server, incarnation } of model.members) {
            if (begun !== null) expect(begun.slots).toContainEqual({ server, incarnation });
          }
        }
      }),
      RUNS,
    );
  });
});
