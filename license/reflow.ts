import type { LicenseFile, LicenseLine } from './model.ts';
import { readWords } from './scanner.ts';

/**
 * The text of a file with its lines wrapped anew, one blank between words and none of it longer than `maxLength`
 * unless one word is. What is no license line stays as it is, and so does a line with a comment behind its words.
 * What is read from it is the same.
 */
export function reflow(file: LicenseFile, maxLength: number): string {
  return file.lines.map((line) => reflowLine(line, maxLength)).join('');
}

function reflowLine(line: LicenseLine, maxLength: number): string {
  const words = readWords(line.raw);
  if (line.kind === 'text' || hasComment(line.raw, words)) return line.raw;
  const end = line.raw.endsWith('\r\n') ? '\r\n' : '\n';
  const wrapped = `${end}\t`;
  let text = '';
  let width = 0;
  for (const [at, word] of words.entries()) {
    // Behind it there may be a blank and a backslash.
    const room = at === words.length - 1 ? 0 : 2;
    const fits = width + 1 + word.text.length + room <= maxLength;
    const before = at === 0 ? '' : fits ? ' ' : ` \\${wrapped}`;
    // A tab is as wide as eight letters at most.
    width = (at === 0 ? 0 : fits ? width + 1 : 8) + word.text.length;
    text += before + word.text;
  }
  return text + end;
}

/** True if something of the line is in none of its words but blanks and backslashes. */
function hasComment(raw: string, words: readonly { offset: number; length: number }[]): boolean {
  let at = 0;
  for (const { offset, length } of [...words, { offset: raw.length, length: 0 }]) {
    if (raw.slice(at, offset).includes('#')) return true;
    at = offset + length;
  }
  return false;
}
