import { describe, expect, it } from 'vitest';
import { decodeConfChange, encodeConfChange } from './confchange/codec.ts';
import { ReadOnlyMode } from './config.ts';
import { makeMessage } from './message.ts';
import { ReadOnly } from './readOnly.ts';
import { Role } from './ready.ts';
import { bytes, drain, ELECTION_TICK, formedStorage, makeNode, TestCluster, text } from './testing/cluster.ts';
import { ConfChangeTransition, ConfChangeType, type ConfChangeV2, EntryType, MessageType } from './types.ts';

function change(...steps: [ConfChangeType, number][]): ConfChangeV2 {
  return {
    transition: ConfChangeTransition.Auto,
    changes: steps.map(([type, nodeId]) => ({ type, nodeId })),
    context: new Uint8Array(0),
  };
}

describe('leadership transfer (thesis 3.10)', () => {
  it('to a member whose log is complete takes effect at once, against all leases', () => {
    const cluster = new TestCluster([1, 2, 3], { checkQuorum: true, preVote: true });
    cluster.elect(1);
    cluster.node(1).transferLeader(3);
    cluster.settle();
    expect(cluster.leaders).toEqual([3]);
    expect(cluster.node(1).leader).toBe(3);
    expect(cluster.deliveredOf(MessageType.PreVote).some(({ from }) => from === 3)).toBe(false);
  });

  it('can be asked of a follower', () => {
    const cluster = new TestCluster([1, 2, 3]);
    cluster.elect(1);
    cluster.node(2).transferLeader(3);
    cluster.settle();
    expect(cluster.leaders).toEqual([3]);
  });

  it('brings a lagging member up to date first', () => {
    const cluster = new TestCluster([1, 2, 3]);
    cluster.elect(1);
    cluster.isolate(3);
    cluster.propose(1, 'a');
    cluster.heal();
    cluster.node(1).transferLeader(3);
    cluster.settle();
    // The first append was lost; the next one is prompted by the heartbeat.
    cluster.tick(1, 1);
    expect(cluster.leaders).toEqual([3]);
    expect(cluster.applied.get(3)).toEqual(['a']);
  });

  it('tells the member to campaign only when its log is complete', () => {
    const storage = formedStorage([1, 2, 3]);
    const node = makeNode(1, storage);
    node.campaign();
    drain(node, storage);
    node.step(makeMessage({ type: MessageType.VoteResp, from: 2, to: 1, term: 1 }));
    drain(node, storage);
    node.propose([bytes('a')]);
    drain(node, storage);
    node.transferLeader(3);
    const told = (index: number): boolean => {
      node.step(makeMessage({ type: MessageType.AppResp, from: 3, to: 1, term: 1, index }));
      return drain(node, storage).some(({ type }) => type === MessageType.TimeoutNow);
    };
    expect(told(2)).toBe(false);
    expect(told(3)).toBe(true);
  });

  it('holds proposals back while it lasts, and lasts one election timeout at most', () => {
    const cluster = new TestCluster([1, 2, 3]);
    cluster.elect(1);
    cluster.isolate(3);
    cluster.propose(1, 'a');
    cluster.node(1).transferLeader(3);
    cluster.settle();
    expect(cluster.node(1).leadTransferee).toBe(3);
    expect(() => cluster.node(1).propose([bytes('b')])).toThrow(expect.objectContaining({ code: 'ProposalDropped' }));
    cluster.tick(1, ELECTION_TICK);
    expect(cluster.node(1).leadTransferee).toBe(0);
    cluster.propose(1, 'b');
    expect(cluster.applied.get(2)).toEqual(['a', 'b']);
  });

  it('to another member replaces the one under way, to itself ends it', () => {
    const cluster = new TestCluster([1, 2, 3]);
    cluster.elect(1);
    cluster.isolate(3);
    cluster.propose(1, 'a');
    cluster.node(1).transferLeader(3);
    cluster.node(1).transferLeader(1);
    expect(cluster.node(1).leadTransferee).toBe(0);
    cluster.node(1).transferLeader(3);
    cluster.node(1).transferLeader(2);
    cluster.settle();
    expect(cluster.node(2).role).toBe(Role.Leader);
  });

  it('to a learner or to a stranger is ignored', () => {
    const cluster = new TestCluster([1, 2, 3], {}, [3]);
    cluster.elect(1);
    cluster.node(1).transferLeader(3);
    cluster.node(1).transferLeader(9);
    cluster.settle();
    expect(cluster.leaders).toEqual([1]);
    expect(cluster.node(1).leadTransferee).toBe(0);
  });

  it('to a member that is removed meanwhile ends', () => {
    const cluster = new TestCluster([1, 2, 3]);
    cluster.elect(1);
    cluster.isolate(3);
    cluster.propose(1, 'a');
    const removal = change([ConfChangeType.RemoveNode, 3]);
    cluster.node(1).proposeConfChange(removal);
    cluster.node(1).transferLeader(3);
    expect(cluster.node(1).leadTransferee).toBe(3);
    cluster.settle();
    expect(cluster.node(1).leadTransferee).toBe(0);
  });
});

