import { decodeConfChange } from '../../node/consensus/confchange/codec.ts';
import {
  type ConfChangeSingle,
  ConfChangeType,
  type ConfState,
  type Entry,
  EntryType,
  type HardState,
  isConsensusError,
  LOCAL_APPEND,
  LOCAL_APPLY,
  type Message,
  MessageType,
  NONE,
  type NodeId,
  type ProgressStatus,
  type Ready,
  type Snapshot,
  type SoftState,
} from '../../node/consensus/index.ts';

/** How the scenario files print what goes in and out of a node. The core itself prints nothing. */

const ENTRY_NAMES = nameOf(EntryType, 'Entry');
const MESSAGE_NAMES = nameOf(MessageType, 'Msg');

function nameOf(values: Readonly<Record<string, number>>, prefix: string): Map<number, string> {
  return new Map(Object.entries(values).map(([name, value]) => [value, prefix + name]));
}

/** The message type with this name in the scenario files, or null. */
export function messageTypeNamed(name: string): MessageType | null {
  for (const [key, value] of Object.entries(MessageType)) {
    if (`Msg${key}` === name) return value;
  }
  return null;
}

export function ids(list: readonly NodeId[]): string {
  return `[${list.join(' ')}]`;
}

/** Bytes as a quoted string in the manner of Go's %q. */
export function quote(data: Uint8Array): string {
  let out = '"';
  for (const byte of data) {
    const char = String.fromCharCode(byte);
    if (char === '"' || char === '\\') out += `\\${char}`;
    else if (char === '\n') out += '\\n';
    else if (char === '\t') out += '\\t';
    else if (byte < 0x20 || byte > 0x7e) out += `\\x${byte.toString(16).padStart(2, '0')}`;
    else out += char;
  }
  return `${out}"`;
}

function target(id: NodeId): string {
  if (id === NONE) return 'None';
  if (id === LOCAL_APPEND) return 'AppendThread';
  if (id === LOCAL_APPLY) return 'ApplyThread';
  return id.toString(16);
}

const CHANGE_LETTERS: Readonly<Record<ConfChangeType, string>> = {
  [ConfChangeType.AddNode]: 'v',
  [ConfChangeType.RemoveNode]: 'r',
  [ConfChangeType.UpdateNode]: 'u',
  [ConfChangeType.AddLearnerNode]: 'l',
};

/** Reads `v1 l2 r3 u4`: make a voter, make a learner, remove, update. Throws with the reference's words. */
export function parseChanges(text: string): ConfChangeSingle[] {
  const tokens = text.trim() === '' ? [] : text.trim().split(' ');
  return tokens.map((token) => {
    if (token.length < 2) throw new Error(`unknown token ${token}`);
    const letter = token[0];
    const type = Object.values(ConfChangeType).find((value) => CHANGE_LETTERS[value] === letter);
    if (type === undefined) throw new Error(`unknown input: ${token}`);
    const nodeId = Number(token.slice(1));
    if (!/^\d+$/.test(token.slice(1)) || !Number.isSafeInteger(nodeId)) throw new Error(`not a node id: ${token}`);
    return { type, nodeId };
  });
}

export function describeEntry(entry: Entry): string {
  let content: string;
  if (entry.type === EntryType.Normal) {
    content = quote(entry.data);
  } else {
    const { changes } = decodeConfChange(entry.data);
    content = changes.map(({ type, nodeId }) => `${CHANGE_LETTERS[type]}${nodeId}`).join(' ');
  }
  return `${entry.term}/${entry.index} ${ENTRY_NAMES.get(entry.type)}${content === '' ? '' : ` ${content}`}`;
}

export function describeEntries(entries: readonly Entry[]): string {
  return entries.map((entry) => `${describeEntry(entry)}\n`).join('');
}

export function describeConfState(state: ConfState): string {
  return (
    `Voters:${ids(state.voters)} VotersOutgoing:${ids(state.votersOutgoing)} Learners:${ids(state.learners)} ` +
    `LearnersNext:${ids(state.learnersNext)} AutoLeave:${state.autoLeave}`
  );
}

export function describeSnapshot(snapshot: Snapshot): string {
  const { index, term, confState } = snapshot.metadata;
  return `Index:${index} Term:${term} ConfState:${describeConfState(confState)}`;
}

