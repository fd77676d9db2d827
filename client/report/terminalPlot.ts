/** The use of a feature over time as text: blocks for seats that are out, a line for those that the license gives. */
import { type Chart, timeTicks } from './chart.ts';

/** Rows of a plot; even. */
const HEIGHT = 8;
const BLOCKS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const OWNED = '┄';
const DENIED = '×';
/** Columns that the axis takes: numbers and the line. */
export const AXIS_WIDTH = 9;

/** One plot, with a title above and the time below. Each line is at most AXIS_WIDTH and the chart's columns wide. */
export function terminalPlot(chart: Chart): string {
  const { used, owned, denied, top } = chart;
  const lines = [title(chart)];
  for (let row = HEIGHT - 1; row >= 0; row--) {
    const cells = used.map((value, at) => {
      const eighths = Math.round((value / top) * HEIGHT * 8) - row * 8;
      const block = BLOCKS[Math.min(Math.max(eighths, 0), 8)] ?? ' ';
      const limit = owned[at] ?? null;
      const isLimit = limit !== null && limitRow(limit, top) === row;
      return isLimit && block === ' ' ? OWNED : block;
    });
    const label = row === HEIGHT - 1 ? String(top) : row === HEIGHT / 2 - 1 && top % 2 === 0 ? String(top / 2) : '';
    lines.push(`${label.padStart(AXIS_WIDTH - 2)} ┤${cells.join('')}`.trimEnd());
  }
  lines.push(`${'0'.padStart(AXIS_WIDTH - 2)} └${'─'.repeat(used.length)}`);
  if (denied.some((each) => each > 0)) {
    lines.push(
      `${'denied'.padStart(AXIS_WIDTH - 2)}  ${denied.map((each) => (each > 0 ? DENIED : ' ')).join('')}`.trimEnd(),
    );
  }
  lines.push(timeLine(chart));
  return `${lines.join('\n')}\n`;
}

/** The row in which a value ends. */
function limitRow(value: number, top: number): number {
  return Math.min(HEIGHT - 1, Math.max(0, Math.ceil((value / top) * HEIGHT) - 1));
}

function title({ feature, peak, owned }: Chart): string {
  const last = owned.at(-1) ?? null;
  return `${feature}: at most ${peak} out${last === null ? '' : ` of ${last} (${OWNED})`}`;
}

function timeLine({ from, to, used }: Chart): string {
  const width = used.length;
  let line = '';
  for (const { at, label } of timeTicks(from, to, Math.max(2, Math.floor(width / 10)))) {
    const column = Math.floor(((at - from) / (to - from)) * width);
    if (column < line.length + (line === '' ? 0 : 1) || column + label.length > width) continue;
    line = `${line.padEnd(column)}${label}`;
  }
  return `${' '.repeat(AXIS_WIDTH)}${line}`;
}
