import { describe, expect, it } from 'vitest';
import { ReadOnlyMode } from './config.ts';
import { makeMessage } from './message.ts';
import type { RawNode } from './rawNode.ts';
import { Role } from './ready.ts';
import { drain, ELECTION_TICK, entriesOf, formedStorage, makeNode, TestCluster } from './testing/cluster.ts';
import { type Message, MessageType } from './types.ts';

function ticks(node: RawNode, count: number): void {
  for (let i = 0; i < count; i++) node.tick();
}

function only(messages: Message[], type: MessageType): Message[] {
  return messages.filter((message) => message.type === type);
}

describe('terms (paper 5.1)', () => {
  it.each(['follower', 'candidate', 'leader'])('a %s that sees a higher term follows in it', (role) => {
    const cluster = new TestCluster([1, 2, 3]);
    const node = cluster.node(1);
    if (role === 'leader') cluster.elect(1);
    if (role === 'candidate') node.campaign();
    node.step(makeMessage({ type: MessageType.App, from: 2, to: 1, term: 7, index: 1, logTerm: 1 }));
    expect(node.role).toBe(Role.Follower);
    expect(node.term).toBe(7);
    expect(node.leader).toBe(2);
  });

  it('a message of a lower term changes nothing and, without pre-vote and leases, is not answered', () => {
    const storage = formedStorage([1, 2, 3]);
    storage.setHardState({ term: 5, vote: 0, commit: 1 });
    const node = makeNode(1, storage);
    node.step(makeMessage({ type: MessageType.App, from: 2, to: 1, term: 4, index: 1, logTerm: 1 }));
    expect(node.leader).toBe(0);
    expect(drain(node, storage)).toEqual([]);
  });

  it('with pre-vote an old leader is shown the term, so that a node that ran ahead gets back in', () => {
    const storage = formedStorage([1, 2, 3]);
    storage.setHardState({ term: 5, vote: 0, commit: 1 });
    const node = makeNode(1, storage, { preVote: true });
    node.step(makeMessage({ type: MessageType.Heartbeat, from: 2, to: 1, term: 4 }));
    expect(drain(node, storage)).toMatchObject([{ type: MessageType.AppResp, to: 2, term: 5 }]);
  });
});

describe('elections (paper 5.2)', () => {
  it('a node starts as a follower', () => {
    expect(makeNode(1, formedStorage([1, 2, 3])).role).toBe(Role.Follower);
  });

  it('a follower that hears nothing for its timeout campaigns in the next term and votes for itself', () => {
    const storage = formedStorage([1, 2, 3]);
    const node = makeNode(1, storage);
    ticks(node, ELECTION_TICK - 1);
    expect(node.role).toBe(Role.Follower);
    node.tick();
    expect(node.role).toBe(Role.Candidate);
    expect(node.status()).toMatchObject({ term: 1, vote: 1 });
    expect(only(drain(node, storage), MessageType.Vote).map((message) => message.to)).toEqual([2, 3]);
  });

  it('a heartbeat of the leader puts the campaign off', () => {
    const node = makeNode(1, formedStorage([1, 2, 3]));
    for (let i = 0; i < 3; i++) {
      ticks(node, ELECTION_TICK - 1);
      node.step(makeMessage({ type: MessageType.Heartbeat, from: 2, to: 1, term: 1 }));
    }
    expect(node.role).toBe(Role.Follower);
    ticks(node, ELECTION_TICK);
    expect(node.role).toBe(Role.Candidate);
  });

  it('the timeout is the one that the settings give, and can be set for the time being', () => {
    const node = makeNode(1, formedStorage([1, 2, 3]), { randomTimeout: (base) => base + 7 });
    expect(node.status().electionTimeout).toBe(ELECTION_TICK + 7);
    node.setElectionTimeout(3);
    ticks(node, 3);
    expect(node.role).toBe(Role.Candidate);
    expect(node.status().electionTimeout).toBe(ELECTION_TICK + 7);
  });

  it.each([
    { voters: 1, votes: 0, wins: true },
    { voters: 3, votes: 0, wins: false },
    { voters: 3, votes: 1, wins: true },
    { voters: 5, votes: 1, wins: false },
    { voters: 5, votes: 2, wins: true },
  ])('of $voters voters $votes besides its own make a leader: $wins', ({ voters, votes, wins }) => {
    const ids = Array.from({ length: voters }, (_, i) => i + 1);
    const storage = formedStorage(ids);
    const node = makeNode(1, storage);
    node.campaign();
    drain(node, storage);
    for (let from = 2; from < 2 + votes; from++) {
      node.step(makeMessage({ type: MessageType.VoteResp, from, to: 1, term: 1 }));
    }
    expect(node.role === Role.Leader).toBe(wins);
  });

  it('a vote that is repeated counts once', () => {
    const storage = formedStorage([1, 2, 3, 4, 5]);
    const node = makeNode(1, storage);
    node.campaign();
    drain(node, storage);
    for (let i = 0; i < 3; i++) node.step(makeMessage({ type: MessageType.VoteResp, from: 2, to: 1, term: 1 }));
    expect(node.role).toBe(Role.Candidate);
  });

  it('a refusal cannot be turned into a vote', () => {
    const storage = formedStorage([1, 2, 3, 4, 5]);
    const node = makeNode(1, storage);
    node.campaign();
    drain(node, storage);
    node.step(makeMessage({ type: MessageType.VoteResp, from: 2, to: 1, term: 1, reject: true }));
    for (const from of [2, 3]) node.step(makeMessage({ type: MessageType.VoteResp, from, to: 1, term: 1 }));
    expect(node.role).toBe(Role.Candidate);
  });

  it('a node votes once a term, and again only for the same candidate', () => {
    const storage = formedStorage([1, 2, 3]);
    const node = makeNode(1, storage);
    const ask = (from: number): Message | undefined => {
      node.step(makeMessage({ type: MessageType.Vote, from, to: 1, term: 2, index: 1, logTerm: 1 }));
      return drain(node, storage)[0];
    };
    expect(ask(2)).toMatchObject({ type: MessageType.VoteResp, reject: false });
    expect(ask(3)).toMatchObject({ type: MessageType.VoteResp, reject: true });
    expect(ask(2)).toMatchObject({ reject: false });
  });

  it('a vote survives a restart', () => {
    const storage = formedStorage([1, 2, 3]);
    const node = makeNode(1, storage);
    node.step(makeMessage({ type: MessageType.Vote, from: 2, to: 1, term: 2, index: 1, logTerm: 1 }));
    drain(node, storage);
    const again = makeNode(1, storage);
    again.step(makeMessage({ type: MessageType.Vote, from: 3, to: 1, term: 2, index: 1, logTerm: 1 }));
    expect(drain(again, storage)).toMatchObject([{ reject: true }]);
  });

  it('a candidate that loses or hears the leader of its term follows again', () => {
    for (const answer of [
      [MessageType.VoteResp, true],
      [MessageType.App, false],
    ] as const) {
      const storage = formedStorage([1, 2, 3]);
      const node = makeNode(1, storage);
      node.campaign();
      drain(node, storage);
      for (const from of [2, 3]) {
        const [type, reject] = answer;
        node.step(makeMessage({ type, from, to: 1, term: 1, reject, index: 1, logTerm: 1 }));
      }
      expect(node.role).toBe(Role.Follower);
      expect(node.term).toBe(1);
    }
  });
});

