import { expect, test } from 'vitest';
import {
  type DebugUse,
  formatDate,
  formatDenied,
  formatDequeued,
  formatIn,
  formatLine,
  formatOut,
  formatQueued,
  formatStart,
  formatUnsupported,
} from './debugFormat.ts';

const at = (hour: number, minute: number, second: number): Date => new Date(2017, 0, 8, hour, minute, second);
const use = (parts: Partial<DebugUse>): DebugUse => ({
  daemon: 'usoft',
  feature: 'f',
  user: 'u',
  host: 'h',
  count: 1,
  ...parts,
});

// Lines of real debug logs, as the programs that read them know them.
test.each([
  [
    '21:06:15 (ansyslmd) OUT: "hfsshpc" manikafa@nyx7005.arc-ts.umich.edu  (20 licenses) ',
    at(21, 6, 15),
    'ansyslmd',
    formatOut(use({ feature: 'hfsshpc', user: 'manikafa', host: 'nyx7005.arc-ts.umich.edu', count: 20 })),
  ],
  [
    ' 9:21:43 (ansyslmd) IN: "aa_r" wjddydch@nyx5511.arc-ts.umich.edu  ',
    at(9, 21, 43),
    'ansyslmd',
    formatIn(use({ feature: 'aa_r', user: 'wjddydch', host: 'nyx5511.arc-ts.umich.edu' })),
  ],
  [
    '15:36:36 (parteklm) DENIED: "base" asdsd@NSDNA78  (Licensed number of users already reached. (-4,342))',
    at(15, 36, 36),
    'parteklm',
    formatDenied(use({ feature: 'base', user: 'asdsd', host: 'NSDNA78' }), {
      text: 'Licensed number of users already reached',
      code: -4,
      minor: 342,
    }),
  ],
  [
    '13:11:55 (parteklm) DENIED: "base" u@NCI-01  (Licensed number of users already reached. (-4,342:10054 ""))',
    at(13, 11, 55),
    'parteklm',
    formatDenied(use({ feature: 'base', host: 'NCI-01' }), {
      text: 'Licensed number of users already reached. (-4,342:10054 "")',
      code: -4,
      minor: 342,
    }),
  ],
  [
    '11:46:28 (parteklm) UNSUPPORTED: "pathway_base" (PORT_AT_HOST_PLUS   ) nic@NCI-1  (License server system does not support this feature. (-18,327))',
    at(11, 46, 28),
    'parteklm',
    formatUnsupported(use({ feature: 'pathway_base', user: 'nic', host: 'NCI-1' }), {
      text: 'License server system does not support this feature.',
      code: -18,
      minor: 327,
    }),
  ],
  [
    '14:46:39 (telelogic) OUT: "TLSTOK-token" ind@ind  [DOORS] (3 licenses) ',
    at(14, 46, 39),
    'telelogic',
    formatOut(use({ feature: 'TLSTOK-token', user: 'ind', host: 'ind', count: 3, checkoutData: Buffer.from('DOORS') })),
  ],
  [' 0:00:00 (usoft) IN: "f" u@h  (SHUTDOWN)', at(0, 0, 0), 'usoft', formatIn(use({}), 'SHUTDOWN')],
  ['23:17:45 (lmgrd) TIMESTAMP 1/8/2017', at(23, 17, 45), 'lmgrd', `TIMESTAMP ${formatDate(at(23, 17, 45))}`],
])('%s', (line, time, daemon, message) => {
  expect(formatLine(time, daemon, message)).toBe(line);
});

test.each([
  ['QUEUED: "f" u@h  (3 licenses) ', formatQueued(use({ count: 3 }))],
  ['DEQUEUED: "f" u@h  ', formatDequeued(use({}))],
])('%s', (line, message) => {
  expect(message).toBe(line);
});

test('the older way to tell the time has the date and no seconds', () => {
  expect(formatLine(at(9, 5, 1), 'usoft', 'x', 'date')).toBe('1/8 09:05 (usoft) x');
});

test('what a client chooses can neither end a line nor begin another one', () => {
  const out = formatOut(
    use({ user: 'eve\n 9:00:00 (usoft) OUT: "f" bob', host: 'h\r\u2028\u0085', checkoutData: Buffer.from('\0\n') }),
  );
  const line = formatLine(at(9, 0, 0), 'usoft', out);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(line).not.toMatch(/[\u0000-\u001f\u0080-\u009f\u2028]/);
  expect(line.split('OUT:')).toHaveLength(3);
});

const banner = {
  version: '0.1.0',
  host: 'AZUURMEES',
  licenseFiles: ['license.dat', 'other.dat'],
  port: 2830,
  daemons: ['usoft'],
  pid: 77,
  features: { usoft: ['DEV', 'RUN', 'TEST', 'DOC'] },
  redundant: true,
  secure: false,
};

test('the start lines have the forms that readers of debug logs look for', () => {
  const lines = formatStart(banner, at(17, 17, 45)).map(([daemon, message]) => `(${daemon}) ${message}`);
  expect(lines.filter((line) => line === '(lmgrd) -----------------------------------------------')).toHaveLength(2);
  const text = lines.join('\n');
  expect(text).toMatch(/^\(lmgrd\) Server's System Date and Time: Sun Jan 08 2017 17:17:45 \S+$/m);
  expect(text).toMatch(/^\(lmgrd\) FlexNet Licensing \(v0\.1\.0 .*\) started on AZUURMEES \(linux\) \(1\/8\/2017\)$/m);
  for (const line of [
    '(lmgrd) lmdown/lmreread only allowed on this machine',
    '(lmgrd) License file(s): license.dat other.dat',
    '(lmgrd) lmgrd tcp-port 2830',
    '(lmgrd) (@lmgrd-SLOG@) Server Configuration: 3-Server Certificate',
    '(lmgrd) Starting vendor daemons ... ',
    '(lmgrd) Started usoft (internet tcp_port 2830 pid 77)',
    '(usoft) Server started on AZUURMEES for:\tDEV\t\t',
    '(usoft) RUN\t\tTEST\t\t',
    '(usoft) DOC\t\t',
    '(lmgrd) usoft using TCP-port 2830',
  ]) {
    expect(lines).toContain(line);
  }
  const alone = formatStart({ ...banner, redundant: false, secure: true }, at(1, 2, 3)).map(([, message]) => message);
  expect(alone).toContain('(@lmgrd-SLOG@) Server Configuration: Single Server');
  expect(alone).toContain("lmdown/lmreread need an administrator's certificate");
});

test('tabs of the feature list come through to the line', () => {
  expect(formatLine(at(1, 2, 3), 'usoft', 'for:\tDEV\t\t')).toBe(' 1:02:03 (usoft) for:\tDEV\t\t');
});
