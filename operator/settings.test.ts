import { Command } from 'commander';
import { afterEach, expect, test, vi } from 'vitest';
import { parseSettings } from './settings.ts';

afterEach(() => vi.unstubAllEnvs());

const quiet = () => new Command().exitOverride().configureOutput({ writeErr: () => undefined });
const parse = (...argv: string[]) => parseSettings(['--license-image', 'node:1', ...argv], quiet());

test('looks after its own namespace unless told otherwise', () => {
  expect(parse('--namespace', 'lmtriad-system').namespaces).toEqual(['lmtriad-system']);
  expect(parse('--watch-namespace', 'a, b,a').namespaces).toEqual(['a', 'b']);
  expect(parse('--watch-namespace', '*').namespaces).toEqual(['']);
});

test('reads the environment where flags are missing', () => {
  vi.stubEnv('WATCH_NAMESPACE', 'licensing');
  vi.stubEnv('POD_NAME', 'operator-1');
  vi.stubEnv('READ_NODES', 'true');
  vi.stubEnv('LICENSE_IMAGE', 'node:2');
  expect(parseSettings([], quiet())).toMatchObject({
    namespaces: ['licensing'],
    identity: 'operator-1',
    image: 'node:2',
    readNodes: true,
    leaderElection: true,
  });
  expect(parse('--watch-namespace', 'other').namespaces).toEqual(['other']);
});

test('takes addresses of both families', () => {
  expect(parse('--listen', '[::1]:80').listen).toEqual({ host: '::1', port: 80 });
  expect(parse('--listen', '127.0.0.1:8081').listen).toEqual({ host: '127.0.0.1', port: 8081 });
  expect(parse('--listen', ':8082').listen).toEqual({ host: '::', port: 8082 });
  expect(() => parse('--listen', 'nonsense')).toThrow('expected host:port');
});

test('refuses to start without an image', () => {
  expect(() => parseSettings([], quiet())).toThrow('--license-image');
});
