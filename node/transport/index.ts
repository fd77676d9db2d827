export {
  formatHostPort,
  type HostPort,
  isLoopback,
  normaliseAddress,
  parseHostPort,
  ServerAddresses,
} from './address.ts';
export {
  type Caller,
  type CallerKind,
  type CallerSource,
  callerOf,
  isAdministrator,
  requireAdministrator,
  requirePeer,
  type Security,
  setForwarded,
} from './caller.ts';
export {
  type CertificateOptions,
  type Credentials,
  certificateCredentials,
  plaintextCredentials,
} from './credentials.ts';
export { DeniedError, isTransportError, PeerCallError, TransportError, TransportErrorCode } from './errors.ts';
export { Forwarder, type ForwarderOptions, type RawService, rawService } from './forward.ts';
export { peerServiceDefinition } from './frames.ts';
export { MAX_MESSAGE_BYTES, serverOptions, stopServer } from './listener.ts';
export { type CallTarget, PeerCalls } from './peerCalls.ts';
export { PeerTransport } from './peerLinks.ts';
export {
  type IncomingFrame,
  type LocalIdentity,
  type OutgoingFrame,
  type Peer,
  type PeerEvents,
  type PeerLinkStatus,
  type PeerTransportOptions,
  type Refusal,
  RefusalReason,
} from './peerTypes.ts';
