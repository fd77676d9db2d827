import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LOCAL_APPEND, LOCAL_APPLY, makeMessage } from './message.ts';
import { Role } from './ready.ts';
import { bytes, drain, entriesOf, formedStorage, makeNode } from './testing/cluster.ts';
import { type Message, MessageType } from './types.ts';

const voteFrom = (from: number, term: number): Message =>
  makeMessage({ type: MessageType.Vote, from, to: 1, term, index: 1, logTerm: 1 });

function appendOf(messages: readonly Message[]): Message {
  const found = messages.find((message) => message.to === LOCAL_APPEND);
  if (found === undefined) throw new Error('nothing to write');
  return found;
}

describe('asynchronous storage writes', () => {
  it('a vote goes out only with the write that makes it durable', () => {
    const node = makeNode(1, formedStorage([1, 2, 3]), { asyncStorageWrites: true });
    node.step(voteFrom(2, 1));
    const { messages, mustSync } = node.ready();
    expect(mustSync).toBe(true);
    expect(messages.map(({ to }) => to)).toEqual([LOCAL_APPEND]);
    expect(appendOf(messages)).toMatchObject({
      term: 1,
      vote: 2,
      responses: [{ type: MessageType.VoteResp, to: 2, reject: false }],
    });
  });

  it('a candidate counts its own vote, and a leader its own entries, only once they are durable', () => {
    const storage = formedStorage([1, 2, 3]);
    const node = makeNode(1, storage, { asyncStorageWrites: true });
    node.campaign();
    const vote = appendOf(node.ready().messages);
    node.step(makeMessage({ type: MessageType.VoteResp, from: 2, to: 1, term: 1 }));
    expect(node.role).toBe(Role.Candidate);
    for (const response of vote.responses) node.step(response);
    expect(node.role).toBe(Role.Leader);

    const write = appendOf(node.ready().messages);
    node.step(makeMessage({ type: MessageType.AppResp, from: 2, to: 1, term: 1, index: 2 }));
    expect(node.commit).toBe(1);
    storage.append(write.entries);
    for (const response of write.responses) node.step(response);
    expect(node.commit).toBe(2);
  });

  it('entries go to the followers beside the own write', () => {
    const storage = formedStorage([1, 2, 3]);
    const node = makeNode(1, storage, { asyncStorageWrites: true });
    node.campaign();
    for (const response of appendOf(node.ready().messages).responses) node.step(response);
    node.step(makeMessage({ type: MessageType.VoteResp, from: 2, to: 1, term: 1 }));
    expect(node.ready().messages.map(({ type, to }) => [type, to])).toEqual([
      [MessageType.App, 2],
      [MessageType.App, 3],
      [MessageType.StorageAppend, LOCAL_APPEND],
    ]);
  });

  it('entries are applied only when they are committed and on the own disk', () => {
    const storage = formedStorage([1, 2, 3]);
    const node = makeNode(1, storage, { asyncStorageWrites: true });
    const entries = entriesOf(2, 1, 1);
    node.step(
      makeMessage({ type: MessageType.App, from: 2, to: 1, term: 1, index: 1, logTerm: 1, entries, commit: 3 }),
    );
    const write = appendOf(node.ready().messages);
    expect(node.hasReady()).toBe(false);
    storage.append(write.entries);
    for (const response of write.responses) if (response.to === 1) node.step(response);
    const apply = node.ready().messages.find(({ to }) => to === LOCAL_APPLY);
    expect(apply?.entries).toEqual(entries);
    expect(node.applied).toBe(1);
    for (const response of apply?.responses ?? []) node.step(response);
    expect(node.applied).toBe(3);
  });

  it('an acknowledgement of an older term does not make entries stable (A, B, A again)', () => {
    const storage = formedStorage([1, 2, 3]);
    const node = makeNode(1, storage, { asyncStorageWrites: true });
    const append = (from: number, term: number, entryTerm: number): Message => {
      const entries = entriesOf(2, entryTerm);
      node.step(makeMessage({ type: MessageType.App, from, to: 1, term, index: 1, logTerm: 1, entries }));
      return appendOf(node.ready().messages);
    };
    const toSelf = (write: Message): Message[] => write.responses.filter(({ to }) => to === 1);
    const first = append(2, 1, 1);
    const second = append(3, 2, 2);
    const third = append(2, 3, 1);
    storage.append(first.entries);
    for (const response of toSelf(first)) node.step(response);
    storage.append(second.entries);
    // The stable log holds the second leader's entry here; the node must still see its own view.
    node.step(voteFrom(3, 4));
    expect(node.status().lastIndex).toBe(2);
    node.step(makeMessage({ type: MessageType.App, from: 2, to: 1, term: 4, index: 2, logTerm: 1 }));
    const answer = appendOf(node.ready().messages).responses.find(({ type }) => type === MessageType.AppResp);
    expect(answer).toMatchObject({ reject: false, index: 2 });
    expect(third.entries).toMatchObject([{ term: 1 }]);
  });

  it('what an older term left unstable is made stable by the write of the new term', () => {
    const storage = formedStorage([1, 2, 3]);
    const node = makeNode(1, storage, { asyncStorageWrites: true });
    const entries = entriesOf(2, 1);
    node.step(makeMessage({ type: MessageType.App, from: 2, to: 1, term: 1, index: 1, logTerm: 1, entries }));
    const write = appendOf(node.ready().messages);
    node.step(voteFrom(3, 2));
    const later = appendOf(node.ready().messages);
    storage.append(write.entries);
    for (const response of write.responses) if (response.to === 1) node.step(response);
    expect(later.entries).toEqual([]);
    expect(later.responses.at(-1)).toMatchObject({
      type: MessageType.StorageAppendResp,
      term: 2,
      index: 2,
      logTerm: 1,
    });
  });

  it('advance() is refused', () => {
    const node = makeNode(1, formedStorage([1]), { asyncStorageWrites: true });
    expect(() => node.advance()).toThrow(expect.objectContaining({ code: 'InvariantBroken' }));
  });
});

