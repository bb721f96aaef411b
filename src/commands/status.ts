// status: what a store holds, how old it is, and whether that is good enough.
import { BackupError } from '../domain/errors.ts';
import { snapshotBytes, type Manifest } from '../domain/manifest.ts';
import { isoSecond } from '../domain/names.ts';
import type { Pin } from '../domain/pin.ts';
import type { Store } from '../stores/store.ts';
import { mapConcurrently } from '../system/concurrency.ts';
import { formatDuration } from '../system/units.ts';
import { openAll, type OpenedSnapshot, type RepositoryListing } from '../vault/listing.ts';
import { readPin } from '../vault/pins.ts';
import { readRuns } from '../vault/runs.ts';
import type { StatusEntry } from './report.ts';
import { selectListings } from './select.ts';
import type { Context, Settings } from './settings.ts';
import { WHOLE_STORE } from './stores.ts';

/** Manifests read at once. */
const PARALLEL_READS = 16;
/** Run records read at least, from the newest back, to find when each repository was last looked at. */
const RUNS_READ = 100;
/** Milliseconds that the clocks of two machines may differ, and that names are moved on when runs meet in a second. */
const CLOCKS = 3_600_000;

/** Tells of every selected repository what is stored. Unhealthy: nothing whole, something damaged, or not looked at for `maxAgeHours`. */
export async function status(context: Context, settings: Settings, store: Store): Promise<StatusEntry[]> {
  const listings = await selectListings(store, settings.patterns);
  if (listings.length === 0) {
    throw new BackupError('not-found', `${store.address} holds no snapshot`, {
      hint: 'Check --store, or run `sync` first.',
    });
  }
  const since = new Date(context.now().getTime() - settings.maxAgeHours * 3_600_000);
  const checks = await lastChecks(
    store,
    listings.map(({ repository }) => repository),
    since,
  );
  return mapConcurrently(listings, 1, (listing) =>
    describe(store, listing, checks.get(listing.repository), context.now(), settings.maxAgeHours),
  );
}

/** The line of a store that could not be read at all. */
export function failedStatus({ message }: BackupError): StatusEntry {
  return {
    repository: WHOLE_STORE,
    snapshots: 0,
    full: 0,
    incremental: 0,
    latest: null,
    latest_at: null,
    age_hours: null,
    last_check_at: null,
    bytes: 0,
    pins: [],
    healthy: false,
    problems: [message],
  };
}

/** A run that looked at a repository with success, and the snapshot that held its state then. */
type Check = { at: Date; snapshot: string | undefined };

/** The last check of each repository. Every run after `since` is read, so that none looks older than it is. */
async function lastChecks(store: Store, repositories: readonly string[], since: Date): Promise<Map<string, Check>> {
  const found = new Map<string, Check>();
  let read = 0;
  for await (const { command, started_at: started, repositories: entries } of readRuns(store)) {
    if ((read += 1) > RUNS_READ && new Date(started) < since) break;
    if (repositories.every((name) => found.has(name))) break;
    if (!['sync', 'snapshot', 'init'].includes(command)) continue;
    for (const { repository, status: result, snapshot } of entries) {
      if ((result === 'stored' || result === 'unchanged') && !found.has(repository))
        found.set(repository, { at: new Date(started), snapshot });
    }
  }
  return found;
}

async function describe(
  store: Store,
  listing: RepositoryListing,
  checked: Check | undefined,
  now: Date,
  maxAgeHours: number,
): Promise<StatusEntry> {
  const { opened, pins, unreadable } = await readContents(store, listing);
  const whole = opened.flatMap(({ manifest }) => (manifest ? [manifest] : []));
  const latest = whole.at(-1);
  const latestAt = latest && new Date(latest.timestamp);
  const vanished = lostSnapshot(listing, checked);
  const counts = latestAt && checked && vanished.length === 0 && checked.at > latestAt;
  const lastCheck = counts ? checked.at : latestAt;
  const problems = [
    ...opened.flatMap(({ problem }) => (problem ? [problem.message] : [])),
    ...vanished,
    ...lostPins(listing),
    ...unreadable,
    ...(lastCheck ? badAge(now.getTime() - lastCheck.getTime(), maxAgeHours) : []),
    ...(latest || unreadable.length > 0 ? [] : ['no whole snapshot']),
  ];
  return {
    repository: listing.repository,
    snapshots: whole.length,
    full: whole.filter(({ type }) => type === 'full').length,
    incremental: whole.filter(({ type }) => type !== 'full').length,
    latest: latest?.snapshot_name ?? null,
    latest_at: latest?.timestamp ?? null,
    age_hours: latestAt ? round((now.getTime() - latestAt.getTime()) / 3_600_000) : null,
    last_check_at: lastCheck ? isoSecond(lastCheck) : null,
    bytes: storedBytes(whole),
    pins,
    healthy: problems.length === 0,
    problems,
  };
}

type Contents = { opened: OpenedSnapshot[]; pins: Pin[]; unreadable: string[] };

/** Reads manifests and pins. Where the store refuses those of one repository, that is told, and the others are still read. */
async function readContents(store: Store, listing: RepositoryListing): Promise<Contents> {
  try {
    const opened = await openAll(store, listing);
    const pins = await mapConcurrently([...listing.pins].toSorted(), PARALLEL_READS, (name) =>
      readPin(store, listing.repository, name),
    );
    return { opened, pins: pins.filter((pin) => pin !== undefined), unreadable: [] };
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    return { opened: [], pins: [], unreadable: [error.message] };
  }
}

/** What the last run left as the newest is never pruned: where it is gone, the store is not what it was. */
function lostSnapshot({ repository, snapshots }: RepositoryListing, checked: Check | undefined): string[] {
  if (checked?.snapshot === undefined || snapshots.some(({ name }) => name === checked.snapshot)) return [];
  return [`${repository} ${checked.snapshot} was the newest on ${isoSecond(checked.at)} and is not there`];
}

/** A pinned snapshot that is not there: someone removed by hand what someone had asked to keep. */
function lostPins({ repository, snapshots, pins }: RepositoryListing): string[] {
  const there = new Set(snapshots.map(({ name }) => name));
  const lost = [...pins].filter((name) => !there.has(name)).toSorted();
  return lost.map((name) => `${repository} ${name} is pinned but not there: bring it back, or unpin it`);
}

function badAge(ms: number, maxAgeHours: number): string[] {
  // Taken for fresh until that day comes, it would hide that nothing is backed up any more.
  if (ms < -CLOCKS) return [`dated ${formatDuration(-ms)} into the future: the clock of a machine was wrong`];
  return ms > maxAgeHours * 3_600_000 ? [`last looked at ${formatDuration(ms)} ago, more than ${maxAgeHours} h`] : [];
}

function storedBytes(manifests: readonly Manifest[]): number {
  return manifests.reduce((sum, manifest) => sum + snapshotBytes(manifest), 0);
}

function round(hours: number): number {
  return Math.round(hours * 10) / 10;
}
