// status: what a store holds, how old it is, and whether that is good enough.
import { counted } from '../domain/counted.ts';
import { BackupError } from '../domain/errors.ts';
import { snapshotBytes, type Manifest } from '../domain/manifest.ts';
import { isoSecond } from '../domain/names.ts';
import { holdsNothing } from '../domain/patterns.ts';
import type { Pin } from '../domain/pin.ts';
import type { Store } from '../stores/store.ts';
import { mapConcurrently } from '../system/concurrency.ts';
import { formatDuration } from '../system/units.ts';
import { openAll, type OpenedSnapshot, type RepositoryListing } from '../vault/listing.ts';
import { readPin } from '../vault/pins.ts';
import { newestState, type Held } from './held.ts';
import { askChecks, askDrills, askDrillAttempts, readPast, type Check, type Drill, type DrillAttempt } from './past.ts';
import { selectListings } from './select.ts';
import type { Context, Settings } from './settings.ts';

/** Repositories looked at at once, and manifests of each: most of the time of a store far away is waiting. */
const PARALLEL_REPOSITORIES = 4;
const PARALLEL_READS = 16;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Milliseconds that the clocks of two machines may differ, and that names are moved on when runs meet in a second. */
const CLOCKS = HOUR;

/** Tells of every selected repository what is stored. Unhealthy: nothing whole, something damaged, not looked at for `maxAgeHours`, not drilled for `maxDrillAgeDays`, or with a last drill that failed. */
export async function status(context: Context, settings: Settings, store: Store): Promise<Held[]> {
  const listings = await selectListings(store, settings.patterns);
  if (listings.length === 0) throw holdsNothing(store.address, 'tell of');
  const now = context.now();
  const names = listings.map(({ repository }) => repository);
  const checks = askChecks(names, new Date(now.getTime() - settings.maxAgeHours * HOUR));
  const since = new Date(now.getTime() - settings.maxDrillAgeDays * DAY);
  const [drills, attempts] = [askDrills(names, since), askDrillAttempts(names, since)];
  await readPast(store, [checks, drills, attempts]);
  return mapConcurrently(listings, PARALLEL_REPOSITORIES, (listing) => {
    const past: Past = {
      checked: checks.found.get(listing.repository),
      drill: drills.found.get(listing.repository),
      attempt: attempts.found.get(listing.repository),
    };
    return describe(store, listing, past, { now, settings });
  });
}

/** What runs of the past found of one repository. */
type Past = { checked: Check | undefined; drill: Drill | undefined; attempt: DrillAttempt | undefined };

async function describe(
  store: Store,
  listing: RepositoryListing,
  { checked, drill, attempt }: Past,
  { now, settings }: { now: Date; settings: Settings },
): Promise<Held> {
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
    ...(lastCheck ? badAge(now.getTime() - lastCheck.getTime(), settings.maxAgeHours) : []),
    ...(latest || unreadable.length > 0 ? [] : ['no whole snapshot']),
    ...failedDrill(attempt),
    ...badDrill(drill, now, settings.maxDrillAgeDays),
  ];
  // Where the last run had stored a state that is damaged now, it did not see the one that is left.
  const seen = counts && checked.snapshot === latest.snapshot_name ? checked.at : latestAt;
  const entry = {
    repository: listing.repository,
    snapshots: whole.length,
    full: whole.filter(({ type }) => type === 'full').length,
    incremental: whole.filter(({ type }) => type !== 'full').length,
    latest: latest?.snapshot_name ?? null,
    latest_at: latest?.timestamp ?? null,
    age_hours: latestAt ? round((now.getTime() - latestAt.getTime()) / HOUR) : null,
    last_check_at: lastCheck ? isoSecond(lastCheck) : null,
    last_drill_at: drill ? isoSecond(drill.at) : null,
    rto_ms: drill?.rto ?? null,
    bytes: storedBytes(whole),
    pins,
    healthy: problems.length === 0,
    problems,
  };
  return { entry, newest: latest && seen && newestState(latest, seen) };
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
  return ms > maxAgeHours * HOUR ? [`last looked at ${formatDuration(ms)} ago, more than ${maxAgeHours} h`] : [];
}

/** That a drill failed is worth more than that an older one did not, whoever asks for drills. */
function failedDrill(attempt: DrillAttempt | undefined): string[] {
  return attempt?.failure === undefined
    ? []
    : [`its last drill, on ${isoSecond(attempt.at)}, failed: ${attempt.failure}`];
}

/** A backup that nobody has brought back is a hope. `maxDays` 0 asks for no drill. */
function badDrill(drill: Drill | undefined, now: Date, maxDays: number): string[] {
  if (maxDays === 0) return [];
  if (!drill) return ['never proven restorable: run `drill`'];
  const ms = now.getTime() - drill.at.getTime();
  if (ms < -CLOCKS)
    return [`its drill is dated ${formatDuration(-ms)} into the future: the clock of a machine was wrong`];
  return ms > maxDays * DAY
    ? [`last proven restorable ${formatDuration(ms)} ago, more than ${counted(maxDays, 'day')}: run \`drill\``]
    : [];
}

function storedBytes(manifests: readonly Manifest[]): number {
  return manifests.reduce((sum, manifest) => sum + snapshotBytes(manifest), 0);
}

function round(hours: number): number {
  return Math.round(hours * 10) / 10;
}
