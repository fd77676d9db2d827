import type { handleUnaryCall } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import { type CommandInit, LicenseService } from '../../proto/index.ts';
import type { Done } from '../member/replica.ts';
import { licenseService } from './licenseService.ts';
import type { Serving } from './serving.ts';

/** Calls a unary handler of a master; gives the code and details of its error, and what was logged. */
async function refusal(handler: 'checkin' | 'renew', request: Buffer) {
  const commands: CommandInit[] = [];
  const submit = (command: CommandInit, done: Done) => {
    commands.push(command);
    done({});
  };
  const office = { term: 1, clock: { heard: () => false } };
  const replica = { isMaster: true, office, submit, state: { session: () => null } };
  const serving = { replica, onEvents: () => () => undefined, monotonic: () => 0 } as unknown as Serving;
  const handle = licenseService(serving)[handler] as unknown as (
    call: { request: Buffer },
    callback: Parameters<handleUnaryCall<Buffer, Buffer>>[1],
  ) => void;
  const error = await new Promise((resolve) => handle({ request }, (failed) => resolve(failed)));
  return { error, commands };
}

test.each([
  ['checkin', LicenseService.checkin.requestSerialize({ session: 's'.repeat(100_000), lease: 1 })],
  ['renew', LicenseService.renew.requestSerialize({ session: 's'.repeat(100_000) })],
] as const)('%s of what cannot be a session never reaches the log', async (handler, request) => {
  const { error, commands } = await refusal(handler, request);
  expect(commands).toEqual([]);
  expect(error).toMatchObject({ details: expect.stringContaining('(-41,110)') });
});
