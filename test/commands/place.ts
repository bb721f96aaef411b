// A place to try commands in: origins made by real git, a store, a clock that stands until it is moved, and a log to read.
//
//   await using place = await openPlace();
//   const app = await place.origin('acme/app');
//   await place.run('sync');            // everything that is an origin
//   place.pass(24);                     // hours
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report, StatusEntry } from '../../src/commands/report.ts';
import { runCommand, runOn } from '../../src/commands/run.ts';
import { CAPTURING, type CommandName, type Context, type Settings } from '../../src/commands/settings.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { parseAddress } from '../../src/git/address.ts';
import { openDirectoryStore } from '../../src/stores/directory.ts';
import type { Store } from '../../src/stores/store.ts';
import { createRepository, type Repository } from '../lab/repositories.ts';
import { temporaryFolder, type TemporaryFolder } from '../lab/temp.ts';
import { noGitHub } from '../lab/no-github.ts';

export type Place = AsyncDisposable & {
  folder: TemporaryFolder;
  /** The store's folder. */
  root: string;
  store: Store;
  /** Lines of the log, `warn: ` in front of warnings. */
  log: string[];
  context: Context;
  /** Makes an empty repository that capturing commands will back up under this name. */
  origin: (name: string, options?: Parameters<typeof createRepository>[1]) => Promise<Repository>;
  /** Adds an address that capturing commands will look at. */
  target: (name: string, address: string) => void;
  settings: (command: CommandName, changes?: Partial<Settings>) => Settings;
  /** Runs a command as both doors do. */
  run: (command: CommandName, changes?: Partial<Settings>) => Promise<Report>;
  /** The same on a store of the test's own. */
  runOn: (store: Store, command: CommandName, changes?: Partial<Settings>) => Promise<Report>;
  /** The ledger's lines of a command by repository. */
  ledger: (command: CommandName, changes?: Partial<Settings>) => Promise<Record<string, LedgerEntry>>;
  status: (changes?: Partial<Settings>) => Promise<Record<string, StatusEntry>>;
  /** Moves the clock by hours; backwards too. */
  pass: (hours: number) => void;
};

/** Where every clock starts. */
const START = new Date('2026-11-01T02:00:00Z');

export async function openPlace(): Promise<Place> {
  const folder = await temporaryFolder('repo-backup-place-');
  const root = folder.join('store');
  await mkdir(folder.join('scratch'));
  const log: string[] = [];
  const targets: Settings['targets'] = [];
  let now = START.getTime();
  const context = contextIn(folder, () => new Date(now), log);
  const settings: Place['settings'] = (command, changes = {}) => ({
    ...defaultSettings,
    command,
    stores: [root],
    targets: CAPTURING.includes(command) ? targets : [],
    ...changes,
  });
  const run: Place['run'] = (command, changes) => runCommand(context, settings(command, changes));
  const target: Place['target'] = (name, address) =>
    void targets.push({ repository: name, address: parseAddress(address, folder.path) });
  return {
    folder,
    root,
    store: await openDirectoryStore(root, './store', true),
    log,
    context,
    target,
    async origin(name, options) {
      const repository = await createRepository(join(folder.path, 'origins', `${name}.git`), options);
      target(name, repository.path);
      return repository;
    },
    settings,
    run,
    runOn: (store, command, changes) => runOn([store], context, settings(command, changes)),
    ledger: async (command, changes) => byName((await run(command, changes)).repositories as LedgerEntry[]),
    status: async (changes) => byName((await run('status', changes)).repositories as StatusEntry[]),
    pass: (hours) => void (now += hours * 3_600_000),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/** What a user who says nothing gets. */
export const defaultSettings: Omit<Settings, 'command' | 'stores' | 'targets'> = {
  copyTo: [],
  patterns: [],
  selection: {
    patterns: [],
    topics: [],
    exclusions: [],
    archived: true,
    forks: true,
    visibility: 'all',
  },
  token: undefined,
  app: undefined,
  encryptTo: undefined,
  secrets: undefined,
  serverUrl: 'https://github.com',
  apiUrl: 'https://api.github.com',
  type: 'auto',
  fullEveryDays: 30,
  pullRefs: false,
  allowPublicStore: false,
  concurrency: 4,
  retention: { days: 30, keepLast: 1 },
  dryRun: false,
  choice: { snapshot: undefined, at: undefined },
  reason: undefined,
  to: undefined,
  worktree: false,
  overwrite: false,
  checkConnectivity: true,
  deep: false,
  maxAgeHours: 48,
  maxDrillAgeDays: 0,
  history: false,
  shards: 16,
  alarms: {},
};

/** A command's context whose scratch folder is `scratch` in the folder. */
export function contextIn(folder: { path: string }, now: () => Date, log: string[]): Context {
  let runs = 0;
  return {
    now,
    wait: async () => undefined,
    env: { PATH: process.env['PATH'] },
    cwd: folder.path,
    scratch: join(folder.path, 'scratch'),
    log: {
      info: (line) => void log.push(line),
      warn: (line) => void log.push(`warn: ${line}`),
      progress: () => undefined,
    },
    createdBy: { name: 'repo-backup', version: '0.0.0', run_url: null },
    // Each command is a run of its own, also in the same second.
    get runId() {
      return `lab-${(runs += 1)}`;
    },
    cores: 2,
    github: noGitHub,
    reader: noGitHub,
  };
}

function byName<T extends { repository: string }>(entries: readonly T[]): Record<string, T> {
  return Object.fromEntries(entries.map((entry) => [entry.repository, entry]));
}
