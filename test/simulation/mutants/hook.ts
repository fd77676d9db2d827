/**
 * Loaded before everything else in a process that runs a mutant: rewrites a line of a file as it is loaded. A
 * mutant that does not fit its file any more ends the process: it would prove nothing.
 */
import { registerHooks } from 'node:module';
import { MUTANTS } from './list.ts';
import type { Edit } from './mutant.ts';

const name = process.env['SIMULATION_MUTANT'] ?? '';
const mutant = MUTANTS.find((each) => each.name === name);
if (mutant === undefined) throw new Error(`no mutant is called "${name}"`);
const edits = mutant.also === undefined ? [mutant] : [mutant, mutant.also];
/** Edits by the address of their file; a file may have both. */
const waiting = new Map<string, Edit[]>();
for (const edit of edits) {
  const { href } = new URL(`../../../${edit.file}`, import.meta.url);
  waiting.set(href, [...(waiting.get(href) ?? []), edit]);
}

registerHooks({
  load(url, context, next) {
    const result = next(url, context);
    const here = waiting.get(url);
    if (here === undefined) return result;
    waiting.delete(url);
    return { ...result, source: here.reduce(rewrite, result.source?.toString() ?? '') };
  },
});

function rewrite(source: string, { file, from, to }: Edit): string {
  if (source.split(from).length !== 2) {
    throw new Error(`mutant ${name}: "${from}" is not once in ${file}; write the mutant anew`);
  }
  return source.replace(from, () => to);
}

process.on('exit', () => {
  for (const { file } of [...waiting.values()].flat()) {
    process.stderr.write(`mutant ${name}: ${file} was never loaded\n`);
    process.exitCode = 3;
  }
});
