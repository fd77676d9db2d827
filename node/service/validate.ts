/** Limits on what clients send. A request that breaks one is refused before it reaches the log. */
import type { Attach, CheckoutOperation, FailureInit, Identity } from '../../proto/index.ts';
import { FlexCode, failure, type LicenseState } from '../licensing/index.ts';

const SESSION = /^[A-Za-z0-9_-]{16,64}$/;
/** Printable, without blanks: user, host and display are columns of lmstat. */
const WORD = /^[^\s\p{C}]*$/u;

/** Operations in one message at most. */
export const MAX_OPERATIONS = 1_024;
/** Sessions in the license state at most, with those that have ended within their lease. */
export const MAX_SESSIONS = 250_000;

function invalid(minor: number, detail: string): FailureInit {
  return failure(FlexCode.InvalidParameter, minor, detail);
}

/** Null if the session id may be used. */
export function checkSessionId(id: string): FailureInit | null {
  return SESSION.test(id) ? null : invalid(202, 'a session id has 16 to 64 characters of A-Z a-z 0-9 _ -');
}

/** Null if the identity may be logged. */
export function checkIdentity(identity: Identity | null): FailureInit | null {
  if (identity === null || identity.user === '' || identity.host === '') {
    return invalid(203, 'the identity must name user and host');
  }
  const limits: [string, string, number][] = [
    ['user', identity.user, 64],
    ['host', identity.host, 255],
    ['display', identity.display, 64],
    ['project', identity.project, 64],
    ['client_version', identity.clientVersion, 64],
  ];
  if (identity.hostids.length > 32) return invalid(204, 'there are more than 32 host ids');
  for (const hostid of identity.hostids) limits.push(['a host id', hostid, 64]);
  for (const [name, value, limit] of limits) {
    if (value.length > limit) return invalid(204, `${name} is longer than ${limit} characters`);
    if (!WORD.test(value)) return invalid(205, `${name} has blanks or control characters`);
  }
  return null;
}

/** Null if the session may be opened or taken up. */
export function checkAttach(attach: Attach | null): FailureInit | null {
  const replaced = attach?.replaces ?? '';
  return (
    checkSessionId(attach?.session ?? '') ??
    (replaced === '' ? null : checkSessionId(replaced)) ??
    checkIdentity(attach?.identity ?? null)
  );
}

/** Null if a session of that id is known, or there is room for one more: each is kept on all servers. */
export function checkRoom(state: Pick<LicenseState, 'sessions'> | null, id: string): FailureInit | null {
  if (state === null || state.sessions.size < MAX_SESSIONS || state.sessions.has(id)) return null;
  const detail = `there are ${MAX_SESSIONS} sessions, with those that ended within a lease; try again later`;
  return failure(FlexCode.OutOfConnections, 219, detail, { retry: true });
}

/** Null if the checkout may be logged; the license rules judge it later. */
export function checkCheckout(checkout: CheckoutOperation | null): FailureInit | null {
  if (checkout === null) return invalid(206, 'the checkout is missing');
  if (checkout.feature === '' || checkout.feature.length > 256)
    return invalid(207, 'the feature has 1 to 256 characters');
  if (checkout.version.length > 32) return invalid(208, 'the version is longer than 32 characters');
  if (checkout.vendor.length > 64) return invalid(209, 'the vendor is longer than 64 characters');
  if (checkout.borrow !== null && !/^[A-Za-z0-9_-]{1,64}$/.test(checkout.borrow.machine)) {
    return invalid(218, "a borrow's machine has 1 to 64 characters of A-Z a-z 0-9 _ -");
  }
  if (checkout.checkoutData.length > 256) return invalid(210, 'the checkout data is longer than 256 bytes');
  return null;
}
