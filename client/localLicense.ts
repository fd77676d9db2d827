/** A license file on this machine, checked with its vendor's public key before a server is asked. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  FlexError,
  isLicenseError,
  isSignedLine,
  type LicenseFile,
  type PackageLine,
  parseVendorDefinition,
  type SignedLine,
  type VendorDefinition,
  verifyLine,
} from '../license/index.ts';
import { verifyEd25519 } from './ed25519.ts';
import { LicenseError } from './errors.ts';
import { readLicenseFile } from './sources.ts';

/** Minor number of what is wrong with the license file and what belongs to it. */
const minor = 3;

/** The license file that the servers were read from. Reads it when it is first needed. */
export class LocalLicense {
  readonly #path: string;
  #file: LicenseFile | null = null;
  readonly #definitions = new Map<string, VendorDefinition | null>();
  readonly #sound = new Set<string>();

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Returns if the file says nothing of the feature, if no vendor definition stands beside it, or if a line
   * that gives the feature is as its vendor signed it. Throws LicenseError: -8 a line was edited, -114 a line
   * lost its signature, -2 or -30 the definition cannot be used, and what is wrong with the file.
   */
  check(feature: string, vendor?: string): void {
    const key = `${feature} ${vendor ?? ''}`;
    if (this.#sound.has(key)) return;
    try {
      this.#verify(feature, vendor);
      this.#sound.add(key);
    } catch (error) {
      // The next checkout reads anew: the file may have been put right meanwhile.
      this.#file = null;
      this.#definitions.clear();
      this.#sound.clear();
      throw error;
    }
  }

  #verify(feature: string, vendor: string | undefined): void {
    this.#file ??= readLicenseFile(this.#path);
    const { lines, useServer, packages } = this.#file;
    const read = lines.filter(
      (line): line is SignedLine =>
        isSignedLine(line) &&
        (vendor === undefined || line.vendor === vendor) &&
        // What is behind USE_SERVER is for the servers only.
        (useServer === null || line.line < useServer),
    );
    const containers = packages.filter((line) => hasComponent(line, feature));
    const enabling = new Set(containers.map(({ name }) => name));
    const concerned = read.filter((line) =>
      line.kind === 'package'
        ? hasComponent(line, feature)
        : line.feature === feature || (line.kind === 'feature' && enabling.has(line.feature)),
    );
    const refusals = new Map(concerned.map((line) => [line, this.#refusal(line, feature)]));
    const [refused] = [...refusals.values()].filter((refusal) => refusal !== null);
    if (refused === undefined) return;
    // A good line of the feature stands, whatever was done to others.
    const good = concerned.filter((line) => refusals.get(line) === null);
    const enabled = new Set(good.filter((line) => line.kind === 'feature').map((line) => line.feature));
    const given = good.some((line) => line.kind === 'package' && enabled.has(line.name));
    if (!given && !enabled.has(feature)) throw refused;
  }

  /** Why a line may not be used; null if it may. */
  #refusal(line: SignedLine, feature: string): LicenseError | null {
    const definition = this.#definitionOf(line.vendor);
    if (definition === null || definition.publicKey === null) return null;
    const hostids = this.#file?.servers.map(({ hostid }) => hostid) ?? [];
    const check = verifyLine(line, hostids, definition.publicKey, verifyEd25519);
    if (check === 'valid' || (check === 'missing' && definition.allowUnsigned)) return null;
    const code = check === 'missing' ? FlexError.SignatureMissing : FlexError.BadSignature;
    const name = line.kind === 'package' ? line.name : line.feature;
    return new LicenseError({ code, minor, detail: `${this.#path}:${line.line}: ${name}`, feature });
  }

  #definitionOf(vendor: string): VendorDefinition | null {
    let definition = this.#definitions.get(vendor);
    if (definition === undefined) {
      definition = readDefinition(vendor, dirname(this.#path));
      this.#definitions.set(vendor, definition);
    }
    return definition;
  }
}

function hasComponent(line: PackageLine, feature: string): boolean {
  return line.components.some((component) => component.feature === feature);
}

/** Null if there is none; a file that is there and cannot be used is refused. */
function readDefinition(vendor: string, folder: string): VendorDefinition | null {
  // Other names are nobody's: parseVendorDefinition refuses them, and they must not lead out of the folder.
  if (!/^\w+$/.test(vendor)) return null;
  const path = join(folder, `${vendor}.json`);
  const refuse = (code: number, detail: string, cause?: unknown) => new LicenseError({ code, minor, detail, cause });
  let text: Buffer;
  try {
    text = readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw refuse(-30, (error as Error).message, error);
  }
  let definition: VendorDefinition;
  try {
    definition = parseVendorDefinition(text, path);
  } catch (error) {
    if (!isLicenseError(error)) throw error;
    throw refuse(error.flexCode, error.message, error);
  }
  if (definition.vendor === vendor) return definition;
  throw refuse(FlexError.InvalidSyntax, `${path} is the definition of ${definition.vendor}, not of ${vendor}`);
}
