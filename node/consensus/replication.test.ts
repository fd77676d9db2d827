import { describe, expect, it } from 'vitest';
import { makeMessage } from './message.ts';
import { ProgressState } from './progress/progress.ts';
import type { RawNode } from './rawNode.ts';
import type { ProgressStatus } from './status.ts';
import { bytes, drain, ELECTION_TICK, entriesOf, formedStorage, makeNode, TestCluster } from './testing/cluster.ts';
import { type Message, MessageType, type NodeId } from './types.ts';

/** A node of three that has just been elected by the vote of node 2, and what it sent since. */
function elected(
  storage = formedStorage([1, 2, 3]),
  settings: Parameters<typeof makeNode>[2] = {},
): { node: RawNode; storage: typeof storage; sent: Message[] } {
  const node = makeNode(1, storage, settings);
  node.campaign();
  drain(node, storage);
  node.step(makeMessage({ type: MessageType.VoteResp, from: 2, to: 1, term: node.term }));
  return { node, storage, sent: drain(node, storage) };
}

function acknowledge(node: RawNode, from: NodeId, index: number): void {
  node.step(makeMessage({ type: MessageType.AppResp, from, to: 1, term: node.term, index }));
}

function progressOf(node: RawNode, id: NodeId): ProgressStatus {
  const progress = node.status().progress.get(id);
  if (progress === undefined) throw new Error('not a leader');
  return progress;
}

describe('log replication (paper 5.3)', () => {
  it('a new leader appends an empty entry of its term and sends it', () => {
    const { node, storage, sent } = elected();
    expect(storage.entries(2, 3, Infinity)).toMatchObject([{ term: 1, index: 2, data: new Uint8Array(0) }]);
    expect(sent.map(({ type, to }) => [type, to])).toEqual([
      [MessageType.App, 2],
      [MessageType.App, 3],
    ]);
    expect(node.commit).toBe(1);
  });

  it('a proposal is told its place, and committed when a majority has it', () => {
    const { node, storage } = elected();
    acknowledge(node, 2, 2);
    drain(node, storage);
    expect(node.propose([bytes('a'), bytes('b')])).toEqual({ index: 3, term: 1 });
    drain(node, storage);
    expect(node.commit).toBe(2);
    acknowledge(node, 3, 4);
    expect(node.commit).toBe(4);
  });

  it('all nodes apply the same entries in the same order', () => {
    const cluster = new TestCluster([1, 2, 3]);
    cluster.elect(1);
    cluster.propose(1, 'a', 'b');
    cluster.propose(2, 'c');
    for (const id of [1, 2, 3]) expect(cluster.applied.get(id)).toEqual(['a', 'b', 'c']);
  });

  it('a follower refuses entries that do not join its log, with a hint', () => {
    const storage = formedStorage([1, 2, 3]);
    storage.append(entriesOf(2, 1, 1));
    const node = makeNode(1, storage);
    node.step(makeMessage({ type: MessageType.App, from: 2, to: 1, term: 4, index: 9, logTerm: 3 }));
    expect(drain(node, storage)).toMatchObject([
      { type: MessageType.AppResp, reject: true, index: 9, rejectHint: 3, logTerm: 1 },
    ]);
  });

  // Figure 7 of the paper: the leader of term 8, and what followers may look like.
  const leaderTerms = [1, 1, 4, 4, 5, 5, 6, 6, 6];
  it.each([
    { name: 'a: one entry missing', terms: [1, 1, 4, 4, 5, 5, 6, 6] },
    { name: 'b: many missing', terms: [1, 1, 4] },
    { name: 'c: one too many of the last term', terms: [1, 1, 4, 4, 5, 5, 6, 6, 6, 6] },
    { name: 'd: two too many of a later term', terms: [1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7] },
    { name: 'e: another tail of an old term', terms: [1, 1, 4, 4, 4, 4] },
    { name: 'f: two other terms', terms: [1, 1, 2, 2, 2, 3, 3, 3, 3, 3] },
  ])('a leader brings follower $name into line', ({ terms }) => {
    const cluster = new TestCluster([1, 2, 3], {}, []);
    const put = (id: NodeId, list: number[]): void => {
      const storage = formedStorage([1, 2, 3]);
      storage.append(entriesOf(2, ...list));
      storage.setHardState({ term: 7, vote: 0, commit: 1 });
      cluster.add(id, storage);
    };
    put(1, leaderTerms);
    put(2, terms);
    put(3, leaderTerms);
    cluster.elect(1);
    expect(cluster.leaders).toEqual([1]);
    cluster.propose(1, 'x');
    expect(cluster.terms(2)).toEqual([...leaderTerms, 8, 8]);
  });

  it('probing back takes about one message a term, not one an entry', () => {
    const cluster = new TestCluster([1, 2, 3]);
    const put = (id: NodeId, list: number[]): void => {
      const storage = formedStorage([1, 2, 3]);
      storage.append(entriesOf(2, ...list));
      storage.setHardState({ term: 6, vote: 0, commit: 1 });
      cluster.add(id, storage);
    };
    put(1, new Array<number>(200).fill(5));
    put(2, new Array<number>(200).fill(3));
    put(3, new Array<number>(200).fill(5));
    cluster.elect(1);
    const refused = cluster.deliveredOf(MessageType.AppResp).filter((sent) => sent.from === 2 && sent.reject);
    expect(refused.length).toBeLessThanOrEqual(2);
    expect(cluster.terms(2)).toEqual(cluster.terms(1));
  });
});