export function describeHardState(state: HardState): string {
  return `Term:${state.term}${state.vote === NONE ? '' : ` Vote:${state.vote}`} Commit:${state.commit}`;
}

export function describeSoftState(state: SoftState): string {
  return `Lead:${state.leader} State:State${state.role}`;
}

export function describeMessage(message: Message, indent = ''): string {
  const { from, to, type, term, logTerm, index, commit, vote, entries, snapshot, responses } = message;
  let out = `${indent}${target(from)}->${target(to)} ${MESSAGE_NAMES.get(type)} Term:${term} Log:${logTerm}/${index}`;
  if (message.reject) out += ` Rejected (Hint: ${message.rejectHint})`;
  if (commit !== 0) out += ` Commit:${commit}`;
  if (vote !== NONE) out += ` Vote:${vote}`;
  const [first, second] = entries;
  if (first !== undefined && second === undefined) {
    out += ` Entries:[${describeEntry(first)}]`;
  } else if (first !== undefined) {
    const lines = entries.map((entry) => `\n${indent}  ${describeEntry(entry)}`);
    out += ` Entries:[${lines.join('')}\n${indent}]`;
  }
  if (snapshot !== null && snapshot.metadata.index !== 0) {
    out += `\n${indent}  Snapshot: ${describeSnapshot(snapshot)}`;
  }
  if (responses.length > 0) {
    const lines = responses.map((response) => `\n${describeMessage(response, `${indent}  `)}`);
    out += ` Responses:[${lines.join('')}\n${indent}]`;
  }
  return out;
}

export function describeReady(ready: Ready): string {
  let out = '';
  if (ready.softState !== null) out += `${describeSoftState(ready.softState)}\n`;
  if (ready.hardState !== null) out += `HardState ${describeHardState(ready.hardState)}\n`;
  if (ready.readStates.length > 0) {
    const states = ready.readStates.map(({ index, context }) => `{${index} ${ids([...context])}}`);
    out += `ReadStates [${states.join(' ')}]\n`;
  }
  if (ready.entries.length > 0) out += `Entries:\n${describeEntries(ready.entries)}`;
  if (ready.snapshot !== null) out += `Snapshot ${describeSnapshot(ready.snapshot)}\n`;
  if (ready.committedEntries.length > 0) out += `CommittedEntries:\n${describeEntries(ready.committedEntries)}`;
  if (ready.messages.length > 0) {
    out += `Messages:\n${ready.messages.map((message) => `${describeMessage(message)}\n`).join('')}`;
  }
  return out === '' ? '<empty Ready>' : `Ready MustSync=${ready.mustSync}:\n${out}`;
}

/** One line for each member, ascending by id. */
export function describeProgress(members: Iterable<ProgressStatus>): string {
  let out = '';
  for (const member of members) {
    out += `${member.id}: State${member.state} match=${member.match} next=${member.next}`;
    if (member.learner) out += ' learner';
    if (member.paused) out += ' paused';
    if (member.pendingSnapshot > 0) out += ` pendingSnap=${member.pendingSnapshot}`;
    if (!member.recentActive) out += ' inactive';
    if (member.inflight > 0) out += ` inflight=${member.inflight}${member.inflightFull ? '[full]' : ''}`;
    out += '\n';
  }
  return out;
}

/** The words that the reference has for our error codes. */
const ERROR_TEXTS: Readonly<Record<string, string>> = {
  ProposalDropped: 'raft proposal dropped',
  StepLocalMessage: 'raft: cannot step raft local message',
  StepPeerNotFound: 'raft: cannot step as peer not found',
  Compacted: 'requested index is unavailable due to compaction',
  Unavailable: 'requested entry at index is unavailable',
  SnapshotOutOfDate: 'requested index is older than the existing snapshot',
  SnapshotTemporarilyUnavailable: 'snapshot is temporarily unavailable',
};

/** The text of an error that belongs to normal work. Anything else is thrown on: it is a failure. */
export function errorText(error: unknown): string {
  const text = isConsensusError(error) ? ERROR_TEXTS[error.code] : undefined;
  if (text === undefined) throw error;
  return text;
}
