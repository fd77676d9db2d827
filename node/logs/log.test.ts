import { expect, test } from 'vitest';
import { createLogger, type Logger, RateLimitedWarnings } from './log.ts';

function capture(level?: string): { logger: Logger; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger(
    { service: 'lmgrd', server: 'azuurmees', level },
    { write: (line) => lines.push(JSON.parse(line)) },
  );
  return { logger, lines };
}

test('each line is JSON with service, server, time and message', () => {
  const { logger, lines } = capture();
  logger.info({ term: 3 }, 'elected');
  logger.debug('not shown');
  expect(lines).toEqual([
    {
      level: 30,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      service: 'lmgrd',
      server: 'azuurmees',
      term: 3,
      msg: 'elected',
    },
  ]);
});

test('a warning of one key comes once a minute, and says how many were held back', () => {
  const { logger, lines } = capture();
  let now = 0;
  const warnings = new RateLimitedWarnings(logger, { now: () => now });
  expect(warnings.warn('a', { n: 1 }, 'refused')).toBe(true);
  now = 59_999;
  expect([warnings.warn('a', { n: 2 }, 'refused'), warnings.warn('a', { n: 3 }, 'refused')]).toEqual([false, false]);
  expect(warnings.warn('b', { n: 4 }, 'refused')).toBe(true);
  now = 60_000;
  expect(warnings.warn('a', { n: 5 }, 'refused')).toBe(true);
  expect(lines.map(({ n, heldBack }) => [n, heldBack])).toEqual([
    [1, undefined],
    [4, undefined],
    [5, 2],
  ]);
});

test('keys are forgotten, the oldest first, so that strangers cannot fill the memory', () => {
  const { logger, lines } = capture();
  const warnings = new RateLimitedWarnings(logger, { now: () => 0 });
  for (let i = 0; i <= 1_024; i++) {
    warnings.warn(`key ${i}`, {}, 'refused');
  }
  expect(lines).toHaveLength(1_025);
  expect(warnings.warn('key 1024', {}, 'refused')).toBe(false);
  expect(warnings.warn('key 0', {}, 'refused')).toBe(true);
});
