import { describe, expect, test } from 'vitest';
import type { CommandInit } from '../../proto/index.ts';
import { DEFAULT_LEASE_MS as LEASE, reclaimAfter } from '../licensing/index.ts';
import { ANN, granted, poolOf } from '../licensing/testKit.ts';
import { Joins } from './joins.ts';
import { type TestMember, TestTrio } from './testTrio.ts';

const LICENSE: CommandInit = { setLicense: { hash: 'h', pools: [poolOf({ count: 2 })] } };
const OPEN: CommandInit = { openSession: { session: 's', identity: ANN } };

function checkout(sequence: number): CommandInit {
  return { checkout: { session: 's', sequence, checkout: { feature: 'f', count: 1 } } };
}

/** A trio with a master, a license and session s. */
function serving(settings: { snapshotEntries?: number } = {}): TestTrio {
  const trio = new TestTrio(settings);
  trio.elect();
  trio.submit(LICENSE);
  trio.submit(OPEN);
  return trio;
}

function expectEqualStates(...members: TestMember[]): void {
  const [first, ...others] = members;
  for (const other of others) {
    expect(other.replica.state.appliedIndex).toBe(first?.replica.state.appliedIndex);
    expect(other.replica.encodedState()).toEqual(first?.replica.encodedState());
  }
}

describe('mastership', () => {
  test('goes to the first in the order', () => {
    const trio = new TestTrio();
    expect(trio.elect().id).toBe(1);
    trio.pass(5_000);
    expect(trio.master.id).toBe(1);
  });

  test('goes to the second when the first falls silent, and no two answer at a time', () => {
    const trio = serving();
    trio.cut(1);
    expect(trio.elect().id).toBe(2);
    trio.pass(1_000);
    expect(trio.at(1).replica.isMaster).toBe(false);
  });

  test('is not had alone', () => {
    const trio = serving();
    trio.kill(2);
    trio.kill(3);
    trio.pass(10_000);
    expect(trio.at(1).replica.isMaster).toBe(false);
    expect(trio.submit(OPEN, trio.at(1))).toEqual({ times: 1, result: null });
  });

  test('is handed over when asked, with nothing lost', () => {
    const trio = serving();
    const lease = granted(trio.submit(checkout(1)).result ?? null);
    trio.master.replica.transfer(3);
    trio.run();
    expect(trio.master.id).toBe(3);
    expect(granted(trio.submit(checkout(1)).result ?? null)).toBe(lease);
  });

  test('the next in order takes over at once when the stream of the master has ended', () => {
    const trio = serving();
    trio.kill(1);
    trio.at(2).replica.forgetLeader();
    trio.at(3).replica.forgetLeader();
    trio.at(2).replica.campaign();
    trio.run();
    expect(trio.master.id).toBe(2);
  });
});

describe('a command', () => {
  test('is answered with its outcome, once, when two of three have it on disk', () => {
    const trio = serving();
    trio.at(3).stalled = true;
    const answer = trio.submit(checkout(1));
    expect(answer.times).toBe(1);
    const lease = granted(answer.result ?? null);
    expect(trio.at(2).replica.state.held.has(lease)).toBe(true);
    expect(trio.at(3).replica.state.held.size).toBe(0);
    trio.at(3).stalled = false;
    trio.cut(1);
    trio.pass(2_000);
    expect(trio.at(1).replica.isMaster).toBe(false);
    expect(answer.times).toBe(1);
  });

  test('is not answered while only one has it on disk', () => {
    const trio = serving();
    trio.at(2).stalled = true;
    trio.at(3).stalled = true;
    const answer = trio.submit(checkout(1));
    expect(answer.times).toBe(0);
    trio.at(3).stalled = false;
    trio.run();
    expect(answer.times).toBe(1);
  });

  test('that has no answer of its own is told from one that was not taken', () => {
    const trio = serving();
    expect(trio.submit({ setHold: { server: 'a', untilLeaseTime: 5 } }).result).toEqual({});
    expect(trio.submit({ setHold: { server: '' } }, trio.at(2)).result).toBeNull();
  });

  test('is answered with null when mastership is lost under it, and a retry finds what came of it', () => {
    const trio = serving();
    trio.cut(1);
    const lost = trio.submit(checkout(1), trio.at(1));
    expect(lost.times).toBe(0);
    expect(trio.elect().id).toBe(2);
    trio.pass(1_000);
    expect(lost).toEqual({ times: 1, result: null });
    const lease = granted(trio.submit(checkout(1)).result ?? null);
    trio.heal();
    trio.pass(1_000);
    // The entry that only the old master had is gone.
    expect([...trio.at(1).replica.state.held.keys()]).toEqual([lease]);
    expectEqualStates(...trio.members.values());
  });

  test('that outlived its master is answered to a retry, and not run again (R9)', () => {
    const trio = serving();
    const lease = granted(trio.submit(checkout(1)).result ?? null);
    trio.kill(1);
    trio.elect();
    expect(granted(trio.submit(checkout(1)).result ?? null)).toBe(lease);
    expect(trio.master.replica.state.used.get('p')).toBe(1);
  });

  test('many of one turn are answered each with its own outcome', () => {
    const trio = serving();
    const answers: (number | null | undefined)[] = [];
    for (const sequence of [1, 2, 3]) {
      trio.master.replica.submit(checkout(sequence), (result) => answers.push(result?.failure?.code ?? null));
    }
    trio.run();
    expect(answers).toEqual([null, null, -4]);
  });
});

