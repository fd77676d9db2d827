import { FlexError } from './codes.ts';
import type { DiagnosticCode, DiagnosticList } from './diagnostics.ts';
import { placeOf, type Word } from './scanner.ts';

/** Walks over the words of one logical line and says where something is wrong. */
export class LineCursor {
  readonly raw: string;
  readonly line: number;
  readonly keyword: string;
  readonly diagnostics: DiagnosticList;
  private readonly words: readonly Word[];
  private at = 1;

  constructor(raw: string, line: number, words: readonly Word[], diagnostics: DiagnosticList) {
    this.raw = raw;
    this.line = line;
    this.words = words;
    this.keyword = (words[0]?.text ?? '').toUpperCase();
    this.diagnostics = diagnostics;
  }

  /** The next word, or undefined at the end of the line. */
  peek(): Word | undefined {
    return this.words[this.at];
  }

  next(): Word | undefined {
    const word = this.words[this.at];
    if (word !== undefined) this.at += 1;
    return word;
  }

  /** The words not yet taken. */
  rest(): readonly Word[] {
    const rest = this.words.slice(this.at);
    this.at = this.words.length;
    return rest;
  }

  /** The next word, which must be there; without one it is an error and null. */
  require(expected: string): Word | null {
    const word = this.next();
    if (word !== undefined) return word;
    this.errorAt(this.end, `${this.keyword} line ends too early`, expected);
    return null;
  }

  /** End of the last word, in `raw`. */
  get end(): number {
    const last = this.words.at(-1);
    return last === undefined ? 0 : last.offset + last.length;
  }

  /** A quote or brace that nobody closed; reported as an error. */
  reportOpenWord(): boolean {
    const last = this.words.at(-1);
    if (last === undefined || last.open === null) return false;
    const opened = last.offset + Math.max(0, this.raw.slice(last.offset).indexOf(last.open));
    const closing = last.open === '"' ? '"' : '}';
    this.errorAt(opened, `nothing closes this ${last.open}`, `${closing} before the end of the line`);
    return true;
  }

  errorAt(
    offset: number,
    message: string,
    expected: string,
    flexCode: number = FlexError.InvalidSyntax,
    code: DiagnosticCode = 'Syntax',
  ): void {
    const { line, column } = placeOf(this.raw, this.line, offset);
    this.diagnostics.error(code, flexCode, line, column, message, expected);
  }

  warnAt(offset: number, code: DiagnosticCode, message: string, expected: string, flexCode: number): void {
    const { line, column } = placeOf(this.raw, this.line, offset);
    this.diagnostics.warning(code, flexCode, line, column, message, expected);
  }
}

/** A word for a message: cut short, so that a line of a megabyte does not become a message of one. */
export function shown(text: string): string {
  return text.length <= 40 ? `"${text}"` : `"${text.slice(0, 37)}..."`;
}
