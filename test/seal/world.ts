// An origin, a store and commands run in this process, for tests of sealed snapshots. The clock goes on an hour a command.
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../../src/commands/run.ts';
import type { StatusEntry } from '../../src/commands/report.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import type { Manifest } from '../../src/domain/manifest.ts';
import { declaredInputs } from '../../src/inputs/declared.ts';
import { parseInputs } from '../../src/inputs/parse.ts';
import { linearHistory } from '../lab/repository-shapes.ts';
import type { Repository } from '../lab/repositories.ts';
import { temporaryFolder } from '../lab/temp.ts';
import type { TemporaryFolder } from '../lab/temp.ts';
import { noGitHub } from '../lab/no-github.ts';

/** A pair of keys. */
export type Pair = { identity: string; recipient: string };

/** Makes a pair. */
export async function makePair(): Promise<Pair> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

type Run = { entry: LedgerEntry; log: string[] };

export type SealedWorld = AsyncDisposable & {
  folder: TemporaryFolder;
  origin: Repository;
  /** The folder that is the store. */
  store: string;
  /** Runs a command and gives the repository's line of the ledger. Throws if it leaves anything in the scratch folder. */
  run: (command: string, inputs?: Record<string, string>) => Promise<Run>;
  /** What `status` tells of the repository. */
  status: () => Promise<StatusEntry>;
  /** Lets hours pass. */
  pass: (hours: number) => void;
  /** Files of the repository in the store, by name. */
  files: (ending: string) => Promise<string[]>;
  path: (file: string) => string;
  /** A manifest as it is stored; the newest unless a name is given. */
  manifest: (snapshot?: string) => Promise<Manifest>;
};

/** Opens a world with an empty store and an origin of five commits, `acme/app`. */
export async function openSealedWorld(): Promise<SealedWorld> {
  const folder = await temporaryFolder();
  const origin = await linearHistory(folder.join('app.git'), 5);
  const store = folder.join('store');
  const scratch = folder.join('scratch');
  await mkdir(scratch);
  let at = Date.UTC(2026, 10, 1);
  const path = (file: string) => join(store, 'acme/app', file);
  const files = async (ending: string) =>
    (await readdir(join(store, 'acme/app'))).filter((file) => file.endsWith(ending)).sort();
  return {
    folder,
    origin,
    store,
    path,
    files,
    pass: (hours) => void (at += hours * 3_600_000),
    async run(command, inputs = {}) {
      at += 3_600_000;
      const capturing = ['sync', 'snapshot', 'init'].includes(command);
      const repositories = capturing ? `acme/app=${origin.path}` : 'acme/app';
      const { report, log } = await run({ command, store, repositories, ...inputs }, folder.path, scratch, at);
      const [entry] = report.repositories;
      if (!entry || !('status' in entry)) throw new Error('the run told of no repository');
      return { entry, log };
    },
    async status() {
      const { report } = await run({ command: 'status', store, repositories: 'acme/app' }, folder.path, scratch, at);
      const [entry] = report.repositories;
      if (!entry || !('healthy' in entry)) throw new Error('status told of no repository');
      return entry;
    },
    async manifest(snapshot) {
      const file = snapshot ? `${snapshot}.json` : ((await files('.json')).at(-1) ?? '');
      return JSON.parse(await readFile(path(file), 'utf8')) as Manifest;
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

async function run(inputs: Record<string, string>, cwd: string, scratch: string, at: number) {
  const env = { PATH: process.env['PATH'] };
  const defaults = Object.fromEntries(declaredInputs.map((input) => [input.name, input.default]));
  const parsed = parseInputs(inputs, { door: 'action', defaults, cwd, env });
  const { encryptTo: to } = parsed;
  // A key from a passphrase takes seconds on purpose; that it does is tested elsewhere.
  const settings = to?.kind === 'passphrase' ? { ...parsed, encryptTo: { ...to, work: 8 } } : parsed;
  const log: string[] = [];
  const write = (line: string) => void log.push(line);
  const report = await runCommand(
    {
      now: () => new Date(at),
      wait: async () => undefined,
      env,
      cwd,
      scratch,
      log: { info: write, warn: write, progress: write },
      createdBy: { name: 'repo-backup', version: '0.0.0', run_url: null },
      runId: 'test-0',
      cores: 2,
      github: noGitHub,
      reader: noGitHub,
    },
    settings,
  );
  const left = await readdir(scratch);
  if (left.length > 0) throw new Error(`the run left ${left.join(', ')} behind`);
  return { report, log };
}
