import { expect, test } from 'vitest';
import { AdminService } from '../../proto/index.ts';
import { granted, TestLog } from '../licensing/testKit.ts';
import { featureStatuses, type StatusWanted } from './featureStatus.ts';
import type { Serving } from './serving.ts';
import { statusBytes } from './statusBytes.ts';

/** A server with so many seats of f out, some of g, and a queue. */
function serving(seats: number): { log: TestLog; serving: Serving } {
  const log = new TestLog();
  log.license({ count: seats + 10 }, { id: 'q', feature: 'g', count: 1_000 });
  for (let i = 0; i < seats; i++) {
    const session = `session-number-${i}`;
    log.open(session);
    granted(log.checkout(session, 1));
    if (i % 7 === 0) {
      log.run({ checkout: { session, sequence: 1_000_000 + i, checkout: { feature: 'g', count: 1 } } });
    }
  }
  log.open('session-of-waiting');
  log.run({
    checkout: {
      session: 'session-of-waiting',
      sequence: 9_000_000,
      checkout: { feature: 'f', count: 11, queue: true },
    },
  });
  const status = (wanted: StatusWanted) => ({ term: 7, features: featureStatuses(log.state, wanted) });
  return { log, serving: { replica: { state: log.state }, status } as unknown as Serving };
}

test.each([
  ['of all features', { users: true, feature: '', sessions: true }],
  ['of one feature, without session ids', { users: true, feature: 'f', sessions: false }],
  ['without users', { users: false, feature: '', sessions: true }],
  ['of a feature that there is not', { users: true, feature: 'none', sessions: false }],
])('a status %s made in slices says the same as one made at once', async (_name, wanted) => {
  const { serving: server } = serving(1_777);
  const sliced = AdminService.getStatus.responseDeserialize(await statusBytes(server, wanted, 500));
  const whole = AdminService.getStatus.responseDeserialize(
    AdminService.getStatus.responseSerialize(server.status(wanted)),
  );
  expect(sliced).toEqual(whole);
});

test('seats that come and go meanwhile do not get in between users and counts', async () => {
  const { log, serving: server } = serving(1_777);
  const making = statusBytes(server, { users: true, feature: 'f', sessions: true }, 500);
  for (let i = 0; i < 900; i++) log.run({ endSession: { session: `session-number-${i}` } });
  const [feature] = AdminService.getStatus.responseDeserialize(await making).features;
  expect(feature?.used).toBe(1_777);
  expect(feature?.users.filter(({ queued }) => !queued)).toHaveLength(1_777);
  expect(log.state.used.get('p')).toBeLessThan(1_000);
});
