// Scripts of the bench as users run ours: bundled, and not from hundreds of sources.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { makeFolder } from './archivers.ts';
import type { Bench } from './bench.ts';

/** Bundles `bench/<name>.ts`, as `dist/` is, and gives the path of the result. */
export async function bundle({ scratch }: Bench, name: string): Promise<string> {
  const dir = await makeFolder(scratch, `bundled-${name}`);
  await build({
    input: fileURLToPath(new URL(`${name}.ts`, import.meta.url)),
    platform: 'node',
    resolve: { mainFields: ['module', 'main'] },
    logLevel: 'silent',
    output: { dir, format: 'esm', entryFileNames: `${name}.js` },
  });
  return join(dir, `${name}.js`);
}
