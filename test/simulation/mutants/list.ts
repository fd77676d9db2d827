/** All mutants, and what there must be one for. */
import { LEASE_MUTANTS } from './leases.ts';
import { MEMBER_MUTANTS } from './members.ts';
import type { Mutant } from './mutant.ts';
import { RAFT_MUTANTS } from './raft.ts';

export const MUTANTS: readonly Mutant[] = [...LEASE_MUTANTS, ...MEMBER_MUTANTS, ...RAFT_MUTANTS];

/** Rules and traps of which each needs a mutant: those whose breach would give licenses twice, or lose them. */
const REQUIRED_RULES = [1, 2, 3, 4, 5, 13, 16, 17, 21, 22];
const REQUIRED_TRAPS = [1, 2, 3, 4, 5, 11, 13, 14, 15, 16, 20, 21, 22, 23, 24, 25];

/** Those that no mutant breaks. */
export function withoutMutant(): string[] {
  const broken = new Set(MUTANTS.flatMap(({ rule }) => rule.split(', ')));
  const required = [...REQUIRED_RULES.map((rule) => `R${rule}`), ...REQUIRED_TRAPS.map((trap) => `trap ${trap}`)];
  return required.filter((name) => !broken.has(name));
}
