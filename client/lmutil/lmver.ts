/** lmver: the version of these programs. */
import { clientVersion } from '../identity.ts';
import { banner } from './statusText.ts';
import type { Tool } from './tool.ts';

/** The banner and `lmstat v0.1.0 build 0 x64_lsb`. */
export function versionText(program: string, tool: string): string {
  return `${banner(program)}\n${tool} v${clientVersion} build 0 ${process.arch}_lsb\n`;
}

export const lmverTool: Tool = {
  name: 'lmver',
  description: 'version of these programs',
  group: 'Files and this machine:',
  linked: true,
  local: true,
  define: (command, { program, terminal }) =>
    command
      .argument('[binary]', 'accepted; all programs of lmtriad have one version')
      .action(() => terminal.out(versionText(program, 'lmutil'))),
};
