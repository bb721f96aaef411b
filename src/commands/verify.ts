// verify: proves what the store holds, from the store alone.
import { BackupError } from '../domain/errors.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import type { Manifest } from '../domain/manifest.ts';
import { type Git } from '../git/git.ts';
import type { Store } from '../stores/store.ts';
import { formatBytes } from '../system/units.ts';
import { checkFiles, openDeepCheck } from '../vault/check.ts';
import { openSnapshot, type ListedSnapshot, type RepositoryListing } from '../vault/listing.ts';
import { eachRepository } from './each.ts';
import { chooseListed, selectListings } from './select.ts';
import type { Choice, Context, Settings } from './settings.ts';

/** Verifies every snapshot of the selected repositories, or the one that was chosen with all that it builds on. */
export async function verify(context: Context, settings: Settings, store: Store): Promise<LedgerEntry[]> {
  const git = { program: 'git', env: context.env, home: context.scratch };
  const listings = await selectListings(store, settings.patterns);
  return eachRepository(context, settings.deep ? 1 : settings.concurrency, listings, async (listing) => {
    const manifests = await openChosen(store, listing, settings.choice);
    const bytes = await checkAll(context, store, listing.repository, manifests, settings.deep ? git : undefined);
    const newest = manifests.at(-1);
    return {
      repository: listing.repository,
      status: 'verified',
      ...(newest ? { snapshot: newest.snapshot_name, type: newest.type } : {}),
      bytes,
      note: `${manifests.length} snapshots, ${formatBytes(bytes)} re-read${settings.deep ? ', packs indexed anew, connectivity proven' : ''}`,
    };
  });
}

/** The chosen snapshots and what they need, oldest first. @throws `corrupt` where one is damaged, with all the damage told. */
async function openChosen(store: Store, listing: RepositoryListing, choice: Choice): Promise<Manifest[]> {
  const one = choice.snapshot !== undefined || choice.at !== undefined;
  const chosen = one ? [chooseListed(listing, choice)] : listing.snapshots;
  const opened = new Map<string, Manifest>();
  const problems: BackupError[] = [];
  const open = async (listed: ListedSnapshot): Promise<void> => {
    if (opened.has(listed.name)) return;
    const { manifest, problem } = await openSnapshot(store, listing, listed);
    if (problem) problems.push(problem);
    else opened.set(listed.name, manifest);
  };
  for (const listed of chosen) await open(listed);
  const needed = new Set([...opened.values()].flatMap(({ git }) => git.chain.map((link) => link.snapshot)));
  for (const listed of listing.snapshots) if (needed.has(listed.name)) await open(listed);
  const [first] = problems;
  if (first)
    throw new BackupError(
      first.kind,
      problems.map(({ message }) => message).join('; '),
      first.hint ? { hint: first.hint } : {},
    );
  return [...opened.values()].toSorted((a, b) => (a.snapshot_name < b.snapshot_name ? -1 : 1));
}

async function checkAll(
  context: Context,
  store: Store,
  repository: string,
  manifests: readonly Manifest[],
  git: Git | undefined,
): Promise<number> {
  await using deep = git && (await openDeepCheck(git, context.scratch));
  let bytes = 0;
  for (const manifest of manifests) {
    bytes += await checkFiles({ store, repository, manifest });
    await deep?.check({ store, repository, manifest });
    context.log.progress(`${repository}: ${manifest.snapshot_name} verified (${formatBytes(bytes)})`);
  }
  return bytes;
}
