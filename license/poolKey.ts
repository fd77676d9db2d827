import { canonicalDupGroup } from './dupGroup.ts';
import { attributeOf, dateOf, type GrantLine } from './grantLine.ts';
import { splitHostids } from './hostids.ts';
import type { VendorPolicy } from './poolModel.ts';
import { canonicalVersion } from './versions.ts';

/** Attributes whose values tell pools apart, besides feature, vendor, version and DUP_GROUP. */
const TEXT_ATTRIBUTES = ['BORROW', 'FLOAT_OK', 'HOST_BASED', 'TZ', 'USER_BASED', 'VENDOR_STRING'];
const LIST_ATTRIBUTES = ['HOSTID', 'PLATFORMS', 'VM_PLATFORMS'];

/** How users share a license of this line. */
export function dupGroupOf(grant: GrantLine, policy: VendorPolicy): string {
  const suite = grant.suite === 'ENABLING' ? attributeOf(grant, 'SUITE_DUP_GROUP') : null;
  const text = suite ?? attributeOf(grant, 'DUP_GROUP') ?? policy.dupGroup ?? 'NONE';
  return canonicalDupGroup(text) ?? 'NONE';
}

/**
 * The pool that a line belongs to, as a text. FlexNet's list of what tells pools apart says nothing of START
 * and expiry; here they do, so that a pool is good or not as a whole and the licenses of a line that has run
 * out cannot be counted on with those of another.
 */
export function poolKey(grant: GrantLine, policy: VendorPolicy): string {
  const parts = [grant.feature, grant.vendor, canonicalVersion(grant.version)].map(escaped);
  const add = (name: string, value: string | null): void => {
    if (value !== null) parts.push(`${name}=${escaped(value)}`);
  };
  for (const name of TEXT_ATTRIBUTES) add(name, attributeOf(grant, name));
  for (const name of LIST_ATTRIBUTES) {
    const list = attributeOf(grant, name);
    add(name, list === null ? null : splitHostids(list).sort().join(' '));
  }
  const dupGroup = dupGroupOf(grant, policy);
  add('DUP_GROUP', dupGroup === 'NONE' ? null : dupGroup);
  add('START', dateOf(grant, 'START'));
  add('expiry', grant.expiry);
  if (grant.uncounted) parts.push('uncounted');
  if (grant.suite !== 'NONE') add(grant.suite === 'ENABLING' ? 'suite' : 'suite-component', grant.packageName);
  return parts.join(';');
}

/** Keeps the parts apart whatever stands in a VENDOR_STRING. */
function escaped(text: string): string {
  return text.replace(/[%;=\s]/g, (found) => `%${found.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
