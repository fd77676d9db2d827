import { expect, test, vi } from 'vitest';
import type { Caller } from '../transport/index.ts';
import { type PeerAnswers, peerService } from './peerService.ts';

const STRANGER: Caller = {
  kind: 'anonymous',
  name: '',
  address: '192.0.2.9',
  loopback: false,
  verified: false,
  forwardedBy: '',
};

function call(caller: Caller) {
  const peerRefused = vi.fn();
  const hello = vi.fn(() => ({}));
  const join = () => {
    throw new Error('no slot of this cluster is called x');
  };
  const answers = { callerOf: () => caller, peerRefused, hello, join } as unknown as PeerAnswers;
  const handlers = peerService(answers);
  const error = (method: 'hello' | 'join') =>
    new Promise((resolve) => {
      const request = {} as unknown as Parameters<(typeof handlers)['join']>[0];
      (handlers[method] as typeof handlers.join)(request, (failed) => resolve(failed));
    });
  return { error, peerRefused, hello };
}

test('a stranger is refused, counted and told of, and asks for nothing', async () => {
  const { error, peerRefused, hello } = call(STRANGER);
  expect(await error('hello')).toMatchObject({ code: 7 });
  expect(peerRefused).toHaveBeenCalledExactlyOnceWith('caller', '192.0.2.9', expect.any(String));
  expect(hello).not.toHaveBeenCalled();
});

test('a request of a peer that cannot be granted is counted with its reason', async () => {
  const { error, peerRefused } = call({ ...STRANGER, kind: 'server' });
  expect(await error('join')).toMatchObject({ code: 9, details: expect.stringContaining('no slot') });
  expect(peerRefused).toHaveBeenCalledExactlyOnceWith('call', '192.0.2.9', expect.stringContaining('no slot'));
});
