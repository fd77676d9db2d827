import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Client, type ClientDuplexStream, status } from '@grpc/grpc-js';
import { afterEach, expect, test, vi } from 'vitest';
import { type Frame, type FrameInit, PeerService } from '../../proto/index.ts';
import { MessageType, makeMessage } from '../consensus/index.ts';
import { createMetrics } from '../logs/index.ts';
import { plaintextCredentials } from './credentials.ts';
import { MAX_MESSAGE_BYTES } from './listener.ts';
import { RefusalReason } from './peerTypes.ts';
import { heartbeat, type MemberOptions, Relay, TestMember } from './testMember.ts';

const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanup.splice(0).reverse()) {
    await step();
  }
});

async function member(options: MemberOptions, port = 0): Promise<TestMember> {
  const made = await new TestMember(options).start(port);
  cleanup.push(() => made.stop());
  return made;
}

const eventually = (check: () => void, timeout = 5_000): Promise<void> => vi.waitFor(check, { timeout, interval: 2 });

/** Waits without timers, which are not running. */
async function turnsUntil(done: () => boolean): Promise<void> {
  const end = performance.now() + 4_000;
  while (!done()) {
    expect(performance.now()).toBeLessThan(end);
    await new Promise((next) => setImmediate(next));
  }
}

async function pair(
  a: Partial<MemberOptions> = {},
  b: Partial<MemberOptions> = {},
): Promise<{ left: TestMember; right: TestMember }> {
  const left = await member({ server: 'azuurmees', incarnation: 11, ...a });
  const right = await member({ server: 'fitis', incarnation: 22, ...b });
  left.dial(right);
  right.dial(left);
  await eventually(() => {
    expect(left.transport.status()[0]).toMatchObject({ outgoing: true, incoming: right.options.incarnation });
    expect(right.transport.status()[0]).toMatchObject({ outgoing: true, incoming: left.options.incarnation });
  });
  return { left, right };
}

/** A caller that writes frames of its own making to a member. */
function intruder(port: number): {
  stream: ClientDuplexStream<FrameInit, Frame>;
  answered: Promise<unknown>;
  ended: Promise<{ code: number; details: string }>;
} {
  const client = new Client(`127.0.0.1:${port}`, plaintextCredentials().peer);
  cleanup.push(() => client.close());
  const { path, requestSerialize, responseDeserialize } = PeerService.exchange;
  const stream = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
  const ended = new Promise<{ code: number; details: string }>((done) => {
    stream.on('status', done);
  });
  stream.on('error', () => undefined);
  const answered = new Promise((done) => {
    stream.on('data', done);
  });
  return { stream, answered, ended };
}

const handshake = { protocol: 1, clusterId: 'c1', incarnation: 22, server: 'fitis', version: '1.0', toIncarnation: 11 };

test('all messages of one turn come over in one frame, in their order, with date and holdings', async () => {
  const { left, right } = await pair();
  const messages = [heartbeat(11, 22, 7), makeMessage({ type: MessageType.App, from: 11, to: 22, term: 1, index: 9 })];
  const holdings = { licenseHash: 'ab', serverOrder: ['azuurmees', 'fitis'], logVersion: 1 };
  left.transport.send('FITIS', { messages, date: 1234, holdings });
  await eventually(() => expect(right.frames).toHaveLength(1));
  const { server, incarnation, frame } = right.frames[0] ?? expect.unreachable();
  expect([server, incarnation, frame.date]).toEqual(['azuurmees', 11, 1234]);
  expect(frame.messages.map(({ type, commit, index }) => [type, commit, index])).toEqual([
    [MessageType.Heartbeat, 7, 0],
    [MessageType.App, 0, 9],
  ]);
  expect(frame.holdings).toMatchObject(holdings);
});

test('the newest holdings are told again at the start of a new stream', async () => {
  const { left, right } = await pair();
  left.transport.send('fitis', { messages: [], date: 1, holdings: { licenseHash: 'first' } });
  left.transport.send('fitis', { messages: [], date: 1, holdings: { licenseHash: 'newest' } });
  await eventually(() => expect(right.frames).toHaveLength(2));
  const { port } = right;
  await right.stop();
  const again = await member({ server: 'fitis', incarnation: 22 }, port);
  await eventually(() => expect(again.frames[0]?.frame.holdings?.licenseHash).toBe('newest'));
});

