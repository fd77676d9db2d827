import { access, open, rename } from 'node:fs/promises';

/** True if there is a file or folder at this path. */
export async function fileExists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Writes a file so that a reader sees the old or the new content, never half of it. */
export async function writeWhole(path: string, content: string): Promise<void> {
  const aside = `${path}.new`;
  const file = await open(aside, 'w');
  try {
    await file.writeFile(content);
  } finally {
    await file.close();
  }
  await rename(aside, path);
}
