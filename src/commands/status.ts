// status: what a store holds, how old it is, and whether that is good enough.
import { BackupError } from '../domain/errors.ts';
import { snapshotBytes, type Manifest } from '../domain/manifest.ts';
import { isoSecond } from '../domain/names.ts';
import type { Store } from '../stores/store.ts';
import { mapConcurrently } from '../system/concurrency.ts';
import { formatDuration } from '../system/units.ts';
import { openSnapshot, type RepositoryListing } from '../vault/listing.ts';
import { readRuns } from '../vault/runs.ts';
import type { StatusEntry } from './report.ts';
import { selectListings } from './select.ts';
import type { Context, Settings } from './settings.ts';

/** Manifests read at once. */
const PARALLEL_READS = 16;
/** Run records read at most, from the newest back, to find when each repository was last looked at. */
const RUNS_READ = 100;

/** Tells of every selected repository what is stored. Unhealthy: nothing whole, something damaged, or not looked at for `maxAgeHours`. */
export async function status(context: Context, settings: Settings, store: Store): Promise<StatusEntry[]> {
  const listings = await selectListings(store, settings.patterns);
  if (listings.length === 0) {
    throw new BackupError('not-found', `${store.address} holds no snapshot`, {
      hint: 'Check --store, or run `sync` first.',
    });
  }
  const checks = await lastChecks(
    store,
    listings.map(({ repository }) => repository),
  );
  return mapConcurrently(listings, 1, (listing) =>
    describe(store, listing, checks.get(listing.repository), context.now(), settings.maxAgeHours),
  );
}

async function lastChecks(store: Store, repositories: readonly string[]): Promise<Map<string, Date>> {
  const found = new Map<string, Date>();
  let read = 0;
  for await (const { command, started_at: started, repositories: entries } of readRuns(store)) {
    if ((read += 1) > RUNS_READ || repositories.every((name) => found.has(name))) break;
    if (!['sync', 'snapshot', 'init'].includes(command)) continue;
    for (const { repository, status: result } of entries) {
      if ((result === 'stored' || result === 'unchanged') && !found.has(repository))
        found.set(repository, new Date(started));
    }
  }
  return found;
}

async function describe(
  store: Store,
  listing: RepositoryListing,
  checked: Date | undefined,
  now: Date,
  maxAgeHours: number,
): Promise<StatusEntry> {
  const opened = await mapConcurrently(listing.snapshots, PARALLEL_READS, (listed) =>
    openSnapshot(store, listing, listed),
  );
  const whole = opened.flatMap(({ manifest }) => (manifest ? [manifest] : []));
  const latest = whole.at(-1);
  const latestAt = latest && new Date(latest.timestamp);
  const lastCheck = latestAt && checked && checked > latestAt ? checked : latestAt;
  const problems = [
    ...opened.flatMap(({ problem }) => (problem ? [problem.message] : [])),
    ...(lastCheck ? tooOld(now.getTime() - lastCheck.getTime(), maxAgeHours) : ['no whole snapshot']),
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
    healthy: problems.length === 0,
    problems,
  };
}

function tooOld(ms: number, maxAgeHours: number): string[] {
  return ms > maxAgeHours * 3_600_000 ? [`last looked at ${formatDuration(ms)} ago, more than ${maxAgeHours} h`] : [];
}

function storedBytes(manifests: readonly Manifest[]): number {
  return manifests.reduce((sum, manifest) => sum + snapshotBytes(manifest), 0);
}

function round(hours: number): number {
  return Math.round(hours * 10) / 10;
}
