// A store of real snapshots that were taken at instants of the test's choosing, years apart if need be.
import { mkdir } from 'node:fs/promises';
import { runCommand } from '../../src/commands/run.ts';
import { declaredInputs } from '../../src/inputs/declared.ts';
import { parseInputs, type RawInputs } from '../../src/inputs/parse.ts';
import { snapshotName } from '../../src/domain/names.ts';
import { createRepository } from '../lab/repositories.ts';
import type { Repository } from '../lab/repositories.ts';
import { contextIn } from './place.ts';
import { temporaryFolder } from '../lab/temp.ts';
import type { TemporaryFolder } from '../lab/temp.ts';

export interface DatedStore extends AsyncDisposable {
  readonly folder: TemporaryFolder;
  /** The folder of the store. */
  readonly path: string;
  readonly origin: Repository;
  /** Makes a commit and a snapshot of it, as of that instant; gives the commit's id. */
  take(instant: string, type?: 'incremental' | 'full' | 'differential'): Promise<string>;
}

export const REPOSITORY = 'acme/app';

/** `2026-11-20T02:00:00Z` becomes `snapshot-20261120-020000`. */
export const nameAt = (instant: string) => snapshotName(new Date(instant));

/** Makes a repository, kept as acme/app, and an empty store. Each instant must be later than the one before. */
export async function createDatedStore(): Promise<DatedStore> {
  const folder = await temporaryFolder();
  const path = folder.join('backups');
  const origin = await createRepository(folder.join('origin.git'));
  await mkdir(folder.join('scratch'));
  return {
    folder,
    path,
    origin,
    async take(instant, type = 'incremental') {
      const commit = await origin.commit({ files: { 'state.txt': `${instant}\n` } });
      const context = contextIn(folder, () => new Date(instant), []);
      const report = await runCommand(context, settingsFor(folder, { command: 'snapshot', type }));
      if (report.verdict !== 'ok') throw new Error(`no snapshot as of ${instant}: ${JSON.stringify(report)}`);
      return commit;
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/** Settings as the command line would read them, for acme/app in the folder's store. */
export function settingsFor(folder: TemporaryFolder, inputs: RawInputs) {
  const defaults = Object.fromEntries(declaredInputs.map((input) => [input.name, input.default]));
  const raw = { repositories: `${REPOSITORY}=${folder.join('origin.git')}`, store: folder.join('backups'), ...inputs };
  return parseInputs(raw, { door: 'cli', defaults, cwd: folder.path, env: {} });
}
