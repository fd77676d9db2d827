const LETTERS = 'UHDV';

/**
 * What users who share one license must have in common: `NONE` (nothing is shared), `SITE` (everyone
 * shares), or letters for user, host, display and vendor-defined data, in this order and once each.
 * Null if it is none of these.
 */
export function canonicalDupGroup(text: string): string | null {
  const upper = text.toUpperCase();
  if (upper === 'NONE' || upper === 'SITE') return upper;
  if (!/^[UHDV]+$/.test(upper)) return null;
  return [...LETTERS].filter((letter) => upper.includes(letter)).join('');
}
