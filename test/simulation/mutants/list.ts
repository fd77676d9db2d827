/** All mutants. */
import { LEASE_MUTANTS } from './leases.ts';
import { MEMBER_MUTANTS } from './members.ts';
import type { Mutant } from './mutant.ts';
import { RAFT_MUTANTS } from './raft.ts';

export const MUTANTS: readonly Mutant[] = [...LEASE_MUTANTS, ...MEMBER_MUTANTS, ...RAFT_MUTANTS];
