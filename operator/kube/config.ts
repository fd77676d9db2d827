import { KubeConfig } from '@kubernetes/client-node';

type CreateDispatcher = (cluster: unknown, options: unknown) => unknown;

/**
 * A KubeConfig that keeps its connections.
 *
 * The library makes a new dispatcher, and so a new TLS handshake, for each call. Here one is kept for as long
 * as server, CA and client certificate are the same; tokens travel in headers and may change meanwhile.
 */
export class ApiConfig extends KubeConfig {
  constructor() {
    super();
    const create = Reflect.get(KubeConfig.prototype, 'createDispatcher') as CreateDispatcher;
    let key: string | undefined;
    let dispatcher: unknown;
    // Private in the library's types, so it cannot be overridden as a method.
    Reflect.defineProperty(this, 'createDispatcher', {
      value: (cluster: unknown, options: unknown): unknown => {
        const wanted = JSON.stringify([cluster, options]);
        if (wanted !== key) {
          dispatcher = create.call(this, cluster, options);
          key = wanted;
        }
        return dispatcher;
      },
    });
  }
}

/** The pod's service account when there is one, else KUBECONFIG or ~/.kube/config. */
export function loadApiConfig(environment: NodeJS.ProcessEnv = process.env): ApiConfig {
  const config = new ApiConfig();
  if (environment['KUBERNETES_SERVICE_HOST'] !== undefined && environment['KUBECONFIG'] === undefined) {
    config.loadFromCluster();
  } else {
    config.loadFromDefault();
  }
  return config;
}
