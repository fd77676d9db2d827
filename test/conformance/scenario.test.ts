import { describe, expect, it } from 'vitest';
import { diff } from './diff.ts';
import { generateScenario } from './generate.ts';
import { comparable, parseDirective, parseScenario, printScenario } from './scenario.ts';

const FILE = `# A comment.
add-nodes 3 voters=(1, 2,3) \\
  index=10
----
ok

propose-conf-change 1 v1=true
v4
r2
----
----
two

parts
----
----

# The end.
`;

describe('scenario files', () => {
  it('are read stanza by stanza', () => {
    const [first, second, ...others] = parseScenario(FILE).stanzas;
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      line: 2,
      command: 'add-nodes',
      args: [
        { key: '3', values: [] },
        { key: 'voters', values: ['1', '2', '3'] },
        { key: 'index', values: ['10'] },
      ],
      input: '',
      expected: 'ok\n',
    });
    expect(second).toMatchObject({ command: 'propose-conf-change', input: 'v4\nr2', expected: 'two\n\nparts\n' });
  });

  it('are printed as they were read', () => {
    const scenario = parseScenario(FILE);
    const outputs = scenario.stanzas.map((stanza) => stanza.expected);
    expect(printScenario(scenario, outputs)).toBe(FILE);
  });

  it('directives may have empty values', () => {
    expect(parseDirective('vote cfg=() x=')).toEqual({
      command: 'vote',
      args: [
        { key: 'cfg', values: [''] },
        { key: 'x', values: [''] },
      ],
    });
  });

  it('are compared without the lines of a logger, and with every other', () => {
    expect(comparable('INFO a\n  DEBUG b\n> 1 x\n  INFORMED\n')).toBe('> 1 x\n  INFORMED\n');
    expect(comparable('WARN a\nERROR b\n')).toBe('ok\n');
    expect(comparable('a\n\nb\n')).toBe('a\n\nb\n');
    expect(diff('a\nb\nc\n', 'a\nx\nc\n')).toBe('  a\n- b\n+ x\n  c\n');
  });

  it('are generated alike from one seed, and not from another', () => {
    expect(generateScenario(5)).toBe(generateScenario(5));
    expect(generateScenario(5)).not.toBe(generateScenario(6));
  });
});
