import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/e2e/long/*.test.ts'],
    globalSetup: ['test/e2e/globalSetup.ts'],
    testTimeout: 1_800_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
});
