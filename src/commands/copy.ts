// copy: brings snapshots from one store to others, the oldest first, so that whatever is there can be restored at any time.
import { counted } from '../domain/counted.ts';
import { BackupError, summariseError, type ErrorKind } from '../domain/errors.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import type { Manifest } from '../domain/manifest.ts';
import { holdsNothing } from '../domain/patterns.ts';
import type { Store } from '../stores/store.ts';
import { mapConcurrently } from '../system/concurrency.ts';
import { formatBytes } from '../system/units.ts';
import { confirmCopies, copySnapshot, lookAt, openCopying, type Copying, type Looked } from '../vault/copy.ts';
import { onListing, type ListedSnapshot, type RepositoryListing } from '../vault/listing.ts';
import { allOf } from './damage.ts';
import { entryOf } from './each.ts';
import { refuseExposure } from './exposure.ts';
import { chooseListed, chooseSnapshot, selectListings } from './select.ts';
import type { Context, Settings } from './settings.ts';
import { inStore } from './stores.ts';

/** Copies the selected repositories from the first store to each of the others. One line a repository and destination. */
export async function copy(context: Context, settings: Settings, stores: readonly Store[]): Promise<LedgerEntry[]> {
  const [source, ...destinations] = stores;
  if (!source) throw new Error('copy was called without a store');
  const listings = await selectListings(source, settings.patterns);
  if (listings.length === 0) throw holdsNothing(source.address, settings.command);
  const lines = await mapConcurrently(listings, settings.concurrency, async (listing) => {
    const { repository } = listing;
    const own: LedgerEntry[] = [];
    for (const destination of destinations) {
      const label = destinations.length > 1 ? `${repository} (${destination.address})` : repository;
      const work = () => copyRepository({ context, settings, source, destination, label }, listing);
      own.push(inStore(await entryOf(context, repository, work, label), destination, stores));
    }
    return own;
  });
  return lines.flat();
}

type Work = { context: Context; settings: Settings; source: Store; destination: Store; label: string };

/** What was done for one repository, also where it was begun anew because another run pruned the source meanwhile. */
type Tally = {
  copied: Set<string>;
  pinned: Set<string>;
  bytes: number;
  /** As the last look at the source found them: snapshots to copy, those that were there, the newest that is there now. */
  wanted: number;
  present: number;
  newest: Manifest | undefined;
  /** Snapshots that others build on and whose manifests are gone. */
  lost: Set<string>;
};

async function copyRepository(work: Work, listing: RepositoryListing): Promise<LedgerEntry> {
  const { settings, source } = work;
  const tally: Tally = {
    copied: new Set(),
    pinned: new Set(),
    bytes: 0,
    wanted: 0,
    present: 0,
    newest: undefined,
    lost: new Set(),
  };
  try {
    await onListing(source, listing, async (current) => {
      const problems = await copyListed(work, current, tally);
      if (problems.length > 0) throw allOf(problems);
    });
    return lineOf(work, listing, tally);
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    const status = tally.copied.size > 0 && !settings.dryRun ? 'copied' : 'failed';
    return { ...lineOf(work, listing, tally), status, error: summariseError(error) };
  }
}

/** What is wrong with one snapshot; the others may be whole. All else is the stores' own trouble, and stops a repository. */
const OF_A_SNAPSHOT: readonly ErrorKind[] = ['corrupt', 'not-found', 'incomplete', 'exists', 'unsupported'];

/** Copies all that can be copied, and gives what went wrong. */
async function copyListed(work: Work, listing: RepositoryListing, tally: Tally): Promise<BackupError[]> {
  const { settings, source, destination } = work;
  const wanted = await chooseAll(work, listing);
  Object.assign(tally, { wanted: wanted.length, present: 0, newest: undefined });
  const onBytes = followBytes(work, tally);
  const copying = await openCopying({ source, destination, dryRun: settings.dryRun, onBytes }, listing);
  const problems: BackupError[] = [];
  for await (const looked of lookAtAll(copying, wanted)) {
    const problem = looked instanceof BackupError ? looked : await problemOf(copyOne(work, copying, looked, tally));
    if (problem instanceof BackupError) problems.push(problem);
    if (problem instanceof BackupError && !OF_A_SNAPSHOT.includes(problem.kind)) break;
  }
  for (const name of copying.pinned) tally.pinned.add(name);
  const gone = await problemOf(confirmCopies(copying));
  if (gone instanceof BackupError) return [...problems, gone];
  for (const name of gone) tally.copied.delete(name);
  return gone.length > 0 ? [...problems, prunedMeanwhile(listing, destination, gone)] : problems;
}

