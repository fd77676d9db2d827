/**
 * Loaded before everything else in a process that runs a mutant: rewrites one line of one file as it is loaded.
 * A mutant that does not fit its file any more ends the process: it would prove nothing.
 */
import { registerHooks } from 'node:module';
import { MUTANTS } from './list.ts';

const name = process.env['SIMULATION_MUTANT'] ?? '';
const mutant = MUTANTS.find((each) => each.name === name);
if (mutant === undefined) throw new Error(`no mutant is called "${name}"`);
const { file, from, to } = mutant;
const url = new URL(`../../../${file}`, import.meta.url).href;
let applied = false;

registerHooks({
  load(loaded, context, next) {
    const result = next(loaded, context);
    if (loaded !== url) return result;
    const source = result.source?.toString() ?? '';
    if (source.split(from).length !== 2) {
      throw new Error(`mutant ${name}: "${from}" is not once in ${file}; write the mutant anew`);
    }
    applied = true;
    return { ...result, source: source.replace(from, () => to) };
  },
});

process.on('exit', () => {
  if (applied) return;
  process.stderr.write(`mutant ${name}: ${file} was never loaded\n`);
  process.exitCode = 3;
});
