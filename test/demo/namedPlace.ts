/**
 * The demo on a cluster that is named by its context. It stays in its own namespace. Programs run in a pod
 * beside the license servers, since a cluster's Services need not be reachable from this machine. A node is
 * lost only by the command that POWER_OFF gives; else the master's pod is deleted by force.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../cluster/command.ts';
import { ensureImages, pushImages } from '../cluster/index.ts';
import { Program } from '../processes/program.ts';
import { until } from '../processes/wait.ts';
import type { Place } from './place.ts';

const POD = 'demo-client';

export function namedPlace(at: {
  context: string;
  registry: string;
  namespace: string;
  name: string;
  servers: readonly { name: string; port: number }[];
  progress: (text: string) => void;
}): Place {
  const { context, namespace, name } = at;
  const kube: Place['kube'] = {
    kubectl: (args, options) => run(['kubectl', '--context', context, ...args], options),
    helm: (args, options) => run(['helm', '--kube-context', context, ...args], { timeoutMs: 180_000, ...options }),
  };
  const servers = at.servers.map((server) => `${server.port}@${name}-${server.name}.${namespace}.svc`).join(',');
  const inPod = ['kubectl', '--context', context, 'exec', '-i', '-n', namespace, POD, '--'];
  let license = '';
  return {
    kube,
    title: `the cluster of context ${context}, namespace ${namespace}`,
    images: async () => {
      const pushed = await pushImages(await ensureImages(at.progress), at.registry, at.progress);
      const find = (part: string) => pushed.find((image) => image.includes(part)) ?? '';
      license = find('lmtriad-node');
      return { operator: find('lmtriad-operator'), license };
    },
    helmFlags: async () => {
      const found = await kube.kubectl([
        'get',
        'crd',
        'licenseclusters.lmtriad.io',
        '--ignore-not-found',
        '-o',
        'name',
      ]);
      return found.stdout.trim() === '' ? [] : ['--set', 'crds.create=false'];
    },
    enter: () => startClientPod(kube, { namespace, name, image: license }),
    lmutil: async (...words) => {
      const { stdout } = await run([...inPod, 'node', 'client/lmutil.ts', ...words, '-c', servers]);
      return stdout;
    },
    program: () => Program.start(servers, { command: [...inPod, 'node', 'test/processes/programMain.ts'] }),
    lose: async (node, pod) => {
      const command = process.env['POWER_OFF'];
      const lostAt = Date.now();
      if (command !== undefined) {
        await run(['sh', '-c', command.replaceAll('%s', node)]);
        return { lostAt, said: `loss of ${node} by ${command}` };
      }
      await kube.kubectl(['delete', 'pod', pod, '-n', namespace, '--force', '--grace-period=0']);
      return { lostAt, said: `forced deletion of pod ${pod} (nodes are not touched; POWER_OFF='command %s' would)` };
    },
    bringBack: async () => undefined,
    clean: async () => {
      await kube.kubectl(['delete', 'namespace', namespace, '--ignore-not-found', '--timeout=120s'], {
        timeoutMs: 130_000,
      });
    },
  };
}

/** A pod with the client library, the program of the demo, and an administrator's certificates. */
async function startClientPod(
  kube: Place['kube'],
  at: { namespace: string; name: string; image: string },
): Promise<void> {
  const folder = join(import.meta.dirname, '../processes');
  const program = await readFile(join(folder, 'programMain.ts'), 'utf8');
  const certs = '/etc/lmtriad/certs';
  const manifests = [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: POD, namespace: at.namespace },
      data: { 'programMain.ts': program },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: POD, namespace: at.namespace },
      spec: {
        restartPolicy: 'Never',
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        affinity: {
          podAntiAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              {
                weight: 100,
                podAffinityTerm: {
                  topologyKey: 'kubernetes.io/hostname',
                  labelSelector: { matchLabels: { 'lmtriad.io/cluster': at.name } },
                },
              },
            ],
          },
        },
        containers: [
          {
            name: 'client',
            image: at.image,
            args: ['-e', 'setInterval(() => undefined, 1e9); process.on("SIGTERM", () => process.exit(0))'],
            env: [
              { name: 'LMTRIAD_CA', value: `${certs}/ca.crt` },
              { name: 'LMTRIAD_CERT', value: `${certs}/tls.crt` },
              { name: 'LMTRIAD_KEY', value: `${certs}/tls.key` },
            ],
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'] },
            },
            volumeMounts: [
              { name: 'certs', mountPath: certs },
              // By subPath the file is no link into a folder of another depth, from which its imports would not resolve.
              { name: 'program', mountPath: '/app/test/processes/programMain.ts', subPath: 'programMain.ts' },
            ],
          },
        ],
        volumes: [
          { name: 'certs', secret: { secretName: `${at.name}-administrator` } },
          { name: 'program', configMap: { name: POD } },
        ],
      },
    },
  ];
  for (const manifest of manifests) {
    await kube.kubectl(['apply', '-f', '-'], { input: JSON.stringify(manifest) });
  }
  await until('the client pod', async () => {
    const { stdout } = await kube.kubectl(['get', 'pod', POD, '-n', at.namespace, '-o', 'jsonpath={.status.phase}']);
    return stdout === 'Running' ? true : null;
  });
}
