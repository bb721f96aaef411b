// A user's world for tests of capturing: origins behind a real git server, a store, a clock, and commands run in this process.
//
//   await using world = await openWorld();
//   const app = await linearHistory(world.origin('acme/app'));
//   const { entry } = await world.run('sync', { repositories: 'acme/app' });
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Report } from '../../src/commands/report.ts';
import { runCommand } from '../../src/commands/run.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import type { Manifest } from '../../src/domain/manifest.ts';
import { declaredInputs } from '../../src/inputs/declared.ts';
import { parseInputs } from '../../src/inputs/parse.ts';
import { startGitServer } from '../lab/git-server.ts';
import type { GitServer, GitServerOptions } from '../lab/git-server.ts';
import { temporaryFolder } from '../lab/temp.ts';
import type { TemporaryFolder } from '../lab/temp.ts';
import { noGitHub, tokenOnly } from '../lab/no-github.ts';

/** What one command came to. */
export interface Run {
  readonly report: Report;
  /** The first repository's line of the ledger. */
  readonly entry: LedgerEntry;
  /** Everything that was logged: information, warnings and progress. */
  readonly log: readonly string[];
  /** Pauses between attempts in milliseconds. Nobody slept through them. */
  readonly waits: readonly number[];
}

export interface World extends AsyncDisposable {
  readonly folder: TemporaryFolder;
  readonly server: GitServer;
  /** The folder that is the store. */
  readonly store: string;
  /** Variables that commands see besides PATH. */
  readonly env: NodeJS.ProcessEnv;
  /** Where the bare repository of `owner/name` belongs to be served. */
  origin(repository: string): string;
  /** Runs a command, an hour after the last one. Throws if it leaves anything in the scratch folder. */
  run(command: string, inputs?: Record<string, string>): Promise<Run>;
  /** Every file of the store but the records of runs, with its digest. */
  listing(): Promise<string[]>;
  manifest(snapshot?: string, repository?: string): Promise<Manifest>;
  /** Command lines of processes that a run started and that still live. Empty where the system has no /proc. */
  children(): Promise<string[]>;
}

const hour = 3_600_000;

/** Opens a world with an empty store and a git server. `repositories` is `acme/app` unless a run says otherwise. */
export async function openWorld(options: Partial<GitServerOptions> = {}): Promise<World> {
  const folder = await temporaryFolder();
  const root = folder.join('root');
  await mkdir(root);
  const server = await startGitServer({ root, ...options });
  const store = folder.join('store');
  const env: NodeJS.ProcessEnv = { PATH: process.env['PATH'] };
  const clock = { at: Date.UTC(2026, 10, 1) };
  const world: World = {
    folder,
    server,
    store,
    env,
    origin: (repository) => join(root, `${repository}.git`),
    async run(command, inputs = {}) {
      clock.at += hour;
      return run(world, clock.at, { command, store, 'server-url': server.url, repositories: 'acme/app', ...inputs });
    },
    listing: () => listing(store),
    async manifest(snapshot, repository = 'acme/app') {
      const name = snapshot ?? (await snapshotNames(store, repository)).at(-1) ?? '';
      return JSON.parse(await readFile(join(store, repository, `${name}.json`), 'utf8')) as Manifest;
    },
    children: () => processesWith(`HOME=${folder.join('scratch')}\0`),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
  return world;
}

async function run({ folder, env }: World, at: number, inputs: Record<string, string>): Promise<Run> {
  const scratch = folder.join('scratch');
  await mkdir(scratch, { recursive: true });
  const log: string[] = [];
  const waits: number[] = [];
  const write = (line: string) => void log.push(line);
  const defaults = Object.fromEntries(declaredInputs.map((input) => [input.name, input.default]));
  const settings = parseInputs(inputs, { door: 'cli', defaults, cwd: folder.path, env });
  const report = await runCommand(
    {
      now: () => new Date(at),
      wait: async (ms) => void waits.push(ms),
      env,
      cwd: folder.path,
      scratch,
      log: { info: write, warn: write, progress: write },
      createdBy: { name: 'repo-backup', version: '0.0.0', run_url: null },
      runId: 'test-0',
      cores: 2,
      github: noGitHub,
      reader: tokenOnly(settings),
    },
    settings,
  );
  const left = (await readdir(scratch)).filter((name) => name.startsWith('scratch-'));
  if (left.length > 0) throw new Error(`the run left ${left.join(', ')} behind`);
  return { report, entry: report.repositories[0] as LedgerEntry, log, waits };
}

async function listing(store: string): Promise<string[]> {
  const entries = await readdir(store, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !relative(store, path).startsWith('runs'));
  const lines = files.map(async (path) => {
    const digest = createHash('sha256').update(await readFile(path));
    return `${digest.digest('hex')} ${relative(store, path)}`;
  });
  return (await Promise.all(lines)).sort();
}

/** Processes that have `variable` in their environment. */
async function processesWith(variable: string): Promise<string[]> {
  const found: string[] = [];
  for (const id of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(id)) continue;
    const environment = await readFile(`/proc/${id}/environ`, 'latin1').catch(() => '');
    const command = await readFile(`/proc/${id}/cmdline`, 'latin1').catch(() => '');
    if (`${environment}\0`.includes(variable) && command !== '') found.push(command.replaceAll('\0', ' '));
  }
  return found;
}

async function snapshotNames(store: string, repository: string): Promise<string[]> {
  const files = await readdir(join(store, repository));
  return files
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}
