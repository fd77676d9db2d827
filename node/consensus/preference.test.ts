import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CLOSED_REPEAT_MS,
  CLOSED_STAGGER_MS,
  campaignDue,
  campaigned,
  countLoss,
  FLAP_MEMORY_MS,
  HAND_BACK_BASE_MS,
  HAND_BACK_MAX_MS,
  HAND_OVER_RETRY_MS,
  type HandOverInput,
  handBackDelay,
  handOverTarget,
  isCaughtUp,
  leaderLost,
  lossEnded,
  NO_FLAPS,
  positionAmongOthers,
  type Standby,
  silenceTimeout,
  steadySince,
} from './preference.ts';
import { Role } from './ready.ts';
import { makeNode, TestCluster } from './testing/cluster.ts';

const ORDER = [11, 12, 13];
const settings = { electionTick: 30, heartbeatTick: 5, staggerTicks: 6, jitterTicks: 4 };

describe('places', () => {
  it.each([
    { self: 12, leader: 11, position: 0 },
    { self: 13, leader: 11, position: 1 },
    { self: 11, leader: 13, position: 0 },
    { self: 13, leader: 0, position: 2 },
    { self: 11, leader: 11, position: 0 },
    { self: 99, leader: 11, position: 2 },
  ])('of $self after $leader: $position', ({ self, leader, position }) => {
    expect(positionAmongOthers(ORDER, self, leader)).toBe(position);
  });
});

describe('silence', () => {
  it('a better placed member always campaigns first, and none within the lease', () => {
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(chance, chance, fc.integer({ min: 0, max: 2 }), (a, b, position) => {
        const better = silenceTimeout(position, settings, a);
        expect(better).toBeGreaterThan(settings.electionTick + settings.heartbeatTick);
        expect(silenceTimeout(position + 1, settings, b)).toBeGreaterThan(better);
      }),
    );
  });

  it('of three, the first that is left leads after the leader is lost, without a second round', () => {
    const cluster = new TestCluster([1, 2, 3], (id) => ({
      preVote: true,
      checkQuorum: true,
      randomTimeout: (electionTick) =>
        silenceTimeout(id - 1, { electionTick, heartbeatTick: 1, staggerTicks: 4, jitterTicks: 3 }, 0.9),
    }));
    cluster.elect(1);
    cluster.isolate(1);
    const { term } = cluster.node(2);
    while (cluster.node(2).role !== Role.Leader && cluster.node(2).electionElapsed < 100) {
      for (const id of [2, 3]) cluster.tick(id, 1);
    }
    expect(cluster.leaders).toContain(2);
    expect(cluster.node(2).term).toBe(term + 1);
  });
});

describe('a closed stream', () => {
  it('makes the first of those left campaign at once and the other later', () => {
    expect(campaignDue(leaderLost(11, 0, 1000), Role.Follower, 1000)).toBe(true);
    const other = leaderLost(11, 1, 1000);
    expect(campaignDue(other, Role.Follower, 1000 + CLOSED_STAGGER_MS - 1)).toBe(false);
    expect(campaignDue(other, Role.Follower, 1000 + CLOSED_STAGGER_MS)).toBe(true);
  });

  it('is acted on again after a refusal, but not in the middle of a real election', () => {
    const loss = campaigned(leaderLost(11, 0, 1000), 1000);
    expect(campaignDue(loss, Role.PreCandidate, 1000 + CLOSED_REPEAT_MS - 1)).toBe(false);
    expect(campaignDue(loss, Role.PreCandidate, 1000 + CLOSED_REPEAT_MS)).toBe(true);
    expect(campaignDue(loss, Role.Candidate, 5000)).toBe(false);
    expect(campaignDue(loss, Role.Leader, 5000)).toBe(false);
  });

  it('is over when the stream is open again or somebody else leads', () => {
    const loss = leaderLost(11, 0, 1000);
    expect(lossEnded(loss, 0, false)).toBe(false);
    expect(lossEnded(loss, 11, false)).toBe(false);
    expect(lossEnded(loss, 12, false)).toBe(true);
    expect(lossEnded(loss, 0, true)).toBe(true);
  });

  it('replaces a dead leader in one round once both have noticed, whoever notices first', () => {
    for (const noticesFirst of [2, 3]) {
      const cluster = new TestCluster([1, 2, 3], { preVote: true, checkQuorum: true });
      cluster.elect(1);
      cluster.isolate(1);
      const noticed: number[] = [];
      for (const id of [noticesFirst, 5 - noticesFirst]) {
        cluster.node(id).forgetLeader();
        noticed.push(id);
        // Node 2 stands first in the order, so it is the one that campaigns, again and again.
        if (noticed.includes(2)) cluster.elect(2);
      }
      expect(cluster.node(2).role).toBe(Role.Leader);
      expect(cluster.node(2).term).toBe(2);
    }
  });
});

