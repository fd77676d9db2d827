import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isImageFile, readImageContext } from './imageContext.ts';

it.each([
  ['node/lmgrd.ts', true],
  ['proto/gen/lmtriad.js', true],
  ['node/lmgrd.test.ts', false],
  ['node/consensus/testdata/campaign.txt', false],
  ['node/.cache/x', false],
])('lets %s into an image: %s', (path, expected) => {
  expect(isImageFile(path)).toBe(expected);
});

describe('the context of an image', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'lmtriad-context-'));
    await mkdir(join(root, 'node'));
    await writeFile(join(root, 'package.json'), '{}');
    await writeFile(join(root, 'node', 'lmgrd.ts'), 'one');
  });

  afterEach(() => rm(root, { recursive: true, force: true }));

  const read = (from = root) => readImageContext(from, ['package.json'], ['node', 'client']);

  it('has the same key for the same contents elsewhere, and another one after a change', async () => {
    const { key } = await read();
    const copy = `${root}-copy`;
    await cp(root, copy, { recursive: true });
    expect((await read(copy)).key).toBe(key);
    await rm(copy, { recursive: true });
    await writeFile(join(root, 'node', 'lmgrd.ts'), 'two');
    expect((await read()).key).not.toBe(key);
  });

  it('takes no notice of tests', async () => {
    const { key } = await read();
    await writeFile(join(root, 'node', 'lmgrd.test.ts'), 'a test');
    expect((await read()).key).toBe(key);
  });

  it('writes what was read, whatever was changed since, with folders that do not exist yet', async () => {
    const context = await read();
    await writeFile(join(root, 'node', 'lmgrd.ts'), 'two');
    await context.write(join(root, 'context'));
    expect(await readFile(join(root, 'context', 'node', 'lmgrd.ts'), 'utf8')).toBe('one');
    expect((await stat(join(root, 'context', 'client'))).isDirectory()).toBe(true);
  });
});
