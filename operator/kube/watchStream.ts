import { KubeError, KubeErrorCode } from './errors.ts';
import type { KubeObject } from './objects.ts';

/** One line of a watch. `ERROR` carries a metav1.Status instead of an object. */
export interface WatchEvent<T extends KubeObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: T;
}

/** The events of a watch, in order, until the server ends it. Throws when the connection breaks. */
export async function* readEvents<T extends KubeObject>(
  stream: ReadableStream<Uint8Array>,
  onBytes: () => void,
): AsyncGenerator<WatchEvent<T>> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    onBytes();
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line !== '') yield parse<T>(line);
    }
  }
}

function parse<T extends KubeObject>(line: string): WatchEvent<T> {
  try {
    return JSON.parse(line) as WatchEvent<T>;
  } catch (cause) {
    throw new KubeError(KubeErrorCode.Malformed, 'a line of the watch is no JSON', { cause });
  }
}
