import { decodeConfChange } from '../confchange/codec.ts';
import type { Config } from '../config.ts';
import { MemoryStorage } from '../log/memoryStorage.ts';
import { RawNode } from '../rawNode.ts';
import type { ReadState } from '../ready.ts';
import { Role } from '../ready.ts';
import { type ConfState, type Entry, EntryType, type Message, type MessageType, type NodeId } from '../types.ts';

/** For tests: nodes in one thread, written and applied at once, with a network that can be cut. */

export const ELECTION_TICK = 10;

export type Settings = Partial<Omit<Config, 'id' | 'storage'>>;

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function text(data: Uint8Array): string {
  return new TextDecoder().decode(data);
}

/** Entries from `first` on with these terms and no data. */
export function entriesOf(first: number, ...terms: number[]): Entry[] {
  return terms.map((term, i) => ({ term, index: first + i, type: EntryType.Normal, data: new Uint8Array(0) }));
}

export function confState(voters: NodeId[], learners: NodeId[] = []): ConfState {
  return { voters, learners, votersOutgoing: [], learnersNext: [], autoLeave: false };
}

/** A storage with a membership, as after forming: a snapshot at index 1 of term 1. */
export function formedStorage(voters: NodeId[], learners: NodeId[] = []): MemoryStorage {
  const storage = new MemoryStorage();
  storage.applySnapshot({
    metadata: { confState: confState(voters, learners), index: 1, term: 1 },
    data: new Uint8Array(0),
  });
  return storage;
}

/** One node with the settings of the tests: timeout of 10 ticks, heartbeat each tick, no spread. */
export function makeNode(id: NodeId, storage: MemoryStorage, settings: Settings = {}): RawNode {
  return new RawNode({
    electionTick: ELECTION_TICK,
    heartbeatTick: 1,
    randomTimeout: (ticks) => ticks,
    ...settings,
    id,
    storage,
  });
}

/** Takes a Ready, writes and applies it, and returns what it sends. Synchronous mode. */
export function drain(node: RawNode, storage: MemoryStorage): Message[] {
  const sent: Message[] = [];
  while (node.hasReady()) {
    const ready = node.ready();
    if (ready.hardState !== null) storage.setHardState(ready.hardState);
    if (ready.snapshot !== null) storage.applySnapshot(ready.snapshot);
    storage.append(ready.entries);
    sent.push(...ready.messages);
    node.advance();
  }
  return sent;
}

/** A trio, or any number of nodes, that works off its messages after each call. */
export class TestCluster {
  readonly nodes = new Map<NodeId, RawNode>();
  readonly storages = new Map<NodeId, MemoryStorage>();
  /** Text of the entries that each node has applied, without empty ones. */
  readonly applied = new Map<NodeId, string[]>();
  readonly reads = new Map<NodeId, ReadState[]>();
  /** Every message that was delivered. */
  readonly delivered: Message[] = [];
  /** Messages for which this is true are lost. */
  lose: (message: Message) => boolean = () => false;

  constructor(ids: NodeId[], settings: Settings | ((id: NodeId) => Settings) = {}, learners: NodeId[] = []) {
    const voters = ids.filter((id) => !learners.includes(id));
    for (const id of ids) {
      const storage = formedStorage(voters, learners);
      this.add(id, storage, typeof settings === 'function' ? settings(id) : settings);
    }
  }

  add(id: NodeId, storage: MemoryStorage, settings: Settings = {}): void {
    this.storages.set(id, storage);
    this.nodes.set(id, makeNode(id, storage, settings));
    this.applied.set(id, []);
    this.reads.set(id, []);
  }

  node(id: NodeId): RawNode {
    return found(this.nodes.get(id));
  }

  storage(id: NodeId): MemoryStorage {
    return found(this.storages.get(id));
  }

  /** Ids of the nodes that believe they lead. */
  get leaders(): NodeId[] {
    return [...this.nodes.values()].filter((node) => node.role === Role.Leader).map((node) => node.id);
  }

  /** Cuts these nodes off from the others, not from each other. */
  isolate(...ids: NodeId[]): void {
    this.lose = ({ from, to }) => ids.includes(from) !== ids.includes(to);
  }

  heal(): void {
    this.lose = () => false;
  }

  elect(id: NodeId): void {
    this.node(id).campaign();
    this.settle();
  }

  propose(id: NodeId, ...data: string[]): void {
    this.node(id).propose(data.map(bytes));
    this.settle();
  }

  /** Ticks one node, and lets the messages of each tick settle. */
  tick(id: NodeId, ticks: number): void {
    for (let i = 0; i < ticks; i++) {
      this.node(id).tick();
      this.settle();
    }
  }

  tickAll(ticks: number): void {
    for (let i = 0; i < ticks; i++) {
      for (const node of this.nodes.values()) node.tick();
      this.settle();
    }
  }

  /** Works until no node has anything to do. */
  settle(): void {
    for (let busy = true; busy; ) {
      busy = false;
      for (const [id, node] of this.nodes) {
        if (!node.hasReady()) continue;
        busy = true;
        this.#work(id, node);
      }
    }
  }

  deliver(sent: Message): void {
    if (this.lose(sent)) return;
    const target = this.nodes.get(sent.to);
    if (target === undefined) return;
    this.delivered.push(sent);
    target.step(sent);
  }

  deliveredOf(type: MessageType): Message[] {
    return this.delivered.filter((sent) => sent.type === type);
  }

  /** The terms of the entries of a node, from its first to its last. */
  terms(id: NodeId): number[] {
    const storage = this.storage(id);
    if (storage.lastIndex() < storage.firstIndex()) return [];
    return storage.entries(storage.firstIndex(), storage.lastIndex() + 1, Infinity).map((entry) => entry.term);
  }

  #work(id: NodeId, node: RawNode): void {
    const storage = this.storage(id);
    const ready = node.ready();
    if (ready.hardState !== null) storage.setHardState(ready.hardState);
    if (ready.snapshot !== null) storage.applySnapshot(ready.snapshot);
    storage.append(ready.entries);
    this.reads.get(id)?.push(...ready.readStates);
    for (const entry of ready.committedEntries) {
      if (entry.type !== EntryType.Normal) node.applyConfChange(decodeConfChange(entry.data));
      else if (entry.data.length > 0) this.applied.get(id)?.push(text(entry.data));
    }
    node.advance();
    for (const sent of ready.messages) this.deliver(sent);
  }
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('no such node');
  return value;
}
