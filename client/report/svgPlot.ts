/** The use of features over time as one SVG picture: a panel for each, readable on light and on dark ground. */
import { type Chart, timeTicks } from './chart.ts';

const WIDTH = 960;
const LEFT = 64;
const RIGHT = 24;
const HEADER = 104;
const PLOT_HEIGHT = 140;
/** Between two plots: the title above, the times and the refusals below. */
const PANEL = PLOT_HEIGHT + 92;
/** Of the bars that stand for refusals. */
const DENIED_HEIGHT = 12;
/** Width of a plot, and how many columns a chart for it should have. */
const PLOT_WIDTH = WIDTH - LEFT - RIGHT;
export const SVG_COLUMNS = PLOT_WIDTH / 2;

const STYLE = `
  text { font-family: system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; font-size: 12px; fill: #5c6670 }
  .ground { fill: #ffffff }
  .title { font-size: 20px; font-weight: 600; fill: #1b1f24 }
  .name { font-size: 14px; font-weight: 600; fill: #1b1f24 }
  .grid { stroke: #e4e8ec }
  .axis { stroke: #aab4be }
  .area { fill: #2f7cc3; fill-opacity: 0.22 }
  .used { fill: none; stroke: #1f65a8; stroke-width: 1.5; stroke-linejoin: round }
  .owned { fill: none; stroke: #1b1f24; stroke-width: 1.5; stroke-dasharray: 5 4 }
  .denied { fill: #c8321f }
  @media (prefers-color-scheme: dark) {
    text { fill: #9aa5b1 }
    .ground { fill: #14181d }
    .title, .name { fill: #e8ecf0 }
    .grid { stroke: #2a3138 }
    .axis { stroke: #55606b }
    .area { fill: #5aa2e0; fill-opacity: 0.26 }
    .used { stroke: #7db8ec }
    .owned { stroke: #e8ecf0 }
    .denied { fill: #ff7a66 }
  }
`;

/** What stands above the panels, and beside the name of each. */
export interface SvgTexts {
  readonly title: string;
  readonly subtitle: string;
  readonly about: (feature: string) => string;
}

/** A whole SVG document. */
export function svgPlot(charts: readonly Chart[], texts: SvgTexts): string {
  const height = HEADER + Math.max(charts.length, 1) * PANEL;
  const panels = charts.map((chart, at) => panel(chart, HEADER + at * PANEL, texts.about(chart.feature)));
  const body = charts.length > 0 ? panels.join('') : text(LEFT, HEADER + 40, 'No license was used in this time.');
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
<title>${escaped(texts.title)}</title>
<desc>${escaped(texts.subtitle)}</desc>
<style>${STYLE}</style>
<rect class="ground" width="${WIDTH}" height="${height}"/>
${text(LEFT, 36, texts.title, 'title')}${text(LEFT, 58, texts.subtitle)}${legend(84)}${body}</svg>
`;
}

function legend(y: number): string {
  const middle = y - 4;
  return [
    `<rect class="area" x="${LEFT}" y="${middle - 6}" width="22" height="12"/>`,
    `<path class="used" d="M${LEFT} ${middle - 6}h22"/>`,
    text(LEFT + 30, y, 'seats out (the most at any moment)'),
    `<path class="owned" d="M${LEFT + 272} ${middle}h24"/>`,
    text(LEFT + 304, y, 'seats of the license'),
    `<rect class="denied" x="${LEFT + 452}" y="${middle - 6}" width="3" height="12"/>`,
    `<rect class="denied" x="${LEFT + 458}" y="${middle - 1}" width="3" height="7"/>`,
    text(LEFT + 470, y, 'checkouts refused'),
    '\n',
  ].join('');
}

function panel(chart: Chart, top: number, about: string): string {
  const plotTop = top + 32;
  const base = plotTop + PLOT_HEIGHT;
  const y = (value: number) => round(base - (value / chart.top) * PLOT_HEIGHT);
  const x = (column: number) => round(LEFT + (column / chart.used.length) * PLOT_WIDTH);
  const parts = [text(LEFT, top + 18, chart.feature, 'name'), text(WIDTH - RIGHT, top + 18, about, '', 'end')];
  for (let value = 0; value <= chart.top; value += chart.step) {
    parts.push(`<path class="${value === 0 ? 'axis' : 'grid'}" d="M${LEFT} ${y(value)}H${WIDTH - RIGHT}"/>`);
    parts.push(text(LEFT - 8, y(value) + 4, String(value), '', 'end'));
  }
  const line = stepPath(chart.used, x, y);
  parts.push(`<path class="area" d="${line}V${base}H${LEFT}Z"/>`, `<path class="used" d="${line}"/>`);
  parts.push(`<path class="owned" d="${stepPath(chart.owned, x, y)}"/>`);
  parts.push(denials(chart, x, base + 6));
  for (const { at, label } of timeTicks(chart.from, chart.to, 12)) {
    const place = round(LEFT + ((at - chart.from) / (chart.to - chart.from)) * PLOT_WIDTH);
    parts.push(`<path class="axis" d="M${place} ${base}v4"/>`, text(place, base + 36, label, '', 'middle'));
  }
  return `<g>${parts.join('\n')}</g>\n`;
}

/** Hangs bars from a line: the more refusals the longer, by the square root so that a single one can be seen. */
function denials({ denied }: Chart, x: (column: number) => number, top: number): string {
  const most = Math.max(...denied, 1);
  const bars = denied.map((count, at) => {
    if (count === 0) return '';
    const height = round(Math.max(3, Math.sqrt(count / most) * DENIED_HEIGHT));
    return `<rect class="denied" x="${x(at)}" y="${top}" width="2" height="${height}"><title>${count} refused</title></rect>`;
  });
  return bars.join('');
}

/** A line of steps; broken where nothing is known. */
function stepPath(
  values: readonly (number | null)[],
  x: (column: number) => number,
  y: (value: number) => number,
): string {
  let path = '';
  let before: number | null = null;
  for (const [at, value] of values.entries()) {
    if (value !== before) {
      if (before !== null) path += `H${x(at)}`;
      if (value !== null) path += before === null ? `M${x(at)} ${y(value)}` : `V${y(value)}`;
    }
    before = value;
  }
  return before === null ? path || `M${LEFT} 0` : `${path}H${x(values.length)}`;
}

function text(x: number, y: number, content: string, style = '', anchor = ''): string {
  const attributes = `${style === '' ? '' : ` class="${style}"`}${anchor === '' ? '' : ` text-anchor="${anchor}"`}`;
  return `<text x="${x}" y="${y}"${attributes}>${escaped(content)}</text>`;
}

function escaped(content: string): string {
  const words: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return content.replace(/\p{C}/gu, '?').replace(/[&<>"]/g, (character) => words[character] ?? '');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
