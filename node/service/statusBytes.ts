/** A status as the bytes of its message. With many users it is made in slices: serving goes on between them. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AdminService, FeatureStatusCodec } from '../../proto/index.ts';
import { featureViews, type StatusWanted, usersOf } from './featureStatus.ts';
import type { Serving } from './serving.ts';

/**
 * Users that are encoded in one turn of the loop: 2 ms. Far fewer would take a busy server too long in all: each
 * turn has other work as well.
 */
const USERS_A_TURN = 4_000;
/** Status.features, a message of its own length: field 11, wire type 2. */
const FEATURES_TAG = (11 << 3) | 2;

/**
 * Whose seats are shown is settled at once, so the users of a feature fit its counts; what is told of each of them
 * may be some milliseconds newer.
 */
export async function statusBytes(serving: Serving, wanted: StatusWanted, usersATurn = USERS_A_TURN): Promise<Buffer> {
  const state = serving.replica?.state;
  if (state === undefined || !wanted.users || state.held.size + state.waiting.size <= usersATurn) {
    return AdminService.getStatus.responseSerialize(serving.status(wanted));
  }
  const views = featureViews(state, wanted.feature);
  const status = serving.status({ ...wanted, users: false });
  const parts: Uint8Array[] = [AdminService.getStatus.responseSerialize({ ...status, features: [] })];
  let sinceTurn = 0;
  for (const view of views) {
    const body = [FeatureStatusCodec.encode(view.feature)];
    for (let from = 0; from < view.held.length + view.waiting.length; from += usersATurn) {
      const users = usersOf(state, view, wanted.sessions, from, from + usersATurn);
      // Messages that follow each other are one: repeated fields add up.
      body.push(FeatureStatusCodec.encode({ users }));
      sinceTurn += users.length;
      if (sinceTurn >= usersATurn) {
        sinceTurn = 0;
        await nextTurn();
      }
    }
    parts.push(headOf(body.reduce((sum, part) => sum + part.length, 0)), ...body);
  }
  return Buffer.concat(parts);
}

/** The tag of a feature, and the length of what follows as a varint. */
function headOf(length: number): Uint8Array {
  const bytes = [FEATURES_TAG];
  let left = length;
  for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) | 128);
  bytes.push(left);
  return Uint8Array.from(bytes);
}
