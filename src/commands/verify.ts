// verify: proves what the store holds, from the store alone.
import { counted } from '../domain/counted.ts';
import { BackupError, type ErrorKind } from '../domain/errors.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import type { Manifest } from '../domain/manifest.ts';
import { type Git } from '../git/git.ts';
import { openKeys } from '../seal/keys.ts';
import type { Store } from '../stores/store.ts';
import { formatBytes } from '../system/units.ts';
import { checkBundle, checkFiles, openDeepCheck } from '../vault/check.ts';
import { namesOf, onListing, openSnapshot, type ListedSnapshot, type RepositoryListing } from '../vault/listing.ts';
import { checkLink, ownLink, type StoredSnapshot } from '../vault/read.ts';
import { unseal } from '../vault/unseal.ts';
import { allOf } from './damage.ts';
import { eachRepository } from './each.ts';
import { chooseListed, distanceTo, selectListings } from './select.ts';
import type { Choice, Context, Settings } from './settings.ts';

/** What is damaged does not hide what else is: everything is checked, and then all of it is told. */
type Damage = BackupError[];

/**
 * Verifies every snapshot of the selected repositories, or the one that was chosen with all that it builds on. Of sealed
 * ones without keys the stored bytes; what is inside needs the keys, and a deep check needs what is inside.
 */
export async function verify(context: Context, settings: Settings, store: Store): Promise<LedgerEntry[]> {
  const git = { program: 'git', env: context.env, home: context.scratch };
  const keys = settings.secrets && (await openKeys(settings.secrets));
  const listings = await selectListings(store, settings.patterns);
  const verifyListed = async (listing: RepositoryListing): Promise<LedgerEntry> => {
    const damage: Damage = [];
    const manifests = await openChosen(store, listing, settings.choice, damage);
    const snapshots = manifests.map((manifest) => ({ store, repository: listing.repository, manifest }));
    const open: Open = (snapshot) =>
      keys || settings.deep ? unseal(snapshot, listing.archives, keys) : Promise.resolve(snapshot);
    const listed = namesOf(listing);
    const bytes = await checkAll(context, snapshots, { open, git: settings.deep ? git : undefined, damage, listed });
    if (damage.length > 0) throw allOf(damage);
    const newest = manifests.at(-1);
    const distance = distanceTo(settings.choice, listing, newest?.snapshot_name ?? '');
    const sealed = keys ? 0 : manifests.filter((manifest) => manifest.sealed).length;
    const remarks = [
      ...(settings.deep ? ['packs indexed anew', 'connectivity proven'] : []),
      ...(sealed > 0 ? [`${sealed} sealed, of those the stored bytes only`] : []),
    ];
    const note = [counted(manifests.length, 'snapshot'), `${formatBytes(bytes)} re-read`, ...remarks].join(', ');
    return {
      repository: listing.repository,
      status: 'verified',
      ...(newest ? { snapshot: newest.snapshot_name, type: newest.type } : {}),
      bytes,
      ...distance?.fields,
      note: [note, ...(distance ? [distance.words] : [])].join('; '),
    };
  };
  return eachRepository(context, settings.deep ? 1 : settings.concurrency, listings, (listing) =>
    onListing(store, listing, verifyListed),
  );
}

/** The chosen snapshots that can be opened and what they need, oldest first. @throws `not-found` where there is none to choose. */
async function openChosen(
  store: Store,
  listing: RepositoryListing,
  choice: Choice,
  damage: Damage,
): Promise<Manifest[]> {
  const one = choice.snapshot !== undefined || choice.at !== undefined;
  const newest = chooseListed(listing, choice);
  const opened = new Map<string, Manifest>();
  const open = async (listed: ListedSnapshot): Promise<void> => {
    const { manifest, altered, problem } = await openSnapshot(store, listing, listed);
    if (problem) damage.push(problem);
    const readable = manifest ?? altered;
    if (readable) opened.set(listed.name, readable);
  };
  for (const listed of one ? [newest] : listing.snapshots) await open(listed);
  if (one) {
    const needed = new Set(opened.get(newest.name)?.git.chain.map((link) => link.snapshot));
    for (const listed of listing.snapshots) if (needed.has(listed.name) && listed !== newest) await open(listed);
  }
  return [...opened.values()].toSorted((a, b) => (a.snapshot_name < b.snapshot_name ? -1 : 1));
}

/** Makes a snapshot readable as far as it is to be read. */
type Open = (snapshot: StoredSnapshot) => Promise<StoredSnapshot>;

type Check = { open: Open; git: Git | undefined; damage: Damage; listed: ReadonlySet<string> };

async function checkAll(
  context: Context,
  snapshots: readonly StoredSnapshot[],
  { open, git, damage, listed }: Check,
): Promise<number> {
  await using deep = git && (await openDeepCheck(git, context.scratch));
  // Archives that lost their manifest or the use of it: what younger snapshots need of them is all that can be checked.
  const alone = new Set<string>();
  const known = new Map(snapshots.map((snapshot) => [snapshot.manifest.snapshot_name, snapshot]));
  let bytes = 0;
  for (const stored of snapshots) {
    const { repository, manifest } = stored;
    try {
      const snapshot = await open(stored);
      bytes += await checkFiles(snapshot);
      for (const link of manifest.git.chain) {
        const holder = known.get(link.snapshot);
        if (holder) checkLink(repository, ownLink(holder.manifest), link);
        else if (!alone.has(link.snapshot)) {
          alone.add(link.snapshot);
          if (!listed.has(link.snapshot)) damage.push(lostManifest(repository, link.snapshot));
          bytes += await checkBundle(snapshot, link);
        }
      }
      await deep?.check(snapshot);
      context.log.progress(`${repository}: ${manifest.snapshot_name} verified (${formatBytes(bytes)})`);
    } catch (error) {
      if (!(error instanceof BackupError) || !DAMAGE.includes(error.kind)) throw error;
      damage.push(error);
    }
  }
  return bytes;
}

function lostManifest(repository: string, snapshot: string): BackupError {
  return new BackupError(
    'corrupt',
    `${repository} ${snapshot}.json is missing, although younger snapshots build on it`,
    {
      hint: 'Bring the file back from another copy of the store. What the younger ones need is in the archive.',
    },
  );
}

const DAMAGE: readonly ErrorKind[] = ['corrupt', 'incomplete', 'not-found'];
