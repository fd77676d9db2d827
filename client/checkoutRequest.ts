/** A checkout as a program asks for it, and as it goes to the server. */
import { FlexError } from '../license/index.ts';
import type { CheckoutOperationInit } from '../proto/index.ts';
import { LicenseError } from './errors.ts';
import type { CheckoutOptions } from './options.ts';
import type { RequestLimits } from './requests.ts';

/** Milliseconds without a master after which a checkout fails, unless it says otherwise. */
export const defaultTimeout = 5000;

/** The operation of a checkout. Throws LicenseError (-42) if the count is none. */
export function requestOf(options: CheckoutOptions): CheckoutOperationInit {
  const { feature, count = 1 } = options;
  if (!Number.isInteger(count) || count < 1 || count > 1_000_000) {
    const detail = `count must be a whole number from 1 to 1,000,000, not ${count}`;
    throw new LicenseError({ code: FlexError.InvalidParameter, minor: 5, detail, feature });
  }
  const checkout: CheckoutOperationInit = { feature, count };
  if (options.version !== undefined) checkout.version = options.version;
  if (options.vendor !== undefined) checkout.vendor = options.vendor;
  if (options.queue) checkout.queue = true;
  if (options.checkoutData) checkout.checkoutData = options.checkoutData;
  return checkout;
}

/** How long it waits; taken back if nobody waits for it any more. */
export function limitsOf(options: CheckoutOptions): RequestLimits {
  const { signal, feature, onQueued } = options;
  return { timeoutMs: options.timeoutMs ?? defaultTimeout, signal, feature, onQueued, whenGivenUp: 'cancel' };
}
