/** From FlexNet's way of writing options (`-all`, `-help`) to the one that the parser takes (`--all`). */

/** Long options that FlexNet writes with one hyphen. */
const longNames: ReadonlySet<string> = new Set([
  'all',
  'clear',
  'display',
  'ether',
  'force',
  'help',
  'hostname',
  'internet',
  'json',
  'long',
  'pid',
  'string',
  'user',
  'utf8',
  'uuid',
  'vendor',
  'verbose',
  'version',
]);

/**
 * Arguments as the parser takes them. What follows a `--` belongs to another command and stays.
 * @param argv0 the name that the program was called by; a tool's name (`lmstat`) stands for itself
 * @param tools names of the tools
 */
export function normalize(args: readonly string[], argv0: string | undefined, tools: readonly string[]): string[] {
  const rest = args.indexOf('--');
  const own = (rest < 0 ? args : args.slice(0, rest)).map(normalizeOne);
  const called = argv0 && tools.includes(argv0) ? [argv0] : [];
  return [...called, ...own, ...(rest < 0 ? [] : args.slice(rest))];
}

function normalizeOne(argument: string): string {
  return /^-[a-z]{2}/.test(argument) && longNames.has(argument.slice(1)) ? `-${argument}` : argument;
}
