/** Three servers in one process that speak our protocol over real sockets and share one license state. */
import {
  Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import {
  AdminService,
  type Attach,
  type DownRequest,
  type DownResponseInit,
  FailureCodec,
  type FailureInit,
  type GetStatusRequest,
  LicenseService,
  type LicenseStatusInit,
  type MasterNewsInit,
  type Operation,
  type RemoveRequest,
  type RemoveResponseInit,
  type RereadRequest,
  type RereadResponseInit,
  type ResultInit,
  RpcStatusCodec,
  type SessionRequest,
  type SessionResponseInit,
  type StatusInit,
  type SwitchLogRequest,
  type SwitchLogResponseInit,
  type TransferMasterRequest,
  type TransferMasterResponseInit,
} from '../../proto/index.ts';

type Stream = ServerDuplexStream<SessionRequest, SessionResponseInit>;

interface FakeLease {
  lease: number;
  sequence: number;
  feature: string;
  count: number;
  index: number;
  revoking: boolean;
}

interface FakeSession {
  leases: Map<number, FakeLease>;
  answers: Map<number, ResultInit>;
  cancelled: Set<number>;
}

/** What the three have in common, as if it were replicated. */
export class FakeTrio {
  readonly servers: FakeServer[] = [];
  readonly sessions = new Map<string, FakeSession>();
  /** Everything that was asked for, in order. */
  readonly log: { server: string; session: string; operation: Operation }[] = [];
  seats = 2;
  leaseMilliseconds = 30_000;
  master: FakeServer | null = null;
  term = 1;
  reason = '';
  /** Operations are taken but not answered, as by a master that dies before it has replied. */
  mute = false;
  /** Attaches are answered only when this is fulfilled. */
  held: Promise<void> = Promise.resolve();
  /** Calls of administrators, as `server method`, with their requests. */
  readonly calls: { call: string; request: unknown }[] = [];
  /** What Remove answers, in turn. */
  removals: RemoveResponseInit[] = [];
  /** What Reread answers. */
  reread: LicenseStatusInit = {};
  /** Refuses administration with this failure. */
  refusal: FailureInit | null = null;
  /** Attaches that were refused for want of a master. */
  refusals = 0;
  /** Log index. */
  index = 100;
  #nextLease = 1;
  readonly #watchers = new Set<() => void>();
  /** What its servers show and ask for. */
  readonly credentials: ServerCredentials;

  private constructor(credentials: ServerCredentials) {
    this.credentials = credentials;
  }

  /** Starts servers `names` on free ports of 127.0.0.1; the first is master. */
  static async start(
    names: readonly string[] = ['a', 'b', 'c'],
    credentials: ServerCredentials = ServerCredentials.createInsecure(),
  ): Promise<FakeTrio> {
    const trio = new FakeTrio(credentials);
    for (const name of names) trio.servers.push(await FakeServer.start(trio, name));
    trio.master = trio.servers[0] ?? null;
    return trio;
  }

  get addresses(): string {
    return this.servers.map((server) => `${server.port}@127.0.0.1`).join(',');
  }

  server(name: string): FakeServer {
    const found = this.servers.find((server) => server.name === name);
    if (!found) throw new Error(`no server ${name}`);
    return found;
  }

  /** Another master, or none; all streams are told. */
  elect(name: string | null, reason = ''): void {
    this.master = name === null ? null : this.server(name);
    this.term += 1;
    this.reason = reason;
    for (const server of this.servers) server.tell();
  }

  news(): MasterNewsInit {
    const { master, term, reason } = this;
    return { server: master?.name ?? '', host: master ? '127.0.0.1' : '', port: master?.port ?? 0, term, reason };
  }

  get used(): number {
    let used = 0;
    for (const session of this.sessions.values()) for (const lease of session.leases.values()) used += lease.count;
    return used;
  }

  /** Fulfilled when the condition holds, looked at after every operation. */
  until(condition: () => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => {
      if (!condition()) return;
      this.#watchers.delete(look);
      resolve();
    };
    this.#watchers.add(look);
    look();
    return promise;
  }

  changed(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }

  attach(attach: Attach): { created: boolean; session: FakeSession } {
    if (attach.replaces) this.sessions.delete(attach.replaces);
    const known = this.sessions.get(attach.session);
    const session = known ?? { leases: new Map(), answers: new Map(), cancelled: new Set() };
    this.sessions.set(attach.session, session);
    return { created: !known, session };
  }

  attachedResult(created: boolean, session: FakeSession): ResultInit {
    const leases = [...session.leases.values()].map((lease) => ({ ...lease, version: '1.0', vendor: 'usoft' }));
    const { leaseMilliseconds, term } = this;
    const server = this.master?.name ?? '';
    return { attached: { leaseMilliseconds, server, leases, term, index: this.index, created, master: this.news() } };
  }

  run(id: string, session: FakeSession, operation: Operation): ResultInit {
    const { sequence } = operation;
    const known = session.answers.get(sequence);
    if (sequence > 0 && known) return known;
    const result = { sequence, ...this.#run(id, session, operation) };
    if (sequence > 0) session.answers.set(sequence, result);
    return result;
  }

  #run(id: string, session: FakeSession, operation: Operation): ResultInit {
    this.index += 1;
    if (operation.renew) {
      const revoking = [...session.leases.values()].filter((lease) => lease.revoking).map((lease) => lease.lease);
      return { renewed: { nonce: operation.renew.nonce, revoking } };
    }
    if (operation.checkout) {
      const { feature, count } = operation.checkout;
      if (feature !== 'f1') return { failure: failure(-5, 'No such feature exists. (-5,100)', feature) };
      if (session.cancelled.has(operation.sequence))
        return { failure: failure(-42, 'Invalid parameter. (-42,1)', feature) };
      if (this.used + count > this.seats) {
        return { failure: failure(-4, 'Licensed number of users already reached. (-4,100)', feature) };
      }
      const lease = {
        lease: this.#nextLease++,
        sequence: operation.sequence,
        feature,
        count,
        index: this.index,
        revoking: false,
      };
      session.leases.set(lease.lease, lease);
      return { granted: { ...lease, version: '1.0', vendor: 'usoft' } };
    }
    if (operation.checkin) {
      const { lease } = operation.checkin;
      if (!session.leases.delete(lease))
        return { failure: failure(-41, 'Feature was never checked out. (-41,100)', '') };
      return { checkedIn: { lease, index: this.index } };
    }
    if (operation.cancel) {
      const cancelled = operation.cancel.cancelledSequence;
      session.cancelled.add(cancelled);
      for (const [lease, held] of session.leases) if (held.sequence === cancelled) session.leases.delete(lease);
      return { cancelled: { cancelledSequence: cancelled } };
    }
    this.sessions.delete(id);
    return { ended: {} };
  }

  stop(): void {
    for (const server of this.servers) server.kill();
  }
}

function failure(code: number, text: string, feature: string): FailureInit {
  return { code, minor: 100, text, feature };
}

/** One of the three. */
export class FakeServer {
  readonly name: string;
  port = 0;
  /** Takes connections but answers nothing, as a machine whose network was cut. */
  frozen = false;
  /** Whether the news of the last election has reached it. */
  knows = true;
  /** Status to answer GetStatus with; null refuses. */
  status: StatusInit | null = null;
  /** Answers for the status, but not when the users are asked for. */
  withoutUsers = false;
  observers = 0;
  readonly #trio: FakeTrio;
  #server: Server | null = null;
  readonly #streams = new Map<Stream, { observe: boolean; session: string }>();

  private constructor(trio: FakeTrio, name: string) {
    this.#trio = trio;
    this.name = name;
  }

  static async start(trio: FakeTrio, name: string): Promise<FakeServer> {
    const server = new FakeServer(trio, name);
    await server.listen();
    return server;
  }

  /** Listens, on the same port as before if there was one. */
  async listen(): Promise<void> {
    const server = new Server();
    server.addService(LicenseService, {
      session: (stream: Stream) => this.#session(stream),
    });
    server.addService(AdminService, {
      getStatus: ({ request }: ServerUnaryCall<GetStatusRequest, StatusInit>, reply: sendUnaryData<StatusInit>) => {
        if (this.frozen) return;
        if (this.status && !(request.users && this.withoutUsers)) reply(null, this.status);
        else reply({ code: status.UNAVAILABLE, details: 'no status', metadata: new Metadata() });
      },
      remove: this.#administer<RemoveRequest, RemoveResponseInit>('remove', () => this.#trio.removals.shift() ?? {}),
      reread: this.#administer<RereadRequest, RereadResponseInit>('reread', () => ({ license: this.#trio.reread })),
      down: this.#administer<DownRequest, DownResponseInit>('down', () => ({ server: this.name })),
      transferMaster: this.#administer<TransferMasterRequest, TransferMasterResponseInit>('transfer', (request) => ({
        master: { server: request.server },
      })),
      switchLog: this.#administer<SwitchLogRequest, SwitchLogResponseInit>('switchLog', () => ({ server: this.name })),
    });
    this.port = await new Promise<number>((resolve, reject) => {
      server.bindAsync(`127.0.0.1:${this.port}`, this.#trio.credentials, (error, port) =>
        error ? reject(error) : resolve(port),
      );
    });
    this.#server = server;
  }

  #administer<Q, R>(method: string, answer: (request: Q) => R) {
    return (call: ServerUnaryCall<Q, R>, reply: sendUnaryData<R>) => {
      this.#trio.calls.push({ call: `${this.name} ${method}`, request: call.request });
      const refusal = this.#trio.refusal;
      if (!refusal) {
        reply(null, answer(call.request));
        return;
      }
      const metadata = new Metadata();
      const details = [{ type_url: 'type.googleapis.com/lmtriad.v1.Failure', value: FailureCodec.encode(refusal) }];
      const code = status.PERMISSION_DENIED;
      metadata.set('grpc-status-details-bin', Buffer.from(RpcStatusCodec.encode({ code, details })));
      reply({ code, details: 'refused', metadata });
    };
  }

  /** As by SIGKILL: all connections are reset. */
  kill(): void {
    this.#server?.forceShutdown();
    this.#server = null;
    this.#streams.clear();
  }

  /** Tells every stream who the master is; streams that carried a session to another master end. */
  tell(): void {
    if (this.frozen) return;
    for (const [stream] of this.#streams) stream.write({ results: [{ master: this.#trio.news() }] });
  }

  /** Ends the session streams as a server does that leaves. */
  endSessions(): void {
    for (const [stream, { observe }] of this.#streams) if (!observe) stream.end();
  }

  /** Says something unasked on every session stream. */
  push(result: ResultInit): void {
    for (const [stream, { observe }] of this.#streams) if (!observe) stream.write({ results: [result] });
  }

  #session(stream: Stream): void {
    const state = { observe: false, session: '' };
    this.#streams.set(stream, state);
    const gone = () => {
      if (this.#streams.delete(stream) && state.observe) this.observers -= 1;
      this.#trio.changed();
    };
    stream.on('cancelled', gone);
    stream.on('error', gone);
    stream.on('end', () => {
      gone();
      stream.end();
    });
    stream.on('data', (request: SessionRequest) => {
      for (const operation of request.operations) {
        this.#trio.log.push({ server: this.name, session: operation.attach?.session ?? state.session, operation });
        this.#operation(stream, state, operation);
      }
      this.#trio.changed();
    });
  }

  #operation(stream: Stream, state: { observe: boolean; session: string }, operation: Operation): void {
    const trio = this.#trio;
    const write = (result: ResultInit) => {
      if (!this.frozen && !trio.mute) stream.write({ results: [result] });
    };
    if (operation.attach) {
      const attach = operation.attach;
      if (attach.observe) {
        state.observe = true;
        this.observers += 1;
        write({ attached: { server: this.name, master: trio.news() } });
        return;
      }
      state.session = attach.session;
      if (this.frozen) return;
      if (!trio.master || !this.knows) {
        trio.refusals += 1;
        write({
          failure: {
            code: -96,
            minor: 7,
            text: 'License server machine is down or not responding. (-96,7)',
            detail: trio.reason,
            retry: true,
          },
        });
        return;
      }
      const { created, session } = trio.attach(attach);
      void trio.held.then(() => write(trio.attachedResult(created, session)));
      return;
    }
    const session = trio.sessions.get(state.session);
    if (this.frozen || !session) return;
    write(trio.run(state.session, session, operation));
  }
}
