/** From FlexNet's way of writing options (`-all`, `-help`) to the one that the parser takes (`--all`). */
import type { Command } from 'commander';

/**
 * Arguments as the parser takes them. What follows a `--` belongs to another command and stays.
 * @param called the tool that the program was called as, through a link; undefined for lmutil itself
 */
export function normalize(args: readonly string[], called: string | undefined, program: Command): string[] {
  const rest = args.indexOf('--');
  const own = rest < 0 ? args : args.slice(0, rest);
  const name = called ?? own.find((argument) => !argument.startsWith('-'));
  const long = longNames(
    program,
    program.commands.find((command) => command.name() === name),
  );
  const words = own.map((argument) => (long.has(`-${argument}`) ? `-${argument}` : argument));
  return [...(called === undefined ? [] : [called]), ...words, ...(rest < 0 ? [] : args.slice(rest))];
}

/** Long options of the program itself, of the tool, and of the commands within it. */
function longNames(program: Command, tool: Command | undefined): Set<string> {
  const commands = [program, ...(tool ? [tool, ...tool.commands] : [])];
  const names = commands.flatMap((command) => command.options.map(({ long }) => long));
  return new Set(['--help', ...names.filter((name) => name !== undefined && name !== null)]);
}
