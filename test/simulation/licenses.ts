/** The license files of a simulation: a few editions with other counts, as they would be handed out over time. */
import { SetLicenseCodec } from '../../proto/index.ts';
import type { Random } from './random.ts';

export const FEATURES = ['cad', 'fem'] as const;

/** One license file as a member's disk has it. */
export interface Edition {
  readonly hash: string;
  /** As an encoded SetLicense. */
  readonly command: Uint8Array;
  readonly primaryIsMaster: boolean;
}

/** Makes one edition. `year` is part of its pools' ids: a renewed line is another pool. */
export function makeEdition(random: Random, number: number, primaryIsMaster: boolean): Edition {
  const hash = `edition-${number}`;
  const pools = FEATURES.map((feature, rank) => {
    const count = random.integer(1, 5);
    const year = random.integer(1, 2);
    return {
      id: `${feature}-${year}`,
      feature,
      vendor: 'v',
      version: '2.0',
      count,
      overdraft: random.integer(0, 1),
      rank,
    };
  });
  const command = SetLicenseCodec.encode({ hash, pools, vendors: ['v'], primaryIsMaster });
  return { hash, command, primaryIsMaster };
}
