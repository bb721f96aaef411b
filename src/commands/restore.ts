// restore: one command that brings repositories back, beside whatever is there and never over it unasked.
import { join, resolve } from 'node:path';
import { counted } from '../domain/counted.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { runGit, type Git } from '../git/git.ts';
import { proveConnectivity } from '../git/scratch.ts';
import { localFolder } from '../stores/index.ts';
import { openKeys } from '../seal/keys.ts';
import type { Store } from '../stores/store.ts';
import { readTips, type StoredSnapshot } from '../vault/read.ts';
import { rebuildRepository, type Rebuilt } from '../vault/rebuild.ts';
import { unseal } from '../vault/unseal.ts';
import { eachRepository } from './each.ts';
import { buildFolder, refuseTaken } from './folder.ts';
import { byAge, fromFirst, holdersOf } from './holders.ts';
import { chooseSnapshot, distanceTo, type SelectedListing } from './select.ts';
import type { Context, Settings } from './settings.ts';
import { inStore } from './stores.ts';

/**
 * Restores the selected repositories. One named repository becomes `to` itself; where none is named, or several, each becomes
 * `to/<owner>/<name>.git`, so that a script finds it at the same place however many the store holds.
 * Of several stores the one with the newest fitting snapshot is read, and the next one where that fails.
 */
export async function restore(context: Context, settings: Settings, stores: readonly Store[]): Promise<LedgerEntry[]> {
  const git = { program: 'git', env: context.env, home: context.scratch };
  const keys = settings.secrets && (await openKeys(settings.secrets));
  const held = await holdersOf(context, settings, stores);
  const named = settings.patterns.length === 1 && !/[*!]/.test(settings.patterns.join(''));
  const only = held.length === 1;
  const root = resolve(context.cwd, settings.to ?? '.');
  return eachRepository(context, settings.concurrency, held, async ({ repository, holders, unread }) => {
    const path = named && only ? root : join(root, `${repository}${settings.worktree ? '' : '.git'}`);
    const folders = settings.stores.flatMap((address) => localFolder(address, context.cwd) ?? []);
    const place = { path, overwrite: settings.overwrite, stores: folders };
    await refuseTaken(place);
    return fromFirst(context, byAge(holders, settings.choice), settings.choice, async ({ store, listing }, passed) => {
      const snapshot = await unseal(
        await chooseSnapshot(store, listing, settings.choice, context.log),
        listing.archives,
        keys,
      );
      const rebuilt = await buildFolder(place, (part) => rebuildIn(part, snapshot, { context, settings, git }));
      const distance = distanceTo(settings.choice, listing, snapshot.manifest.snapshot_name);
      const below = only && !named ? [`with \`repositories: ${repository}\` it becomes ${root} itself`] : [];
      const line = lineOf(snapshot, rebuilt, [`restored to ${path}`, ...below, ...(distance ? [distance.words] : [])]);
      const warnings = [...unread, ...passed, ...takenOver(listing)];
      return inStore({ ...line, ...distance?.fields, ...(warnings.length > 0 ? { warnings } : {}) }, store, stores);
    });
  });
}

function lineOf({ repository, manifest }: StoredSnapshot, rebuilt: Rebuilt, told: readonly string[]): LedgerEntry {
  return {
    repository,
    status: 'restored',
    snapshot: manifest.snapshot_name,
    type: manifest.type,
    bytes: rebuilt.bytes,
    note: [...told, ...anew(rebuilt)].join('; '),
  };
}

/** On the worst day nobody remembers that a name has meant two repositories. */
function takenOver({ repository, successors }: SelectedListing): string[] {
  if (successors.length === 0) return [];
  const others = successors.join(', ');
  return [`this is what was called ${repository} first; what took over the name is kept as ${others}`];
}

function anew({ indexedAnew }: Rebuilt): string[] {
  return indexedAnew > 0 ? [`${counted(indexedAnew, 'pack')} indexed anew`] : [];
}

type RestoreWork = { context: Context; settings: Settings; git: Git };

/** Rebuilds a snapshot as `part` and proves it. */
async function rebuildIn(part: string, snapshot: StoredSnapshot, work: RestoreWork): Promise<Rebuilt> {
  const { context, settings, git } = work;
  const repository = settings.worktree ? join(part, '.git') : part;
  const rebuilt = await rebuildRepository(snapshot, repository, { git, log: context.log });
  if (settings.checkConnectivity) await proveSnapshot(git, repository, snapshot);
  if (settings.worktree) await checkOut(git, part, snapshot);
  return rebuilt;
}

/** Proves that everything the snapshot's refs and HEAD reach is in the rebuilt repository. @throws `incomplete` */
export async function proveSnapshot(git: Git, repository: string, snapshot: StoredSnapshot): Promise<void> {
  await proveConnectivity(git, repository, await readTips(snapshot));
}

async function checkOut(git: Git, folder: string, { manifest }: StoredSnapshot): Promise<void> {
  await runGit(git, ['-C', folder, 'config', 'core.bare', 'false'], 'making a working copy');
  if (manifest.commit_hash === null) return;
  await runGit(git, ['-C', folder, 'reset', '--quiet', '--hard', 'HEAD'], 'checking out HEAD');
}
