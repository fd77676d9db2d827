/** Members and certificates for the tests of this folder: real sockets on loopback, ports chosen by the system. */
import 'reflect-metadata';
import type { webcrypto } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server as NetServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Server,
  type ServerCredentials,
  type ServerDuplexStream,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import * as x509 from '@peculiar/x509';
import type { Frame, FrameInit, Handshake } from '../../proto/index.ts';
import { type Message, MessageType, makeMessage } from '../consensus/index.ts';
import { ServerAddresses } from './address.ts';
import { type Caller, callerOf } from './caller.ts';
import { type Credentials, plaintextCredentials } from './credentials.ts';
import { peerServiceDefinition } from './frames.ts';
import { serverOptions, stopServer } from './listener.ts';
import { PeerTransport } from './peerLinks.ts';
import type { IncomingFrame, PeerTransportOptions, Refusal } from './peerTypes.ts';

const KEYS = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const;

export interface Pair {
  readonly certificate: string;
  readonly key: string;
}

export interface Issued {
  readonly unit: string | readonly string[];
  readonly name: string;
  readonly organization?: string;
  /** Days from now. */
  readonly days?: number;
}

/** A certificate authority made for one test. */
export class TestAuthority {
  readonly certificate: string;
  readonly #keys: webcrypto.CryptoKeyPair;
  readonly #ca: x509.X509Certificate;
  #serial = 1;

  private constructor(keys: webcrypto.CryptoKeyPair, ca: x509.X509Certificate) {
    this.#keys = keys;
    this.#ca = ca;
    this.certificate = ca.toString('pem');
  }

  static async make(name = 'test CA'): Promise<TestAuthority> {
    const keys = (await crypto.subtle.generateKey(KEYS, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
    const ca = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: '01',
      name: `O=lmtriad,CN=${name}`,
      keys,
      signingAlgorithm: SIGNING,
      notBefore: new Date(Date.now() - 86_400_000),
      notAfter: new Date(Date.now() + 30 * 86_400_000),
      extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
    });
    return new TestAuthority(keys, ca);
  }

  async issue({ unit, name, organization = 'lmtriad', days = 1 }: Issued): Promise<Pair> {
    const keys = (await crypto.subtle.generateKey(KEYS, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
    const units = typeof unit === 'string' ? [unit] : unit;
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: (++this.#serial).toString(16).padStart(2, '0'),
      subject: [`O=${organization}`, ...units.map((text) => `OU=${text}`), `CN=${name}`].join(','),
      issuer: this.#ca.subject,
      publicKey: keys.publicKey,
      signingKey: this.#keys.privateKey,
      signingAlgorithm: SIGNING,
      notBefore: new Date(Date.now() - 10 * 86_400_000),
      notAfter: new Date(Date.now() + days * 86_400_000),
      extensions: [
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
        new x509.SubjectAlternativeNameExtension([
          { type: 'dns', value: `${name.toLowerCase()}.lmtriad.internal` },
          { type: 'dns', value: 'localhost' },
        ]),
      ],
    });
    const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
    return { certificate: certificate.toString('pem'), key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY') };
  }

  /** Writes ca.crt and a server's files into a folder, each by a rename. */
  async writeServer(directory: string, server: string, pair?: Pair): Promise<void> {
    const { certificate, key } = pair ?? (await this.issue({ unit: 'server', name: server }));
    replaceFile(join(directory, 'ca.crt'), this.certificate);
    replaceFile(join(directory, `${server}.crt`), certificate);
    replaceFile(join(directory, `${server}.key`), key);
  }
}

export function replaceFile(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'lmtriad-transport-'));
}

export interface Listening {
  readonly server: Server;
  readonly port: number;
}

/** A gRPC server on loopback. `port` 0 lets the system choose. */
export async function listen(
  credentials: ServerCredentials,
  services: readonly (readonly [Parameters<Server['addService']>[0], UntypedServiceImplementation])[],
  port = 0,
): Promise<Listening> {
  const server = new Server(serverOptions());
  for (const [definition, implementation] of services) {
    server.addService(definition, implementation);
  }
  const bound = await new Promise<number>((done, failed) => {
    server.bindAsync(`127.0.0.1:${port}`, credentials, (error, actual) => (error ? failed(error) : done(actual)));
  });
  return { server, port: bound };
}

/** Passes connections on to a port, until they are cut (as by a death) or frozen (as by a dead network). */
export class Relay {
  readonly #sockets = new Set<Socket>();
  readonly #server: NetServer;
  #away = false;

