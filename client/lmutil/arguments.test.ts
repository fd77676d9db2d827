import { expect, test } from 'vitest';
import { normalize } from './arguments.ts';

const tools = ['lmstat', 'lmdown'];

test('long options with one hyphen, as FlexNet has them, become those of the parser', () => {
  expect(normalize(['lmdown', '-all', '-q', '-force', '-c', 'x'], undefined, tools)).toEqual([
    'lmdown',
    '--all',
    '-q',
    '--force',
    '-c',
    'x',
  ]);
  expect(normalize(['-help'], 'lmutil', tools)).toEqual(['--help']);
});

test('a name that the program is linked to stands for the tool', () => {
  expect(normalize(['-a'], 'lmstat', tools)).toEqual(['lmstat', '-a']);
  expect(normalize(['lmstat', '-a'], 'lmutil', tools)).toEqual(['lmstat', '-a']);
});

test('the arguments of a command after -- are left alone', () => {
  expect(normalize(['checkout', 'f', '--', 'x', '-all'], undefined, tools)).toEqual([
    'checkout',
    'f',
    '--',
    'x',
    '-all',
  ]);
});
