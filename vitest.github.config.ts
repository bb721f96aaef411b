// Tells vitest which tests talk to the lab's GitHub: `npm run test:github`, after `npm ci --prefix test/lab`, measures each by GitHub's description.
import { defineConfig } from 'vitest/config';
import { testsThatImport } from './test/lab/importers.ts';

export default defineConfig({
  test: {
    include: testsThatImport('test/lab/github/github.ts'),
    // Those need what apt installs as well: `npm run test:servers` runs them.
    exclude: ['test/heavy/**'],
    environment: 'node',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
