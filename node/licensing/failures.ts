/** Refusals with their FlexNet codes. The minor numbers are ours, stable, and listed in docs/errors.md. */
import { flexText } from '../../license/index.ts';
import type { FailureInit } from '../../proto/index.ts';

/** FlexNet major codes that the license rules use. */
export const FlexCode = {
  Exhausted: -4,
  NoSuchFeature: -5,
  InvalidHost: -9,
  Expired: -10,
  BadAnswer: -12,
  Unsupported: -18,
  Busy: -23,
  UsersQueued: -24,
  VersionUnsupported: -25,
  TooMany: -26,
  NotStarted: -31,
  Excluded: -38,
  NotIncluded: -39,
  NotCheckedOut: -41,
  InvalidParameter: -42,
  NothingToBorrow: -67,
  BorrowNotEnabled: -68,
  BadVersion: -77,
  NobodyNamed: -84,
  ExceedsMax: -87,
  ServerDown: -96,
  CannotRemoveLinger: -100,
  AllReserved: -101,
  BorrowTooLong: -104,
  OutOfConnections: -106,
  Borrowed: -120,
  NoEarlyReturn: -123,
  ClockSetBack: -88,
  JustAPackage: -125,
} as const;

/** The place that refused. */
export const Minor = {
  AllOut: 101,
  UnknownFeature: 102,
  NoLicenseInForce: 103,
  VersionTooHigh: 104,
  AboveTotal: 105,
  LineExpired: 106,
  LineNotStarted: 107,
  UnknownLease: 108,
  CountOutOfRange: 109,
  UnknownSession: 110,
  SequenceForgotten: 111,
  Cancelled: 112,
  LeaseGone: 113,
  FormedByTwo: 114,
  TooManyAnswers: 115,
  HostNotAllowed: 116,
  MalformedVersion: 117,
  QueueUnsupported: 118,
  OnExcludeList: 120,
  NotOnIncludeList: 121,
  NobodyIncluded: 122,
  AboveMax: 123,
  ReservedForOthers: 124,
  SuiteItself: 125,
  TooManySessions: 126,
  LineRefused: 134,
  ClockSetBack: 135,
  OthersWait: 127,
  RemovedFromQueue: 128,
  NotBorrowable: 140,
  BorrowEndsInPast: 141,
  BorrowTooLong: 142,
  BorrowLowWater: 143,
  BorrowQueue: 144,
  NotOurBorrow: 145,
  BorrowExcluded: 146,
  BorrowNotIncluded: 147,
} as const;

/** Makes the refusal that the client gets. */
export function failure(
  code: number,
  minor: number,
  detail: string,
  more: { feature?: string; retry?: boolean } = {},
): FailureInit {
  return {
    code,
    minor,
    text: flexText(code, minor),
    detail,
    feature: more.feature ?? '',
    retry: more.retry ?? false,
  };
}
