/** Where progress goes, line by line. */
export type Progress = (line: string) => void;

/** Progress on standard error, so that standard output stays for answers. */
export const stderrProgress: Progress = (line) => {
  process.stderr.write(`${line}\n`);
};

/** A duration as people read it: `0.4 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Runs a part, then prints how long it took. A part that takes long says so every 15 s. */
export async function timed<T>(progress: Progress, what: string, part: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const reminder = setInterval(() => {
    progress(`  ${what}: still at it after ${duration(performance.now() - start)}`);
  }, 15_000);
  try {
    const value = await part();
    progress(`${what}: ${duration(performance.now() - start)}`);
    return value;
  } finally {
    clearInterval(reminder);
  }
}