describe('handing over', () => {
  const standby = (id: number, over: Partial<Standby> = {}): Standby => ({
    id,
    able: true,
    steadySince: 0,
    lastTried: null,
    ...over,
  });
  const input = (self: number, over: Partial<HandOverInput> = {}): HandOverInput => ({
    now: 1_000_000,
    self,
    order: ORDER,
    primaryIsMaster: true,
    held: false,
    selfImpaired: false,
    flaps: NO_FLAPS,
    standbys: ORDER.filter((id) => id !== self).map((id) => standby(id)),
    ...over,
  });

  it('the first server keeps mastership', () => {
    expect(handOverTarget(input(11))).toBe(null);
  });

  it.each([true, false])('the third hands over at once (PRIMARY_IS_MASTER %s)', (primaryIsMaster) => {
    const now = 1_000_000;
    expect(handOverTarget(input(13, { primaryIsMaster }))).toBe(11);
    const standbys = [standby(11, { able: false }), standby(12, { steadySince: now })];
    expect(handOverTarget(input(13, { primaryIsMaster, standbys }))).toBe(12);
  });

  it('the third keeps mastership while neither can take it', () => {
    const standbys = [standby(11, { able: false }), standby(12, { able: false })];
    expect(handOverTarget(input(13, { standbys }))).toBe(null);
    expect(handOverTarget(input(13, { standbys: [] }))).toBe(null);
  });

  it('the second hands back only with PRIMARY_IS_MASTER, and only to the first', () => {
    expect(handOverTarget(input(12))).toBe(11);
    expect(handOverTarget(input(12, { primaryIsMaster: false }))).toBe(null);
    expect(handOverTarget(input(12, { standbys: [standby(11, { able: false }), standby(13)] }))).toBe(null);
  });

  it('the second waits until the first has been steady', () => {
    const since = 1_000_000 - HAND_BACK_BASE_MS;
    const at = (steady: number): number | null =>
      handOverTarget(input(12, { standbys: [standby(11, { steadySince: steady })] }));
    expect(at(since + 1)).toBe(null);
    expect(at(since)).toBe(11);
  });

  it('a first server that keeps failing waits longer each time, up to a limit, and is forgiven in the end', () => {
    let flaps = NO_FLAPS;
    const delays: number[] = [];
    for (let i = 0; i < 9; i++) {
      flaps = countLoss(flaps, 10_000_000 + i * 1000);
      delays.push(handBackDelay(flaps, flaps.lastLoss));
    }
    expect(delays.slice(0, 4)).toEqual([1, 2, 4, 8].map((factor) => factor * HAND_BACK_BASE_MS));
    expect(delays.at(-1)).toBe(HAND_BACK_MAX_MS);
    expect(handBackDelay(flaps, flaps.lastLoss + FLAP_MEMORY_MS)).toBe(HAND_BACK_BASE_MS);
    expect(countLoss(flaps, flaps.lastLoss + FLAP_MEMORY_MS).losses).toBe(1);
  });

  it('a hold stops it all, except that a master with a hanging disk goes', () => {
    expect(handOverTarget(input(13, { held: true }))).toBe(null);
    expect(handOverTarget(input(12, { held: true }))).toBe(null);
    expect(handOverTarget(input(11, { held: true, selfImpaired: true }))).toBe(12);
    expect(handOverTarget(input(11, { selfImpaired: true, standbys: [standby(12, { able: false })] }))).toBe(null);
  });

  it('a hand-over that did not come about is not repeated at once, but another member may be tried', () => {
    const tried = 1_000_000 - HAND_OVER_RETRY_MS + 1;
    const standbys = [standby(11, { lastTried: tried }), standby(12)];
    expect(handOverTarget(input(13, { standbys }))).toBe(12);
    expect(handOverTarget(input(13, { standbys, now: 1_000_001 }))).toBe(11);
  });

  it('knows from the progress who is caught up, and since when', () => {
    const cluster = new TestCluster([1, 2, 3, 4], {}, [4]);
    cluster.elect(1);
    const able = (id: number): boolean => {
      const { progress, commit } = cluster.node(1).status();
      const member = progress.get(id);
      return member !== undefined && isCaughtUp(member, commit);
    };
    expect([2, 3, 4].map(able)).toEqual([true, true, false]);
    cluster.isolate(3);
    cluster.propose(1, 'a');
    expect([2, 3].map(able)).toEqual([true, false]);
    expect(makeNode(9, cluster.storage(1)).status().progress.size).toBe(0);
    expect(steadySince(null, true, 5)).toBe(5);
    expect(steadySince(5, true, 9)).toBe(5);
    expect(steadySince(5, false, 9)).toBe(null);
  });
});
