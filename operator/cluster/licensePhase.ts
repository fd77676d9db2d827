import { SECRETS } from '../kube/index.ts';
import { type LicenseCluster, renderedLicenseName } from '../specs/index.ts';
import type { FileReader, Files } from './fileReader.ts';
import {
  IN_USE_ELSEWHERE,
  type LicenseProblem,
  type LicenseSources,
  type RenderContext,
  type Rendering,
  render,
} from './render.ts';
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
export async function renderLicense(
  cluster: LicenseCluster,
  reader: FileReader,
  context: RenderContext,
): Promise<LicenseOutcome> {
  const read = await readSources(cluster, reader);
  const result = read.ok ? render(cluster, read.sources, context) : read;
  if (result.ok) return { rendering: result.rendering, problem: undefined };

  const { name, namespace = '' } = cluster.metadata;
  const files = await reader.read(SECRETS, namespace, renderedLicenseName(name));
  const sources = files === undefined ? undefined : sourcesOf(files);
  const last = sources === undefined ? undefined : render(cluster, sources, context);
  return { rendering: last?.ok ? last.rendering : undefined, problem: result.problem };
}

function sourcesOf(files: Files): LicenseSources | undefined {
  const license = files['license.dat'];
  if (license === undefined) return undefined;
  const isCompanion = (name: string) => /\.(opt|json)$/.test(name) && name !== IN_USE_ELSEWHERE;
  const companions = Object.fromEntries(Object.entries(files).filter(([name]) => isCompanion(name)));
  return { fileName: 'license.dat', license, companions };
}
