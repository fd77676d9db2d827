import { ConsensusError, ConsensusErrorCode } from './errors.ts';
import { type Entry, type Message, MessageType } from './types.ts';

/**
 * Refuses a message whose parts contradict each other, before anything of it is used. Peers are
 * authenticated, so this is against faults and other versions: what would be a broken invariant later, and
 * end the process, is a refused message here.
 */
export function checkMessage(message: Message): void {
  switch (message.type) {
    case MessageType.App:
      needTerm(message);
      checkEntries(message);
      break;
    case MessageType.Snap:
      needTerm(message);
      checkSnapshot(message);
      break;
    case MessageType.Heartbeat:
    case MessageType.Vote:
    case MessageType.PreVote:
    case MessageType.TimeoutNow:
    case MessageType.AppResp:
    case MessageType.HeartbeatResp:
      needTerm(message);
      break;
    case MessageType.Prop:
      if (message.entries.length === 0) throw malformed('a proposal without entries');
      break;
    default:
      break;
  }
}

/** Term 0 marks what a node says to itself; from outside it would pass every check of terms. */
function needTerm(message: Message): void {
  if (message.term <= 0) throw malformed('a message without a term');
}

/** Entries follow each other, and terms neither fall nor exceed that of the leader that sends them. */
function checkEntries(message: Message): void {
  const { entries } = message;
  let { index, logTerm: term } = message;
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i] as Entry;
    if (entry.index !== index + 1 || entry.term < term) throw malformed('entries that do not follow each other');
    index = entry.index;
    term = entry.term;
  }
  if (term > message.term) throw malformed('entries of a later term than the message');
}

function checkSnapshot({ snapshot, term }: Message): void {
  if (snapshot === null) throw malformed('a Snap message without a snapshot');
  const { metadata } = snapshot;
  if (metadata.index <= 0 || metadata.term <= 0 || metadata.term > term) throw malformed('a snapshot out of nowhere');
}

function malformed(what: string): ConsensusError {
  return new ConsensusError(ConsensusErrorCode.MalformedMessage, what);
}