describe('commitment (paper 5.4.2)', () => {
  it('entries of older terms are not committed by counting, only by one of the own term behind them', () => {
    const storage = formedStorage([1, 2, 3]);
    storage.append(entriesOf(2, 1, 2));
    storage.setHardState({ term: 2, vote: 0, commit: 1 });
    const { node } = elected(storage);
    expect(node.term).toBe(3);
    acknowledge(node, 2, 3);
    expect(node.commit).toBe(1);
    acknowledge(node, 2, 4);
    expect(node.commit).toBe(4);
  });

  it('a follower commits no further than the last entry that the message proves', () => {
    const storage = formedStorage([1, 2, 3]);
    storage.append(entriesOf(2, 1, 1, 1));
    const node = makeNode(1, storage);
    node.step(makeMessage({ type: MessageType.App, from: 2, to: 1, term: 1, index: 2, logTerm: 1, commit: 4 }));
    expect(node.commit).toBe(2);
  });

  it('a heartbeat tells no more than what the follower is known to have', () => {
    const { node, storage } = elected();
    acknowledge(node, 2, 2);
    drain(node, storage);
    node.tick();
    const commits = drain(node, storage).map(({ to, commit }) => [to, commit]);
    expect(commits).toEqual([
      [2, 2],
      [3, 0],
    ]);
  });

  it('the acknowledged index never falls', () => {
    const { node } = elected();
    acknowledge(node, 2, 2);
    acknowledge(node, 2, 1);
    expect(progressOf(node, 2)).toMatchObject({ match: 2, next: 3 });
  });

  it('a refusal that is older than an acknowledgement is ignored', () => {
    const { node, storage } = elected();
    acknowledge(node, 2, 2);
    drain(node, storage);
    node.step(
      makeMessage({ type: MessageType.AppResp, from: 2, to: 1, term: 1, index: 1, reject: true, rejectHint: 0 }),
    );
    expect(progressOf(node, 2)).toMatchObject({ match: 2, next: 3, state: ProgressState.Replicate });
  });
});