test('holdings that come up while the handshake is under way are told once it is accepted', async () => {
  const left = await member({ server: 'azuurmees', incarnation: 11 });
  const holdings = { licenseHash: 'meanwhile' };
  const admit = () => {
    left.transport.send('fitis', { messages: [], date: 1, holdings });
    return null;
  };
  const right = await member({ server: 'fitis', incarnation: 22, admit });
  left.dial(right);
  await eventually(() => expect(right.frames.map(({ frame }) => frame.holdings?.licenseHash)).toContain('meanwhile'));
});

test('a peer that comes back is dialled again, and down and up are told once each', async () => {
  const { left, right } = await pair();
  const { port } = right;
  await right.stop();
  await eventually(() => expect(left.heard).toContainEqual({ event: 'down', server: 'fitis', incarnation: 22 }));
  await eventually(() => expect(left.transport.status()[0]?.problem).toMatch(/ECONNREFUSED/));
  const again = await member({ server: 'fitis', incarnation: 22 }, port);
  const since = performance.now();
  again.dial(left);
  await eventually(() => expect(left.transport.status()[0]).toMatchObject({ outgoing: true, incoming: 22 }));
  expect(performance.now() - since).toBeLessThan(1_000);
  expect([left.count('up'), left.count('down')]).toEqual([2, 1]);
  left.transport.send('fitis', { messages: [heartbeat(11, 22)], date: 1 });
  await eventually(() => expect(again.messages()).toHaveLength(1));
});

test('a peer that waits for its next attempt dials at once when the other one dials it', async () => {
  let open = false;
  const closed = { reason: RefusalReason.NotReady, detail: 'not yet' };
  const right = await member({ server: 'fitis', incarnation: 22, admit: () => (open ? null : closed) });
  const left = await member({ server: 'azuurmees', incarnation: 11 });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  cleanup.push(() => vi.useRealTimers());
  left.dial(right);
  vi.advanceTimersByTime(0);
  await turnsUntil(() => left.transport.status()[0]?.problem.startsWith('not_ready') ?? false);
  open = true;
  right.dial(left);
  vi.advanceTimersByTime(0);
  await turnsUntil(() => left.transport.status()[0]?.outgoing ?? false);
});

test('a killed process is known to be down before an election timeout has passed', async () => {
  const left = await member({ server: 'azuurmees', incarnation: 11 });
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('testPeerProcess.ts', import.meta.url)), String(left.port)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  cleanup.push(() => child.kill('SIGKILL'));
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  left.transport.setPeers([{ server: 'fitis', host: '127.0.0.1', port: Number(String(port)), incarnation: 22 }]);
  await eventually(() => expect(left.frames.length).toBeGreaterThan(0));
  expect(left.count('down')).toBe(0);
  const killed = performance.now();
  child.kill('SIGKILL');
  await eventually(() => expect(left.count('down')).toBe(1));
  expect(performance.now() - killed).toBeLessThan(300);
  await eventually(() => expect(left.heard).toContainEqual(expect.objectContaining({ event: 'link', up: false })));
});

test('another incarnation on a new stream takes the place of the former, which is told as down', async () => {
  const { left } = await pair();
  const successor = await member({ server: 'fitis', incarnation: 33 });
  successor.dial(left);
  await eventually(() => expect(left.transport.status()[0]?.incoming).toBe(33));
  expect(left.heard.filter(({ event }) => event === 'up' || event === 'down')).toEqual([
    { event: 'up', server: 'fitis', incarnation: 22 },
    { event: 'down', server: 'fitis', incarnation: 22 },
    { event: 'up', server: 'fitis', incarnation: 33 },
  ]);
});

test('the same incarnation dialling anew is no death', async () => {
  const { left, right } = await pair();
  right.transport.setPeers([]);
  await eventually(() => expect(left.count('down')).toBe(1));
  right.dial(left);
  await eventually(() => expect(left.count('up')).toBe(2));
  const second = intruder(left.port);
  second.stream.write({ handshake });
  await second.answered;
  expect([left.count('up'), left.count('down')]).toEqual([2, 1]);
});