describe('the vote restriction (paper 5.4.1)', () => {
  it.each([
    { own: [1, 1], term: 1, index: 3, granted: true },
    { own: [1, 1], term: 2, index: 2, granted: true },
    { own: [1, 1], term: 1, index: 2, granted: false },
    { own: [1, 2], term: 1, index: 9, granted: false },
    { own: [1, 2], term: 2, index: 2, granted: false },
    { own: [1, 2], term: 3, index: 1, granted: true },
  ])('log $own, candidate ends at ($term, $index): $granted', ({ own, term, index, granted }) => {
    const storage = formedStorage([1, 2, 3]);
    storage.append(entriesOf(2, ...own));
    const node = makeNode(1, storage);
    node.step(makeMessage({ type: MessageType.Vote, from: 2, to: 1, term: 5, logTerm: term, index }));
    expect(drain(node, storage)).toMatchObject([{ type: MessageType.VoteResp, reject: !granted }]);
  });

  it('a node with the better log wins over one that campaigned first', () => {
    const cluster = new TestCluster([1, 2, 3]);
    cluster.elect(1);
    cluster.isolate(3);
    cluster.propose(1, 'a');
    cluster.heal();
    cluster.node(3).campaign();
    cluster.settle();
    expect(cluster.node(3).role).not.toBe(Role.Leader);
    cluster.elect(2);
    expect(cluster.leaders).toEqual([2]);
    expect(cluster.applied.get(3)).toEqual(['a']);
  });
});

