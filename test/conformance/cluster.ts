import {
  type Config,
  type ConfState,
  decodeConfChange,
  type Entry,
  EntryType,
  type HardState,
  isLocalTarget,
  MemoryStorage,
  type Message,
  MessageType,
  type NodeId,
  RawNode,
  type Snapshot,
} from '../../node/consensus/index.ts';
import { describeEntries, describeMessage, describeReady, errorText } from './describe.ts';
import type { Output } from './output.ts';

/** A storage whose snapshot is always that of the last applied entry. */
class ScenarioStorage extends MemoryStorage {
  readonly history: Snapshot[];

  constructor(first: Snapshot) {
    super();
    this.history = [first];
  }

  get latest(): Snapshot {
    return this.history.at(-1) as Snapshot;
  }

  override snapshot(): Snapshot {
    return this.latest;
  }
}

/** One node of a scenario with its storage and the storage work that it has ordered. */
export interface ScenarioNode {
  readonly id: NodeId;
  readonly raw: RawNode;
  readonly storage: ScenarioStorage;
  readonly config: Config;
  readonly appendWork: Message[];
  readonly applyWork: Message[];
}

/** Settings that a scenario chooses; the others are those of the reference's interaction environment. */
export type ScenarioSettings = Partial<Omit<Config, 'id' | 'storage'>>;

/** The nodes of a scenario and the messages that are under way between them. */
export class Cluster {
  readonly nodes: ScenarioNode[] = [];
  #messages: Message[] = [];
  readonly #output: Output;

  constructor(output: Output) {
    this.#output = output;
  }

  addNodes(count: number, settings: ScenarioSettings, snapshot: Snapshot | null): void {
    for (let i = 0; i < count; i++) {
      const id = this.nodes.length + 1;
      const first = snapshot ?? new MemoryStorage().snapshot();
      const storage = new ScenarioStorage(first);
      if (snapshot !== null) storage.applySnapshot(snapshot);
      const electionTick = 3;
      const config: Config = {
        electionTick,
        heartbeatTick: 1,
        maxInflightMessages: 2 ** 31 - 1,
        // The scenarios set a timeout where it matters, so elsewhere it only has to be in the range.
        randomTimeout: () => 2 * electionTick - 1,
        ...settings,
        id,
        storage,
      };
      this.nodes.push({ id, raw: new RawNode(config), storage, config, appendWork: [], applyWork: [] });
    }
  }

  node(id: NodeId): ScenarioNode {
    const node = this.nodes[id - 1];
    if (node === undefined) throw new Error(`there is no node ${id}`);
    return node;
  }

  enqueue(message: Message): void {
    this.#messages.push(message);
  }

  hasMessagesTo(id: NodeId): boolean {
    return this.#messages.some((message) => message.to === id);
  }

  /** Delivers or drops the messages to a node, of one type if that is given. Returns their number. */
  deliver(to: NodeId, type: MessageType | null, drop: boolean): number {
    const chosen: Message[] = [];
    const others: Message[] = [];
    for (const message of this.#messages) {
      const matches = message.to === to && (type === null || message.type === type) && !(drop && isLocal(message));
      (matches ? chosen : others).push(message);
    }
    this.#messages = others;
    for (const message of chosen) {
      this.#output.line(`${drop ? 'dropped: ' : ''}${describeMessage(message)}`);
      if (drop) continue;
      try {
        this.node(to).raw.step(message);
      } catch (error) {
        this.#output.line(errorText(error));
      }
    }
    return chosen.length;
  }

  processReady(node: ScenarioNode): void {
    const ready = node.raw.ready();
    this.#output.write(describeReady(ready));
    const synchronous = node.config.asyncStorageWrites !== true;
    if (synchronous) {
      this.#append(node, ready.hardState, ready.entries, ready.snapshot);
      this.#apply(node, ready.committedEntries);
    }
    for (const message of ready.messages) {
      if (message.type === MessageType.StorageAppend) node.appendWork.push(message);
      else if (message.type === MessageType.StorageApply) node.applyWork.push(message);
      else this.#messages.push(message);
    }
    if (synchronous) node.raw.advance();
  }

  processAppendThread(node: ScenarioNode): void {
    const message = node.appendWork.shift();
    if (message === undefined) {
      this.#output.write('no append work to perform');
      return;
    }
    this.#announce(message);
    const { term, vote, commit } = message;
    const changed = term !== 0 || vote !== 0 || commit !== 0;
    this.#append(node, changed ? { term, vote, commit } : null, message.entries, message.snapshot);
    this.#respond(message);
  }

  processApplyThread(node: ScenarioNode): void {
    const message = node.applyWork.shift();
    if (message === undefined) {
      this.#output.write('no apply work to perform');
      return;
    }
    this.#announce(message);
    this.#apply(node, message.entries);
    this.#respond(message);
  }

  printLog(node: ScenarioNode): void {
    const { storage } = node;
    const first = storage.firstIndex();
    const last = storage.lastIndex();
    if (last < first) this.#output.write(`log is empty: first index=${first}, last index=${last}`);
    else this.#output.write(describeEntries(storage.entries(first, last + 1, Infinity)));
  }

  #announce(message: Message): void {
    this.#output.line('Processing:');
    this.#output.line(describeMessage({ ...message, responses: [] }));
  }

  #respond(message: Message): void {
    this.#output.line('Responses:');
    for (const response of message.responses) {
      this.#output.line(describeMessage(response));
      this.#messages.push(response);
    }
  }

  #append(node: ScenarioNode, hardState: HardState | null, entries: readonly Entry[], snapshot: Snapshot | null): void {
    if (hardState !== null) node.storage.setHardState(hardState);
    if (snapshot !== null) {
      if (entries.length > 0) throw new Error("can't apply snapshot and entries at the same time");
      node.storage.applySnapshot(snapshot);
    } else {
      node.storage.append(entries);
    }
  }

  /** The application of the scenarios: its state is all data, one after the other. */
  #apply(node: ScenarioNode, entries: readonly Entry[]): void {
    for (const entry of entries) {
      const last = node.storage.latest;
      let confState: ConfState = last.metadata.confState;
      let update = entry.data;
      if (entry.type !== EntryType.Normal) {
        const change = decodeConfChange(entry.data);
        confState = node.raw.applyConfChange(change);
        update = change.context;
      }
      node.storage.history.push({
        metadata: { confState, index: entry.index, term: entry.term },
        data: Uint8Array.of(...last.data, ...update),
      });
    }
  }
}

function isLocal(message: Message): boolean {
  return message.from === message.to || isLocalTarget(message.from) || isLocalTarget(message.to);
}
