/** The license files that `-c` names: a list of files and folders, as FlexNet takes it. */
import { readdir, stat } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

/** The files of a list in its order; a folder stands for its `*.lic` in the order of their names. Rejects as `stat`. */
export async function licensePaths(list: string): Promise<string[]> {
  const paths: string[] = [];
  for (const part of partsOf(list)) {
    if (!(await stat(part)).isDirectory()) paths.push(part);
    else paths.push(...(await licensesIn(part)));
  }
  return paths;
}

/** The folder beside whose license the data and certificates of this server lie: that of the first in the list. */
export async function homeFolder(list: string): Promise<string> {
  const [first = '.'] = partsOf(list);
  const isFolder = await stat(first).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? first : dirname(first);
}

function partsOf(list: string): string[] {
  return list.split(delimiter).filter((part) => part !== '');
}

async function licensesIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.lic')).toSorted();
  return names.map((name) => join(folder, name));
}
