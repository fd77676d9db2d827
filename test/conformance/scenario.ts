/**
 * Scenario files, in the format of github.com/cockroachdb/datadriven: a directive line (`command key
 * key=value key=(a,b)`), lines of input, `----`, and the expected output up to a blank line. When the output
 * itself has blank lines, it stands between doubled separators.
 */
export interface Argument {
  readonly key: string;
  /** Empty for an argument without `=`. */
  readonly values: readonly string[];
}

export interface Stanza {
  readonly line: number;
  readonly command: string;
  readonly args: readonly Argument[];
  readonly input: string;
  readonly expected: string;
  /** The lines before the output as they stand in the file, with comments and blank lines before them. */
  readonly source: readonly string[];
}

export interface Scenario {
  readonly stanzas: readonly Stanza[];
  /** Comments behind the last stanza. */
  readonly rest: readonly string[];
}

const SEPARATOR = '----';

/** Reads the arguments of a directive. Values in parentheses are split at commas. */
export function parseDirective(line: string): { command: string; args: Argument[] } {
  const text = line.trim();
  const end = text.search(/ |$/);
  const args: Argument[] = [];
  const pattern = /([^\s=]+)(?:=(\(([^()]*)\)|\S*))?/y;
  for (let at = end; ; ) {
    while (text[at] === ' ') at++;
    if (at >= text.length) break;
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) throw new Error(`cannot read the directive: ${text}`);
    const [whole, key = '', value, list] = match;
    const values = list !== undefined ? list.split(/, */) : value !== undefined ? [value] : [];
    args.push({ key, values });
    at += whole.length;
  }
  return { command: text.slice(0, end), args };
}

/** Reads a whole scenario file. */
export function parseScenario(text: string): Scenario {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const stanzas: Stanza[] = [];
  let source: string[] = [];
  let at = 0;
  while (at < lines.length) {
    const lineNumber = at + 1;
    let directive = take();
    if (directive.trim() === '' || directive.trim().startsWith('#')) continue;
    directive = directive.trim();
    while (directive.endsWith('\\') && at < lines.length) directive = `${directive.slice(0, -1)} ${take().trim()}`;
    const input: string[] = [];
    while (at < lines.length && lines[at] !== SEPARATOR) input.push(take());
    at++;
    const expected = readExpected();
    stanzas.push({
      ...parseDirective(directive),
      line: lineNumber,
      input: input.join('\n').trim(),
      expected: expected.map((line) => `${line}\n`).join(''),
      source,
    });
    source = [];
  }
  return { stanzas, rest: source };

  function take(): string {
    const line = lines[at++] as string;
    source.push(line);
    return line;
  }

  function readExpected(): string[] {
    const expected: string[] = [];
    if (lines[at] === SEPARATOR) {
      at++;
      while (at < lines.length && !(lines[at] === SEPARATOR && lines[at + 1] === SEPARATOR)) {
        expected.push(lines[at++] as string);
      }
      at += 3;
      return expected;
    }
    while (at < lines.length && lines[at]?.trim() !== '') expected.push(lines[at++] as string);
    at++;
    return expected;
  }
}

/** Prints a scenario with other outputs, in the form in which it can be read again. */
export function printScenario(scenario: Scenario, outputs: readonly string[]): string {
  const parts: string[] = [];
  scenario.stanzas.forEach((stanza, i) => {
    const output = outputs[i] ?? '';
    const separator = /^[ \t]*\n/m.test(output) ? [SEPARATOR, SEPARATOR] : [];
    parts.push(...stanza.source, SEPARATOR, ...separator.slice(1), output + separator.join('\n'));
    if (separator.length > 0) parts.push('');
  });
  parts.push(...scenario.rest);
  return `${parts.join('\n').trimEnd()}\n`;
}

/** Lines that the reference's logger wrote. Ours has its own words, so they are not compared. */
const LOG_LINE = /^\s*(DEBUG|INFO|WARN|ERROR)\b/;

/** What is compared of an output. Nothing left is the same as `ok`. */
export function comparable(output: string): string {
  const lines = output.split('\n').filter((line) => !LOG_LINE.test(line));
  if (lines.at(-1) === '') lines.pop();
  return lines.length === 0 ? 'ok\n' : `${lines.join('\n')}\n`;
}
