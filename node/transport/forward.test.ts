import {
  Client,
  type ClientDuplexStream,
  Metadata,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServiceError,
  type StatusObject,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { LicenseService, type SessionRequestInit, type SessionResponse } from '../../proto/index.ts';
import { type Caller, callerOf } from './caller.ts';
import { type Credentials, certificateCredentials, plaintextCredentials } from './credentials.ts';
import { Forwarder, rawService } from './forward.ts';
import { stopServer } from './listener.ts';
import { listen, Relay, TestAuthority, temporaryFolder } from './testMember.ts';

type Duplex = ServerDuplexStream<Buffer, Buffer>;
type Unary = ServerUnaryCall<Buffer, Buffer>;
interface Handlers {
  readonly session: (call: Duplex) => void;
  readonly renew: (call: Unary, answer: sendUnaryData<Buffer>) => void;
}

let authority: TestAuthority;
beforeAll(async () => {
  authority = await TestAuthority.make();
});

const cleanup: (() => unknown)[] = [];
afterEach(() => {
  for (const step of cleanup.splice(0).reverse()) {
    step();
  }
});

const eventually = (check: () => unknown): Promise<unknown> => vi.waitFor(check, { timeout: 5_000, interval: 2 });
const raw = rawService(LicenseService);

interface Member {
  readonly server: string;
  readonly port: number;
  readonly callers: Caller[];
}

async function member(server: string, make: (credentials: Credentials) => Handlers): Promise<Member> {
  const directory = temporaryFolder();
  await authority.writeServer(directory, server);
  const credentials = certificateCredentials({ directory, server });
  const callers: Caller[] = [];
  const handlers = make(credentials);
  const see = (call: Duplex | Unary): void => {
    callers.push(callerOf(call, { credentials, serverAddresses: { has: () => false } }));
  };
  const renew = (call: Unary, answer: sendUnaryData<Buffer>): void => {
    see(call);
    handlers.renew(call, answer);
  };
  const session = (call: Duplex): void => {
    see(call);
    handlers.session(call);
  };
  const listening = await listen(credentials.server, [[raw, { session, renew, checkout: renew, checkin: renew }]]);
  cleanup.push(() => {
    stopServer(listening.server, `127.0.0.1:${listening.port}`);
    credentials.close();
  });
  return { server, port: listening.port, callers };
}

/** A member that passes all on to the master. */
async function door(
  target: { server: string; port: number } | null,
  options: Partial<ConstructorParameters<typeof Forwarder>[0]> = {},
): Promise<{ port: number; forwarder: Forwarder; member: Member }> {
  let forwarder: Forwarder | undefined;
  const made: Member = await member('fitis', (credentials) => {
    const passing = new Forwarder({ credentials, server: 'fitis', ...options });
    forwarder = passing;
    return {
      session: (call) =>
        call.once('data', (first: Buffer) =>
          passing.stream(raw.session.path, call, made.callers.at(-1) as Caller, [first]),
        ),
      renew: (call, answer) => passing.unary(raw.renew.path, call, answer, made.callers.at(-1) as Caller),
    };
  });
  const passing = forwarder as unknown as Forwarder;
  passing.setMaster(target === null ? null : { server: target.server, host: '127.0.0.1', port: target.port });
  cleanup.push(() => passing.close());
  return { port: made.port, forwarder: passing, member: made };
}

/** Answers renewals with the session's name as lease time, and each session request with one result. */
const echo: Handlers = {
  renew: (call, answer) => {
    const { session } = LicenseService.renew.requestDeserialize(call.request);
    answer(null, LicenseService.renew.responseSerialize({ leaseMilliseconds: Number(session) }));
  },
  session: (call) => {
    call.on('data', (bytes: Buffer) => {
      const { operations } = LicenseService.session.requestDeserialize(bytes);
      call.write(
        LicenseService.session.responseSerialize({ results: operations.map(({ sequence }) => ({ sequence })) }),
      );
    });
    call.on('end', () => call.end());
  },
};

async function client(port: number): Promise<Client> {
  const { certificate, key } = await authority.issue({ unit: 'client', name: 'app' });
  const directory = temporaryFolder();
  await authority.writeServer(directory, 'app', { certificate, key });
  const credentials = certificateCredentials({ directory, server: 'app' });
  const made = new Client(`localhost:${port}`, credentials.peer);
  cleanup.push(() => {
    made.close();
    credentials.close();
  });
  return made;
}

async function renew(
  port: number,
  session: string,
  options: { deadline?: number } = {},
): Promise<number | ServiceError> {
  const { path, requestSerialize, responseDeserialize } = LicenseService.renew;
  const caller = await client(port);
  return new Promise((done) => {
    caller.makeUnaryRequest(path, requestSerialize, responseDeserialize, { session }, options, (error, response) =>
      done(error ?? response?.leaseMilliseconds ?? -1),
    );
  });
}

interface Session {
  readonly stream: ClientDuplexStream<SessionRequestInit, SessionResponse>;
  readonly sequences: number[];
  readonly ended: Promise<StatusObject>;
}

async function session(port: number): Promise<Session> {
  const { path, requestSerialize, responseDeserialize } = LicenseService.session;
  const stream = (await client(port)).makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
  const sequences: number[] = [];
  stream.on('data', ({ results }: SessionResponse) => sequences.push(...results.map(({ sequence }) => sequence)));
  stream.on('error', () => undefined);
  return { stream, sequences, ended: new Promise((done) => stream.on('status', done)) };
}

const request = (...sequences: number[]): SessionRequestInit => ({
  operations: sequences.map((sequence) => ({ sequence })),
});

test('a unary call is answered by the master, which learns who called', async () => {
  const master = await member('azuurmees', () => echo);
  const { port } = await door(master);
  expect(await renew(port, '30000')).toBe(30_000);
  expect(master.callers).toEqual([
    {
      kind: 'client',
      name: 'app',
      address: expect.stringMatching(/^(127\.0\.0\.1|::1)$/),
      loopback: true,
      verified: true,
      forwardedBy: 'fitis',
    },
  ]);
});

test('an error of the master reaches the client with its details', async () => {
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', Buffer.from('failure'));
  const master = await member('azuurmees', () => ({
    ...echo,
    renew: (_call, answer) => answer({ code: status.NOT_FOUND, details: 'no such lease', metadata }),
  }));
  const { port } = await door(master);
  const error = (await renew(port, '1')) as ServiceError;
  expect([error.code, error.details]).toEqual([status.NOT_FOUND, 'no such lease']);
  expect(error.metadata.get('grpc-status-details-bin')).toEqual([Buffer.from('failure')]);
});

test('the deadline of the client reaches the master', async () => {
  const deadlines: unknown[] = [];
  const noting: Handlers['renew'] = (call, answer) => {
    deadlines.push(call.getDeadline());
    echo.renew(call, answer);
  };
  const master = await member('azuurmees', () => ({ ...echo, renew: noting }));
  const { port } = await door(master);
  const deadline = Date.now() + 60_000;
  expect(await renew(port, '1', { deadline })).toBe(1);
  // Without it there would be none, which is Infinity; the way through adds what it takes.
  expect(Math.abs(Number(deadlines[0]) - deadline)).toBeLessThan(50_000);
});

test('a unary call that the client takes back is taken back from the master', async () => {
  const cancelled = vi.fn();
  const called = vi.fn();
  const master = await member('azuurmees', () => ({
    ...echo,
    renew: (call) => {
      call.on('cancelled', cancelled);
      called();
    },
  }));
  const { port } = await door(master);
  const { path, requestSerialize, responseDeserialize } = LicenseService.renew;
  const call = (await client(port)).makeUnaryRequest(path, requestSerialize, responseDeserialize, {}, () => undefined);
  await eventually(() => expect(called).toHaveBeenCalled());
  call.cancel();
  await eventually(() => expect(cancelled).toHaveBeenCalled());
});

test('a session runs through to the master both ways, its first request included, and ends as the client ends it', async () => {
  const master = await member('azuurmees', () => echo);
  const { port } = await door(master);
  const { stream, sequences, ended } = await session(port);
  stream.write(request(1, 2));
  await eventually(() => expect(sequences).toEqual([1, 2]));
  for (let i = 3; i <= 200; i++) {
    stream.write(request(i));
  }
  stream.end();
  expect(await ended).toMatchObject({ code: status.OK });
  expect(sequences).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
});

test('what the master says last on a session comes before the end of it', async () => {
  const master = await member('azuurmees', () => ({
    ...echo,
    session: (call) => {
      for (let i = 1; i <= 50; i++) {
        call.write(LicenseService.session.responseSerialize({ results: [{ sequence: i }] }));
      }
      call.emit('error', { code: status.ABORTED, details: 'handed over' });
    },
  }));
  const { port } = await door(master);
  const { stream, sequences, ended } = await session(port);
  stream.write(request(1));
  expect(await ended).toMatchObject({ code: status.ABORTED, details: 'handed over' });
  await eventually(() => expect(sequences).toHaveLength(50));
});

test('when the client lets go, the master is told', async () => {
  const cancelled = vi.fn();
  const master = await member('azuurmees', () => ({
    ...echo,
    session: (call) => {
      call.on('cancelled', cancelled);
      echo.session(call);
    },
  }));
  const { port } = await door(master);
  const { stream, sequences } = await session(port);
  stream.write(request(1));
  await eventually(() => expect(sequences).toEqual([1]));
  stream.cancel();
  await eventually(() => expect(cancelled).toHaveBeenCalled());
});

test('when the master dies, sessions and calls under way end with UNAVAILABLE', async () => {
  const master = await member('azuurmees', () => ({ ...echo, renew: () => undefined }));
  const relay = await Relay.to(master.port);
  cleanup.push(() => relay.close());
  const { port } = await door({ server: 'azuurmees', port: relay.port });
  const { stream, sequences, ended } = await session(port);
  stream.write(request(1));
  await eventually(() => expect(sequences).toEqual([1]));
  const call = renew(port, '1');
  await eventually(() => expect(master.callers).toHaveLength(2));
  relay.cut();
  expect(await ended).toMatchObject({ code: status.UNAVAILABLE });
  expect(await call).toMatchObject({ code: status.UNAVAILABLE });
});

test('a server that is stopped ends its sessions', async () => {
  const { server, port } = await listen(plaintextCredentials().server, [
    [raw, { ...echo, checkout: echo.renew, checkin: echo.renew }],
  ]);
  const alone = new Client(`127.0.0.1:${port}`, plaintextCredentials().peer);
  cleanup.push(() => alone.close());
  const { path, requestSerialize, responseDeserialize } = LicenseService.session;
  const stream = alone.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
  const answered = vi.fn();
  const ended = vi.fn();
  stream
    .on('data', answered)
    .on('error', () => undefined)
    .on('status', ended);
  stream.write(request(1));
  await eventually(() => expect(answered).toHaveBeenCalled());
  stopServer(server, `127.0.0.1:${port}`);
  await eventually(() => expect(ended).toHaveBeenCalled());
});

test('when mastership moves, sessions on the former master end at once and new calls go to the new one', async () => {
  const former = await member('azuurmees', () => echo);
  const next = await member('buulbuul', () => echo);
  const { port, forwarder } = await door(former);
  const { stream, sequences, ended } = await session(port);
  stream.write(request(1));
  await eventually(() => expect(sequences).toEqual([1]));
  forwarder.setMaster({ server: 'azuurmees', host: '127.0.0.1', port: former.port });
  stream.write(request(2));
  await eventually(() => expect(sequences).toEqual([1, 2]));
  forwarder.setMaster({ server: 'buulbuul', host: '127.0.0.1', port: next.port });
  expect(await ended).toMatchObject({ code: status.UNAVAILABLE, details: 'the master has changed' });
  expect(await renew(port, '7')).toBe(7);
  expect([former.callers.length, next.callers.length]).toEqual([1, 1]);
});

test('without a master the call is refused with the status that the service gives', async () => {
  const { port } = await door(null, {
    unavailable: (detail) => ({ code: status.UNAVAILABLE, details: `quorum lost: 1 of 3 up (${detail})` }),
  });
  expect(await renew(port, '1')).toMatchObject({
    code: status.UNAVAILABLE,
    details: 'quorum lost: 1 of 3 up (there is no master)',
  });
  const { stream, ended } = await session(port);
  stream.write(request(1));
  expect(await ended).toMatchObject({ code: status.UNAVAILABLE, details: expect.stringContaining('quorum lost') });
});

test('a call that was passed on once is not passed on again', async () => {
  const inner = await door({ server: 'azuurmees', port: 1 });
  const outer = await door({ server: 'fitis', port: inner.port });
  expect(await renew(outer.port, '1')).toMatchObject({
    code: status.UNAVAILABLE,
    details: expect.stringContaining('takes this server for the master'),
  });
  const { stream, ended } = await session(outer.port);
  stream.write(request(1));
  expect(await ended).toMatchObject({ code: status.UNAVAILABLE });
});
