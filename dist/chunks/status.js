import { K as isoSecond, lt as BackupError, rt as counted, y as formatDuration } from "./start.js";
import { Ct as mapConcurrently, Ot as snapshotBytes, k as readPin, lt as holdsNothing, q as newestState, w as selectListings, z as openAll } from "./core.js";
import { a as askDrills, i as askDrillAttempts, r as askChecks, s as readPast } from "./past.js";

// src/commands/status.ts
/** Repositories looked at at once, and manifests of each: most of the time of a store far away is waiting. */
const PARALLEL_REPOSITORIES = 4;
const PARALLEL_READS = 16;
const HOUR = 36e5;
const DAY = 24 * HOUR;
/** Tells of every selected repository what is stored. Unhealthy: nothing whole, something damaged, not looked at for `maxAgeHours`, not drilled for `maxDrillAgeDays`, or with a last drill that failed. */
async function status(context, settings, store) {
	const listings = await selectListings(store, settings.patterns);
	if (listings.length === 0) throw holdsNothing(store.address, "tell of");
	const now = context.now();
	const names = listings.map(({ repository }) => repository);
	const checks = askChecks(names, /* @__PURE__ */ new Date(now.getTime() - settings.maxAgeHours * HOUR));
	const since = /* @__PURE__ */ new Date(now.getTime() - settings.maxDrillAgeDays * DAY);
	const [drills, attempts] = [askDrills(names, since), askDrillAttempts(names, since)];
	await readPast(store, [
		checks,
		drills,
		attempts
	]);
	return mapConcurrently(listings, PARALLEL_REPOSITORIES, (listing) => {
		return describe(store, listing, {
			checked: checks.found.get(listing.repository),
			drill: drills.found.get(listing.repository),
			attempt: attempts.found.get(listing.repository)
		}, {
			now,
			settings
		});
	});
}
async function describe(store, listing, { checked, drill, attempt }, { now, settings }) {
	const { opened, pins, unreadable } = await readContents(store, listing);
	const whole = opened.flatMap(({ manifest }) => manifest ? [manifest] : []);
	const latest = whole.at(-1);
	const latestAt = latest && new Date(latest.timestamp);
	const vanished = lostSnapshot(listing, checked);
	const counts = latestAt && checked && vanished.length === 0 && checked.at > latestAt;
	const lastCheck = counts ? checked.at : latestAt;
	const problems = [
		...opened.flatMap(({ problem }) => problem ? [problem.message] : []),
		...vanished,
		...lostPins(listing),
		...unreadable,
		...lastCheck ? badAge(now.getTime() - lastCheck.getTime(), settings.maxAgeHours) : [],
		...latest || unreadable.length > 0 ? [] : ["no whole snapshot"],
		...failedDrill(attempt),
		...badDrill(drill, now, settings.maxDrillAgeDays)
	];
	const seen = counts && checked.snapshot === latest.snapshot_name ? checked.at : latestAt;
	return {
		entry: {
			repository: listing.repository,
			snapshots: whole.length,
			full: whole.filter(({ type }) => type === "full").length,
			incremental: whole.filter(({ type }) => type !== "full").length,
			latest: latest?.snapshot_name ?? null,
			latest_at: latest?.timestamp ?? null,
			age_hours: latestAt ? round((now.getTime() - latestAt.getTime()) / HOUR) : null,
			last_check_at: lastCheck ? isoSecond(lastCheck) : null,
			last_drill_at: drill ? isoSecond(drill.at) : null,
			rto_ms: drill?.rto ?? null,
			bytes: storedBytes(whole),
			pins,
			healthy: problems.length === 0,
			problems
		},
		newest: latest && seen && newestState(latest, seen)
	};
}
/** Reads manifests and pins. Where the store refuses those of one repository, that is told, and the others are still read. */
async function readContents(store, listing) {
	try {
		return {
			opened: await openAll(store, listing),
			pins: (await mapConcurrently([...listing.pins].toSorted(), PARALLEL_READS, (name) => readPin(store, listing.repository, name))).filter((pin) => pin !== void 0),
			unreadable: []
		};
	} catch (error) {
		if (!(error instanceof BackupError)) throw error;
		return {
			opened: [],
			pins: [],
			unreadable: [error.message]
		};
	}
}
/** What the last run left as the newest is never pruned: where it is gone, the store is not what it was. */
function lostSnapshot({ repository, snapshots }, checked) {
	if (checked?.snapshot === void 0 || snapshots.some(({ name }) => name === checked.snapshot)) return [];
	return [`${repository} ${checked.snapshot} was the newest on ${isoSecond(checked.at)} and is not there`];
}
/** A pinned snapshot that is not there: someone removed by hand what someone had asked to keep. */
function lostPins({ repository, snapshots, pins }) {
	const there = new Set(snapshots.map(({ name }) => name));
	return [...pins].filter((name) => !there.has(name)).toSorted().map((name) => `${repository} ${name} is pinned but not there: bring it back, or unpin it`);
}
function badAge(ms, maxAgeHours) {
	if (ms < -36e5) return [`dated ${formatDuration(-ms)} into the future: the clock of a machine was wrong`];
	return ms > maxAgeHours * HOUR ? [`last looked at ${formatDuration(ms)} ago, more than ${maxAgeHours} h`] : [];
}
/** That a drill failed is worth more than that an older one did not, whoever asks for drills. */
function failedDrill(attempt) {
	return attempt?.failure === void 0 ? [] : [`its last drill, on ${isoSecond(attempt.at)}, failed: ${attempt.failure}`];
}
/** A backup that nobody has brought back is a hope. `maxDays` 0 asks for no drill. */
function badDrill(drill, now, maxDays) {
	if (maxDays === 0) return [];
	if (!drill) return ["never proven restorable: run `drill`"];
	const ms = now.getTime() - drill.at.getTime();
	if (ms < -36e5) return [`its drill is dated ${formatDuration(-ms)} into the future: the clock of a machine was wrong`];
	return ms > maxDays * DAY ? [`last proven restorable ${formatDuration(ms)} ago, more than ${counted(maxDays, "day")}: run \`drill\``] : [];
}
function storedBytes(manifests) {
	return manifests.reduce((sum, manifest) => sum + snapshotBytes(manifest), 0);
}
function round(hours) {
	return Math.round(hours * 10) / 10;
}

export { status };