async function copyOne({ settings, destination }: Work, copying: Copying, looked: Looked, tally: Tally): Promise<void> {
  const { name, manifest, committed } = looked;
  const { full_name: repository, visibility } = manifest.repository;
  const protection = { sealed: manifest.sealed !== undefined, allowed: settings.allowPublicStore };
  await refuseExposure(destination, { repository, visibility }, protection);
  const { bytes, lost } = await copySnapshot(copying, looked);
  tally.bytes += bytes;
  tally.newest = manifest;
  for (const one of lost) tally.lost.add(one);
  if (!committed || bytes > 0) tally.copied.add(name);
  else if (!tally.copied.has(name)) tally.present += 1;
}

async function problemOf<R>(work: Promise<R>): Promise<R | BackupError> {
  return work.catch((error: unknown) => {
    if (error instanceof BackupError) return error;
    throw error;
  });
}

/** Snapshots looked at in both stores at once: most of a copy that goes on is looking at what is there. */
const PARALLEL_LOOKS = 16;

async function* lookAtAll(
  copying: Copying,
  wanted: readonly ListedSnapshot[],
): AsyncGenerator<Looked | BackupError, void, undefined> {
  for (let at = 0; at < wanted.length; at += PARALLEL_LOOKS) {
    const batch = wanted.slice(at, at + PARALLEL_LOOKS);
    yield* await mapConcurrently(batch, PARALLEL_LOOKS, (listed) => problemOf(lookAt(copying, listed)));
  }
}

/** The snapshots that are to be copied, oldest first: all, or the chosen one with what it builds on. @throws `not-found` */
async function chooseAll(work: Work, listing: RepositoryListing): Promise<ListedSnapshot[]> {
  const { context, source } = work;
  const { choice } = work.settings;
  if (choice.snapshot === undefined && choice.at === undefined) {
    chooseListed(listing, choice);
    return listing.snapshots;
  }
  const { manifest } = await chooseSnapshot(source, listing, choice, context.log);
  const needed = new Set([manifest.snapshot_name, ...manifest.git.chain.map(({ snapshot }) => snapshot)]);
  return listing.snapshots.filter(({ name }) => needed.has(name));
}

/** Milliseconds between two lines of progress. */
const PACE = 1000;

function followBytes({ context, label }: Work, tally: Tally): (bytes: number) => void {
  let next = context.now().getTime() + PACE;
  let sent = 0;
  return (bytes) => {
    sent += bytes;
    const now = context.now().getTime();
    if (now < next) return;
    next = now + PACE;
    const done = tally.copied.size + tally.present;
    context.log.progress(`${label}: ${done} of ${tally.wanted} snapshots are there, ${formatBytes(sent)} copied`);
  };
}

function prunedMeanwhile({ repository }: RepositoryListing, { address }: Store, gone: readonly string[]): BackupError {
  return new BackupError('store', `${repository}: ${gone.join(', ')} lost what it is built on, and was taken back`, {
    hint: `Another run pruned ${address} at the same time: run it again.`,
  });
}

function lineOf({ settings, source }: Work, { repository }: RepositoryListing, tally: Tally): LedgerEntry {
  const { copied, pinned, bytes, wanted, present, newest, lost } = tally;
  const changed = copied.size > 0 || pinned.size > 0;
  const missing = Math.max(wanted - copied.size - present, 0);
  const pins = pinned.size > 0 ? ` and ${counted(pinned.size, 'pin')}` : '';
  const done = `${settings.dryRun ? 'would copy' : 'copied'} ${counted(copied.size, 'snapshot')}${pins} (${formatBytes(bytes)})`;
  const warnings = [...lost].map(
    (name) => `${repository} ${name}.json is missing in ${source.address}, although younger snapshots build on it`,
  );
  return {
    repository,
    status: changed ? 'copied' : 'unchanged',
    ...(newest ? { snapshot: newest.snapshot_name, type: newest.type } : {}),
    bytes,
    copied: [...copied],
    present,
    missing,
    note: [done, `${present} were there`, ...(missing > 0 ? [`${missing} could not be copied`] : [])].join(', '),
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}
