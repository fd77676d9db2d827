/** What the command line says of itself. */
export const HELP = `usage: test/simulation/run.ts [options]

Runs seeds of the simulator: N of clusters at work, N of clusters that form under faults, the known bad ones
of seeds.txt. Then the mutants: one-line faults in the real core, log, license state or client, each of which
must be found. Ends with a line "N passed, N failed".

  --seeds N        how many seeds of each kind (default 400)
  --first SEED     the first of them (default 1)
  --seed SEED      this one seed only, without mutants
  --trace          with --seed: print every event
  --forming        with --seed: only how the cluster forms, under faults
  --workers N      processes side by side (default: the cores of this machine, 2 at most)
  --mutants        the mutants only
  --mutant NAME    this mutant only
  --no-mutants     the seeds only
  --no-forming     without the seeds that disturb the forming of the cluster
  --list           print the mutants and the rule or trap that each breaks
  --help
`;
