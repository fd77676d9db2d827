/**
 * The license servers' gRPC services as a program in another language would use them: by clients made from the
 * .proto files at run time, not by the project's generated code.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, credentials, type ServiceError } from '@grpc/grpc-js';
import { loadSync, type PackageDefinition } from '@grpc/proto-loader';

const ROOT = join(import.meta.dirname, '../../..');

/** lmtriad's own services, health and reflection. */
const definitions: PackageDefinition = loadSync(
  [
    'lmtriad/v1/license.proto',
    'lmtriad/v1/admin.proto',
    'google/rpc/status.proto',
    'proto/health/v1/health.proto',
    'grpc/reflection/v1/reflection.proto',
  ],
  {
    includeDirs: [
      join(ROOT, 'proto'),
      join(ROOT, 'node_modules/grpc-health-check'),
      join(ROOT, 'node_modules/@grpc/reflection/build/proto'),
    ],
    keepCase: false,
    longs: String,
    enums: String,
    defaults: true,
  },
);

/** lmtriad.v1.Status, as far as tests look at it. 64-bit numbers are texts. */
export interface MemberView {
  readonly clusterId: string;
  readonly server: string;
  readonly master: string;
  readonly term: string;
  readonly appliedIndex: string;
  readonly quorum: boolean;
  readonly quorumText: string;
  readonly version: string;
  readonly stateHash: string;
  readonly members: readonly {
    readonly server: string;
    readonly incarnation: string;
    readonly role: string;
    readonly up: boolean;
    readonly voter: boolean;
    readonly licenseHash: string;
  }[];
  readonly license: { readonly hash: string; readonly revision: string; readonly errors: readonly string[] };
  readonly features: readonly {
    readonly feature: string;
    readonly issued: string;
    readonly used: string;
    readonly users: readonly UserView[];
  }[];
}

/** lmtriad.v1.UserStatus. */
export interface UserView {
  readonly lease: string;
  readonly session: string;
  readonly count: number;
  readonly index: string;
}

/** Files of a certificate authority, a certificate and its key. */
export interface TlsFiles {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/** One server, reached at an address. */
export class MemberClient {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  /** `address` is host:port; the certificate must be the server's, whatever the address. */
  static async open(address: string, server: string, tls: TlsFiles): Promise<MemberClient> {
    const [ca, certificate, key] = await Promise.all([tls.ca, tls.certificate, tls.key].map((file) => readFile(file)));
    const name = `${server}.lmtriad.internal`;
    return new MemberClient(
      new Client(address, credentials.createSsl(ca ?? null, key ?? null, certificate ?? null), {
        'grpc.ssl_target_name_override': name,
        'grpc.default_authority': name,
      }),
    );
  }

  /** A unary call, such as `lmtriad.v1.AdminService`, `GetStatus`. */
  call<T>(service: string, method: string, request: object, timeoutMilliseconds = 2_000): Promise<T> {
    const definition = methodOf(service, method);
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(
        definition.path,
        definition.requestSerialize,
        definition.responseDeserialize,
        request,
        { deadline: Date.now() + timeoutMilliseconds },
        (error: ServiceError | null, answer) => (error === null ? resolve(answer as T) : reject(error)),
      );
    });
  }

  /** The first answer on a stream of requests. */
  ask<T>(service: string, method: string, request: object): Promise<T> {
    const definition = methodOf(service, method);
    const stream = this.#client.makeBidiStreamRequest(
      definition.path,
      definition.requestSerialize,
      definition.responseDeserialize,
      { deadline: Date.now() + 5_000 },
    );
    return new Promise<T>((resolve, reject) => {
      stream.on('error', reject);
      stream.on('data', (answer: T) => {
        resolve(answer);
        stream.end();
      });
      stream.write(request);
    });
  }

  status(users = false): Promise<MemberView> {
    return this.call('lmtriad.v1.AdminService', 'GetStatus', { users });
  }

  close(): void {
    this.#client.close();
  }
}

function methodOf(service: string, method: string) {
  const definition = definitions[service];
  if (definition === undefined || 'format' in definition) throw new Error(`no service ${service}`);
  const found = definition[method];
  if (found === undefined) throw new Error(`${service} has no ${method}`);
  return found;
}

/** Decodes bytes as a message of the .proto files. */
export function decode<T>(message: string, bytes: Uint8Array): T {
  const definition = definitions[message];
  if (definition === undefined || !('deserialize' in definition) || typeof definition.deserialize !== 'function') {
    throw new Error(`no message ${message}`);
  }
  return definition.deserialize(Buffer.from(bytes)) as T;
}
