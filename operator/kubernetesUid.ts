import { type ApiClient, Backoff, isKubeError, KubeErrorCode, NAMESPACES, pause } from './kube/index.ts';

const FIRST_RETRY_MILLISECONDS = 500;
const MOST_RETRY_MILLISECONDS = 10_000;

export interface KubernetesUidOptions {
  readonly client: ApiClient;
  readonly signal: AbortSignal;
  /** It could not be read and will be tried again. */
  readonly onError: (error: unknown) => void;
  readonly firstRetryMilliseconds?: number;
}

/**
 * The uid of kube-system, with which host ids of kind K8S_UID are compared; empty if the operator may not read it.
 *
 * An API server that does not answer is waited for: an empty uid would go into the configuration of running servers,
 * and their licenses would be no longer valid.
 */
export async function readKubernetesUid(options: KubernetesUidOptions): Promise<string> {
  const { client, signal, onError, firstRetryMilliseconds = FIRST_RETRY_MILLISECONDS } = options;
  const backoff = new Backoff(firstRetryMilliseconds, MOST_RETRY_MILLISECONDS);
  while (!signal.aborted) {
    try {
      return (await client.get(NAMESPACES, '', 'kube-system', { signal })).metadata.uid ?? '';
    } catch (error) {
      if (isKubeError(error, KubeErrorCode.Forbidden) || isKubeError(error, KubeErrorCode.NotFound)) return '';
      if (!signal.aborted) onError(error);
    }
    await pause(backoff.next(), signal);
  }
  return '';
}
