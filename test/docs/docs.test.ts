/** The documents name everything that a person can type or be shown, and point nowhere that is not there. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { kubectlLmtriad } from '../../client/kubectl/program.ts';
import { lmutil, tools } from '../../client/lmutil/program.ts';
import { fakeTerminal } from '../../client/lmutil/testing.ts';
import { FLEX_CODES } from '../../license/codes.ts';
import { DiagnosticCode } from '../../license/diagnostics.ts';
import { LicenseErrorCode } from '../../license/errors.ts';
import {
  ACCESS_KEYWORDS,
  FEATURE_NUMBER_KEYWORDS,
  LOG_EVENTS,
  NUMBER_KEYWORDS,
  SELECTOR_KEYWORDS,
  WHO_TYPES,
} from '../../license/options/model.ts';
import { RULE_PARSERS } from '../../license/options/parseRule.ts';
import { ConsensusErrorCode } from '../../node/consensus/errors.ts';
import { FlexCode, Minor } from '../../node/licensing/failures.ts';
import { LogErrorCode } from '../../node/logs/errors.ts';
import { createMetrics } from '../../node/logs/metrics.ts';
import { DamageReason, StorageErrorCode } from '../../node/storage/errors.ts';
import { TransportErrorCode } from '../../node/transport/errors.ts';
import { RefusalReason } from '../../node/transport/peerTypes.ts';
import { ClusterErrorCode } from '../../operator/cluster/errors.ts';
import { KubeErrorCode } from '../../operator/kube/errors.ts';

const ROOT = join(import.meta.dirname, '../..');

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Source files of a folder, tests and test tools left out. */
function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.includes('testing/'))
    .map((name) => read(join(folder, name)));
}

/** Words that the page does not have. */
function missing(words: Iterable<string>, page: string): string[] {
  const text = read(page);
  return [...new Set(words)].filter((word) => {
    const pattern = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return !new RegExp(`(?<![\\w-])${pattern}(?![\\w-])`).test(text);
  });
}

function lmgrdHelp(): string {
  return execFileSync(join(ROOT, 'bin/lmgrd'), ['--help'], { encoding: 'utf8' });
}

async function lmutilHelp(...words: string[]): Promise<string> {
  const terminal = fakeTerminal();
  await lmutil([...words, '--help'], 'lmutil', terminal);
  return terminal.stdout;
}

/** Options as a help text lists them at the beginning of a line: -c, --count. */
function flagsIn(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => /^ {2}-/.test(line))
    .flatMap((line) => line.split(/ {2,}/)[1]?.match(/(?<!\S)--?[A-Za-z][\w-]*/g) ?? []);
}

const pages = ['README.md', 'charts/lmtriad/README.md']
  .concat(readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => join('docs', name)))
  .filter((name) => name.endsWith('.md'));

test('every flag of lmgrd stands on the page for hosts', () => {
  const flags = flagsIn(lmgrdHelp());
  expect(flags).toContain('--rejoin');
  expect(missing(flags, 'docs/hosts.md')).toEqual([]);
});

test('every tool of lmutil and every flag of it stands on its page', async () => {
  const names = tools.map(({ name }) => name);
  const help = await lmutilHelp();
  expect(names.filter((name) => !help.includes(`\n  ${name} `))).toEqual([]);
  const texts = await Promise.all([...names.map((name) => lmutilHelp(name)), lmutilHelp('certs', 'init')]);
  const flags = texts.flatMap(flagsIn);
  expect(flags).toContain('--kill-on-lost');
  expect(missing([...names, ...flags], 'docs/lmutil.md')).toEqual([]);
});

test('every command of kubectl-lmtriad and every flag of it stands on the page for Kubernetes', async () => {
  const help = async (...words: string[]) => {
    const terminal = fakeTerminal();
    await kubectlLmtriad([...words, '--help'], terminal);
    return terminal.stdout;
  };
  const whole = await help();
  const commands = [...(whole.split('Commands:\n')[1] ?? '').matchAll(/^ {2}([\w-]+)/gm)].map(
    (match) => match[1] ?? '',
  );
  expect(commands).toContain('down-check');
  const flags = (await Promise.all(commands.map((command) => help(command)))).flatMap(flagsIn);
  const own = flags.filter((flag) => flag !== '--help');
  expect(missing([...commands, ...own], 'docs/kubernetes.md')).toEqual([]);
});

