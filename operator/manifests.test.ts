import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly { readonly resources: readonly string[]; readonly verbs: readonly string[] }[];
  readonly spec?: { readonly template?: { readonly spec: PodSpec } } & PodSpec;
}

interface PodSpec {
  readonly securityContext?: object;
  readonly containers?: readonly {
    readonly name: string;
    readonly args: readonly string[];
    readonly securityContext: object;
  }[];
}

/** Where helm is: in the PATH, or where the project's own cluster keeps it. */
function findHelm(): string | undefined {
  const cache = join(process.env['LMTRIAD_CACHE'] ?? join(homedir(), '.cache', 'lmtriad'), 'bin');
  const built = existsSync(cache) ? readdirSync(cache).filter((name) => name.startsWith('helm-')) : [];
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...built.map((name) => join(cache, name))];
  return folders.map((folder) => join(folder, 'helm')).find((path) => existsSync(path));
}

const parse = (text: string) =>
  parseAllDocuments(text)
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);

const plain = parse(readFileSync(join(root, 'deploy/operator.yaml'), 'utf8'));
const helm = findHelm();

/** No verb on anything that the operator has no business with. */
function checkRules(manifests: readonly Manifest[]): void {
  for (const rule of manifests.flatMap(({ rules = [] }) => rules)) {
    expect(rule.verbs).not.toContain('*');
    expect(rule.resources).not.toContain('*');
    for (const resource of rule.resources) {
      expect(resource).not.toMatch(/exec|impersonate/);
      if (resource === 'nodes') expect(rule.verbs).toEqual(['list', 'watch']);
    }
  }
}

describe('the plain manifests', () => {
  test('hold the operator under the restricted pod security standard', () => {
    const pod = plain.find(({ kind }) => kind === 'Deployment')?.spec?.template?.spec;
    expect(pod?.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    const [container] = pod?.containers ?? [];
    expect(container?.args).toEqual(['operator/main.ts']);
    expect(container?.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    });
  });

  test('ask for no more rights than are needed', () => checkRules(plain));
});

describe.skipIf(helm === undefined)('the chart', () => {
  const render = (...values: string[]) => {
    const sets = values.flatMap((value) => ['--set', value]);
    const args = [
      'template',
      'lmtriad',
      join(root, 'charts/lmtriad'),
      '--namespace',
      'licensing',
      '--kube-version',
      '1.37.0',
    ];
    return parse(execFileSync(helm ?? '', [...args, ...sets], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }));
  };
  const names = (manifests: readonly Manifest[], kind: string) =>
    manifests
      .filter((manifest) => manifest.kind === kind)
      .map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`);

  test('is what the plain manifests were made from', () => {
    const args = ['template', 'lmtriad', join(root, 'charts/lmtriad'), '--namespace', 'lmtriad-system'];
    const more = [
      '--kube-version',
      '1.37.0',
      '--set',
      'crds.create=false',
      '--set',
      'watch.allNamespaces=true',
      '--skip-tests',
    ];
    const text = execFileSync(helm ?? '', [...args, ...more], { encoding: 'utf8' });
    const cleaned = text.replace(/^.*helm\.sh\/chart.*\n/gm, '').replaceAll('managed-by: Helm', 'managed-by: kubectl');
    expect(plain.slice(1)).toEqual(parse(cleaned));
  });

  test('asks for a Role in its own namespace by default, and for no more than reading nodes beyond it', () => {
    const manifests = render();
    expect(names(manifests, 'Role')).toEqual(['licensing/lmtriad-operator-lease', 'licensing/lmtriad-operator']);
    const beyond = manifests.filter(({ kind, metadata }) => kind === 'ClusterRoleBinding' && metadata.name);
    expect(beyond.map(({ metadata }) => metadata.name)).toEqual(['lmtriad-operator-licensing-nodes']);
    checkRules(manifests);
  });

  test('asks for a Role in each watched namespace, or a ClusterRole for all', () => {
    expect(names(render('watch.namespaces={a,b}'), 'Role').sort()).toEqual([
      'a/lmtriad-operator',
      'b/lmtriad-operator',
      'licensing/lmtriad-operator-lease',
    ]);
    const all = render('watch.allNamespaces=true', 'rbac.readNodes=false', 'rbac.aggregateRoles=false');
    expect(names(all, 'Role')).toEqual(['licensing/lmtriad-operator-lease']);
    expect(names(all, 'ClusterRole')).toEqual(['/lmtriad-operator-licensing']);
  });

  test('leaves the definition out when asked to', () => {
    expect(names(render(), 'CustomResourceDefinition')).toEqual(['/licenseclusters.lmtriad.io']);
    expect(names(render('crds.create=false'), 'CustomResourceDefinition')).toEqual([]);
  });

  test.each(['operator.replicas=3', 'watch.namespaces={Not_A_Name}', 'operator.image.digest=abc', 'unknown=1'])(
    'refuses %s by its schema',
    (value) => {
      expect(() => render(value)).toThrow(/values don't meet the specifications/);
    },
  );
});
