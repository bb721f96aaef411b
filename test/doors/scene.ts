// A person at a terminal: a repository, a place for a store, and the built command line.
import { mkdir } from 'node:fs/promises';
import { runCli } from '../lab/program.ts';
import type { CliOptions, CliResult } from '../lab/program.ts';
import type { Repository } from '../lab/repositories.ts';
import { linearHistory } from '../lab/repository-shapes.ts';
import { temporaryFolder } from '../lab/temp.ts';

export interface Scene extends AsyncDisposable {
  /** `acme/app`, with five commits. */
  readonly origin: Repository;
  /** What `--repositories` says to store it as acme/app. */
  readonly app: string;
  readonly store: string;
  /** TMPDIR of every run, empty before each. */
  readonly tmp: string;
  /** The working directory, empty at the beginning. */
  readonly cwd: string;
  path(...parts: string[]): string;
  run(args: readonly string[], options?: CliOptions): Promise<CliResult>;
}

export async function openScene(): Promise<Scene> {
  const folder = await temporaryFolder();
  const [cwd, tmp] = [folder.join('cwd'), folder.join('tmp')];
  await Promise.all([cwd, tmp].map((path) => mkdir(path)));
  const origin = await linearHistory(folder.join('origin.git'), 5);
  return {
    origin,
    app: `acme/app=${origin.path}`,
    store: folder.join('store'),
    tmp,
    cwd,
    path: (...parts) => folder.join(...parts),
    run: (args, options = {}) => runCli(args, { cwd, ...options, env: { TMPDIR: tmp, ...options.env } }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/** Node's flags for a run whose clock is `days` behind: how an old snapshot comes into a store. */
export function daysAgo(days: number): string[] {
  const code = `
    const Now = Date, late = ${days} * 86_400_000;
    globalThis.Date = class extends Now {
      constructor(...at) { at.length > 0 ? super(...at) : super(Now.now() - late); }
      static now() { return Now.now() - late; }
    };`;
  return ['--import', `data:text/javascript,${encodeURIComponent(code)}`];
}

/** The document that `--json` prints, as far as the tests read it. */
export interface Document {
  readonly command: string;
  readonly verdict: string;
  readonly stores: readonly string[];
  readonly duration_ms: number;
  readonly bytes: number;
  readonly repositories: readonly Entry[];
  readonly error?: { readonly kind: string; readonly message: string; readonly hint?: string };
}

export interface Entry {
  readonly repository: string;
  readonly status: string;
  readonly snapshot: string;
  readonly type: string;
  readonly bytes: number;
  readonly note?: string;
  readonly removed?: string[];
  readonly error?: { readonly kind: string; readonly message: string; readonly hint?: string };
  readonly snapshots: number;
  readonly latest: string | null;
  readonly latest_at: string | null;
  readonly healthy: boolean;
}

/** The one document of a run. */
export function documentOf(result: CliResult): Document {
  return result.json() as Document;
}
