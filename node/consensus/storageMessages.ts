import { LOCAL_APPEND, LOCAL_APPLY, makeMessage } from './message.ts';
import type { Raft } from './raft.ts';
import { type Entry, type HardState, type Message, MessageType, type Snapshot } from './types.ts';

/** What a Ready asks to be written. */
export interface AppendWork {
  readonly entries: readonly Entry[];
  readonly hardState: HardState | null;
  readonly snapshot: Snapshot | null;
}

/** True when there is something to write, or something that waits for writes that are under way. */
export function needsAppend(raft: Raft, work: AppendWork): boolean {
  return (
    work.entries.length > 0 || work.hardState !== null || work.snapshot !== null || raft.messagesAfterAppend.length > 0
  );
}

/**
 * The order to write, with the messages that may go out once it, and all orders before it, are durable.
 * The acknowledgement to this node comes last: until then the terms of the new entries are looked up in
 * the unstable log, which is cheap.
 */
export function storageAppend(raft: Raft, work: AppendWork): Message {
  const { hardState } = work;
  const responses = raft.messagesAfterAppend.slice();
  const stored = storageAppendResponse(raft, work);
  if (stored !== null) responses.push(stored);
  return makeMessage({
    type: MessageType.StorageAppend,
    to: LOCAL_APPEND,
    from: raft.id,
    // All zero stands for an unchanged hard state.
    term: hardState?.term,
    vote: hardState?.vote,
    commit: hardState?.commit,
    entries: work.entries,
    snapshot: work.snapshot,
    responses,
  });
}

/**
 * The acknowledgement to this node that a write is durable, or null when it need not hear of it.
 *
 * It carries the term in which the write was ordered and is void in a later one. Otherwise: entries A are
 * ordered; a new leader's entries B replace them; a third leader brings A again. Now A's first write is
 * acknowledged while B's and A's second are under way. A would count as stable, and a read of the stable log
 * would find B there for a moment. While the term stands, no one replaces what was ordered.
 *
 * Since acknowledgements get lost that way, each attests the whole unstable log, not only the entries of its
 * own order: a change of term comes with a write of the hard state, whose acknowledgement catches up.
 */
export function storageAppendResponse(raft: Raft, work: AppendWork): Message | null {
  const hasEntries = raft.log.unstable.length > 0;
  if (!hasEntries && work.snapshot === null) return null;
  return makeMessage({
    type: MessageType.StorageAppendResp,
    to: raft.id,
    from: LOCAL_APPEND,
    term: raft.term,
    index: hasEntries ? raft.log.lastIndex() : 0,
    logTerm: hasEntries ? raft.log.lastTerm() : 0,
    snapshot: work.snapshot,
  });
}

/** The order to apply committed entries. It belongs to no term: what is committed stays so. */
export function storageApply(raft: Raft, entries: readonly Entry[]): Message {
  return makeMessage({
    type: MessageType.StorageApply,
    to: LOCAL_APPLY,
    from: raft.id,
    entries,
    responses: [storageApplyResponse(raft, entries)],
  });
}

export function storageApplyResponse(raft: Raft, entries: readonly Entry[]): Message {
  return makeMessage({ type: MessageType.StorageApplyResp, to: raft.id, from: LOCAL_APPLY, entries });
}
