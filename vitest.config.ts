import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{license,node,client,operator,proto,test,charts}/**/*.test.ts'],
    exclude: ['test/e2e/**', 'test/processes/**', 'node_modules/**'],
    // Two cores: more workers only fight for them.
    maxWorkers: 2,
    testTimeout: 30_000,
  },
});