test.each([
  ['no handshake', { date: 1 }, RefusalReason.Handshake, status.INVALID_ARGUMENT],
  [
    'another protocol',
    { handshake: { ...handshake, protocol: 2 } },
    RefusalReason.Protocol,
    status.FAILED_PRECONDITION,
  ],
  [
    'what the daemon refuses',
    { handshake: { ...handshake, clusterId: 'c2' } },
    RefusalReason.Cluster,
    status.FAILED_PRECONDITION,
  ],
])(
  'a stream with %s is refused with a status, counted, and warned of once',
  async (_name, first: FrameInit, reason, code) => {
    const warnings: unknown[] = [];
    const metrics = createMetrics();
    const left = await member({
      server: 'azuurmees',
      incarnation: 11,
      metrics,
      warnings: { warn: (key: string) => warnings.push(key) > 0 } as unknown as MemberOptions['warnings'],
      admit: ({ clusterId }) =>
        clusterId === 'c1' ? null : { reason: RefusalReason.Cluster, detail: 'another cluster' },
    });
    const { stream, ended } = intruder(left.port);
    stream.write(first);
    expect(await ended).toMatchObject({ code, details: expect.stringContaining(reason) });
    expect(left.heard).toEqual([
      { event: 'refused', server: first.handshake?.server ?? '', refusal: { reason, detail: expect.any(String) } },
    ]);
    expect(warnings).toEqual([expect.stringContaining(reason)]);
    expect((await metrics.refusedPeers.get()).values).toEqual([
      expect.objectContaining({ labels: { reason }, value: 1 }),
    ]);
  },
);

test('a caller that says nothing is sent away after the limit', async () => {
  const left = await member({ server: 'azuurmees', incarnation: 11, connectMilliseconds: 50 });
  const { ended } = intruder(left.port);
  expect(await ended).toMatchObject({ code: status.DEADLINE_EXCEEDED });
});

test('a dialler does not take up a link to a server of another name, cluster or incarnation', async () => {
  const right = await member({ server: 'fitis', incarnation: 22 });
  const wrong = [
    { server: 'buulbuul', incarnation: 22, clusterId: 'c1', problem: /reached "fitis"/ },
    { server: 'fitis', incarnation: 23, clusterId: 'c1', problem: /incarnation 22 instead of 23/ },
    { server: 'fitis', incarnation: 22, clusterId: 'c2', problem: /cluster "c1"/ },
  ];
  for (const { server, incarnation, clusterId, problem } of wrong) {
    const left = await member({ server: 'azuurmees', incarnation: 11, clusterId });
    left.transport.setPeers([{ server, host: '127.0.0.1', port: right.port, incarnation }]);
    await eventually(() => expect(left.transport.status()[0]?.problem).toMatch(problem));
    expect(left.transport.status()[0]?.outgoing).toBe(false);
  }
});

test('a malformed message ends the stream and does not reach the daemon', async () => {
  const left = await member({ server: 'azuurmees', incarnation: 11 });
  const { stream, ended } = intruder(left.port);
  stream.write({ handshake });
  stream.write({ messages: [{ type: MessageType.Hup, from: 22, to: 11, term: 1 }] });
  expect(await ended).toMatchObject({ code: status.INVALID_ARGUMENT });
  expect(left.messages()).toEqual([]);
  expect(left.heard.map(({ event }) => event)).toEqual(['up', 'refused', 'down']);
});

test('bytes that are no frame are refused and counted; the next stream of the peer is taken', async () => {
  const metrics = createMetrics();
  const left = await member({ server: 'azuurmees', incarnation: 11, metrics });
  const client = new Client(`127.0.0.1:${left.port}`, plaintextCredentials().peer);
  cleanup.push(() => client.close());
  const as = (bytes: Buffer) => bytes;
  const stream = client.makeBidiStreamRequest(PeerService.exchange.path, as, as);
  stream.on('error', () => undefined);
  const ended = new Promise((done) => stream.on('status', done));
  stream.on('data', () => undefined);
  stream.write(PeerService.exchange.requestSerialize({ handshake }));
  stream.write(Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x7f]));
  expect(await ended).toMatchObject({ code: status.INVALID_ARGUMENT });
  expect((await metrics.refusedPeers.get()).values).toEqual([
    expect.objectContaining({ labels: { reason: RefusalReason.Malformed }, value: 1 }),
  ]);
  const again = intruder(left.port);
  again.stream.write({ handshake });
  await again.answered;
});

