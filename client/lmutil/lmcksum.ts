/** lmcksum: sums of the lines of a license file, to find what was mistyped. */
import {
  attributeValue,
  exitStatus,
  FlexError,
  fileChecksum,
  type LicenseLine,
  latin1Bytes,
  lineChecksum,
  type ServerLine,
  type SignedLine,
} from '../../license/index.ts';
import { LicenseError } from '../errors.ts';
import { findSources, readLicenseFile } from '../sources.ts';
import { banner } from './statusText.ts';
import type { Terminal } from './terminal.ts';
import type { Tool } from './tool.ts';

/** Options of lmcksum. */
interface LmcksumOptions {
  c?: string;
  k?: boolean;
}

/** Prints the lines of the files with their sums; -8 if one does not have the sum that its `ck=` says. */
function lmcksum(program: string, options: LmcksumOptions, daemon: string | undefined, terminal: Terminal): number {
  const sources = findSources(options.c, { env: terminal.env, serverless: true });
  const files = sources.map(({ file }) => file).filter((file) => file !== undefined);
  if (files.length === 0) throw new LicenseError({ code: -1, detail: 'lmcksum needs a license file: -c FILE' });
  let bad = false;
  const lines = [banner(program)];
  for (const path of files) {
    lines.push(`lmcksum: using license file"${path}"`, '');
    const checksums: number[] = [];
    for (const line of readLicenseFile(path).lines.filter(hasChecksum)) {
      if (daemon !== undefined && line.kind !== 'server' && line.vendor !== daemon) continue;
      const checksum = lineChecksum(line, options.k ?? false);
      checksums.push(checksum);
      const said = line.kind === 'server' ? null : attributeValue(line, 'ck');
      const good = said === null ? null : Number(said) === checksum;
      bad ||= good === false;
      const mark = good === null ? '' : good ? 'OK:  ' : 'BAD: ';
      lines.push(`${mark}\t${String(checksum).padStart(3)}: ${line.raw.trimEnd()}`);
    }
    lines.push(`\t${String(fileChecksum(checksums)).padStart(3)}: (overall file checksum)`);
  }
  terminal.out(latin1Bytes(`${lines.join('\n')}\n`));
  return bad ? exitStatus(FlexError.BadSignature) : 0;
}

function hasChecksum(line: LicenseLine): line is ServerLine | SignedLine {
  return line.kind !== 'text' && line.kind !== 'vendor' && line.kind !== 'useServer';
}

export const lmcksumTool: Tool = {
  name: 'lmcksum',
  description: 'sums of the lines of a license file, to find what was mistyped',
  group: 'Files and this machine:',
  linked: true,
  define: (command, { program, terminal, done }) =>
    command
      .option('-k', 'upper and lower case count in keys')
      .argument('[daemon]', "only this vendor's lines")
      .action((daemon: string | undefined, options: LmcksumOptions) => {
        done(lmcksum(program, options, daemon, terminal));
      }),
};
