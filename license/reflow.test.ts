import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSignedLine, parseLicense, reflow } from './index.ts';
import { normalisedLine } from './normalise.ts';

const text = `# comment stays
SERVER  azuurmees   ANY 2830 PRIMARY_IS_MASTER
VENDOR usoft
FEATURE f1 usoft 1.0 permanent 5 VENDOR_STRING="two  words" \\
     NOTICE="Licensed to Sample corp" SN=1 \\
   SIGN="00AA 11BB"
INCREMENT f2 usoft 1.0 permanent 5 # behind
`;

test('lines are wrapped at the length that is asked for, with one blank between words', () => {
  expect(reflow(parseLicense(text).file, 50)).toBe(`# comment stays
SERVER azuurmees ANY 2830 PRIMARY_IS_MASTER
VENDOR usoft
FEATURE f1 usoft 1.0 permanent 5 \\
	VENDOR_STRING="two  words" \\
	NOTICE="Licensed to Sample corp" SN=1 \\
	SIGN="00AA 11BB"
INCREMENT f2 usoft 1.0 permanent 5 # behind
`);
});

test('no line is longer than asked for unless one word is, and all is read as before', () => {
  const word = fc.stringMatching(/^[A-Za-z0-9_]{1,20}$/);
  const attribute = fc
    .tuple(fc.constantFrom('NOTICE', 'SN', 'ISSUER', 'vendor_info'), fc.array(word, { minLength: 1, maxLength: 4 }))
    .map(([name, words]) => `${name}="${words.join(' ')}"`);
  const gap = fc.constantFrom(' ', '  ', '\t', ' \\\n   ');
  const line = fc
    .tuple(fc.array(fc.tuple(gap, attribute), { maxLength: 5 }), fc.constantFrom('\n', '\r\n'))
    .map(
      ([parts, end]) => `FEATURE f1 usoft 1.0 permanent 5${parts.map(([blank, each]) => blank + each).join('')}${end}`,
    );
  fc.assert(
    fc.property(line, fc.integer({ min: 20, max: 200 }), (raw, length) => {
      const before = parseLicense(raw).file;
      const printed = reflow(before, length);
      const after = parseLicense(printed).file;
      const signed = (file: typeof before) => file.lines.filter(isSignedLine).map((each) => normalisedLine(each, []));
      expect(signed(after)).toEqual(signed(before));
      expect(signed(after)).toHaveLength(1);
      for (const physical of printed.split(/\r?\n/)) {
        const words = physical.trim().match(/(?:"[^"]*"|\S)+/g) ?? [];
        if (words.length > 2) expect(physical.replace('\t', '        ').length).toBeLessThanOrEqual(length);
      }
      expect(reflow(after, length)).toBe(printed);
    }),
  );
});
