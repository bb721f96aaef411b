// Tells vitest where the tests against real servers are that npm cannot install: `npm run test:servers`, after apt.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/heavy/**/*.test.ts'],
    environment: 'node',
    testTimeout: 300_000,
    hookTimeout: 150_000,
    // Each file starts a cluster of its own.
    fileParallelism: false,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
