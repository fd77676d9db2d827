import { Server, ServerCredentials, type ServerUnaryCall, type ServerWritableStream, status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AdminService, type GetStatusRequest, type Status, type TransferMasterRequest } from '../../proto/index.ts';
import type { KeyPair } from '../specs/index.ts';
import { sampleAnswer, sampleCluster } from '../testing/fixtures.ts';
import { createAuthority, issueLeaf } from './certificates.ts';
import { addressOf, describeSilence, GrpcMemberApi, type MemberTarget } from './memberApi.ts';
import { serverWish } from './tls.ts';

const cluster = sampleCluster();
const [azuurmees = { name: '', port: 0 }] = cluster.spec.servers;

describe('the connection to a server', () => {
  const api = new GrpcMemberApi();
  const listener = new Server();
  const transfers: TransferMasterRequest[] = [];
  const streams: ServerWritableStream<GetStatusRequest, Status>[] = [];
  let authority: KeyPair;
  let target: MemberTarget;
  let hang = false;

  beforeAll(async () => {
    authority = await createAuthority('usoft license authority', new Date());
    const pair = await issueLeaf(authority, serverWish(cluster, azuurmees), new Date());
    const wish = { unit: 'administrator', commonName: 'usoft', dnsNames: [], addresses: [] } as const;
    const administrator = await issueLeaf(authority, wish, new Date());
    const { getStatus, transferMaster, watchStatus } = AdminService;
    listener.addService(
      { getStatus, transferMaster, watchStatus },
      {
        watchStatus: (call: ServerWritableStream<GetStatusRequest, Status>) => {
          streams.push(call);
          call.write(sampleAnswer('azuurmees', 'azuurmees'));
        },
        getStatus: (_call: ServerUnaryCall<GetStatusRequest, Status>, answer: (error: null, value: Status) => void) => {
          if (!hang) answer(null, sampleAnswer('azuurmees', 'fitis'));
        },
        transferMaster: (
          call: ServerUnaryCall<TransferMasterRequest, object>,
          answer: (error: object | null, value?: object) => void,
        ) => {
          transfers.push(call.request);
          if (call.request.server === 'nobody') answer({ code: status.INVALID_ARGUMENT, details: 'no such server' });
          else answer(null, {});
        },
      },
    );
    const credentials = ServerCredentials.createSsl(
      Buffer.from(authority.certificate),
      [{ private_key: Buffer.from(pair.key), cert_chain: Buffer.from(pair.certificate) }],
      true,
    );
    const port = await new Promise<number>((resolve, reject) => {
      listener.bindAsync('127.0.0.1:0', credentials, (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    target = { server: 'azuurmees', address: `127.0.0.1:${port}`, authority: authority.certificate, administrator };
  });

  afterAll(() => {
    api.close();
    listener.forceShutdown();
  });

  test('asks for the status under the certificate name of the server, whatever its address', async () => {
    expect(await api.status(target)).toMatchObject({ server: 'azuurmees', master: 'fitis', term: 2 });
  });

  test('hands over', async () => {
    await api.transferMaster(target, 'fitis', 60);
    expect(transfers).toEqual([{ server: 'fitis', holdSeconds: 60 }]);
    const error = await api.transferMaster(target, 'nobody', 60).catch((reason: unknown) => reason);
    expect(describeSilence(error)).toBe('it answers INVALID_ARGUMENT: no such server');
  });

  test('does not believe one server to be another', async () => {
    const error = await api.status({ ...target, server: 'fitis' }).catch((reason: unknown) => reason);
    expect(describeSilence(error)).toMatch(/certificate is refused|can not be reached/);
  });

  test('is made anew with new certificates', async () => {
    const other = await createAuthority('usoft license authority', new Date());
    await expect(api.status({ ...target, authority: other.certificate })).rejects.toThrow();
    expect(await api.status(target)).toMatchObject({ server: 'azuurmees' });
  });

  test('gives up on a server that hangs', async () => {
    hang = true;
    const error = await api.status(target).catch((reason: unknown) => reason);
    hang = false;
    expect(describeSilence(error)).toBe('it does not answer within 1 s');
  });

  test('hears of a new master at once, of nothing that did not change, and of the end', async () => {
    let heard = 0;
    let next = Promise.withResolvers<void>();
    const news = () => {
      next = Promise.withResolvers<void>();
      return next.promise;
    };
    const onNews = () => {
      heard += 1;
      next.resolve();
    };
    api.follow(target, onNews);
    api.follow(target, onNews);
    // Its answer comes after the stream's first on the same connection.
    await api.status(target);
    const [stream] = streams;
    stream?.write(sampleAnswer('azuurmees', 'azuurmees', { appliedIndex: 11, serverTime: 1 }));
    const first = news();
    stream?.write(sampleAnswer('azuurmees', 'fitis', { term: 3 }));
    await first;
    expect(heard).toBe(1);
    const second = news();
    stream?.end();
    await second;
    expect(heard).toBe(2);
    expect(streams).toHaveLength(1);
  });

  test('is closed, its stream of news too, when its address is of no more use', async () => {
    await api.status(target);
    const heard: string[] = [];
    api.follow(target, () => heard.push('news'));
    await api.status(target);
    const stream = streams.at(-1);
    const cancelled = new Promise<void>((resolve) => stream?.once('cancelled', () => resolve()));
    api.retain(new Set());
    await cancelled;
    expect(await api.status(target)).toMatchObject({ server: 'azuurmees' });
    expect(heard).toEqual([]);
  });
});

test('an IPv6 address stands in brackets', () => {
  expect(addressOf('fd00::1', 27000)).toBe('[fd00::1]:27000');
  expect(addressOf('10.0.0.1', 27000)).toBe('10.0.0.1:27000');
});