test('a frame above the limit of a message ends its stream only', async () => {
  const left = await member({ server: 'azuurmees', incarnation: 11 });
  const { stream, ended } = intruder(left.port);
  stream.write({ handshake });
  const data = new Uint8Array(MAX_MESSAGE_BYTES);
  stream.write({ messages: [{ type: MessageType.App, from: 22, to: 11, term: 1, entries: [{ data }] }] });
  expect(await ended).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
  await eventually(() => expect(left.heard.map(({ event }) => event)).toEqual(['up', 'down']));
  expect(left.messages()).toEqual([]);
  const again = intruder(left.port);
  again.stream.write({ handshake });
  await again.answered;
});

test('messages in the name of another node, or for another incarnation, are left out', async () => {
  const left = await member({ server: 'azuurmees', incarnation: 11 });
  const { stream } = intruder(left.port);
  stream.write({ handshake });
  stream.write({
    messages: [
      { type: MessageType.Heartbeat, from: 33, to: 11, term: 1 },
      { type: MessageType.Heartbeat, from: 22, to: 10, term: 1 },
      { type: MessageType.Heartbeat, from: 22, to: 11, term: 5 },
    ],
  });
  await eventually(() => expect(left.messages().map(({ term }) => term)).toEqual([5]));
  expect(left.count('refused')).toBe(2);
});

test('a snapshot is sent in pieces, comes over whole, and lets heartbeats through meanwhile', async () => {
  const { left, right } = await pair();
  const data = Buffer.alloc(9 * 1024 * 1024 + 17, 'lmtriad snapshot ');
  const metadata = {
    index: 50,
    term: 3,
    confState: { voters: [11, 22, 33], learners: [], votersOutgoing: [], learnersNext: [], autoLeave: false },
  };
  left.transport.send('fitis', {
    messages: [makeMessage({ type: MessageType.Snap, from: 11, to: 22, term: 3, snapshot: { metadata, data } })],
    date: 1,
  });
  left.transport.send('fitis', { messages: [heartbeat(11, 22)], date: 1 });
  await eventually(() => expect(right.messages()).toHaveLength(2), 20_000);
  const [first, second] = right.messages();
  expect(first?.type).toBe(MessageType.Heartbeat);
  expect(second?.snapshot?.metadata).toEqual(metadata);
  expect(Buffer.compare(second?.snapshot?.data ?? Buffer.alloc(0), data)).toBe(0);
  await eventually(() => expect(left.heard).toContainEqual({ event: 'snapshot', to: 22, sent: true }));
});

test('a snapshot above the limit of the receiver ends the stream, and the sender is told that it failed', async () => {
  const { left, right } = await pair({}, { maxSnapshotBytes: 4 * 1024 * 1024 });
  const metadata = {
    index: 1,
    term: 1,
    confState: { voters: [11], learners: [], votersOutgoing: [], learnersNext: [], autoLeave: false },
  };
  const snapshot = { metadata, data: new Uint8Array(30 * 1024 * 1024) };
  left.transport.send('fitis', {
    messages: [makeMessage({ type: MessageType.Snap, from: 11, to: 22, term: 1, snapshot })],
    date: 1,
  });
  await eventually(() => expect(left.heard).toContainEqual({ event: 'snapshot', to: 22, sent: false }));
  expect(right.heard).toContainEqual(expect.objectContaining({ event: 'refused' }));
  expect(right.messages()).toEqual([]);
  // The core sends it again as soon as the peer is back: for a while that comes to nothing, and costs nothing.
  await eventually(() => expect(left.transport.status()[0]?.outgoing).toBe(true));
  for (let i = 2; i <= 4; i++) {
    left.transport.send('fitis', {
      messages: [makeMessage({ type: MessageType.Snap, from: 11, to: 22, term: 1, snapshot })],
      date: 1,
    });
    await eventually(() => expect(left.count('snapshot')).toBe(i));
  }
  left.transport.send('fitis', { messages: [heartbeat(11, 22)], date: 1 });
  await eventually(() => expect(right.messages().map(({ type }) => type)).toEqual([MessageType.Heartbeat]));
  expect(right.count('refused')).toBe(1);
});

