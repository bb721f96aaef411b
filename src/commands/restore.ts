// restore: one command that brings repositories back, beside whatever is there and never over it unasked.
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { BackupError, diskFull, systemCode } from '../domain/errors.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { isoSecond, snapshotInstant } from '../domain/names.ts';
import { runGit, type Git } from '../git/git.ts';
import { tips } from '../git/refs.ts';
import { proveConnectivity } from '../git/scratch.ts';
import type { Store } from '../stores/store.ts';
import { formatDuration } from '../system/units.ts';
import { readRefs, type StoredSnapshot } from '../vault/read.ts';
import { rebuildRepository, type Rebuilt } from '../vault/rebuild.ts';
import { eachRepository } from './each.ts';
import { chooseSnapshot, selectListings } from './select.ts';
import type { Choice, Context, Settings } from './settings.ts';

/**
 * Restores the selected repositories. One named repository becomes `to` itself; several become `to/<owner>/<name>.git`.
 */
export async function restore(context: Context, settings: Settings, store: Store): Promise<LedgerEntry[]> {
  const git = { program: 'git', env: context.env, home: context.scratch };
  const listings = (await selectListings(store, settings.patterns)).filter(({ snapshots }) => snapshots.length > 0);
  const single = settings.patterns.length === 1 && !/[*!]/.test(settings.patterns.join(''));
  const root = resolve(context.cwd, settings.to ?? '.');
  return eachRepository(context, settings.concurrency, listings, async (listing) => {
    const path = single ? root : join(root, `${listing.repository}${settings.worktree ? '' : '.git'}`);
    await refuseOverwriting(path, settings.overwrite);
    const snapshot = await chooseSnapshot(store, listing, settings.choice);
    const rebuilt = await restoreTo(path, snapshot, { context, settings, git });
    return {
      repository: listing.repository,
      status: 'restored',
      snapshot: snapshot.manifest.snapshot_name,
      type: snapshot.manifest.type,
      bytes: rebuilt.bytes,
      note: [`to ${path}`, ...distance(snapshot, settings.choice), ...anew(rebuilt)].join('; '),
    };
  });
}

function distance({ manifest }: StoredSnapshot, { at }: Choice): string[] {
  const taken = snapshotInstant(manifest.snapshot_name);
  return at && taken ? [`taken ${formatDuration(at.getTime() - taken.getTime())} before ${isoSecond(at)}`] : [];
}

function anew({ indexedAnew }: Rebuilt): string[] {
  return indexedAnew > 0 ? [`${indexedAnew} packs indexed anew`] : [];
}

async function refuseOverwriting(path: string, overwrite: boolean): Promise<void> {
  const found = await readdir(path).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    if (systemCode(error) === 'ENOTDIR') return ['a file'];
    throw error;
  });
  if (found.length === 0 || overwrite) return;
  throw new BackupError('exists', `${path} is already there and was left as it is`, {
    hint: 'Choose another --to, or give --overwrite to replace it.',
  });
}

type RestoreWork = { context: Context; settings: Settings; git: Git };

/** Rebuilds beside the target and moves it into place when everything is proven: a failure leaves no half repository. */
async function restoreTo(
  path: string,
  snapshot: StoredSnapshot,
  { context, settings, git }: RestoreWork,
): Promise<Rebuilt> {
  const part = `${path}.part-${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const repository = settings.worktree ? join(part, '.git') : part;
    const rebuilt = await rebuildRepository(snapshot, repository, { git, log: context.log });
    if (settings.checkConnectivity) await proveSnapshot(git, repository, snapshot);
    if (settings.worktree) await checkOut(git, part, snapshot);
    await moveIntoPlace(part, path);
    return rebuilt;
  } catch (error) {
    throw diskFull(error, dirname(path)) ?? error;
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

/** Proves that everything the snapshot's refs and HEAD reach is in the rebuilt repository. @throws `incomplete` */
export async function proveSnapshot(git: Git, repository: string, snapshot: StoredSnapshot): Promise<void> {
  const { commit_hash: head } = snapshot.manifest;
  const refs = await readRefs(snapshot);
  await proveConnectivity(git, repository, [...tips(refs), ...(head ? [head] : [])]);
}

async function checkOut(git: Git, folder: string, { manifest }: StoredSnapshot): Promise<void> {
  await runGit(git, ['-C', folder, 'config', 'core.bare', 'false'], 'making a working copy');
  if (manifest.commit_hash === null) return;
  await runGit(git, ['-C', folder, 'reset', '--quiet', '--hard', 'HEAD'], 'checking out HEAD');
}

async function moveIntoPlace(part: string, path: string): Promise<void> {
  const aside = `${path}.old-${randomBytes(4).toString('hex')}`;
  const moved = await rename(path, aside).then(
    () => true,
    (error: unknown) => {
      if (systemCode(error) === 'ENOENT') return false;
      throw error;
    },
  );
  await rename(part, path);
  if (moved) await rm(aside, { recursive: true, force: true });
}
