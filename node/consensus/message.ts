import { type Entry, type Message, MessageType, type NodeId, type Snapshot } from './types.ts';

/**
 * Targets of StorageAppend and StorageApply. They lie at the end of the safe integers, where no incarnation
 * is ever drawn.
 */
export const LOCAL_APPEND: NodeId = Number.MAX_SAFE_INTEGER;
export const LOCAL_APPLY: NodeId = Number.MAX_SAFE_INTEGER - 1;

export const NO_BYTES: Uint8Array = new Uint8Array(0);
export const NO_ENTRIES: readonly Entry[] = [];
export const NO_MESSAGES: readonly Message[] = [];

/** The parts of a message that differ from "none". */
export interface MessageParts {
  readonly type: MessageType;
  readonly to: NodeId;
  readonly from?: NodeId;
  readonly term?: number;
  readonly logTerm?: number;
  readonly index?: number;
  readonly entries?: readonly Entry[];
  readonly commit?: number;
  readonly vote?: NodeId;
  readonly snapshot?: Snapshot | null;
  readonly reject?: boolean;
  readonly rejectHint?: number;
  readonly context?: Uint8Array;
  readonly responses?: readonly Message[];
}

/** Makes a message with all its fields, always in the same order, so that all messages share one shape. */
export function makeMessage(parts: MessageParts): Message {
  return {
    type: parts.type,
    to: parts.to,
    from: parts.from ?? 0,
    term: parts.term ?? 0,
    logTerm: parts.logTerm ?? 0,
    index: parts.index ?? 0,
    entries: parts.entries ?? NO_ENTRIES,
    commit: parts.commit ?? 0,
    vote: parts.vote ?? 0,
    snapshot: parts.snapshot ?? null,
    reject: parts.reject ?? false,
    rejectHint: parts.rejectHint ?? 0,
    context: parts.context ?? NO_BYTES,
    responses: parts.responses ?? NO_MESSAGES,
  };
}

/** True for the storage targets of a node. */
export function isLocalTarget(id: NodeId): boolean {
  return id === LOCAL_APPEND || id === LOCAL_APPLY;
}

/** True for messages that a node makes for itself and that must not come from the network. */
export function isLocalMessage(type: MessageType): boolean {
  switch (type) {
    case MessageType.Hup:
    case MessageType.Beat:
    case MessageType.Unreachable:
    case MessageType.SnapStatus:
    case MessageType.CheckQuorum:
    case MessageType.StorageAppend:
    case MessageType.StorageAppendResp:
    case MessageType.StorageApply:
    case MessageType.StorageApplyResp:
      return true;
    default:
      return false;
  }
}

/** True for answers, which make sense only from a member. */
export function isResponse(type: MessageType): boolean {
  switch (type) {
    case MessageType.AppResp:
    case MessageType.VoteResp:
    case MessageType.HeartbeatResp:
    case MessageType.Unreachable:
    case MessageType.ReadIndexResp:
    case MessageType.PreVoteResp:
    case MessageType.StorageAppendResp:
    case MessageType.StorageApplyResp:
      return true;
    default:
      return false;
  }
}

/** Messages that may be sent only once all that they were decided on is durable (thesis 3.8). */
export function needsDurability(type: MessageType): boolean {
  return type === MessageType.AppResp || type === MessageType.VoteResp || type === MessageType.PreVoteResp;
}
