import { expect, test } from 'vitest';
import { createLogger } from './log.ts';
import { terminalStream } from './terminalStream.ts';

test('the program log stands on a terminal as lines like those of the debug log', () => {
  let shown = '';
  const stream = terminalStream((text) => (shown += text), 'clock');
  const logger = createLogger({ service: 'lmgrd', server: 'fitis' }, stream);
  logger.info('listening');
  logger.warn({ err: new Error('no such file') }, 'the configuration cannot be read');
  logger.fatal(new Error('the disk is full'));
  expect(shown.replaceAll(/^[ \d]\d:\d\d:\d\d /gm, '')).toBe(
    '(lmgrd) listening\n(lmgrd) WARNING: the configuration cannot be read (no such file)\n(lmgrd) ERROR: the disk is full\n',
  );
});
