/**
 * Loaded before everything else in a process that runs a mutant: rewrites a line of a file as it is loaded. A
 * mutant that does not fit its file any more ends the process: it would prove nothing.
 */
import { registerHooks } from 'node:module';
import { MUTANTS } from './list.ts';

const name = process.env['SIMULATION_MUTANT'] ?? '';
const mutant = MUTANTS.find((each) => each.name === name);
if (mutant === undefined) throw new Error(`no mutant is called "${name}"`);
const edits = mutant.also === undefined ? [mutant] : [mutant, mutant.also];
const waiting = new Map(edits.map((edit) => [new URL(`../../../${edit.file}`, import.meta.url).href, edit]));

registerHooks({
  load(url, context, next) {
    const result = next(url, context);
    const edit = waiting.get(url);
    if (edit === undefined) return result;
    const source = result.source?.toString() ?? '';
    if (source.split(edit.from).length !== 2) {
      throw new Error(`mutant ${name}: "${edit.from}" is not once in ${edit.file}; write the mutant anew`);
    }
    waiting.delete(url);
    return { ...result, source: source.replace(edit.from, () => edit.to) };
  },
});

process.on('exit', () => {
  for (const { file } of waiting.values()) {
    process.stderr.write(`mutant ${name}: ${file} was never loaded\n`);
    process.exitCode = 3;
  }
});
