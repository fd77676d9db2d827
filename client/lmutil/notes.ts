/**
 * What an administrator should know of a license server system and what FlexNet's lmstat has no line for. It goes to
 * standard error, where no program that reads lmstat stumbles over it.
 */
import { parseDate } from '../../license/index.ts';
import type { Status } from '../../proto/index.ts';

/** From so many days before its end on, a license is reported. */
const expirySoonDays = 30;
const day = 86_400_000;

/** One line each; none if all is well. */
export function notesOf(status: Status): string[] {
  const { license, holdSeconds } = status;
  return [
    ...status.warnings,
    ...(license?.errors ?? []).map((error) => `license file: ${error}`),
    ...differingServers(status).map((server) => `the license file of ${server} is not the one in force`),
    ...(status.orderMismatch ? ['the files have their SERVER lines in different orders; the alphabet decides'] : []),
    ...(holdSeconds > 0 ? [`mastership is held at ${status.master || 'no server'} for ${holdSeconds} s more`] : []),
    ...expiries(status),
  ];
}

/** Servers whose license says something else than the one in force (R14): two that have the same would bring it into force. */
export function differingServers({ license, members }: Status): string[] {
  return members
    .filter(
      ({ up, licenseHash, licenseDiffers }) => licenseDiffers || (up && licenseHash !== '' && license?.hash === ''),
    )
    .map(({ server }) => server);
}

/** Licenses that end soon or have ended, by the day of the answering server's clock. */
function expiries({ features, serverTime }: Status): string[] {
  const today = Math.floor(serverTime / day);
  return features.flatMap(({ feature, pools }) =>
    pools.flatMap(({ version, expiry }) => {
      const date = expiry === 'permanent' ? null : parseDate(expiry);
      const left = date === null ? Number.POSITIVE_INFINITY : Date.parse(date) / day - today;
      if (left > expirySoonDays) return [];
      const name = `${feature} v${version}`;
      if (left < 0) return [`${name} has expired: its last day was ${expiry}`];
      return [`${name} expires on ${expiry}: ${left === 0 ? 'today' : `${left} day${left === 1 ? '' : 's'} left`}`];
    }),
  );
}