describe('flow control', () => {
  it('a follower that is probed gets one message, and the next after an answered heartbeat', () => {
    const { node, storage } = elected();
    node.propose([bytes('a')]);
    expect(drain(node, storage)).toEqual([]);
    node.step(makeMessage({ type: MessageType.HeartbeatResp, from: 2, to: 1, term: 1 }));
    expect(drain(node, storage)).toMatchObject([
      { type: MessageType.App, to: 2, entries: [{ index: 2 }, { index: 3 }] },
    ]);
  });

  it('the window of messages under way is kept, and opened by acknowledgements and heartbeats', () => {
    const { node, storage } = elected(formedStorage([1, 2, 3]), { maxInflightMessages: 3 });
    acknowledge(node, 2, 2);
    drain(node, storage);
    for (let i = 0; i < 10; i++) node.propose([bytes(`${i}`)]);
    const toTwo = (): Message[] => drain(node, storage).filter(({ to }) => to === 2);
    expect(toTwo().filter(({ entries }) => entries.length > 0).length).toBe(3);
    expect(progressOf(node, 2)).toMatchObject({ inflight: 3, inflightFull: true, paused: true });

    // All of them lost: an answered heartbeat lets one message through, without entries, to find that out.
    node.step(makeMessage({ type: MessageType.HeartbeatResp, from: 2, to: 1, term: 1 }));
    expect(toTwo()).toMatchObject([{ type: MessageType.App, entries: [] }]);

    acknowledge(node, 2, 4);
    expect(progressOf(node, 2).inflightFull).toBe(false);
    expect(toTwo().at(-1)?.entries.at(-1)?.index).toBe(12);
  });

  it('the window is also bounded in bytes', () => {
    const { node, storage } = elected(formedStorage([1, 2, 3]), { maxSizePerMessage: 50, maxInflightBytes: 100 });
    acknowledge(node, 2, 2);
    drain(node, storage);
    for (let i = 0; i < 10; i++) node.propose([new Uint8Array(40)]);
    const toTwo = drain(node, storage).filter(({ to, entries }) => to === 2 && entries.length > 0);
    expect(toTwo.length).toBe(3);
  });

  it('messages are cut at their size, but an entry that alone exceeds it is sent', () => {
    const { node, storage } = elected(formedStorage([1, 2, 3]), { maxSizePerMessage: 60 });
    node.propose([new Uint8Array(20), new Uint8Array(20), new Uint8Array(500)]);
    drain(node, storage);
    acknowledge(node, 2, 2);
    const sizes = drain(node, storage).map(({ entries }) => entries.map(({ data }) => data.length));
    expect(sizes).toEqual([[20, 20], [500]]);
  });

  it('a lost message is found out after the peer is reported unreachable', () => {
    const cluster = new TestCluster([1, 2, 3]);
    cluster.elect(1);
    cluster.lose = ({ to, type }) => to === 2 && type === MessageType.App;
    cluster.propose(1, 'a');
    cluster.heal();
    cluster.node(1).reportUnreachable(2);
    expect(progressOf(cluster.node(1), 2).state).toBe(ProgressState.Probe);
    cluster.tick(1, 1);
    expect(cluster.applied.get(2)).toEqual(['a']);
  });

  it('a probed member that is found complete is replicated to again', () => {
    const { node, storage } = elected();
    acknowledge(node, 2, 2);
    node.reportUnreachable(2);
    expect(progressOf(node, 2).state).toBe(ProgressState.Probe);
    node.step(makeMessage({ type: MessageType.HeartbeatResp, from: 2, to: 1, term: 1 }));
    expect(drain(node, storage).at(-1)).toMatchObject({ type: MessageType.App, to: 2, entries: [] });
    acknowledge(node, 2, 2);
    expect(progressOf(node, 2).state).toBe(ProgressState.Replicate);
  });

  it('a member that was not sent the commit index is told it with its acknowledgement', () => {
    const { node, storage } = elected();
    acknowledge(node, 2, 2);
    // Node 3 is still being probed, so the news of the commit passed it by.
    expect(drain(node, storage).map(({ to, commit }) => [to, commit])).toEqual([[2, 2]]);
    acknowledge(node, 3, 2);
    expect(drain(node, storage)).toMatchObject([{ type: MessageType.App, to: 3, commit: 2, entries: [] }]);
    acknowledge(node, 3, 2);
    expect(drain(node, storage)).toEqual([]);
  });

  it('proposals beyond the bound of what waits for a quorum are dropped, and taken again afterwards', () => {
    const { node, storage } = elected(formedStorage([1, 2, 3]), { maxUncommittedSize: 100 });
    acknowledge(node, 2, 2);
    drain(node, storage);
    // One batch of any size passes when nothing waits.
    node.propose([new Uint8Array(200)]);
    expect(() => node.propose([new Uint8Array(1)])).toThrow(expect.objectContaining({ code: 'ProposalDropped' }));
    expect(node.propose([new Uint8Array(0)])).toEqual({ index: 4, term: 1 });
    drain(node, storage);
    acknowledge(node, 2, 4);
    drain(node, storage);
    expect(node.status().uncommittedSize).toBe(0);
    expect(node.propose([new Uint8Array(1)])).toEqual({ index: 5, term: 1 });
  });

  it('proposals are dropped where no leader is known, and on followers that must not forward', () => {
    const cluster = new TestCluster([1, 2, 3], (id) => ({ disableProposalForwarding: id === 3 }));
    expect(() => cluster.propose(1, 'a')).toThrow(expect.objectContaining({ code: 'ProposalDropped' }));
    cluster.elect(1);
    expect(() => cluster.propose(3, 'a')).toThrow(expect.objectContaining({ code: 'ProposalDropped' }));
    expect(cluster.node(2).propose([bytes('b')])).toBe(null);
  });
});

