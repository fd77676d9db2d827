/** The client library: connect, check licenses out, keep them over the loss of a server. */
export { type Address, formatAddress } from './address.ts';
export { type Clock, elapsed, type Instant, instant, systemClock } from './clock.ts';
export { connect } from './connect.ts';
export { Connection } from './connection.ts';
export type { Handler } from './emitter.ts';
export { LicenseError } from './errors.ts';
export { type HistoryObserver, type HistoryRecord, historyFile } from './history.ts';
export { clientVersion } from './identity.ts';
export { type CheckinOptions, Lease, type LeaseEvents, type LeaseState } from './lease.ts';
export type { BorrowOptions, CheckoutOptions, ConnectOptions, Logger, ReturnOptions } from './options.ts';
export { findSources, type LicenseSource } from './sources.ts';
export type { TlsFiles, TlsOption } from './tls.ts';
