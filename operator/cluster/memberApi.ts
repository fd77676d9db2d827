import { Client, type ClientReadableStream, credentials, type ServiceError, status } from '@grpc/grpc-js';
import { AdminService, type MethodDefinition, type Status } from '../../proto/index.ts';
import type { KeyPair } from '../specs/index.ts';

/** Long enough for a busy server, short enough for a dead one. */
const STATUS_MILLISECONDS = 1_000;
/** A hand-over takes milliseconds; this is for one that can not be done. */
const TRANSFER_MILLISECONDS = 10_000;

/** Where a server answers, and with what the operator shows who it is. */
export interface MemberTarget {
  /** Name of the server; its certificate is for `<server>.lmtriad.internal`. */
  readonly server: string;
  /** host:port */
  readonly address: string;
  /** Certificate of the authority. */
  readonly authority: string;
  readonly administrator: KeyPair;
}

/** What the operator says to the servers. */
export interface MemberApi {
  status(target: MemberTarget): Promise<Status>;
  /** Hands mastership to a server (empty: whichever is best) and holds it there; empty with 0 lifts a hold. */
  transferMaster(target: MemberTarget, server: string, holdSeconds: number): Promise<void>;
  /** Calls `onNews` when the server reports another master, term or member, or its connection ends. */
  follow(target: MemberTarget, onNews: () => void): void;
  /** Closes connections to addresses other than these. */
  retain(addresses: ReadonlySet<string>): void;
  close(): void;
}

interface Connection {
  /** Certificates that it was made with. */
  readonly identity: string;
  readonly client: Client;
  /** The stream of news; undefined while there is none. */
  stream: ClientReadableStream<Status> | undefined;
  /** What the server said last on it; empty if nothing yet. */
  news: string;
}

/** The servers by gRPC, one kept connection to each. */
export class GrpcMemberApi implements MemberApi {
  readonly #connections = new Map<string, Connection>();

  async status(target: MemberTarget): Promise<Status> {
    return this.#call(target, AdminService.getStatus, {}, STATUS_MILLISECONDS);
  }

  async transferMaster(target: MemberTarget, server: string, holdSeconds: number): Promise<void> {
    await this.#call(target, AdminService.transferMaster, { server, holdSeconds }, TRANSFER_MILLISECONDS);
  }

  follow(target: MemberTarget, onNews: () => void): void {
    const connection = this.#connect(target);
    if (connection.stream !== undefined) return;
    const { path, requestSerialize, responseDeserialize } = AdminService.watchStatus;
    const stream = connection.client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, {});
    connection.stream = stream;
    connection.news = '';
    stream.on('data', (answer: Status) => {
      const news = digest(answer);
      const changed = connection.news !== '' && connection.news !== news;
      connection.news = news;
      if (changed) onNews();
    });
    // Always comes, also before the end, and is not to be thrown.
    stream.on('error', () => undefined);
    stream.on('close', () => {
      connection.stream = undefined;
      if (this.#connections.get(target.address) === connection) onNews();
    });
  }

  retain(addresses: ReadonlySet<string>): void {
    for (const [address, connection] of this.#connections) {
      if (addresses.has(address)) continue;
      this.#connections.delete(address);
      end(connection);
    }
  }

  close(): void {
    this.retain(new Set());
  }

  #call<Q, R>(
    target: MemberTarget,
    method: MethodDefinition<Q, R>,
    request: Q,
    milliseconds: number,
  ): Promise<ReturnType<MethodDefinition<Q, R>['responseDeserialize']>> {
    const { client } = this.#connect(target);
    return new Promise((resolve, reject) => {
      client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        { deadline: Date.now() + milliseconds },
        (error: ServiceError | null, response) => {
          if (error !== null) reject(error);
          else if (response === undefined) reject(new Error(`${method.path}: no answer`));
          else resolve(response);
        },
      );
    });
  }

  #connect(target: MemberTarget): Connection {
    const { address, administrator, authority, server } = target;
    const identity = [server, authority, administrator.certificate].join('\n');
    const old = this.#connections.get(address);
    if (old?.identity === identity) return old;
    if (old !== undefined) {
      this.#connections.delete(address);
      end(old);
    }
    const name = `${server}.lmtriad.internal`;
    const client = new Client(
      address,
      credentials.createSsl(
        Buffer.from(authority),
        Buffer.from(administrator.key),
        Buffer.from(administrator.certificate),
      ),
      {
        // The pod's address is in no certificate; the server's own name is.
        'grpc.ssl_target_name_override': name,
        'grpc.default_authority': name,
        'grpc.keepalive_time_ms': 5_000,
        'grpc.keepalive_timeout_ms': 2_000,
        'grpc.initial_reconnect_backoff_ms': 100,
        'grpc.min_reconnect_backoff_ms': 100,
        'grpc.max_reconnect_backoff_ms': 500,
        'grpc.enable_http_proxy': 0,
        'grpc.use_local_subchannel_pool': 1,
      },
    );
    const connection: Connection = { identity, client, stream: undefined, news: '' };
    this.#connections.set(address, connection);
    return connection;
  }
}

/** Closing a client ends no stream that is open: that runs on until the server ends it. */
function end(connection: Connection): void {
  connection.stream?.cancel();
  connection.client.close();
}

/** What of an answer matters to the operator, without what changes all the time. */
function digest(answer: Status): string {
  const { clusterId, master, term, quorum, license, holdSeconds } = answer;
  const members = answer.members.map(({ server, role, up, incarnation }) => [server, role, up, incarnation]);
  return JSON.stringify([clusterId, master, term, quorum, license?.revision, holdSeconds > 0, members]);
}

/** Why a server did not answer, in words that stay the same from poll to poll: they go into the status. */
export function describeSilence(error: unknown): string {
  const { code, details } = error as Partial<ServiceError>;
  if (code === status.DEADLINE_EXCEEDED) return `it does not answer within ${STATUS_MILLISECONDS / 1000} s`;
  if (code === status.UNAVAILABLE) {
    // The library adds the time of the last attempt.
    return /certificate|SSL|TLS/i.test(details ?? '') ? 'its certificate is refused' : 'it can not be reached';
  }
  if (code !== undefined && details !== undefined) return `it answers ${status[code] ?? code}: ${details}`;
  return error instanceof Error ? error.message : String(error);
}

/** host:port, with brackets around an IPv6 address. */
export function addressOf(ip: string, port: number): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
}