describe('a command that comes during a hand-over', () => {
  test('is served here when the hand-over comes to nothing', () => {
    const trio = serving();
    trio.kill(3);
    trio.master.replica.transfer(3);
    const answer = trio.submit(checkout(1));
    expect(answer.times).toBe(0);
    trio.pass(1_000);
    expect(trio.master.id).toBe(1);
    expect(answer.times).toBe(1);
    expect(granted(answer.result ?? null)).toBeGreaterThan(0);
  });

  test('goes back to who asked when the hand-over succeeds', () => {
    const trio = serving();
    trio.master.replica.transfer(3);
    const answer = trio.submit(checkout(1));
    trio.pass(100);
    expect(trio.master.id).toBe(3);
    expect(answer).toEqual({ times: 1, result: null });
  });
});

describe('a confirmation of mastership (R1)', () => {
  function confirm(member: TestMember): boolean[] {
    const answers: boolean[] = [];
    member.replica.confirm((confirmed) => answers.push(confirmed));
    return answers;
  }

  test('comes with the word of a quorum, also when one is down', () => {
    const trio = serving();
    trio.kill(3);
    const answers = confirm(trio.master);
    trio.run();
    expect(answers).toEqual([true]);
  });

  test('does not come from the own word, nor from heartbeats that were answered before it was asked for', () => {
    const trio = serving();
    trio.pass(200);
    trio.cut(1);
    const answers = confirm(trio.at(1));
    trio.run();
    expect(answers).toEqual([]);
    trio.pass(2_000);
    expect(answers).toEqual([false]);
  });

  test('is refused by a master that was paused while another was elected', () => {
    const trio = serving();
    const old = trio.at(1);
    old.down = true;
    expect(trio.elect().id).toBe(2);
    old.down = false;
    expect(old.replica.isMaster).toBe(true);
    const answers = confirm(old);
    trio.run();
    trio.pass(100);
    expect(answers).toEqual([false]);
  });

  test('survives the loss of a round: a later one brings it', () => {
    const trio = serving();
    trio.cut(2);
    trio.cut(3);
    const answers = confirm(trio.at(1));
    trio.run();
    trio.heal();
    expect(answers).toEqual([]);
    trio.pass(100);
    expect(answers).toEqual([true]);
  });

  test('is refused at once by one that is not the master', () => {
    expect(confirm(serving().at(2))).toEqual([false]);
  });
});

describe('the license state', () => {
  test('is the same, byte for byte, on all members', () => {
    const trio = serving();
    for (let sequence = 1; sequence < 20; sequence++) trio.submit(checkout(sequence));
    trio.pass(100);
    expectEqualStates(...trio.members.values());
  });

  test('comes back from the disk, whether the snapshot or the log has it', () => {
    const trio = serving({ snapshotEntries: 10 });
    for (let sequence = 1; sequence < 26; sequence++) trio.submit(checkout(sequence));
    trio.pass(100);
    expect(trio.at(3).snapshot?.metadata.index).toBeGreaterThan(10);
    trio.kill(3);
    trio.restart(3);
    trio.pass(200);
    expectEqualStates(...trio.members.values());
  });

  test('reaches a member that lags behind the log by a snapshot', () => {
    const trio = serving({ snapshotEntries: 100 });
    trio.kill(3);
    const renew: CommandInit = { renew: { session: 's' } };
    const { replica } = trio.master;
    for (let i = 1; i <= 5_400; i++) {
      replica.submit(renew, null);
      replica.turn();
      if (i % 50 === 0) trio.run();
    }
    const lease = granted(trio.submit(checkout(1)).result ?? null);
    trio.restart(3);
    trio.pass(1_000);
    expect(trio.at(3).snapshot?.metadata.index).toBeGreaterThan(1_000);
    expect(trio.at(3).replica.state.held.has(lease)).toBe(true);
    expectEqualStates(...trio.members.values());
    // It counts as one of the two from then on.
    trio.kill(2);
    expect(trio.submit(checkout(2)).times).toBe(1);
  });

  test('its lease time goes on under a new master, and civil clocks that jump do not move it (R8)', () => {
    const trio = serving();
    trio.pass(5_000);
    trio.submit(OPEN);
    const before = trio.master.replica.state.leaseTime;
    expect(before).toBeGreaterThanOrEqual(5_000);
    trio.kill(1);
    for (const { id } of trio.members.values()) trio.at(id).dateAhead = 10 * LEASE;
    trio.elect();
    trio.pass(1_000);
    trio.submit(OPEN);
    const { leaseTime } = trio.master.replica.state;
    expect(leaseTime).toBeGreaterThanOrEqual(before + 1_000);
    expect(leaseTime).toBeLessThan(before + 3_000);
  });
});

