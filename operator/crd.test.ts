import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly maxItems?: number;
  readonly enum?: readonly string[];
  readonly [key: `x-kubernetes-${string}`]: unknown;
}

interface Definition {
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly names: object;
    readonly versions: readonly {
      readonly schema: { readonly openAPIV3Schema: Schema };
      readonly additionalPrinterColumns: readonly { readonly name: string; readonly priority?: number }[];
    }[];
  };
}

const definition = parse(read('deploy/crd.yaml')) as Definition;
const version = definition.spec.versions[0];
const schema = version?.schema.openAPIV3Schema;

/** Every property below the given one, with its path. */
function* walk(node: Schema, path: string): Generator<[string, Schema]> {
  yield [path, node];
  for (const [name, child] of Object.entries(node.properties ?? {})) yield* walk(child, `${path}.${name}`);
  if (node.items !== undefined) yield* walk(node.items, `${path}[]`);
}

const fields = Object.entries(schema?.properties ?? {})
  .filter(([name]) => name === 'spec' || name === 'status')
  .flatMap(([name, node]) => [...walk(node, name)]);

describe('the definition of LicenseCluster', () => {
  test("the chart's copy is the same, and stays when the release goes", () => {
    const template = read('charts/lmtriad/templates/crd.yaml');
    expect(template).toContain('{{- if .Values.crds.create }}');
    const copy = parse(template.replace(/^\{\{.*\}\}$/gm, '')) as Definition;
    expect(copy.metadata.annotations).toEqual({ 'helm.sh/resource-policy': 'keep' });
    const { annotations: _keep, ...metadata } = copy.metadata;
    expect({ ...copy, metadata }).toEqual(definition);
  });

  test('names and columns are those that users know', () => {
    expect(definition.spec.names).toMatchObject({ shortNames: ['lic'], categories: ['licensing'] });
    const columns = version?.additionalPrinterColumns.filter(({ priority }) => priority === undefined);
    expect(columns?.map(({ name }) => name)).toEqual(['Ready', 'Master', 'Quorum', 'Age']);
  });

  test.each(fields.filter(([path]) => !path.endsWith('[]')))('%s is explained', (_path, node) => {
    expect(node.description ?? '').not.toBe('');
  });

  test.each(fields.filter(([, node]) => node.type === 'array'))('%s says how it is merged', (path, node) => {
    expect(node['x-kubernetes-list-type']).toBeDefined();
    if (path.startsWith('spec')) expect(node.maxItems).toBeDefined();
  });
});

test('the samples declare the three servers of the example', () => {
  for (const sample of ['three-nodes', 'one-node']) {
    const [secret, cluster] = parseAllDocuments(read(`deploy/samples/${sample}.yaml`)).map((document) =>
      document.toJS(),
    );
    expect(secret.metadata.name).toBe(cluster.spec.license.secretRef.name);
    expect(cluster.spec.servers).toEqual([
      { name: 'azuurmees', port: 2830 },
      { name: 'fitis', port: 2831 },
      { name: 'buulbuul', port: 2832 },
    ]);
  }
});