test('every FlexNet code stands on the page of errors with its text', () => {
  const text = read('docs/errors.md');
  const gone = [...FLEX_CODES.values()].filter((each) => !text.includes(`| ${each.code} | ${each.text} |`));
  expect(gone.map(({ code }) => code)).toEqual([]);
  for (const code of Object.values(FlexCode)) expect(FLEX_CODES.has(code)).toBe(true);
});

test('every minor number stands on the page of errors', () => {
  const named = Object.entries(Minor).map(([name, minor]) => `| ${minor} | ${name} |`);
  const text = read('docs/errors.md');
  expect(named.filter((row) => !text.includes(row))).toEqual([]);
  const first = (line: string) => line.split('|')[1]?.split(',') ?? [];
  const documented = new Set(text.split('\n').flatMap(first).map(Number));
  const literal = /(?:minor: |failure\([\w.-]+, |invalid\()(\d{1,3})\b/g;
  const used = [...sources('node'), ...sources('client')].flatMap((source) =>
    [...source.matchAll(literal)].map((match) => Number(match[1])),
  );
  expect(used.length).toBeGreaterThan(20);
  expect([...new Set(used)].filter((minor) => !documented.has(minor))).toEqual([]);
});

test('every error code of the programs stands on the page of operations', () => {
  const codes = [
    StorageErrorCode,
    DamageReason,
    TransportErrorCode,
    RefusalReason,
    ConsensusErrorCode,
    LicenseErrorCode,
    LogErrorCode,
    KubeErrorCode,
    ClusterErrorCode,
  ].flatMap((table) => Object.values(table));
  expect(missing(codes, 'docs/operations.md')).toEqual([]);
});

test('every metric stands on the page of operations', async () => {
  const metrics = await createMetrics().registry.getMetricsAsJSON();
  const own = metrics.map(({ name }) => name).filter((name) => !/^lmtriad_(process|nodejs)_/.test(name));
  expect(own.length).toBeGreaterThan(15);
  const operator = [...read('operator/metrics.ts').matchAll(/name: '(lmtriad_\w+)'/g)].map((match) => match[1] ?? '');
  expect(operator).toContain('lmtriad_operator_leading');
  expect(missing([...own, ...operator], 'docs/operations.md')).toEqual([]);
});

test('every condition, reason and event of the operator stands on the page of operations', () => {
  const whole = sources('operator/cluster').join('\n');
  const quoted = [
    /\b(?:type|reason)(?:: | = | === .*\? )'([A-Z][A-Za-z]+)'/g,
    /event\('(?:Normal|Warning)', .*?'([A-Z][A-Za-z]+)'/g,
    /invalid\('([A-Z][A-Za-z]+)'/g,
    /\? '([A-Z][A-Za-z]+)' :/g,
    /\? '[A-Z][A-Za-z]+' : '([A-Z][A-Za-z]+)'/g,
  ];
  const words = quoted.flatMap((pattern) => [...whole.matchAll(pattern)].map((match) => match[1] ?? ''));
  // Kubernetes' own, and the actions of events.
  const foreign = new Set([
    'PodScheduled',
    'Unschedulable',
    'Normal',
    'Warning',
    'True',
    'False',
    'Unknown',
    'Observe',
  ]);
  const ours = words.filter((word) => !foreign.has(word));
  expect(ours).toContain('QuorumAvailable');
  expect(ours).toContain('NotServing');
  expect(missing(ours, 'docs/operations.md')).toEqual([]);
});

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** Paths of all fields that have no fields in them. */
function leaves(schema: Schema, path = ''): string[] {
  const inner = schema.items ?? schema;
  const own = schema.items === undefined ? path : `${path}[]`;
  if (inner.properties === undefined) return [path];
  return Object.entries(inner.properties).flatMap(([name, each]) => leaves(each, own === '' ? name : `${own}.${name}`));
}

test('every field of a LicenseCluster stands on the page for Kubernetes', () => {
  const crd = parse(read('deploy/crd.yaml'));
  const { spec, status } = crd.spec.versions[0].schema.openAPIV3Schema.properties;
  const named = leaves(spec).filter((path) => !path.startsWith('placement.tolerations[]'));
  expect(named).toContain('license.secretRef.name');
  const page = read('docs/kubernetes.md');
  expect(named.filter((path) => !page.includes(`\`${path}\``))).toEqual([]);
  const inner = leaves(spec).filter((path) => !named.includes(path));
  const others = [...inner, ...leaves(status)].map((path) => path.split('.').at(-1) ?? '');
  expect(
    missing(
      others.filter((name) => !isOfCondition(name)),
      'docs/kubernetes.md',
    ),
  ).toEqual([]);
});

/** Fields that every condition in Kubernetes has. */
function isOfCondition(name: string): boolean {
  return ['type', 'status', 'reason', 'message', 'lastTransitionTime', 'observedGeneration'].includes(name);
}

test('every keyword of license and options files stands on their pages', () => {
  const license = ['SERVER', 'VENDOR', 'DAEMON', 'USE_SERVER', 'FEATURE', 'INCREMENT', 'UPGRADE', 'PACKAGE'];
  const attributes = [...read('license/attributes.ts').matchAll(/^ {2}'(\w+)',$/gm)].map((match) => match[1] ?? '');
  expect(attributes).toContain('OVERDRAFT');
  const definition = [...read('license/vendorDefinition.ts').matchAll(/^ {2}'(\w+)',$/gm)].map((m) => m[1] ?? '');
  expect(definition).toContain('publicKey');
  const words = [...license, ...attributes, ...definition, ...Object.values(DiagnosticCode)];
  expect(missing(words, 'docs/license-file.md')).toEqual([]);
  const options = [...RULE_PARSERS.keys(), ...SELECTOR_KEYWORDS, ...WHO_TYPES, ...LOG_EVENTS, ...ACCESS_KEYWORDS];
  expect(missing([...options, ...FEATURE_NUMBER_KEYWORDS, ...NUMBER_KEYWORDS], 'docs/options-file.md')).toEqual([]);
});

test('every kind, field and word of the report log stands on its page', () => {
  const source = read('proto/reportRecord.ts');
  const fields = [...source.matchAll(/^ {2}readonly (\w+):/gm)].map((match) => match[1] ?? '');
  expect(fields).toContain('lease');
  const words = [...source.matchAll(/'(\w+)'/g)].map((match) => match[1] ?? '');
  expect(words).toContain('snapshot');
  const reasons = [...read('node/licensing/model.ts').matchAll(/ReturnReason =([^;]*);/g)].flatMap(
    (match) => match[1]?.match(/\w+/g) ?? [],
  );
  expect(reasons).toContain('expired');
  expect(missing([...fields, ...words, ...reasons], 'docs/report-log.md')).toEqual([]);
});

/** Paths of all values, as a person sets them. An empty map is a value. */
function valuePaths(values: object, path = ''): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const own = path === '' ? name : `${path}.${name}`;
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isMap && Object.keys(value).length > 0 && name !== 'resources' ? valuePaths(value, own) : [own];
  });
}

test("the chart's page has every value, and none that is not there", () => {
  const paths = valuePaths(parse(read('charts/lmtriad/values.yaml')));
  const rows = [...read('charts/lmtriad/README.md').matchAll(/^\| `([\w.]+)` \|/gm)].map((match) => match[1] ?? '');
  expect(rows.toSorted()).toEqual(paths.toSorted());
});

test('every make target that a page names is in the Makefile', () => {
  const targets = new Set([...read('Makefile').matchAll(/^([a-z0-9-]+):/gm)].map((match) => match[1]));
  const named = pages.flatMap((page) => [...read(page).matchAll(/`make ([a-z0-9-]+)/g)].map((match) => match[1]));
  expect(named).toContain('demo');
  expect(named.filter((target) => !targets.has(target))).toEqual([]);
});

/** The anchor that a heading gets. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

test('every relative link leads somewhere', () => {
  const broken = pages.flatMap((page) => {
    const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
    return links.filter((link) => {
      if (/^[a-z]+:/.test(link)) return false;
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? page : relative(ROOT, join(ROOT, dirname(page), file));
      if (!existsSync(join(ROOT, target))) return true;
      if (anchor === undefined) return false;
      const headings = [...read(target).matchAll(/^#+ (.*)$/gm)].map((match) => anchorOf(match[1] ?? ''));
      return !headings.includes(anchor);
    });
  });
  expect(broken).toEqual([]);
});

test('every decision is in the list of decisions', () => {
  const files = pages
    .filter((page) => /decisions\/\d{4}-/.test(page))
    .map((page) => page.replace('docs/decisions/', ''));
  const list = read('docs/decisions/README.md');
  expect(files.filter((file) => !list.includes(`(${file})`))).toEqual([]);
});
