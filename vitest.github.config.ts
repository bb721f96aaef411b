// Tells vitest which tests talk to the lab's GitHub: `npm run test:github`, after `npm ci --prefix test/lab`, measures each by GitHub's description,
// and keeps blobs in Azurite.
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { testsThatImport } from './test/lab/importers.ts';

export default defineConfig({
  test: {
    include: testsThatImport('test/lab/github/github.ts', 'test/lab/github/artifact-world.ts'),
    // Those need what apt installs as well: `npm run test:servers` runs them.
    exclude: ['test/heavy/**'],
    globalSetup: 'test/lab/github/azurite.ts',
    environment: 'node',
    // Most of their time tests wait for programs and servers that they have started.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
