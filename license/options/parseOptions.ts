import { FlexError } from '../codes.ts';
import { type Diagnostic, DiagnosticList } from '../diagnostics.ts';
import { latin1Text } from '../latin1.ts';
import { LineCursor, shown } from '../lineCursor.ts';
import { rawLines, readWords } from '../scanner.ts';
import type { OptionsFile, OptionsText, Rule, RuleLine, Who } from './model.ts';
import { RULE_PARSERS, unexpected } from './parseRule.ts';

const LONGEST_LINE = 1 << 20;
/** About trusted storage, which license files know nothing of. */
const TRUSTED_STORAGE = /^(ACTIVATION_.*|.*_ENTITLEMENT)$/;

/** An options file and what was found in it. A line with an error is left out and the rest stands. */
export interface ParsedOptions {
  readonly file: OptionsFile;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads an options file of any bytes; never throws. Takes time linear in the size. */
export function parseOptions(text: string | Uint8Array, fileName = 'vendor.opt'): ParsedOptions {
  const whole = typeof text === 'string' ? text : latin1Text(text);
  const diagnostics = new DiagnosticList(fileName);
  const lines: (RuleLine | OptionsText)[] = [];
  let textStart = 0;
  let textLine = 1;
  for (const { line, height, start, end } of rawLines(whole)) {
    const raw = whole.slice(start, end);
    const rule = parseRule(raw, line, diagnostics);
    if (rule === null) continue;
    if (textStart < start) lines.push({ kind: 'text', line: textLine, raw: whole.slice(textStart, start) });
    lines.push({ kind: 'rule', line, raw, rule });
    textStart = end;
    textLine = line + height;
  }
  if (textStart < whole.length) lines.push({ kind: 'text', line: textLine, raw: whole.slice(textStart) });
  const file = { name: fileName, lines, rules: lines.filter((line) => line.kind === 'rule') };
  checkGroups(file, diagnostics);
  return { file, diagnostics: diagnostics.all() };
}

/** The text of an options file, byte for byte. */
export function printOptions(file: OptionsFile): string {
  return file.lines.map(({ raw }) => raw).join('');
}

function parseRule(raw: string, line: number, diagnostics: DiagnosticList): Rule | null {
  if (raw.length > LONGEST_LINE) {
    diagnostics.error(
      'Syntax',
      FlexError.InvalidParameter,
      line,
      1,
      'line is too long',
      `at most ${LONGEST_LINE} bytes`,
    );
    return null;
  }
  const words = readWords(raw);
  const [first] = words;
  if (first === undefined) return null;
  const cursor = new LineCursor(raw, line, words, diagnostics);
  const parser = RULE_PARSERS.get(cursor.keyword);
  if (parser === undefined) {
    if (TRUSTED_STORAGE.test(cursor.keyword)) {
      const message = `${shown(first.text)} is about trusted storage`;
      cursor.warnAt(first.offset, 'Ignored', message, '', FlexError.InvalidParameter);
    } else {
      const expected = [...RULE_PARSERS.keys()].join(', ');
      cursor.errorAt(first.offset, `unknown keyword ${shown(first.text)}`, expected, FlexError.UnknownFormat);
    }
    return null;
  }
  if (cursor.reportOpenWord()) return null;
  const rule = parser(cursor);
  const more = rule === null ? undefined : cursor.next();
  return more === undefined ? rule : unexpected(cursor, more, 'the end of the line');
}

/** A line about a group that no line defines never matches: most likely a slip of the pen. */
function checkGroups({ rules }: OptionsFile, diagnostics: DiagnosticList): void {
  const defined = new Set(rules.flatMap(({ rule }) => (rule.kind === 'group' ? `${rule.keyword} ${rule.name}` : [])));
  for (const { line, rule } of rules) {
    const who: Who | null = 'who' in rule ? rule.who : null;
    if (who === null || (who.type !== 'GROUP' && who.type !== 'HOST_GROUP')) continue;
    if (defined.has(`${who.type} ${who.name}`)) continue;
    const message = `${who.type} ${shown(who.name)} has no members`;
    const expected = `a line: ${who.type} ${who.name} and its members`;
    diagnostics.warning('Ignored', FlexError.InvalidParameter, line, 1, message, expected);
  }
}
