import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatHostPort, grpcTarget, isLoopback, parseHostPort, peerAddress, ServerAddresses } from './address.ts';
import { isTransportError, TransportErrorCode } from './errors.ts';

test.each([
  ['azuurmees:2830', 'azuurmees', 2830, 'dns:azuurmees:2830'],
  ['10.0.0.1:27000', '10.0.0.1', 27000, 'ipv4:10.0.0.1:27000'],
  ['[::1]:2830', '::1', 2830, 'ipv6:[::1]:2830'],
  [':27000', '::', 27000, 'ipv6:[::]:27000'],
  ['usoft-fitis.licensing.svc:0', 'usoft-fitis.licensing.svc', 0, 'dns:usoft-fitis.licensing.svc:0'],
])('%s is read as host and port', (text, host, port, target) => {
  expect(parseHostPort(text)).toEqual({ host, port });
  expect(grpcTarget(parseHostPort(text))).toBe(target);
});

test.each([
  '',
  'azuurmees',
  'host:',
  'host:65536',
  'host:-1',
  '::1',
  '::1:2830',
  '[fitis]:1',
  '[::1]',
  'a b:1',
  'host:1 ',
])('"%s" is refused as an address', (text) => {
  try {
    parseHostPort(text);
    expect.unreachable();
  } catch (error) {
    expect(isTransportError(error, TransportErrorCode.InvalidAddress)).toBe(true);
  }
});

test('what is printed as an address is read back the same', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain()), fc.nat(65_535), (host, port) => {
      expect(parseHostPort(formatHostPort({ host, port }))).toEqual({ host, port });
    }),
  );
});

test.each([
  ['127.0.0.1', true],
  ['127.8.8.8', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['::FFFF:10.0.0.1', false],
  ['10.0.0.127', false],
  ['127.evil.example', false],
  ['', false],
])('loopback of %s is %s', (address, expected) => {
  expect(isLoopback(address)).toBe(expected);
});

test.each([
  ['::ffff:10.0.0.1:41234', '10.0.0.1'],
  ['fe80::1%eth0:41234', 'fe80::1'],
  ['10.0.0.1:9', '10.0.0.1'],
  ['::1:41234', '::1'],
  ['unknown', ''],
])('the caller address in %s is %s', (peer, address) => {
  expect(peerAddress(peer)).toBe(address);
});

test('a server host that cannot be resolved for a while keeps its addresses; one that left the file loses them', async () => {
  const names = new Map([
    ['azuurmees', ['10.0.0.1']],
    ['fitis', ['::ffff:10.0.0.2', 'FE80::2']],
  ]);
  const addresses = new ServerAddresses({
    lookup: async (host) => names.get(host) ?? Promise.reject(new Error('away')),
  });
  await addresses.setHosts(['azuurmees', 'fitis']);
  expect(['10.0.0.1', '::ffff:10.0.0.1', '10.0.0.2', 'fe80::2', '10.0.0.3'].map((a) => addresses.has(a))).toEqual([
    true,
    true,
    true,
    true,
    false,
  ]);
  names.delete('azuurmees');
  names.set('fitis', ['10.0.0.9']);
  await addresses.refresh();
  expect(['10.0.0.1', '10.0.0.2', '10.0.0.9'].map((a) => addresses.has(a))).toEqual([true, false, true]);
  await addresses.setHosts(['fitis']);
  expect(addresses.has('10.0.0.1')).toBe(false);
  addresses.close();
});

test('servers on other loopback addresses are known when they call from 127.0.0.1; without any on loopback none is', async () => {
  const addresses = new ServerAddresses({ lookup: async (host) => [host] });
  await addresses.setHosts(['127.0.0.2', '127.0.0.3', '127.0.0.4']);
  expect(['127.0.0.1', '::1', '10.0.0.1'].map((a) => addresses.has(a))).toEqual([true, true, false]);
  await addresses.setHosts(['10.0.0.1', '10.0.0.2', '10.0.0.3']);
  expect(['127.0.0.1', '::1', '10.0.0.1'].map((a) => addresses.has(a))).toEqual([false, false, true]);
  addresses.close();
});
