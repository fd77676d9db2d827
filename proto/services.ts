/** The gRPC services in the form that @grpc/grpc-js takes: paths and codecs, without its own loader. */
import './numbers.ts';
import { type Codec, codec, type Decoded } from './codec.ts';
import { lmtriad } from './gen/lmtriad.js';

/** One method: requests of shape Q, responses of shape R. */
export interface MethodDefinition<Q, R> {
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly requestSerialize: (message: Q) => Buffer;
  readonly requestDeserialize: (bytes: Buffer) => Decoded<Q>;
  readonly responseSerialize: (message: R) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => Decoded<R>;
}

function buffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function method<Q, R>(
  path: string,
  request: Codec<Q>,
  response: Codec<R>,
  streams: { request?: boolean; response?: boolean } = {},
): MethodDefinition<Q, R> {
  return {
    path,
    requestStream: streams.request ?? false,
    responseStream: streams.response ?? false,
    requestSerialize: (message) => buffer(request.encode(message)),
    requestDeserialize: (bytes) => request.decode(bytes),
    responseSerialize: (message) => buffer(response.encode(message)),
    responseDeserialize: (bytes) => response.decode(bytes),
  };
}

const v1 = lmtriad.v1;
const peer = lmtriad.peer.v1;
const both = { request: true, response: true };

export const LicenseService = {
  session: method('/lmtriad.v1.LicenseService/Session', codec(v1.SessionRequest), codec(v1.SessionResponse), both),
  checkout: method('/lmtriad.v1.LicenseService/Checkout', codec(v1.CheckoutRequest), codec(v1.CheckoutResponse)),
  checkin: method('/lmtriad.v1.LicenseService/Checkin', codec(v1.CheckinRequest), codec(v1.CheckinResponse)),
  renew: method('/lmtriad.v1.LicenseService/Renew', codec(v1.RenewRequest), codec(v1.RenewResponse)),
};

export const AdminService = {
  getStatus: method('/lmtriad.v1.AdminService/GetStatus', codec(v1.GetStatusRequest), codec(v1.Status)),
  watchStatus: method('/lmtriad.v1.AdminService/WatchStatus', codec(v1.GetStatusRequest), codec(v1.Status), {
    response: true,
  }),
  remove: method('/lmtriad.v1.AdminService/Remove', codec(v1.RemoveRequest), codec(v1.RemoveResponse)),
  reread: method('/lmtriad.v1.AdminService/Reread', codec(v1.RereadRequest), codec(v1.RereadResponse)),
  down: method('/lmtriad.v1.AdminService/Down', codec(v1.DownRequest), codec(v1.DownResponse)),
  transferMaster: method(
    '/lmtriad.v1.AdminService/TransferMaster',
    codec(v1.TransferMasterRequest),
    codec(v1.TransferMasterResponse),
  ),
  switchLog: method('/lmtriad.v1.AdminService/SwitchLog', codec(v1.SwitchLogRequest), codec(v1.SwitchLogResponse)),
};

export const PeerService = {
  exchange: method('/lmtriad.peer.v1.PeerService/Exchange', codec(peer.Frame), codec(peer.Frame), both),
  hello: method('/lmtriad.peer.v1.PeerService/Hello', codec(peer.HelloRequest), codec(peer.HelloResponse)),
  agree: method('/lmtriad.peer.v1.PeerService/Agree', codec(peer.AgreeRequest), codec(peer.AgreeResponse)),
  join: method('/lmtriad.peer.v1.PeerService/Join', codec(peer.JoinRequest), codec(peer.JoinResponse)),
};