describe('reads (thesis 6.4)', () => {
  const confirmed = (cluster: TestCluster, id: number): [number, string][] =>
    (cluster.reads.get(id) ?? []).map(({ index, context }) => [index, text(context)]);

  it('are answered with the commit index after a quorum has answered a heartbeat', () => {
    const cluster = new TestCluster([1, 2, 3]);
    cluster.elect(1);
    cluster.propose(1, 'a');
    cluster.node(1).readIndex(bytes('r'));
    cluster.settle();
    expect(confirmed(cluster, 1)).toEqual([[3, 'r']]);
  });

  it('of a follower go through the leader', () => {
    const cluster = new TestCluster([1, 2, 3]);
    cluster.elect(1);
    cluster.node(2).readIndex(bytes('r'));
    cluster.settle();
    expect(confirmed(cluster, 2)).toEqual([[2, 'r']]);
    expect(confirmed(cluster, 1)).toEqual([]);
  });

  it('are not answered by a leader that is cut off, though it does not know it', () => {
    const cluster = new TestCluster([1, 2, 3]);
    cluster.elect(1);
    cluster.isolate(1);
    cluster.elect(2);
    cluster.propose(2, 'a');
    cluster.node(1).readIndex(bytes('r'));
    cluster.tick(1, 3);
    expect(cluster.node(1).role).toBe(Role.Leader);
    expect(confirmed(cluster, 1)).toEqual([]);
  });

  it('that wait when leadership is lost are not answered later, even if it is won again', () => {
    const cluster = new TestCluster([1, 2, 3]);
    cluster.elect(1);
    cluster.isolate(1);
    cluster.elect(2);
    cluster.propose(2, 'a');
    // Node 1 still believes it leads: what it knows as committed is out of date when the read comes.
    cluster.node(1).readIndex(bytes('r'));
    cluster.settle();
    cluster.heal();
    cluster.tick(2, 2);
    cluster.elect(1);
    cluster.node(1).readIndex(bytes('s'));
    cluster.tick(1, 2);
    expect(confirmed(cluster, 1)).toEqual([[5, 's']]);
  });

  it('need one of two others, since the leader counts itself', () => {
    const cluster = new TestCluster([1, 2, 3]);
    cluster.elect(1);
    cluster.isolate(3);
    cluster.node(1).readIndex(bytes('r'));
    cluster.settle();
    expect(confirmed(cluster, 1)).toEqual([[2, 'r']]);
  });

  it('that are confirmed stay so when the membership grows', () => {
    const reads = new ReadOnly();
    const request = makeMessage({ type: MessageType.ReadIndex, to: 1 });
    reads.add(5, request);
    reads.acknowledgeSelf(1);
    const early = reads.heartbeatContext();
    expect(reads.takeConfirmed({ voters: [1], votersOutgoing: [] })).toEqual([{ index: 5, request }]);
    reads.add(6, request);
    expect(reads.takeConfirmed({ voters: [1, 2, 3], votersOutgoing: [] })).toEqual([]);
    for (const from of [2, 3]) reads.acknowledge(from, early);
    reads.acknowledgeSelf(1);
    expect(reads.takeConfirmed({ voters: [1, 2, 3], votersOutgoing: [] })).toEqual([]);
    reads.acknowledge(2, reads.heartbeatContext());
    reads.acknowledge(3, reads.heartbeatContext());
    expect(reads.takeConfirmed({ voters: [1, 2, 3], votersOutgoing: [] })).toEqual([{ index: 6, request }]);
  });

  it('a heartbeat answer from before a read does not confirm it', () => {
    const cluster = new TestCluster([1, 2, 3]);
    cluster.elect(1);
    cluster.node(1).readIndex(bytes('same'));
    cluster.settle();
    const old = cluster.deliveredOf(MessageType.HeartbeatResp).filter(({ context }) => context.length > 0);
    expect(old.length).toBeGreaterThan(0);
    cluster.isolate(1);
    cluster.node(1).readIndex(bytes('same'));
    cluster.settle();
    for (const answer of old) cluster.node(1).step(answer);
    cluster.settle();
    expect(confirmed(cluster, 1)).toEqual([[2, 'same']]);
  });

  it('one round confirms all that came before it, in order', () => {
    const cluster = new TestCluster([1, 2, 3]);
    cluster.elect(1);
    const node = cluster.node(1);
    cluster.isolate(1);
    for (const id of ['a', 'b', 'c']) node.readIndex(bytes(id));
    cluster.settle();
    cluster.heal();
    cluster.tick(1, 1);
    expect(confirmed(cluster, 1).map(([, id]) => id)).toEqual(['a', 'b', 'c']);
  });

  it('wait on a new leader until it has committed an entry of its term', () => {
    const cluster = new TestCluster([1, 2, 3]);
    cluster.elect(1);
    cluster.propose(1, 'a');
    cluster.lose = ({ type }) => type === MessageType.App || type === MessageType.AppResp;
    cluster.elect(2);
    expect(cluster.node(2).role).toBe(Role.Leader);
    cluster.node(2).readIndex(bytes('r'));
    cluster.settle();
    expect(confirmed(cluster, 2)).toEqual([]);
    cluster.heal();
    cluster.tick(2, 2);
    // The index is that of the entry that opens the term, so nothing committed before is missed.
    expect(confirmed(cluster, 2)).toEqual([[4, 'r']]);
  });

  it('with leases are answered at once, as the scenario files have it', () => {
    const cluster = new TestCluster([1, 2, 3], { checkQuorum: true, readOnlyMode: ReadOnlyMode.LeaseBased });
    cluster.elect(1);
    cluster.isolate(1);
    cluster.node(1).readIndex(bytes('r'));
    cluster.settle();
    expect(confirmed(cluster, 1)).toEqual([[2, 'r']]);
  });

  it('of the only voter are answered at once', () => {
    const cluster = new TestCluster([1]);
    cluster.elect(1);
    cluster.node(1).readIndex(bytes('r'));
    cluster.settle();
    expect(confirmed(cluster, 1)).toEqual([[2, 'r']]);
  });
});

