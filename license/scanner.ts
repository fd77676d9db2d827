/** One word of a logical line: a run without blanks, except inside quotes and braces. */
export interface Word {
  /** As it stands in the line, quotes included; a continuation inside reads as one blank. */
  readonly text: string;
  /** Where it begins in the raw line, and how many characters of it it takes. */
  readonly offset: number;
  readonly length: number;
  /** A quote or brace was opened and not closed before the end of the line. */
  readonly open: '"' | '{' | null;
}

/** One logical line: physical lines joined by a backslash at the end. */
export interface RawLine {
  /** Number of the first physical line, from 1. */
  readonly line: number;
  /** Physical lines that it takes. */
  readonly height: number;
  /** Place in the text, line end included. */
  readonly start: number;
  readonly end: number;
}

const NEWLINE = 10;
const QUOTE = 34;
const HASH = 35;
const BACKSLASH = 92;
const BRACE = 123;
const CLOSING_BRACE = 125;

/** Control characters count as blanks: files carry carriage returns, form feeds, NULs and Ctrl-Z. */
function isBlank(unit: number): boolean {
  return unit <= 32 || unit === 0xfeff;
}

/** First index from `at` that is no blank, not looking beyond `end` nor over a line end. */
function skipBlanks(text: string, at: number, end: number): number {
  let next = at;
  while (next < end) {
    const unit = text.charCodeAt(next);
    if (unit === NEWLINE || !isBlank(unit)) break;
    next += 1;
  }
  return next;
}

/** Index of the last character of `text[start, end)` that is no blank, or `start - 1`. */
function lastSolid(text: string, start: number, end: number): number {
  let at = end - 1;
  while (at >= start && isBlank(text.charCodeAt(at))) at -= 1;
  return at;
}

/**
 * Splits a text into logical lines. A physical line whose last solid character is a backslash goes on in
 * the next one (trailing blanks behind the backslash are common in files from the wild); a comment line
 * never does, so that `# see c:\license\` cannot swallow the license line behind it.
 */
export function* rawLines(text: string): Generator<RawLine> {
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const start = at;
    const first = line;
    const comment = text.charCodeAt(skipBlanks(text, start, text.length)) === HASH;
    for (;;) {
      const newline = text.indexOf('\n', at);
      const end = newline < 0 ? text.length : newline + 1;
      const last = lastSolid(text, at, end);
      at = end;
      line += 1;
      const goesOn = last >= 0 && text.charCodeAt(last) === BACKSLASH && !comment;
      if (!goesOn || at >= text.length) break;
    }
    yield { line: first, height: line - first, start, end: at };
  }
}

/** If a continuation begins at the backslash at `at`, the index behind it and the blanks that follow; else -1. */
function skipContinuation(text: string, at: number, end: number): number {
  const next = skipBlanks(text, at + 1, end);
  if (next >= end || text.charCodeAt(next) !== NEWLINE) return -1;
  return skipBlanks(text, next + 1, end);
}

/** Reads words one after the other; every character is looked at once. */
class WordReader {
  readonly words: Word[] = [];
  private readonly raw: string;
  private readonly end: number;
  private at = 0;

  constructor(raw: string) {
    this.raw = raw;
    this.end = lastSolid(raw, 0, raw.length) + 1;
  }

  read(): Word[] {
    while (this.toNextWord()) this.word();
    return this.words;
  }

  private toNextWord(): boolean {
    while (this.at < this.end) {
      const unit = this.raw.charCodeAt(this.at);
      if (isBlank(unit)) {
        this.at += 1;
        continue;
      }
      if (unit === HASH) {
        // A comment behind the words of a line, up to the end of its physical line.
        const newline = this.raw.indexOf('\n', this.at);
        this.at = newline < 0 ? this.end : newline + 1;
        continue;
      }
      if (unit === BACKSLASH) {
        const next = this.continuation();
        if (next >= 0) {
          this.at = next;
          continue;
        }
      }
      return true;
    }
    return false;
  }

  /** A backslash that ends the whole text continues nothing and is left out as well. */
  private continuation(): number {
    const next = skipContinuation(this.raw, this.at, this.raw.length);
    if (next >= 0) return next;
    return this.at === this.end - 1 ? this.end : -1;
  }

  private word(): void {
    const start = this.at;
    let from = start;
    let text = '';
    let quoted = false;
    let depth = 0;
    while (this.at < this.end) {
      const unit = this.raw.charCodeAt(this.at);
      if (unit === BACKSLASH) {
        const next = this.continuation();
        if (next >= 0) {
          if (!quoted && depth === 0) break;
          // The blanks around a continuation and itself are one blank, however the line was wrapped.
          text = `${text}${this.raw.slice(from, lastSolid(this.raw, from, this.at) + 1)} `;
          this.at = next;
          from = next;
          continue;
        }
      }
      if (unit === QUOTE) quoted = !quoted;
      else if (!quoted && unit === BRACE) depth += 1;
      else if (!quoted && unit === CLOSING_BRACE && depth > 0) depth -= 1;
      else if (!quoted && depth === 0 && isBlank(unit)) break;
      this.at += 1;
    }
    const open = quoted ? '"' : depth > 0 ? '{' : null;
    this.words.push({ text: text + this.raw.slice(from, this.at), offset: start, length: this.at - start, open });
  }
}

/** The words of one logical line. */
export function readWords(raw: string): Word[] {
  return new WordReader(raw).read();
}

/** Line and column, from 1, of a place in a logical line that begins at line `line`. */
export function placeOf(raw: string, line: number, offset: number): { line: number; column: number } {
  let at = 0;
  let physical = line;
  for (;;) {
    const newline = raw.indexOf('\n', at);
    if (newline < 0 || newline >= offset) return { line: physical, column: offset - at + 1 };
    at = newline + 1;
    physical += 1;
  }
}

/** A word without its quotes, if they go around all of it. */
export function unquote(text: string): string {
  if (text.length >= 2 && text.startsWith('"') && text.endsWith('"')) return text.slice(1, -1);
  return text;
}
