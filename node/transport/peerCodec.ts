import type {
  RaftConfState,
  RaftConfStateInit,
  RaftEntry,
  RaftMessage,
  RaftMessageInit,
  RaftSnapshot,
} from '../../proto/index.ts';
import {
  type ConfState,
  type Entry,
  type EntryType,
  isLocalMessage,
  type Message,
  MessageType,
  type SnapshotMetadata,
} from '../consensus/index.ts';
import { TransportError, TransportErrorCode } from './errors.ts';

const NO_ENTRIES: readonly Entry[] = [];
const NO_MESSAGES: readonly Message[] = [];

/**
 * The wire form of a message, without the data of its snapshot (snapshotPieces.ts cuts that). Fields that are
 * 0 or empty are left out: most are, and a frame is written at every turn of the loop.
 */
export function toWire(message: Message): RaftMessageInit {
  const wire: RaftMessageInit = { type: message.type, to: message.to, from: message.from };
  if (message.term !== 0) wire.term = message.term;
  if (message.logTerm !== 0) wire.logTerm = message.logTerm;
  if (message.index !== 0) wire.index = message.index;
  if (message.entries.length > 0) wire.entries = message.entries as Entry[];
  if (message.commit !== 0) wire.commit = message.commit;
  if (message.vote !== 0) wire.vote = message.vote;
  if (message.reject) wire.reject = true;
  if (message.rejectHint !== 0) wire.rejectHint = message.rejectHint;
  if (message.context.length > 0) wire.context = message.context;
  if (message.snapshot !== null) {
    const { confState, index, term } = message.snapshot.metadata;
    wire.snapshot = { confState: confStateToWire(confState), index, term };
  }
  return wire;
}

/**
 * The message of its wire form. A snapshot's data is what the wire form holds, which may be a piece.
 *
 * @throws {TransportError} MalformedMessage when a number is out of range or the type is none that peers send
 */
export function fromWire(wire: RaftMessage): Message {
  if (!REMOTE_TYPES.has(wire.type)) {
    throw malformed(`message type ${wire.type}`);
  }
  return {
    type: wire.type as MessageType,
    to: whole(wire.to, 'to'),
    from: whole(wire.from, 'from'),
    term: whole(wire.term, 'term'),
    logTerm: whole(wire.logTerm, 'logTerm'),
    index: whole(wire.index, 'index'),
    entries: wire.entries.length === 0 ? NO_ENTRIES : wire.entries.map(entryFromWire),
    commit: whole(wire.commit, 'commit'),
    vote: whole(wire.vote, 'vote'),
    snapshot: wire.snapshot === null ? null : { metadata: snapshotMetadata(wire.snapshot), data: wire.snapshot.data },
    reject: wire.reject,
    rejectHint: whole(wire.rejectHint, 'rejectHint'),
    context: wire.context,
    responses: NO_MESSAGES,
  };
}

const REMOTE_TYPES: ReadonlySet<number> = new Set(Object.values(MessageType).filter((type) => !isLocalMessage(type)));
const MAX_ENTRY_TYPE = 2;

function entryFromWire(wire: RaftEntry): Entry {
  if (wire.type > MAX_ENTRY_TYPE) {
    throw malformed(`entry type ${wire.type}`);
  }
  return {
    term: whole(wire.term, 'entry term'),
    index: whole(wire.index, 'entry index'),
    type: wire.type as EntryType,
    data: wire.data,
  };
}

function snapshotMetadata(wire: RaftSnapshot): SnapshotMetadata {
  if (wire.confState === null) {
    throw malformed('a snapshot without members');
  }
  return {
    confState: confStateFromWire(wire.confState),
    index: whole(wire.index, 'snapshot index'),
    term: whole(wire.term, 'snapshot term'),
  };
}

function confStateToWire(state: ConfState): RaftConfStateInit {
  return {
    voters: [...state.voters],
    learners: [...state.learners],
    votersOutgoing: [...state.votersOutgoing],
    learnersNext: [...state.learnersNext],
    autoLeave: state.autoLeave,
  };
}

function confStateFromWire(wire: RaftConfState): ConfState {
  const ids = (list: readonly number[]): number[] => list.map((id) => whole(id, 'member'));
  return {
    voters: ids(wire.voters),
    learners: ids(wire.learners),
    votersOutgoing: ids(wire.votersOutgoing),
    learnersNext: ids(wire.learnersNext),
    autoLeave: wire.autoLeave,
  };
}

/** 64-bit numbers lose their last bits above 2^53, so they are refused there. */
export function whole(value: number, what: string): number {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw malformed(`${what} ${value}`);
  }
  return value;
}

function malformed(what: string): TransportError {
  return new TransportError(TransportErrorCode.MalformedMessage, `malformed peer message: ${what}`);
}
