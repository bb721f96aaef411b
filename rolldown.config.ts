// Bundles the two doors into dist/: readable ESM, lazily loaded parts in chunks whose names never change.
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { defineConfig, type ChunkingContext, type Plugin } from 'rolldown';
import { collectLicenses } from './scripts/licenses.ts';

/** Makes dist/cli.js a program: a first line for the shell, and permission to run. */
const executable: Plugin = {
  name: 'executable',
  generateBundle(_options, bundle) {
    const cli = bundle['cli.js'];
    if (cli?.type === 'chunk' && !cli.code.startsWith('#!')) cli.code = `#!/usr/bin/env node\n${cli.code}`;
  },
  async writeBundle(options) {
    if (options.dir !== undefined) await chmod(join(options.dir, 'cli.js'), 0o755);
  },
};

/** Puts the licences of what was bundled beside it. */
const licenses: Plugin = {
  name: 'licenses',
  generateBundle(_options, bundle) {
    const modules = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
    this.emitFile({ type: 'asset', fileName: 'licenses.txt', source: collectLicenses(modules) });
  },
};

/**
 * Leaves out what the artifact client zips and unzips with: artifacts of ours are plain files. It is a good part of the
 * client, and one package in it, `buffers`, says nowhere that it may be passed on.
 */
const noZip: Plugin = {
  name: 'no-zip',
  resolveId: (id) => (['archiver', 'unzip-stream'].includes(id) ? `\0${id}` : null),
  load: (id) =>
    id === '\0archiver' || id === '\0unzip-stream'
      ? 'export default undefined; export const ZipArchive = undefined;'
      : null,
};

/**
 * Leaves out what the runner's package asks the runner for identity tokens with: nothing here does, and its HTTP client
 * with a fetch of its own was a quarter of the time until the Action began to work.
 */
const noIdentity: Plugin = {
  name: 'no-identity',
  resolveId: (id, importer) =>
    id.startsWith('@actions/http-client') && importer?.includes('/@actions/core/') ? '\0no-http-client' : null,
  load: (id) =>
    id === '\0no-http-client'
      ? 'export const HttpClient = undefined; export const BearerCredentialHandler = undefined;'
      : null,
};

/** `@actions/core` gives `actions-core`; our own modules are split by the bundler. */
function packageOf(id: string): string | null {
  return /node_modules\/@?((?:(?<=@)[^/]+\/)?[^/]+)/.exec(id)?.[1]?.replace('/', '-') ?? null;
}

/** Where each door goes on when it is not help that is wanted: to tell of bad inputs, before a backup begins. */
const DOORS = ['src/terminal/run.ts', 'src/main.ts'];
/** What every backup loads then, of either door and with any store. */
const BACKUP = ['src/commands/run.ts', 'src/commands/sync.ts', 'src/stores/directory.ts'];

/**
 * One chunk for what is loaded together, where each file of its own would cost a run a good half of a millisecond: `start`
 * for what a door needs and not that door alone, `core` for the rest of a backup.
 */
function togetherOf(id: string, modules: ChunkingContext): string | null {
  const leadsHere = (path: string) => reachedFrom(path, modules).has(id);
  if (packageOf(id) !== null || leadsHere('src/cli.ts')) return null;
  const doors = DOORS.filter(leadsHere).length;
  const backup = BACKUP.some(leadsHere);
  if (doors === 2 || (doors === 1 && backup)) return 'start';
  return backup ? 'core' : null;
}

const reachedBy = new Map<string, ReadonlySet<string>>();

/** A module, and all that it imports other than on demand. */
function reachedFrom(path: string, modules: ChunkingContext): ReadonlySet<string> {
  const known = reachedBy.get(path);
  if (known) return known;
  const reached = new Set([join(import.meta.dirname, path)]);
  for (const id of reached) for (const next of modules.getModuleInfo(id)?.importedIds ?? []) reached.add(next);
  reachedBy.set(path, reached);
  return reached;
}

export default defineConfig({
  input: { main: 'src/main.ts', cli: 'src/cli.ts' },
  platform: 'node',
  preserveEntrySignatures: false,
  // The AWS SDK in its form for bundlers: only what is used goes in, and what is loaded late stays a chunk of its own.
  resolve: { mainFields: ['module', 'main'] },
  // Node 20 has no `await using`: the person who restores takes the Node that is on the machine.
  transform: { target: 'node20' },
  plugins: [noZip, noIdentity, executable, licenses],
  output: {
    dir: 'dist',
    format: 'esm',
    cleanDir: true,
    minify: false,
    sourcemap: false,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    // A package of its own is a chunk of its own, named after it: dist/ stays readable, and its names stay put. What several
    // packages need is not drawn into the chunk of one of them, which would then be loaded for all.
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        { debugName: 'packages', name: packageOf },
        { debugName: 'together', name: togetherOf },
      ],
    },
  },
});
