/** Waiting for conditions, never for time. */

/** Thrown by a question to which no waiting will bring an answer. */
export class Hopeless extends Error {}

/** Asks again and again until the answer is not null; throws with the reason when the deadline has passed. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null> | T | null,
  options: { timeoutMilliseconds?: number; everyMilliseconds?: number; signal?: AbortSignal } = {},
): Promise<T> {
  const timeout = options.timeoutMilliseconds ?? 60_000;
  const ends = performance.now() + timeout;
  let problem: unknown = null;
  while (true) {
    options.signal?.throwIfAborted();
    try {
      const answer = await ask();
      if (answer !== null) return answer;
      problem = null;
    } catch (error) {
      if (error instanceof Hopeless) throw error;
      problem = error;
    }
    if (performance.now() > ends) {
      const why = problem === null ? '' : `: ${problem instanceof Error ? problem.message : String(problem)}`;
      throw new Error(`waited ${timeout} ms for ${what}${why}`);
    }
    await new Promise((resolve) => setTimeout(resolve, options.everyMilliseconds ?? 25));
  }
}
