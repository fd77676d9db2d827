import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Role } from '../consensus/index.ts';
import { Peers } from './peers.ts';
import { electionTicks, HEARTBEAT_TICKS, Preference, TICK_MS, timeoutTicks } from './preference.ts';
import { ELECTION_TICKS, TestTrio } from './testTrio.ts';

/** From 0 up to but not including 1, as Math.random. */
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('timeouts by the order of the SERVER lines (R19)', () => {
  test("the lowest is above the voters' lease by a tick and a heartbeat", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: -1, max: 2 }), random, (tick, place, luck) => {
        expect(timeoutTicks(tick, place, () => luck)).toBeGreaterThanOrEqual(tick + 1 + HEARTBEAT_TICKS);
      }),
    );
  });

  test('an earlier one in the order always campaigns before a later one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), random, random, (tick, one, other) => {
        const [first, second, third] = [0, 1, 2].map((place) => timeoutTicks(tick, place, () => one));
        expect(first).toBeLessThan(timeoutTicks(tick, 1, () => other));
        expect(second).toBeLessThan(timeoutTicks(tick, 2, () => other));
        expect(timeoutTicks(tick, -1, () => one)).toBe(third);
      }),
    );
  });
});

/** As in testTrio.ts. */
const SERVERS = ['a', 'b', 'c'];

describe('a leader that falls silent', () => {
  /** Ticks of silence after which each other member campaigns, by its number. */
  function silence(leader: number): Map<number, number> {
    const trio = new TestTrio();
    trio.at(leader).replica.campaign();
    trio.run();
    const preferences = SERVERS.map((server, i) => {
      const peers = new Peers(server);
      for (const [other, name] of SERVERS.entries()) if (other !== i) peers.get(name).incarnation = other + 1;
      return new Preference(trio.at(i + 1).replica, peers, () => SERVERS, ELECTION_TICKS);
    });
    const others = [1, 2, 3].filter((id) => id !== leader);
    const tick = () => {
      trio.pass(TICK_MS);
      for (const id of others) preferences[id - 1]?.tick(trio.now);
    };
    for (let i = 0; i < 2 * HEARTBEAT_TICKS; i++) tick();
    expect(trio.master.id).toBe(leader);
    // Each hears nothing from here on, also not of the other's campaign.
    for (const id of others) trio.cut(id);
    const heard = new Map(others.map((id) => [id, -trio.at(id).replica.raw.electionElapsed]));
    const campaigned = new Map<number, number>();
    for (let i = 1; campaigned.size < others.length && i < 10 * ELECTION_TICKS; i++) {
      tick();
      for (const id of others) {
        const waits = trio.at(id).replica.raw.role === Role.Follower;
        if (!waits && !campaigned.has(id)) campaigned.set(id, i - (heard.get(id) ?? 0));
      }
    }
    return campaigned;
  }

  test.each([1, 2, 3])('is followed by the first of the others after the lowest timeout: member %i', (leader) => {
    const [first = 0, second = 0] = [1, 2, 3].filter((id) => id !== leader);
    const after = silence(leader);
    expect(after.get(first)).toBe(timeoutTicks(ELECTION_TICKS, 0, () => 0));
    expect(after.get(second)).toBe(timeoutTicks(ELECTION_TICKS, 1, () => 0));
  });
});

test('the others leave the first in the order two seconds to be the first master of a new cluster', () => {
  const trio = new TestTrio();
  expect(trio.at(2).replica.raw.term).toBe(1);
  const peers = new Peers('b');
  for (const [other, name] of SERVERS.entries()) if (name !== 'b') peers.get(name).incarnation = other + 1;
  const preference = new Preference(trio.at(2).replica, peers, () => SERVERS, ELECTION_TICKS);
  trio.cut(2);
  let waited = 0;
  while (trio.at(2).replica.raw.role === Role.Follower && waited < 100 * ELECTION_TICKS) {
    trio.pass(TICK_MS);
    preference.tick(trio.now);
    waited += 1;
  }
  expect(waited).toBeGreaterThan(ELECTION_TICKS + 200);
  expect(waited).toBeLessThan(ELECTION_TICKS + 300);
});

describe('two that stand in one term and refuse each other their votes', () => {
  test.each([true, false])('do not wait out their timeouts; the stream of the lost leader closed: %s', (closed) => {
    const trio = new TestTrio();
    trio.at(1).replica.campaign();
    trio.run();
    const members = [2, 3].map((id) => {
      const peers = new Peers(SERVERS[id - 1] ?? '');
      for (const [other, name] of SERVERS.entries()) if (other + 1 !== id) peers.get(name).incarnation = other + 1;
      peers.learn(1, 'a');
      return { peers, preference: new Preference(trio.at(id).replica, peers, () => SERVERS, ELECTION_TICKS) };
    });
    const tick = () => {
      trio.pass(TICK_MS);
      for (const { preference } of members) preference.tick(trio.now);
      trio.run();
    };
    tick();
    expect(trio.master.id).toBe(1);
    trio.kill(1);
    for (const id of [2, 3]) trio.at(id).replica.forgetLeader();
    for (const { peers, preference } of members) if (closed) preference.streamClosed(peers.get('a'), trio.now);
    for (const id of [2, 3]) trio.at(id).replica.campaign();
    trio.run();
    expect([2, 3].map((id) => trio.at(id).replica.raw.role)).toEqual([Role.Candidate, Role.Candidate]);
    for (let ticks = 0; ticks < HEARTBEAT_TICKS + 2; ticks++) tick();
    expect(trio.master.id).toBe(2);
  });
});

describe('the election timeout (R7)', () => {
  test('is that of the settings unless HEARTBEAT_INTERVAL asks for a slower detection of 3n + n - 1 seconds', () => {
    expect(electionTicks(300, null) * TICK_MS).toBe(300);
    expect(electionTicks(300, 0) * TICK_MS).toBe(300);
    expect(electionTicks(300, 1) * TICK_MS).toBe(3_000);
    expect(electionTicks(300, 20) * TICK_MS).toBe(79_000);
    expect(electionTicks(10_000, 1) * TICK_MS).toBe(10_000);
  });

  test('is whole ticks, rounded up', () => {
    expect(electionTicks(301, null)).toBe(31);
  });
});
