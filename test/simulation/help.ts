/** What the command line says of itself. */
export const HELP = `usage: test/simulation/run.ts [options]

Runs seeds of the simulator, as many of clusters that form under faults, then the known bad ones of seeds.txt, then the mutants: one-line faults in the real
core, log or license state, each of which must be found. Ends with a line "N passed, N failed".

  --seeds N        how many seeds (default 400)
  --first SEED     the first of them (default 1)
  --seed SEED      this one seed only, without mutants
  --trace          with --seed: print every event
  --forming        with --seed: only how the cluster forms, under faults
  --workers N      processes side by side (default: the cores of this machine, 2 at most)
  --mutants        the mutants only
  --mutant NAME    this mutant only
  --no-mutants     the seeds only
  --no-forming     without the seeds that disturb the forming of the cluster
  --list           print the mutants
  --help
`;
