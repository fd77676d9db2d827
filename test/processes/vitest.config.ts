import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/processes/**/*.test.ts'],
    globalSetup: ['test/processes/globalSetup.ts'],
    // Conditions have deadlines of their own.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // One file after the other: they share ports, processes and two cores.
    fileParallelism: false,
    bail: 0,
  },
});