test('a snapshot for a peer that is away is reported as failed, in a later turn', async () => {
  const left = await member({ server: 'azuurmees', incarnation: 11 });
  left.transport.setPeers([{ server: 'fitis', host: '127.0.0.1', port: 1, incarnation: 22 }]);
  const metadata = {
    index: 1,
    term: 1,
    confState: { voters: [11], learners: [], votersOutgoing: [], learnersNext: [], autoLeave: false },
  };
  const message = makeMessage({
    type: MessageType.Snap,
    from: 11,
    to: 22,
    term: 1,
    snapshot: { metadata, data: new Uint8Array(1) },
  });
  left.transport.send('fitis', { messages: [message], date: 1 });
  expect(left.count('snapshot')).toBe(0);
  await eventually(() => expect(left.heard).toContainEqual({ event: 'snapshot', to: 22, sent: false }));
});

test('frames for a peer that does not read are dropped above the queue limit, and counted', async () => {
  const metrics = createMetrics();
  const { left } = await pair({ maxQueuedBytes: 256 * 1024, metrics });
  const big = makeMessage({
    type: MessageType.App,
    from: 11,
    to: 22,
    term: 1,
    entries: [{ term: 1, index: 1, type: 0, data: new Uint8Array(100_000) }],
  });
  for (let i = 0; i < 100; i++) {
    left.transport.send('fitis', { messages: [big, heartbeat(11, 22)], date: 1 });
  }
  expect(left.transport.status()[0]?.queuedBytes).toBeLessThan(256 * 1024 + 110_000);
  const dropped = left.heard.reduce((sum, entry) => sum + (entry.event === 'dropped' ? entry.messages : 0), 0);
  expect(dropped).toBeGreaterThan(150);
  expect((await metrics.droppedMessages.get()).values[0]?.value).toBe(dropped);
  await eventually(() => expect(left.transport.status()[0]?.queuedBytes).toBe(0));
});

test('an idle link stays up by itself; one that went silent is torn down on both sides and dialled again', async () => {
  const right = await member({ server: 'fitis', incarnation: 22, silenceMilliseconds: 400 });
  const relay = await Relay.to(right.port);
  cleanup.push(() => relay.close());
  const left = await member({ server: 'azuurmees', incarnation: 11, silenceMilliseconds: 400 });
  left.transport.setPeers([{ server: 'fitis', host: '127.0.0.1', port: relay.port, incarnation: 22 }]);
  right.dial(left);
  await eventually(() => expect(right.count('up')).toBe(1));
  const idleSince = performance.now();
  await eventually(() => expect(performance.now() - idleSince).toBeGreaterThan(1_200));
  expect([right.count('down'), left.count('link')]).toEqual([0, 1]);

  const cut = performance.now();
  relay.freeze();
  await eventually(() => expect(right.count('down')).toBe(1));
  expect(performance.now() - cut).toBeGreaterThan(250);
  await eventually(() => expect(left.heard).toContainEqual(expect.objectContaining({ event: 'link', up: false })));
  expect(right.count('up')).toBe(1);
  relay.heal();
  await eventually(() => expect(right.count('up')).toBe(2));
});

test('a peer taken from the list loses both its streams; one that moved is dialled at its new place', async () => {
  const { left, right } = await pair();
  const moved = await member({ server: 'fitis', incarnation: 22 });
  left.dial(moved);
  await eventually(() => expect(left.transport.status()[0]?.outgoing).toBe(true));
  await eventually(() => expect(moved.count('up')).toBe(1));
  expect(right.heard).toContainEqual({ event: 'down', server: 'azuurmees', incarnation: 11 });
  left.transport.setPeers([]);
  expect(left.heard).toContainEqual({ event: 'down', server: 'fitis', incarnation: 22 });
  expect(left.transport.status()).toEqual([]);
});

test('closing tells the peers at once and tells the own daemon nothing more', async () => {
  const { left, right } = await pair();
  const before = left.heard.length;
  left.transport.close();
  await eventually(() => expect(right.count('down')).toBe(1), 500);
  expect(left.heard).toHaveLength(before);
});
