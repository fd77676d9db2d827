/** What a tool is to the program: a name, options, and what it does. One file a tool; program.ts lists them. */
import { type Command, Option } from 'commander';
import type { Terminal } from './terminal.ts';

/** Where a tool runs. */
export interface ToolContext {
  /** For the banner: the tool's own name if it was called through a link, else lmutil. */
  readonly program: string;
  readonly terminal: Terminal;
  /** Names of the tools that may be called by their own. */
  readonly linked: readonly string[];
  /** Takes the exit code of the tool; 0 unless it is called. */
  done(code: number): void;
}

/** One tool. */
export interface Tool {
  readonly name: string;
  /** One line, for the list of tools. */
  readonly description: string;
  /** Heading under which `lmutil --help` lists it. */
  readonly group: ToolGroup;
  /** It may be called by its own name, through a link to lmutil. */
  readonly linked?: boolean;
  /** It never looks for servers or license files: has no `-c`. */
  readonly local?: boolean;
  /** Gives the command its options, arguments and action. */
  define(command: Command, context: ToolContext): void;
}

/** Headings of `lmutil --help`, in their order. */
export const toolGroups = ['Look:', 'Change:', 'Files and this machine:', 'Use licenses:'] as const;

export type ToolGroup = (typeof toolGroups)[number];

/** `-c`, as every tool takes it. */
export function listOption(): Option {
  const where = 'license file or port@host,port@host,port@host (else <VENDOR>_LICENSE_FILE, LM_LICENSE_FILE)';
  return new Option('-c <list>', where);
}
