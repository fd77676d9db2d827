/** Days as people count them where the report is made: by the local time of this machine. */

/** Unix milliseconds of the beginning of the day, and of the next. */
export interface Day {
  /** `2026-11-24` */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

let latest: Day = { name: '', start: 0, end: 0 };

/** The day of a time. */
export function dayAt(time: number): Day {
  // Records come in the order of their time: nearly always it is the day of the last one.
  if (time >= latest.start && time < latest.end) return latest;
  const date = new Date(time);
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()];
  const start = new Date(year, month, day).getTime();
  const end = new Date(year, month, day + 1).getTime();
  const two = (value: number) => String(value).padStart(2, '0');
  latest = { name: `${year}-${two(month + 1)}-${two(day)}`, start, end };
  return latest;
}

/** Calls back for each day that a stretch of time touches, with the part of it that falls on that day. */
export function eachDay(from: number, to: number, visit: (day: Day, from: number, to: number) => void): void {
  for (let at = from; at < to; ) {
    const day = dayAt(at);
    const end = Math.min(to, day.end);
    visit(day, at, end);
    at = end;
  }
}

/** `2026-11-24 08:05` in local time. */
export function localTime(time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${dayAt(time).name} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
