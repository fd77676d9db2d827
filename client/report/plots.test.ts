import { expect, test } from 'vitest';
import { chartsOf, timeTicks } from './chart.ts';
import { svgPlot } from './svgPlot.ts';
import { Tally } from './tally.ts';
import { AXIS_WIDTH, terminalPlot } from './terminalPlot.ts';
import { at, back, denied, mark, out, state } from './testing.ts';

const window = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

function charts(columns: number, feature = 'f') {
  const tally = new Tally(window, null);
  const more = { feature };
  const records = [
    state(1, at(8), 4, 0),
    out(2, at(9), { ...more, count: 2, used: 2 }),
    out(3, at(10), { ...more, count: 2, used: 4 }),
    denied(4, at(10, 30), more),
    back(5, at(11), 2, at(9), { ...more, count: 2, used: 2 }),
    back(6, at(12), 3, at(10), { ...more, count: 2 }),
    mark(7, at(16)),
  ];
  for (const record of records) tally.take(record);
  tally.finish();
  return chartsOf(tally, window, columns, 5);
}

test('a plot in the terminal shows seats that are out, those of the license, refusals and the time', () => {
  const [chart] = charts(32);
  if (chart === undefined) throw new Error('no chart');
  const plot = terminalPlot(chart);
  expect(plot).toBe(
    [
      'f: at most 4 out of 4 (┄)',
      '      4 ┤┄┄┄┄┄┄┄┄████┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄',
      '        ┤        ████',
      '        ┤        ████',
      '        ┤        ████',
      '      2 ┤    ████████████',
      '        ┤    ████████████',
      '        ┤    ████████████',
      '        ┤    ████████████',
      `      0 └${'─'.repeat(32)}`,
      ' denied            ×',
      '             09:00       12:00',
      '',
    ].join('\n'),
  );
  for (const line of plot.split('\n').slice(1)) expect(line.length).toBeLessThanOrEqual(AXIS_WIDTH + 32);
});

test('the picture is well-formed, whatever a feature is called', () => {
  const name = '<script>alert("x")</script>&\u0007';
  const picture = svgPlot(charts(436, name), { title: 'a < b', subtitle: 'c & d', about: () => '"' });
  expect(picture).not.toContain('<script');
  expect(picture).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;?');
  expect(picture).not.toMatch(/NaN|undefined|Infinity/);
  const opened = [...picture.matchAll(/<(\w+)(?:\s[^<>]*)?(?<!\/)>/g)].map((match) => match[1]).sort();
  const closed = [...picture.matchAll(/<\/(\w+)>/g)].map((match) => match[1]).sort();
  expect(opened).toEqual(closed);
  expect(picture).toContain('prefers-color-scheme: dark');
});

test('without any use there is a picture that says so', () => {
  expect(svgPlot([], { title: 't', subtitle: 's', about: () => '' })).toContain('No license was used');
});

test('times below a plot are round and few', () => {
  expect(timeTicks(at(8, 10), at(16), 10).map(({ label }) => label)).toEqual([
    '09:00',
    '10:00',
    '11:00',
    '12:00',
    '13:00',
    '14:00',
    '15:00',
    '16:00',
  ]);
  expect(timeTicks(at(0, 0, 1), at(0, 0, 21), 12).map(({ label }) => label)).toEqual([
    '1 Nov',
    ...[3, 5, 7, 9, 11, 13, 15, 17, 19, 21].map((day) => `${day} Nov`),
  ]);
  expect(timeTicks(at(0, 0, 1), at(0, 0, 1) + 3 * 365 * 86_400_000, 12).length).toBeLessThanOrEqual(12);
});
