import { expect, test } from 'vitest';
import { sampleCluster } from '../testing/fixtures.ts';
import { assignOrdinals, printOrdinals } from './index.ts';

const reordered = sampleCluster({ servers: [...sampleCluster().spec.servers].reverse() });
const RECORDED = '{"azuurmees":0,"fitis":1,"buulbuul":2}';

test('a new cluster numbers its servers in the declared order', () => {
  expect(assignOrdinals(sampleCluster(), [undefined])).toEqual({ azuurmees: 0, fitis: 1, buulbuul: 2 });
});

test('what was recorded stays, whatever the order is now', () => {
  expect(assignOrdinals(reordered, [RECORDED])).toEqual({ azuurmees: 0, fitis: 1, buulbuul: 2 });
  expect(assignOrdinals(reordered, [undefined, RECORDED])).toEqual({ azuurmees: 0, fitis: 1, buulbuul: 2 });
});

test('the status stands in for a lost annotation', () => {
  const members = ['azuurmees', 'fitis', 'buulbuul'].map((name, ordinal) => ({
    name,
    ordinal,
    host: '',
    port: 0,
    pod: '',
    role: 'Unknown' as const,
    healthy: false,
  }));
  expect(assignOrdinals({ ...reordered, status: { members } }, [])).toEqual({ azuurmees: 0, fitis: 1, buulbuul: 2 });
});

test.each(['', 'no JSON', '[]', '{"azuurmees":0}', '{"azuurmees":0,"fitis":0,"buulbuul":1}', '{"a":0,"b":1,"c":2}'])(
  'a record that is not about these servers is not taken: %s',
  (text) => {
    expect(assignOrdinals(reordered, [text])).toEqual({ buulbuul: 0, fitis: 1, azuurmees: 2 });
  },
);

test('the record reads in the order of the ordinals', () => {
  expect(printOrdinals({ buulbuul: 2, azuurmees: 0, fitis: 1 })).toBe(RECORDED);
});