describe('membership changes in the log', () => {
  it('only one may be pending', () => {
    const cluster = new TestCluster([1, 2, 3]);
    cluster.elect(1);
    const node = cluster.node(1);
    expect(node.proposeConfChange(change([ConfChangeType.AddLearnerNode, 4]))?.refused).toBe(null);
    expect(node.proposeConfChange(change([ConfChangeType.AddLearnerNode, 5]))?.refused).toBe('pending');
  });

  it('none is taken by a new leader before it has applied what it found in its log', () => {
    const storage = formedStorage([1, 2, 3]);
    const found = change([ConfChangeType.AddLearnerNode, 4]);
    storage.append([{ term: 1, index: 2, type: EntryType.ConfChangeV2, data: encodeConfChange(found) }]);
    const node = makeNode(1, storage);
    node.campaign();
    drain(node, storage);
    node.step(makeMessage({ type: MessageType.VoteResp, from: 2, to: 1, term: 1 }));
    expect(node.role).toBe(Role.Leader);
    expect(node.proposeConfChange(change([ConfChangeType.AddLearnerNode, 5]))?.refused).toBe('pending');
  });

  it('what waits for a member that is removed is committed with its removal', () => {
    const storage = formedStorage([1, 2]);
    const node = makeNode(1, storage);
    node.campaign();
    drain(node, storage);
    node.step(makeMessage({ type: MessageType.VoteResp, from: 2, to: 1, term: 1 }));
    drain(node, storage);
    const removal = change([ConfChangeType.RemoveNode, 2]);
    node.proposeConfChange(removal);
    node.propose([bytes('a')]);
    drain(node, storage);
    node.step(makeMessage({ type: MessageType.AppResp, from: 2, to: 1, term: 1, index: 3 }));
    expect(node.commit).toBe(3);
    node.applyConfChange(removal);
    expect(node.commit).toBe(4);
  });

  it('one that cannot be applied never enters the log', () => {
    const cluster = new TestCluster([1, 2, 3]);
    cluster.elect(1);
    const all = change([ConfChangeType.RemoveNode, 1], [ConfChangeType.RemoveNode, 2], [ConfChangeType.RemoveNode, 3]);
    expect(cluster.node(1).proposeConfChange(all)).toEqual({ index: 3, term: 1, refused: 'invalid' });
    expect(cluster.node(1).proposeConfChange(change())?.refused).toBe('notJoint');
    cluster.settle();
    expect(cluster.storage(2).entries(3, 4, Infinity)).toMatchObject([{ type: 0, data: new Uint8Array(0) }]);
  });

  it('replaces a lost member in one joint step that the leader ends by itself', () => {
    const cluster = new TestCluster([1, 2, 3]);
    cluster.elect(1);
    cluster.isolate(3);
    const replace = change([ConfChangeType.RemoveNode, 3], [ConfChangeType.AddNode, 4]);
    expect(cluster.node(1).proposeConfChange(replace)).toEqual({ index: 3, term: 1, refused: null });
    cluster.settle();
    // The joint phase stands: of the new half only nodes 1 and 2 are there, and that is enough to leave it.
    expect(cluster.storage(1).entries(4, 5, Infinity)).toMatchObject([{ type: 2, data: new Uint8Array(0) }]);
    for (const id of [1, 2]) {
      expect(cluster.node(id).status().config).toMatchObject({ voters: [1, 2, 4], votersOutgoing: [] });
    }
  });

  it('while joint both majorities are needed', () => {
    const cluster = new TestCluster([1, 2, 3]);
    cluster.elect(1);
    const explicit = {
      ...change([ConfChangeType.RemoveNode, 2], [ConfChangeType.RemoveNode, 3], [ConfChangeType.AddNode, 4]),
      transition: ConfChangeTransition.JointExplicit,
    };
    cluster.node(1).proposeConfChange(explicit);
    cluster.settle();
    expect(cluster.node(1).status().config).toMatchObject({ voters: [1, 4], votersOutgoing: [1, 2, 3] });
    const before = cluster.node(1).commit;
    cluster.propose(1, 'a');
    // Nodes 1, 2 and 3 have it, but of 1 and 4 only one: node 4 does not exist yet.
    expect(cluster.node(1).commit).toBe(before);
    expect(cluster.node(1).proposeConfChange(change([ConfChangeType.AddNode, 5]))?.refused).toBe('joint');
  });

  it.each([true, false])('a leader that is removed steps down: %s, as configured', (stepDownOnRemoval) => {
    const cluster = new TestCluster([1, 2, 3], { stepDownOnRemoval });
    cluster.elect(1);
    cluster.node(1).proposeConfChange(change([ConfChangeType.RemoveNode, 1]));
    cluster.settle();
    expect(cluster.node(1).role === Role.Follower).toBe(stepDownOnRemoval);
    expect(() => cluster.node(1).propose([bytes('a')])).toThrow(expect.objectContaining({ code: 'ProposalDropped' }));
  });

  it('no node campaigns before it has applied a committed change', () => {
    const cluster = new TestCluster([1, 2, 3]);
    cluster.elect(1);
    cluster.node(1).proposeConfChange(change([ConfChangeType.AddLearnerNode, 4]));
    cluster.settle();
    const { commit } = cluster.node(2);
    // Node 2 again, as it would start from its disk: the change is committed but not yet applied.
    const again = makeNode(2, cluster.storage(2), { applied: 2 });
    expect(again.status()).toMatchObject({ commit, applied: 2 });
    again.campaign();
    expect(again.role).toBe(Role.Follower);
    while (again.hasReady()) {
      for (const entry of again.ready().committedEntries) {
        if (entry.type !== 0) again.applyConfChange(decodeConfChange(entry.data));
      }
      again.advance();
    }
    again.campaign();
    expect(again.role).toBe(Role.Candidate);
  });
});
