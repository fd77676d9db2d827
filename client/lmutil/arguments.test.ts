import { Command } from 'commander';
import { expect, test } from 'vitest';
import { normalize } from './arguments.ts';

const program = new Command('lmutil').option('-v, --version');
program.command('lmdown').option('-q').option('--all').option('--force').option('-c <list>');
program.command('lmstat').option('-a').option('-s [server]');

test('long options with one hyphen, as FlexNet has them, become those of the parser', () => {
  expect(normalize(['lmdown', '-all', '-q', '-force', '-c', 'x'], undefined, program)).toEqual([
    'lmdown',
    '--all',
    '-q',
    '--force',
    '-c',
    'x',
  ]);
  expect(normalize(['-help'], undefined, program)).toEqual(['--help']);
});

test("only the tool's own long options are taken for such", () => {
  expect(normalize(['lmstat', '-all', '-sx'], undefined, program)).toEqual(['lmstat', '-all', '-sx']);
});

test('a name that the program is linked to stands for the tool', () => {
  expect(normalize(['-a'], 'lmstat', program)).toEqual(['lmstat', '-a']);
  expect(normalize(['-all'], 'lmdown', program)).toEqual(['lmdown', '--all']);
});

test('the arguments of a command after -- are left alone', () => {
  expect(normalize(['lmdown', 'f', '--', 'x', '-all'], undefined, program)).toEqual(['lmdown', 'f', '--', 'x', '-all']);
});
