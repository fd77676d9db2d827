/** Before the tests with real processes: what they need of this machine. */
import { ensurePackages, type Requirement, requireLinuxRoot } from '../cluster/packages.ts';
import { stderrProgress } from '../cluster/progress.ts';

const REQUIREMENTS: readonly Requirement[] = [
  { package: 'iproute2', probe: ['ip'] },
  { package: 'nftables', probe: ['nft'] },
  { package: 'mount', probe: ['mount'] },
  // For faultLayer.c.
  { package: 'gcc', probe: ['gcc'] },
  { package: 'libc6-dev', probe: ['/usr/include/stdlib.h'] },
];

export async function setup(): Promise<void> {
  requireLinuxRoot();
  await ensurePackages(REQUIREMENTS, stderrProgress);
}
