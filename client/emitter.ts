/** Typed events whose handlers may be asynchronous, and can be waited for. */

/** What is called when an event happens; a promise it returns is waited for where that matters. */
export type Handler<T> = (event: T) => unknown;

/** Handlers by the name of the event. */
export class Emitter<Events> {
  readonly #handlers = new Map<keyof Events, Set<Handler<never>>>();

  /** Adds a handler; returns a function that takes it away. */
  on<K extends keyof Events>(name: K, handler: Handler<Events[K]>): () => void {
    const handlers = this.#handlers.get(name) ?? new Set();
    this.#handlers.set(name, handlers);
    handlers.add(handler as Handler<never>);
    return () => handlers.delete(handler as Handler<never>);
  }

  /** Calls all handlers. The promise is fulfilled when all that they returned has settled; it never rejects. */
  async emit<K extends keyof Events>(name: K, event: Events[K]): Promise<void> {
    const results = [...(this.#handlers.get(name) ?? [])].map(async (handler) =>
      (handler as Handler<Events[K]>)(event),
    );
    for (const result of await Promise.allSettled(results)) {
      // A handler's mistake must not stop the licensing; it surfaces as an uncaught exception of its own.
      if (result.status === 'rejected')
        queueMicrotask(() => {
          throw result.reason;
        });
    }
  }
}
