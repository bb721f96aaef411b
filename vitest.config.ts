// Tells vitest where the tests are; they run on the Action's runtime, Node 24, from the npm package `node`.
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Minutes long, or with servers that npm cannot install: the long suite has them.
    exclude: ['test/heavy/**', 'test/**/*.long.test.ts'],
    environment: 'node',
    // Most of their time tests wait for programs and servers that they have started.
    maxWorkers: availableParallelism() + 1,
    // Generous: on a machine that is busy with other work a slow test is no failed test.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
