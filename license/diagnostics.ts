import { LicenseError } from './errors.ts';

/** What is wrong or odd in a file. Stable, for programs. */
export const DiagnosticCode = {
  Syntax: 'Syntax',
  Servers: 'Servers',
  NoVendor: 'NoVendor',
  NoFeatures: 'NoFeatures',
  BadDate: 'BadDate',
  BadVersion: 'BadVersion',
  UnknownKeyword: 'UnknownKeyword',
  UnknownAttribute: 'UnknownAttribute',
  OddName: 'OddName',
  Ignored: 'Ignored',
  TooMany: 'TooMany',
} as const;
export type DiagnosticCode = (typeof DiagnosticCode)[keyof typeof DiagnosticCode];

/** One finding with its place. Only errors make a license unusable. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly code: DiagnosticCode;
  /** The FlexNet number, negative. */
  readonly flexCode: number;
  readonly file: string;
  /** From 1; 0 if it is about the file as a whole. */
  readonly line: number;
  /** From 1, in characters; 0 if it is about the file as a whole. */
  readonly column: number;
  readonly message: string;
  /** What should have stood there; empty if there is nothing to expect. */
  readonly expected: string;
}

/** `license.dat:5:27: error: "5x" is no number of licenses; expected a whole number or "uncounted" (-2)` */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const place = diagnostic.line === 0 ? '' : `:${diagnostic.line}:${diagnostic.column}`;
  const expected = diagnostic.expected === '' ? '' : `; expected ${diagnostic.expected}`;
  return `${diagnostic.file}${place}: ${diagnostic.severity}: ${diagnostic.message}${expected} (${diagnostic.flexCode})`;
}

/** The findings that make a file unusable. */
export function errorsOf(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
}

const ERROR_CODES: Partial<Record<DiagnosticCode, LicenseError['code']>> = {
  Servers: 'Servers',
  NoVendor: 'NoVendor',
  NoFeatures: 'NoFeatures',
  BadDate: 'BadDate',
  BadVersion: 'BadVersion',
};

/** A finding as an error to throw. */
export function diagnosticError(diagnostic: Diagnostic): LicenseError {
  return new LicenseError(ERROR_CODES[diagnostic.code] ?? 'Syntax', diagnostic.flexCode, formatDiagnostic(diagnostic));
}

/** More findings than this tell a person nothing new, and a hostile file could fill the memory with them. */
const MOST_FINDINGS = 1000;

/** Findings about the file as a whole, though they point at a line. */
const ABOUT_ALL: ReadonlySet<DiagnosticCode> = new Set(['NoVendor', 'NoFeatures']);

/** Gathers findings of one file; those beyond the first thousand are only counted. */
export class DiagnosticList {
  private readonly file: string;
  private readonly found: Diagnostic[] = [];
  private readonly said = new Set<string>();
  private left = 0;
  private leftErrors = 0;

  constructor(file: string) {
    this.file = file;
  }

  error(code: DiagnosticCode, flexCode: number, line: number, column: number, message: string, expected: string): void {
    this.add({ severity: 'error', code, flexCode, file: this.file, line, column, message, expected });
  }

  warning(
    code: DiagnosticCode,
    flexCode: number,
    line: number,
    column: number,
    message: string,
    expected: string,
  ): void {
    this.add({ severity: 'warning', code, flexCode, file: this.file, line, column, message, expected });
  }

  /** True the first time that it is asked for this subject: what is said once need not be said again. */
  first(subject: string): boolean {
    if (this.said.has(subject) || this.said.size > MOST_FINDINGS) return false;
    this.said.add(subject);
    return true;
  }

  /** All findings, errors about the whole file included. */
  all(): Diagnostic[] {
    if (this.left === 0) return this.found;
    const last: Diagnostic = {
      severity: this.leftErrors > 0 ? 'error' : 'warning',
      code: 'TooMany',
      flexCode: -2,
      file: this.file,
      line: 0,
      column: 0,
      message: `${this.left} more findings`,
      expected: '',
    };
    return [...this.found, last];
  }

  private add(diagnostic: Diagnostic): void {
    // What is about the whole file is said last and must not get lost behind a thousand lines.
    if (this.found.length < MOST_FINDINGS || diagnostic.line === 0 || ABOUT_ALL.has(diagnostic.code)) {
      this.found.push(diagnostic);
      return;
    }
    this.left += 1;
    if (diagnostic.severity === 'error') this.leftErrors += 1;
  }
}
