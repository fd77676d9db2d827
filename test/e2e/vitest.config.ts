import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/e2e/*.test.ts'],
    globalSetup: ['test/e2e/globalSetup.ts'],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    // One file after the other: they share nodes and two cores.
    fileParallelism: false,
    bail: 0,
  },
});