describe('snapshots', () => {
  function lagging(): TestCluster {
    const cluster = new TestCluster([1, 2, 3]);
    cluster.elect(1);
    cluster.isolate(3);
    for (const data of ['a', 'b', 'c']) cluster.propose(1, data);
    cluster.storage(1).createSnapshot(4, null, bytes('ab'));
    cluster.storage(1).compact(4);
    return cluster;
  }

  it('a follower whose next entry is compacted gets the snapshot and then the rest', () => {
    const cluster = lagging();
    cluster.heal();
    cluster.tick(1, 2);
    expect(cluster.storage(3).snapshot()).toMatchObject({ metadata: { index: 4 }, data: bytes('ab') });
    expect(cluster.applied.get(3)).toEqual(['c']);
    expect(progressOf(cluster.node(1), 3)).toMatchObject({ state: ProgressState.Replicate, match: 5 });
  });

  it('nothing else is sent while a snapshot is under way; a failed one is sent again', () => {
    const cluster = lagging();
    cluster.lose = ({ type }) => type === MessageType.Snap;
    cluster.tick(1, 1);
    expect(progressOf(cluster.node(1), 3)).toMatchObject({ state: ProgressState.Snapshot, pendingSnapshot: 4 });
    cluster.propose(1, 'd');
    expect(cluster.node(3).commit).toBeLessThan(4);
    cluster.heal();
    cluster.node(1).reportSnapshot(3, false);
    // Probed from where it is known to be, not from behind a snapshot that it does not have.
    const { match } = progressOf(cluster.node(1), 3);
    expect(progressOf(cluster.node(1), 3)).toMatchObject({
      state: ProgressState.Probe,
      paused: true,
      next: match + 1,
    });
    cluster.tick(1, 2);
    expect(cluster.applied.get(3)).toEqual(['c', 'd']);
  });

  it('no snapshot goes to a member that does not answer', () => {
    const { node, storage } = elected(formedStorage([1, 2, 3]), { checkQuorum: true });
    acknowledge(node, 2, 2);
    acknowledge(node, 3, 2);
    drain(node, storage);
    node.propose([bytes('a'), bytes('b')]);
    drain(node, storage);
    acknowledge(node, 2, 4);
    drain(node, storage);
    storage.createSnapshot(4, null, bytes('s'));
    storage.compact(4);
    // The quorum check forgets who was heard; then the lost append to node 3 is reported.
    for (let i = 0; i < ELECTION_TICK; i++) node.tick();
    node.reportUnreachable(3);
    node.propose([bytes('c')]);
    expect(drain(node, storage).filter(({ type, to }) => type !== MessageType.Heartbeat && to === 3)).toEqual([]);
    node.step(makeMessage({ type: MessageType.HeartbeatResp, from: 3, to: 1, term: 1 }));
    expect(drain(node, storage)).toMatchObject([{ type: MessageType.Snap, to: 3 }]);
  });

  it('a snapshot that is behind the commit index is ignored', () => {
    const cluster = lagging();
    const node = cluster.node(2);
    const snapshot = cluster.storage(1).snapshot();
    const before = node.commit;
    node.step(makeMessage({ type: MessageType.Snap, from: 1, to: 2, term: 1, snapshot }));
    expect(node.commit).toBe(before);
    expect(cluster.terms(2)).toEqual([1, 1, 1, 1]);
  });

  it('neither an old snapshot nor an old append moves a node back whose own log is compacted', () => {
    const storage = formedStorage([1, 2, 3]);
    const node = makeNode(1, storage);
    const entries = entriesOf(2, 1, 1, 1);
    node.step(
      makeMessage({ type: MessageType.App, from: 2, to: 1, term: 1, index: 1, logTerm: 1, entries, commit: 4 }),
    );
    drain(node, storage);
    const snapshot = { metadata: { ...storage.snapshot().metadata, index: 2 }, data: bytes('s') };
    storage.compact(4);
    node.step(makeMessage({ type: MessageType.Snap, from: 2, to: 1, term: 1, snapshot }));
    node.step(makeMessage({ type: MessageType.App, from: 2, to: 1, term: 1, index: 1, logTerm: 1, entries }));
    expect(drain(node, storage)).toMatchObject([
      { type: MessageType.AppResp, reject: false, index: 4 },
      { type: MessageType.AppResp, reject: false, index: 4 },
    ]);
    expect(node.commit).toBe(4);
  });

  it('a snapshot in whose membership the node is not is ignored', () => {
    const cluster = new TestCluster([1, 2]);
    const stranger = makeNode(9, formedStorage([1, 2]));
    const snapshot = { metadata: { ...cluster.storage(1).snapshot().metadata, index: 50 }, data: bytes('s') };
    stranger.step(makeMessage({ type: MessageType.Snap, from: 1, to: 9, term: 1, snapshot }));
    expect(stranger.commit).toBe(1);
  });

  it('a log that lost its tail is found out, not followed', () => {
    const node = makeNode(1, formedStorage([1, 2, 3]));
    const beat = makeMessage({ type: MessageType.Heartbeat, from: 2, to: 1, term: 1, commit: 8 });
    expect(() => node.step(beat)).toThrow(expect.objectContaining({ code: 'InvariantBroken' }));
  });
});
