import { expect, test } from 'vitest';
import { dataElsewhere, type RecoveryOrder, recoveryStep } from './recovery.ts';

const OLD = '00112233445566778899aabbccddeeff';
const NEW = 'ffeeddccbbaa99887766554433221100';
const ORDER: RecoveryOrder = { clusterId: NEW, server: 'a', from: 'data' };
const EMPTY: RecoveryOrder = { ...ORDER, from: 'empty' };

const disk = (clusterId: string, more: { joinsOnly?: string; formsFrom?: string } = {}) => ({
  clusterId,
  joinsOnly: '',
  formsFrom: '',
  ...more,
});
const says = (...answers: [server: string, clusterId: string][]) =>
  new Map(answers.map(([server, clusterId]) => [server, { clusterId, holdsEntries: clusterId !== '' }]));
const step = (order: RecoveryOrder, server: string, identity: ReturnType<typeof disk>, answers = says()) =>
  recoveryStep(order, { server, identity }, answers).kind;

test('the named server forms the new cluster, once', () => {
  expect(step(ORDER, 'a', disk(OLD), says(['b', '']))).toBe('form');
  expect(step(ORDER, 'a', disk('', { formsFrom: 'set-aside/1' }))).toBe('form');
  expect(step(ORDER, 'a', disk(NEW))).toBe('none');
});

test('nothing is formed while another has its data', () => {
  const answers = says(['b', ''], ['c', OLD]);
  expect(step(ORDER, 'a', disk(OLD), answers)).toBe('refused');
  expect(dataElsewhere(answers)).toContain('c is up');
  expect(dataElsewhere(says(['b', '']))).toBeNull();
});

test('another gives up its data only once the new cluster stands', () => {
  expect(step(ORDER, 'b', disk(OLD), says(['a', OLD]))).toBe('none');
  expect(step(ORDER, 'b', disk(OLD), says(['a', NEW]))).toBe('join');
  expect(step(ORDER, 'b', disk('', { joinsOnly: NEW }), says(['a', NEW]))).toBe('none');
  expect(step(ORDER, 'b', disk('', { joinsOnly: OLD }), says(['a', NEW]))).toBe('join');
});

test('an empty disk joins the new cluster as any other', () => {
  expect(step(ORDER, 'b', disk(''), says(['a', NEW]))).toBe('none');
});

test('a disk that was lost after the recovery forms no second cluster, whoever is away', () => {
  expect(step(ORDER, 'a', disk(''), says(['b', '']))).toBe('none');
  expect(step(EMPTY, 'a', disk(''))).toBe('none');
  expect(step(EMPTY, 'a', disk(''), says(['b', NEW]))).toBe('none');
  expect(step(EMPTY, 'a', disk(''), says(['b', '']))).toBe('form');
});
