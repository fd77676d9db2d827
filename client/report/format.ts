/** The tables of a report as text, as CSV and as JSON. */
import type { Cell, Section } from './summary.ts';

/** A table for people: columns aligned, numbers to the right; at most so many rows, and how many are left out. */
export function asTable({ title, columns, rows }: Section, most = Number.POSITIVE_INFINITY): string {
  const shown = rows.slice(0, most);
  const lines = [columns.map(heading), ...shown.map((row) => row.map(shownCell))];
  const widths = columns.map((_column, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  const right = columns.map((_column, at) => shown.every((row) => typeof row[at] !== 'string'));
  const text = lines.map((line) =>
    line
      .map((cell, at) => (right[at] ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  if (rows.length === 0) return `${title}\n  none\n`;
  const rest = rows.length - shown.length;
  const more = rest > 0 ? `  ... and ${rest} more; all of them with --top 0\n` : '';
  return `${title}\n${text.map((line) => `  ${line}\n`).join('')}${more}`;
}

/** CSV as of RFC 4180, with the names of the columns; sections are parted by an empty line. */
export function asCsv(sections: readonly Section[]): string {
  return sections
    .map(({ columns, rows }) => [columns, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join(''))
    .join('\r\n');
}

/** Each section as a list of objects, by its name. */
export function asJson(sections: readonly Section[], about: Readonly<Record<string, unknown>>): string {
  const tables = sections.map(({ name, columns, rows }) => [
    name,
    rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at] ?? null]))),
  ]);
  return `${JSON.stringify({ ...about, ...Object.fromEntries(tables) }, null, 2)}\n`;
}

function heading(column: string): string {
  return column.replaceAll('_', ' ');
}

function shownCell(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '-';
  // Programs choose their users' names: none may end a line or command the terminal.
  return String(cell).replace(/\p{C}/gu, '?');
}

function csvCell(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  // A name that begins like a formula would be one in a spreadsheet.
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
