import { SECRETS } from '../kube/index.ts';
import { type LicenseCluster, renderedLicenseName } from '../specs/index.ts';
import type { FileReader, Files } from './fileReader.ts';
import { type LicenseProblem, type LicenseSources, type Rendering, render } from './render.ts';
import { readSources } from './sources.ts';

export interface LicenseOutcome {
  /** What the pods get: of this time, or the last good one; undefined if there never was one. */
  readonly rendering: Rendering | undefined;
  readonly problem: LicenseProblem | undefined;
}

/**
 * Renders the license. If it is missing or bad, the vendor's lines of the last good rendering stay in force,
 * with the servers as they are declared now.
 */
export async function renderLicense(cluster: LicenseCluster, reader: FileReader): Promise<LicenseOutcome> {
  const read = await readSources(cluster, reader);
  const result = read.ok ? render(cluster, read.sources) : read;
  if (result.ok) return { rendering: result.rendering, problem: undefined };

  const { name, namespace = '' } = cluster.metadata;
  const files = await reader.read(SECRETS, namespace, renderedLicenseName(name));
  const sources = files === undefined ? undefined : sourcesOf(files);
  const last = sources === undefined ? undefined : render(cluster, sources);
  return { rendering: last?.ok ? last.rendering : undefined, problem: result.problem };
}

function sourcesOf(files: Files): LicenseSources | undefined {
  const license = files['license.dat'];
  if (license === undefined) return undefined;
  const companions = Object.fromEntries(Object.entries(files).filter(([name]) => /\.(opt|json)$/.test(name)));
  return { fileName: 'license.dat', license, companions };
}
