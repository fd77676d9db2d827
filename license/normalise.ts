import { attributeName, isFreeAttribute, isSignatureAttribute } from './attributes.ts';
import type { SignedLine } from './model.ts';

/** First line of every signed text: no other kind of message can have the same bytes. */
const TITLE = 'lmtriad license line 1';

/**
 * The SERVER host ids that a signature covers: sorted, so that the order of servers is free (R24). ANY binds
 * to no machine, so files with only ANY, however many servers they have or get later, count as one ANY; a
 * list with a real host id is covered as a whole, so that nobody can add a server to it.
 */
export function signedHostids(serverHostids: readonly string[]): string[] {
  const upper = serverHostids.map((hostid) => hostid.toUpperCase()).sort();
  return upper.every((hostid) => hostid === 'ANY') ? ['ANY'] : upper;
}

/**
 * The text that SIGN covers (R24): every field, every attribute of the vendor and the SERVER host ids, one a
 * line and named, so that two different license lines never give the same text. Spacing, wrapping, quotes,
 * the order of attributes and the spelling of dates are left out, and so are attributes that are free to
 * edit and the signatures themselves. What is signed are its Latin-1 bytes.
 */
export function normalisedLine(line: SignedLine, serverHostids: readonly string[]): string {
  const attributes = line.attributes
    .filter(({ name }) => !isFreeAttribute(name) && !isSignatureAttribute(attributeName(name)))
    .map(({ name, value }) => `attribute=${attributeName(name)}${value === null ? '' : `=${value}`}`)
    .sort();
  const hostids = signedHostids(serverHostids).map((hostid) => `hostid=${hostid}`);
  return [TITLE, ...fields(line), ...attributes, ...hostids, ''].join('\n');
}

function fields(line: SignedLine): string[] {
  if (line.kind === 'package') {
    const version = line.version === null ? [] : [`version=${line.version}`];
    return ['keyword=PACKAGE', `feature=${line.name}`, `vendor=${line.vendor}`, ...version];
  }
  const keyword = line.kind === 'upgrade' ? 'UPGRADE' : line.keyword;
  return [
    `keyword=${keyword}`,
    `feature=${line.feature}`,
    `vendor=${line.vendor}`,
    ...(line.kind === 'upgrade' ? [`from=${line.fromVersion}`] : []),
    `version=${line.version}`,
    `expiry=${line.expiry ?? 'permanent'}`,
    `count=${line.uncounted ? 'uncounted' : line.count}`,
  ];
}
