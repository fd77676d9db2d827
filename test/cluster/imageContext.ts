import { chmod, mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheKey } from './cache.ts';
import { hasCode } from './errors.ts';

/** All files that an image is built from, read once, so that edits meanwhile cannot get between hash and build. */
export interface ImageContext {
  /** A hash of their names, modes and contents. */
  readonly key: string;
  /** Writes them to a folder, with fixed times, so that equal contents give equal layers. */
  write(folder: string): Promise<void>;
}

interface SourceFile {
  readonly path: string;
  readonly executable: boolean;
  readonly content: Buffer;
}

/** When the files of an image were changed, as far as the image tells. */
const FILE_TIME = new Date('2000-01-01T00:00:00Z');

/** Reads the given files and folders below `root`, leaving out what .dockerignore leaves out. */
export async function readImageContext(
  root: string,
  files: readonly string[],
  folders: readonly string[],
): Promise<ImageContext> {
  const paths = [...files];
  for (const folder of folders) paths.push(...(await sourceFiles(root, folder)));
  const sources = await Promise.all(
    paths.map(async (path): Promise<SourceFile> => {
      const [content, { mode }] = await Promise.all([readFile(join(root, path)), stat(join(root, path))]);
      return { path, executable: (mode & 0o100) !== 0, content };
    }),
  );
  return {
    key: cacheKey(...sources.flatMap(({ path, executable, content }) => [path, String(executable), content])),
    async write(target) {
      for (const { path, executable, content } of sources) {
        await mkdir(dirname(join(target, path)), { recursive: true });
        await writeFile(join(target, path), content);
        await chmod(join(target, path), executable ? 0o755 : 0o644);
        await utimes(join(target, path), FILE_TIME, FILE_TIME);
      }
      for (const entry of await readdir(target, { recursive: true, withFileTypes: true })) {
        if (entry.isDirectory()) await utimes(join(entry.parentPath, entry.name), FILE_TIME, FILE_TIME);
      }
      for (const folder of folders) await mkdir(join(target, folder), { recursive: true });
    },
  };
}

async function sourceFiles(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(
    (error: unknown) => {
      if (hasCode(error, 'ENOENT')) return [];
      throw error;
    },
  );
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter(isImageFile)
    .sort();
}

/** True for files that .dockerignore lets into an image. */
export function isImageFile(path: string): boolean {
  return !path.endsWith('.test.ts') && !path.split('/').some((part) => part === 'testdata' || part.startsWith('.'));
}