describe('pre-vote (thesis 9.6)', () => {
  it('a pre-candidate raises no term and casts no vote until a quorum would vote for it', () => {
    const storage = formedStorage([1, 2, 3]);
    const node = makeNode(1, storage, { preVote: true });
    node.campaign();
    const asked = only(drain(node, storage), MessageType.PreVote);
    expect(asked.map((message) => message.term)).toEqual([1, 1]);
    expect(node.status()).toMatchObject({ role: Role.PreCandidate, term: 0, vote: 0 });
    node.step(makeMessage({ type: MessageType.PreVoteResp, from: 2, to: 1, term: 1 }));
    expect(node.status()).toMatchObject({ role: Role.Candidate, term: 1, vote: 1 });
  });

  it('a granted pre-vote binds nobody', () => {
    const storage = formedStorage([1, 2, 3]);
    const node = makeNode(1, storage, { preVote: true });
    for (const from of [2, 3]) {
      node.step(makeMessage({ type: MessageType.PreVote, from, to: 1, term: 1, index: 1, logTerm: 1 }));
    }
    expect(drain(node, storage).map((message) => message.reject)).toEqual([false, false]);
    expect(node.status()).toMatchObject({ term: 0, vote: 0 });
  });

  it('a node that was cut off comes back without disturbing the leader', () => {
    const cluster = new TestCluster([1, 2, 3], { preVote: true });
    cluster.elect(1);
    cluster.isolate(3);
    cluster.tick(3, 5 * ELECTION_TICK);
    cluster.heal();
    cluster.tick(1, 1);
    expect(cluster.leaders).toEqual([1]);
    expect(cluster.node(3).term).toBe(1);
    expect(cluster.node(3).leader).toBe(1);
  });

  it('a refused campaign can be repeated at once, and wins when the others have forgotten the leader', () => {
    const cluster = new TestCluster([1, 2, 3], { preVote: true, checkQuorum: true });
    cluster.elect(1);
    cluster.isolate(1);
    cluster.elect(2);
    expect(cluster.node(2).role).not.toBe(Role.Leader);
    cluster.node(3).forgetLeader();
    cluster.elect(2);
    expect(cluster.node(2).role).toBe(Role.Leader);
  });
});

describe('check-quorum (thesis 4.2.3, 6.2)', () => {
  it('a leader that hears no quorum for an election timeout steps down', () => {
    const cluster = new TestCluster([1, 2, 3], { checkQuorum: true });
    cluster.elect(1);
    cluster.isolate(1);
    cluster.tick(1, 2 * ELECTION_TICK);
    expect(cluster.node(1).role).toBe(Role.Follower);
    expect(cluster.node(1).term).toBe(1);
  });

  it('a leader that hears one of two others goes on', () => {
    const cluster = new TestCluster([1, 2, 3], { checkQuorum: true });
    cluster.elect(1);
    cluster.isolate(3);
    cluster.tick(1, 3 * ELECTION_TICK);
    expect(cluster.node(1).role).toBe(Role.Leader);
  });

  it('without it a leader alone goes on for ever', () => {
    const cluster = new TestCluster([1, 2, 3]);
    cluster.elect(1);
    cluster.isolate(1);
    cluster.tick(1, 3 * ELECTION_TICK);
    expect(cluster.node(1).role).toBe(Role.Leader);
  });

  it('a voter that has heard the leader within the lease hears no candidate, and does when it has run out', () => {
    const storage = formedStorage([1, 2, 3]);
    const node = makeNode(1, storage, { checkQuorum: true, randomTimeout: (base) => 2 * base });
    node.step(makeMessage({ type: MessageType.Heartbeat, from: 2, to: 1, term: 1 }));
    const vote = makeMessage({ type: MessageType.Vote, from: 3, to: 1, term: 2, index: 1, logTerm: 1 });
    ticks(node, ELECTION_TICK - 1);
    drain(node, storage);
    node.step(vote);
    expect(drain(node, storage)).toEqual([]);
    expect(node.term).toBe(1);
    node.tick();
    node.step(vote);
    expect(drain(node, storage)).toMatchObject([{ type: MessageType.VoteResp, reject: false, term: 2 }]);
  });
});

describe('forgetting the leader', () => {
  it('opens the lease', () => {
    const cluster = new TestCluster([1, 2, 3], { checkQuorum: true });
    cluster.elect(1);
    cluster.isolate(1);
    cluster.node(3).forgetLeader();
    expect(cluster.node(3).leader).toBe(0);
    cluster.elect(2);
    expect(cluster.leaders).toEqual([1, 2]);
  });

  it('is refused where reads rely on the lease', () => {
    const cluster = new TestCluster([1, 2, 3], { checkQuorum: true, readOnlyMode: ReadOnlyMode.LeaseBased });
    cluster.elect(1);
    cluster.node(3).forgetLeader();
    expect(cluster.node(3).leader).toBe(1);
  });

  it('does not touch a leader', () => {
    const cluster = new TestCluster([1, 2, 3]);
    cluster.elect(1);
    cluster.node(1).forgetLeader();
    expect(cluster.node(1).leader).toBe(1);
  });
});

describe('who may not campaign', () => {
  it('a learner', () => {
    const cluster = new TestCluster([1, 2, 3], {}, [3]);
    cluster.elect(3);
    expect(cluster.node(3).role).toBe(Role.Follower);
    cluster.tick(3, 3 * ELECTION_TICK);
    expect(cluster.node(3).role).toBe(Role.Follower);
  });

  it('a node that is not in its own membership', () => {
    const node = makeNode(4, formedStorage([1, 2, 3]));
    node.campaign();
    expect(node.role).toBe(Role.Follower);
  });

  it('a learner does vote, since it may be a voter without knowing it', () => {
    const storage = formedStorage([1, 2], [3]);
    const node = makeNode(3, storage);
    node.step(makeMessage({ type: MessageType.Vote, from: 1, to: 3, term: 2, index: 1, logTerm: 1 }));
    expect(drain(node, storage)).toMatchObject([{ reject: false }]);
  });
});