describe('Ready', () => {
  it('a change of the commit index alone needs no fsync', () => {
    const storage = formedStorage([1, 2, 3]);
    const node = makeNode(1, storage);
    const entries = entriesOf(2, 1);
    node.step(makeMessage({ type: MessageType.App, from: 2, to: 1, term: 1, index: 1, logTerm: 1, entries }));
    expect(node.hasReady()).toBe(true);
    expect(drain(node, storage).length).toBe(1);
    node.step(makeMessage({ type: MessageType.App, from: 2, to: 1, term: 1, index: 2, logTerm: 1, commit: 2 }));
    expect(node.ready()).toMatchObject({ mustSync: false, hardState: { commit: 2 } });
  });

  it('a node restarted from its storage goes on where it was', () => {
    const storage = formedStorage([1]);
    const node = makeNode(1, storage);
    node.campaign();
    drain(node, storage);
    node.propose([bytes('a')]);
    drain(node, storage);
    const again = makeNode(1, storage, { applied: 2 });
    expect(again.status()).toMatchObject({ term: 1, vote: 1, commit: 3, applied: 2, role: Role.Follower });
    expect(again.ready().committedEntries).toMatchObject([{ index: 3, data: bytes('a') }]);
  });

  it('committed entries are handed out in portions, and the next after the last is applied', () => {
    const storage = formedStorage([1, 2, 3]);
    storage.append(entriesOf(2, 1, 1, 1));
    storage.setHardState({ term: 1, vote: 0, commit: 4 });
    const node = makeNode(1, storage, { asyncStorageWrites: true, maxCommittedSizePerReady: 1 });
    for (const index of [2, 3, 4]) {
      const apply = node.ready().messages.find(({ to }) => to === LOCAL_APPLY);
      expect(apply?.entries.map((entry) => entry.index)).toEqual([index]);
      expect(node.hasReady()).toBe(false);
      for (const response of apply?.responses ?? []) node.step(response);
    }
  });
});

it('a stored membership that contradicts itself is not taken up', () => {
  expect(() => makeNode(1, formedStorage([1, 1, 2]))).toThrow(expect.objectContaining({ code: 'InvariantBroken' }));
});

describe('messages that are refused', () => {
  const node = makeNode(1, formedStorage([1, 2, 3]));
  const entries = entriesOf(3, 1, 1);
  it.each([
    ['a local message', 'StepLocalMessage', { type: MessageType.Hup, from: 2, to: 1 }],
    ['an answer from a stranger', 'StepPeerNotFound', { type: MessageType.AppResp, from: 9, to: 1, term: 1 }],
    ['a message without a term', 'MalformedMessage', { type: MessageType.App, from: 2, to: 1 }],
    ['entries with a gap', 'MalformedMessage', { type: MessageType.App, from: 2, to: 1, term: 2, index: 1, entries }],
    [
      'entries of a later term',
      'MalformedMessage',
      { type: MessageType.App, from: 2, to: 1, term: 1, index: 2, logTerm: 1, entries: entriesOf(3, 2) },
    ],
    [
      'entries whose terms fall',
      'MalformedMessage',
      { type: MessageType.App, from: 2, to: 1, term: 3, index: 2, logTerm: 3, entries: entriesOf(3, 2) },
    ],
    ['a snapshot message without one', 'MalformedMessage', { type: MessageType.Snap, from: 2, to: 1, term: 1 }],
    ['an empty proposal', 'MalformedMessage', { type: MessageType.Prop, from: 2, to: 1 }],
  ] as const)('%s: %s', (_, code, parts) => {
    const before = node.status();
    expect(() => node.step(makeMessage(parts))).toThrow(expect.objectContaining({ code }));
    expect(node.status()).toEqual(before);
  });
});

describe('settings that are refused', () => {
  it.each([
    ['an id of nobody', { id: 0 }],
    ['an id of a storage target', { id: LOCAL_APPLY }],
    ['an election timeout that is not above the heartbeat', { electionTick: 1 }],
    ['leases for reads without check-quorum', { readOnlyMode: 'lease-based' as const }],
    ['a window of no messages', { maxInflightMessages: 0 }],
    ['a window below one message', { maxInflightBytes: 10, maxSizePerMessage: 20 }],
  ])('%s', (_, wrong) => {
    const { id = 1, ...settings } = { ...wrong } as { id?: number };
    expect(() => makeNode(id, formedStorage([1]), settings)).toThrow(
      expect.objectContaining({ code: 'InvalidConfig' }),
    );
  });
});

describe('the core is a pure state machine', () => {
  it('imports nothing from Node and knows no clock, no timer, no promise and no chance', () => {
    const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('testing'),
    );
    expect(sources.length).toBeGreaterThan(20);
    for (const name of sources) {
      const code = readFileSync(join(import.meta.dirname, name), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
      expect(code, name).not.toMatch(/from 'node:|from '[^.]/);
      expect(code, name).not.toMatch(
        /\bDate\b|Math\.random|setTimeout|setInterval|Promise|\basync\b|\bawait\b|performance\.|process\./,
      );
    }
  });
});