describe('a dead client', () => {
  test('loses its seats one lease and the margin after its last word', () => {
    const trio = serving();
    const lease = granted(trio.submit(checkout(1)).result ?? null);
    trio.pass(LEASE);
    expect(trio.master.replica.state.held.has(lease)).toBe(true);
    trio.pass(reclaimAfter(LEASE) - LEASE + 500);
    expect(trio.master.replica.state.held.size).toBe(0);
    expectEqualStates(...trio.members.values());
  });

  test('loses them within two leases when the master dies, and not before a new one has given it its time', () => {
    const trio = serving();
    const lease = granted(trio.submit(checkout(1)).result ?? null);
    trio.pass((LEASE * 2) / 3);
    trio.kill(1);
    const start = trio.now;
    trio.elect();
    trio.pass(start + (LEASE * 2) / 3 - trio.now);
    expect(trio.master.replica.state.held.has(lease)).toBe(true);
    trio.pass(2 * LEASE + 1_500 - trio.now);
    expect(trio.master.replica.state.held.size).toBe(0);
  });
});

describe('a disk that fails (R22)', () => {
  test('ends the member: nothing is acknowledged any more', () => {
    const trio = serving();
    const master = trio.at(1);
    master.broken = true;
    trio.cut(1);
    const answer = trio.submit(checkout(1), master);
    expect(master.fatal).not.toBeNull();
    expect(answer).toEqual({ times: 1, result: null });
    expect(trio.submit(checkout(2), master).result).toBeNull();
    trio.heal();
    expect(trio.elect().id).toBe(2);
  });
});

describe('a log that is shorter than what was acknowledged (R21)', () => {
  test('ends the member as soon as the leader tells so', () => {
    const trio = serving();
    trio.pass(500);
    trio.kill(2);
    const disk = trio.at(2);
    disk.entries = disk.entries.slice(0, -1);
    disk.hardState = { term: 1, vote: 0, ...disk.hardState, commit: disk.entries.at(-1)?.index ?? 1 };
    trio.restart(2);
    trio.pass(100);
    expect(disk.fatal?.message).toContain('--rejoin');
  });
});

describe('an empty disk (R16)', () => {
  test('joins as a learner, takes the place of its former incarnation, and counts from then on', () => {
    const trio = serving();
    trio.kill(3);
    trio.add(4, null);
    trio.cut(4);
    const joins = new Joins(trio.master.replica);
    const request = { clusterId: '', server: 'C', incarnation: 4, logVersion: 1 };
    expect(joins.request(request)).toMatchObject({ accepted: false, voter: false });
    trio.run();
    expect(trio.master.replica.confState).toMatchObject({ voters: [1, 2, 3], learners: [4] });
    expect(joins.request(request)).toMatchObject({ accepted: true, voter: false });
    // Not before it holds the log: as a voter without one it would only be in the way.
    joins.promote();
    trio.run();
    expect(trio.master.replica.confState.voters).toEqual([1, 2, 3]);
    trio.heal();
    trio.pass(500);
    expectEqualStates(trio.at(1), trio.at(2), trio.at(4));
    joins.promote();
    trio.pass(500);
    expect(joins.request(request)).toMatchObject({ accepted: true, voter: true });
    const { replica } = trio.master;
    expect(replica.confState).toMatchObject({ voters: [1, 2, 4], learners: [], votersOutgoing: [] });
    expect(replica.state.members.former).toEqual([3]);
    expect(() => joins.request({ ...request, incarnation: 3 })).toThrow('refused for ever');
    expect(() => joins.request({ ...request, incarnation: 5, logVersion: 0 })).toThrow('install a newer lmgrd');
    trio.kill(2);
    expect(trio.submit(checkout(1)).times).toBe(1);
    expectEqualStates(trio.at(1), trio.at(4));
  });
});
