import { expect, test } from 'vitest';
import { TestLog } from '../licensing/testKit.ts';
import { createMetrics } from '../logs/index.ts';
import { EventLog } from './eventLog.ts';

test('denials are counted by feature, those of features that no license names under one name', async () => {
  const metrics = createMetrics();
  const events = new EventLog(null, metrics);
  const log = new TestLog();
  log.license({ count: 1 });
  log.open('s');
  const ask = (feature: string, sequence: number) => ({
    checkout: { session: 's', sequence, checkout: { feature, count: 1 } },
  });
  const asked = ['f', 'f', ...Array.from({ length: 50 }, (_, i) => `made-up-${i}`)];
  for (const [i, feature] of asked.entries()) events.write(log.entry(ask(feature, i + 1)).events, log.state, true);
  const { values } = await metrics.checkouts.get();
  expect(values.map(({ labels, value }) => [labels.feature, labels.result, value])).toEqual([
    ['f', 'granted', 1],
    ['f', 'denied', 1],
    ['unknown', 'denied', 50],
  ]);
});