  private constructor(target: number) {
    this.#server = createServer((incoming) => {
      if (this.#away) {
        incoming.destroy();
        return;
      }
      const outgoing = connect(target, '127.0.0.1');
      incoming.pipe(outgoing).pipe(incoming);
      for (const socket of [incoming, outgoing]) {
        this.#sockets.add(socket);
        socket.on('error', () => undefined);
      }
      incoming.on('close', () => outgoing.destroy());
      outgoing.on('close', () => incoming.destroy());
    });
  }

  static async to(target: number): Promise<Relay> {
    const relay = new Relay(target);
    relay.#server.listen(0, '127.0.0.1');
    await once(relay.#server, 'listening');
    return relay;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Ends all connections and takes no more. */
  cut(): void {
    this.#away = true;
    for (const socket of this.#sockets) {
      socket.destroy();
    }
  }

  /** Nothing gets through any more, and nobody is told. New connections are refused. */
  freeze(): void {
    this.#away = true;
    for (const socket of this.#sockets) {
      socket.unpipe();
      socket.pause();
    }
  }

  heal(): void {
    this.#away = false;
  }

  close(): void {
    this.cut();
    this.#server.close();
  }
}

export type Heard =
  | { readonly event: 'up' | 'down'; readonly server: string; readonly incarnation: number }
  | { readonly event: 'link'; readonly server: string; readonly up: boolean; readonly detail: string }
  | { readonly event: 'refused'; readonly server: string; readonly refusal: Refusal }
  | { readonly event: 'snapshot'; readonly to: number; readonly sent: boolean }
  | { readonly event: 'dropped'; readonly messages: number };

export interface MemberOptions extends Partial<PeerTransportOptions> {
  readonly server: string;
  readonly incarnation: number;
  readonly clusterId?: string;
  readonly port?: number;
  readonly admit?: (handshake: Handshake, caller: Caller) => Refusal | null;
}

/** A member's transport behind a real server, and all that it told. */
export class TestMember {
  readonly heard: Heard[] = [];
  readonly frames: { server: string; incarnation: number; frame: IncomingFrame }[] = [];
  readonly transport: PeerTransport;
  readonly options: MemberOptions;
  #listening: Listening | null = null;
  readonly #credentials: Credentials;
  readonly #addresses = new ServerAddresses();

  constructor(options: MemberOptions) {
    this.options = options;
    this.#credentials = options.credentials ?? plaintextCredentials();
    const { server, incarnation, clusterId = 'c1' } = options;
    const call = (source: ServerDuplexStream<Frame, FrameInit>): Caller =>
      callerOf(source, { credentials: this.#credentials, serverAddresses: this.#addresses });
    this.transport = new PeerTransport({
      ...options,
      credentials: this.#credentials,
      local: () => ({ clusterId, incarnation, server, version: '1.0' }),
      callerOf: call,
      events: {
        admit: (handshake, caller) => options.admit?.(handshake, caller) ?? null,
        onFrame: (from, of, frame) => this.frames.push({ server: from, incarnation: of, frame }),
        onUp: (from, of) => this.heard.push({ event: 'up', server: from, incarnation: of }),
        onDown: (from, of) => this.heard.push({ event: 'down', server: from, incarnation: of }),
        onLink: (to, up, detail) => this.heard.push({ event: 'link', server: to, up, detail }),
        onRefused: (from, _address, refusal) => this.heard.push({ event: 'refused', server: from, refusal }),
        onSnapshot: (_server, to, sent) => this.heard.push({ event: 'snapshot', to, sent }),
        onDropped: (_server, messages) => this.heard.push({ event: 'dropped', messages }),
      },
    });
  }

  get port(): number {
    return this.#listening?.port ?? 0;
  }

  async start(port = 0): Promise<this> {
    await this.#addresses.setHosts(['127.0.0.1']);
    const implementation = { exchange: this.transport.exchange } as unknown as UntypedServiceImplementation;
    this.#listening = await listen(this.#credentials.server, [[peerServiceDefinition, implementation]], port);
    return this;
  }

  /** Dials another member. */
  dial(other: TestMember, incarnation = other.options.incarnation): void {
    this.transport.setPeers([{ server: other.options.server, host: '127.0.0.1', port: other.port, incarnation }]);
  }

  messages(): Message[] {
    return this.frames.flatMap(({ frame }) => frame.messages);
  }

  count(event: Heard['event']): number {
    return this.heard.filter((entry) => entry.event === event).length;
  }

  async stop(): Promise<void> {
    this.transport.close();
    this.#addresses.close();
    if (this.#listening !== null) {
      stopServer(this.#listening.server, `127.0.0.1:${this.#listening.port}`);
    }
    this.#listening = null;
  }
}

export function heartbeat(from: number, to: number, commit = 0): Message {
  return makeMessage({ type: MessageType.Heartbeat, from, to, term: 1, commit });
}
