import { ConfChangeError, ConfChangeProblem } from '../errors.ts';
import { NO_BYTES } from '../message.ts';
import {
  type ConfChangeSingle,
  ConfChangeTransition,
  ConfChangeType,
  type ConfChangeV2,
  type NodeId,
} from '../types.ts';

/**
 * Membership changes as entry data: version (1), transition (1), number of changes (2), for each its type (1)
 * and node id (8), then the context. All big-endian.
 *
 * No bytes at all stand for "leave the joint membership": such an entry weighs nothing and so can never be
 * refused for its size.
 */
const VERSION = 1;
const HEAD = 4;
const CHANGE = 9;

/** The change that leaves a joint membership. */
export const LEAVE_JOINT: ConfChangeV2 = { transition: ConfChangeTransition.Auto, changes: [], context: NO_BYTES };

export function encodeConfChange(change: ConfChangeV2): Uint8Array {
  const { changes, context } = change;
  if (changes.length === 0 && context.length === 0 && change.transition === ConfChangeTransition.Auto) return NO_BYTES;
  const bytes = new Uint8Array(HEAD + changes.length * CHANGE + context.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, VERSION);
  view.setUint8(1, change.transition);
  view.setUint16(2, changes.length);
  changes.forEach((single, i) => {
    view.setUint8(HEAD + i * CHANGE, single.type);
    view.setBigUint64(HEAD + i * CHANGE + 1, BigInt(single.nodeId));
  });
  bytes.set(context, HEAD + changes.length * CHANGE);
  return bytes;
}

/** Throws `ConfChangeError` (Malformed) on anything that `encodeConfChange` does not make. */
export function decodeConfChange(data: Uint8Array): ConfChangeV2 {
  if (data.length === 0) return LEAVE_JOINT;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length < HEAD || view.getUint8(0) !== VERSION) throw malformed('unknown version');
  const count = view.getUint16(2);
  const end = HEAD + count * CHANGE;
  if (data.length < end) throw malformed('cut short');
  const changes: ConfChangeSingle[] = [];
  for (let at = HEAD; at < end; at += CHANGE) {
    changes.push({ type: changeType(view.getUint8(at)), nodeId: nodeId(view.getBigUint64(at + 1)) });
  }
  return { transition: transition(view.getUint8(1)), changes, context: data.slice(end) };
}

function changeType(value: number): ConfChangeType {
  for (const type of Object.values(ConfChangeType)) {
    if (type === value) return type;
  }
  throw malformed(`unknown change ${value}`);
}

function transition(value: number): ConfChangeTransition {
  for (const known of Object.values(ConfChangeTransition)) {
    if (known === value) return known;
  }
  throw malformed(`unknown transition ${value}`);
}

function nodeId(value: bigint): NodeId {
  const id = Number(value);
  if (!Number.isSafeInteger(id)) throw malformed(`node id ${value} is too large`);
  return id;
}

function malformed(what: string): ConfChangeError {
  return new ConfChangeError(ConfChangeProblem.Malformed, `membership change: ${what}`);
}
