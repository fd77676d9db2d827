/**
 * Peer messages of another cluster, of another version, malformed, oversized, replayed: refused, counted in a metric,
 * logged once a minute, and never the end of a server.
 */
import { status } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MessageType } from '../../node/consensus/index.ts';
import { encodeFrame, PEER_PROTOCOL } from '../../node/transport/frames.ts';
import type { HandshakeInit } from '../../proto/index.ts';
import { Impostor } from './impostor.ts';
import type { Member } from './member.ts';
import { Scene } from './scene.ts';

const PORT = 28520;
const METRICS_PORT = 28529;
/** How often each refusal is provoked: it is logged once. */
const TIMES = 20;
const MEBIBYTE = 2 ** 20;

let scene: Scene;
let impostor: Impostor;
let failed = false;

afterEach(({ task }) => {
  failed ||= task.result?.state === 'fail';
});

afterAll(async () => {
  impostor?.close();
  await scene?.close(failed);
});

/** The server that is called all the time: the second, a standby. */
function target(): Member {
  const [, second] = scene.trio.members;
  if (second === undefined) throw new Error('there is no second server');
  return second;
}

async function refusals(): Promise<Map<string, number>> {
  const text = await (await fetch(`http://${target().host}:${METRICS_PORT}/metrics`)).text();
  const lines = text.matchAll(/^lmtriad_refused_peers_total\{reason="(\w+)"\} (\d+)$/gm);
  return new Map([...lines].map(([, reason = '', count]) => [reason, Number(count)]));
}

/** How often that reason stands in the log of the program. */
async function logged(reason: string): Promise<number> {
  const lines = (await target().output()).split('\n').filter((line) => line.includes('peer refused"'));
  return lines.filter((line) => JSON.parse(line).reason === reason).length;
}

describe('from the address of a SERVER line, without certificates', () => {
  let handshake: HandshakeInit;
  let incarnations: Map<string, number>;

  beforeAll(async () => {
    const extraOf = (server: string) => ['--metrics', `${server}:${METRICS_PORT}`];
    scene = await Scene.start({ name: 'impostor', port: PORT, extraOf });
    await scene.begin();
    impostor = new Impostor(target());
    const { clusterId, members } = await scene.trio.ready();
    incarnations = new Map(members.map(({ server, incarnation }) => [server, incarnation]));
    const [, , third] = scene.trio.members;
    const server = third?.host ?? '';
    handshake = { protocol: PEER_PROTOCOL, clusterId, server, incarnation: incarnations.get(server), version: '0' };
  });

  /** Provokes a refusal over and over: it is counted each time, and logged once within this minute. */
  async function refused(reason: string, code: number, provoke: () => Promise<number | null>): Promise<void> {
    const before = (await refusals()).get(reason) ?? 0;
    const loggedBefore = await logged(reason);
    for (let i = 0; i < TIMES; i++) expect(await provoke()).toBe(code);
    expect((await refusals()).get(reason)).toBe(before + TIMES);
    const lines = await logged(reason);
    expect(lines).toBeGreaterThan(0);
    expect(lines).toBeLessThanOrEqual(loggedBefore + 1);
    await scene.served();
    expect(target().running).toBe(true);
  }

  const opening = (change: HandshakeInit) => encodeFrame({ handshake: { ...handshake, ...change } });

  test('another cluster', () =>
    refused('cluster', status.FAILED_PRECONDITION, () =>
      impostor.exchange([opening({ clusterId: '0123456789abcdef0123456789abcdef' })]),
    ));

  test('another version of the protocol', () =>
    refused('protocol', status.FAILED_PRECONDITION, () =>
      impostor.exchange([opening({ protocol: PEER_PROTOCOL + 1 })]),
    ));

  test('a server that the license does not name', () =>
    refused('slot', status.FAILED_PRECONDITION, () => impostor.exchange([opening({ server: 'stranger' })])));

  test('messages before any handshake', () =>
    refused('handshake', status.INVALID_ARGUMENT, () => impostor.exchange([encodeFrame({ date: Date.now() })])));

  test('bytes that are no message', () =>
    refused('malformed', status.INVALID_ARGUMENT, () => impostor.exchange([Buffer.alloc(64, 0xff)])));

  test('a message of a kind that no server sends', () =>
    refused('malformed', status.INVALID_ARGUMENT, () => {
      const to = incarnations.get(target().host);
      const message = { type: MessageType.Hup, from: handshake.incarnation, to };
      return impostor.exchange([opening({}), encodeFrame({ messages: [message] })]);
    }));

  test('a unary call to join another cluster', () =>
    refused('call', status.FAILED_PRECONDITION, () => impostor.call('Join', Buffer.from([0x0a, 1, 0x61]))));

  test('a message that is too long ends the stream, and nothing else', async () => {
    expect(await impostor.exchange([opening({}), Buffer.alloc(9 * MEBIBYTE)])).toBe(status.RESOURCE_EXHAUSTED);
    expect(await impostor.call('Hello', Buffer.alloc(9 * MEBIBYTE))).toBe(status.RESOURCE_EXHAUSTED);
    await scene.served();
    expect(target().running).toBe(true);
  });

  test('old messages, replayed under the name of a server, change no term and no master', async () => {
    await scene.trio.ready();
    const before = await scene.trio.status();
    const to = incarnations.get(target().host);
    const from = handshake.incarnation;
    const old = [MessageType.Heartbeat, MessageType.App, MessageType.AppResp, MessageType.Vote, MessageType.VoteResp];
    const messages = old.map((type) => ({ type, from, to, term: 1, index: 1, logTerm: 1 }));
    const frame = encodeFrame({ messages: [...messages, ...messages] });
    await impostor.exchange([opening({}), frame, frame], 500);
    await scene.served();
    await scene.trio.ready();
    expect(await scene.trio.status()).toMatchObject({ master: before.master, term: before.term });
  });

  test('and no seat was lost or doubled by any of it', async () => {
    await scene.judge();
  });
});
