import { t as BackupError } from "./errors.js";
import { s as snapshotBytes } from "./manifest.js";
import { c as isoSecond } from "./names.js";
import { n as mapConcurrently } from "./concurrency.js";
import { n as formatDuration } from "./units.js";
import { o as openAll } from "./listing.js";
import { t as readPin } from "./pins.js";
import { t as readRuns } from "./runs.js";
import { a as selectListings } from "./select.js";
import "./stores2.js";

// src/commands/status.ts
/** Manifests read at once. */
const PARALLEL_READS = 16;
/** Run records read at least, from the newest back, to find when each repository was last looked at. */
const RUNS_READ = 100;
/** Tells of every selected repository what is stored. Unhealthy: nothing whole, something damaged, or not looked at for `maxAgeHours`. */
async function status(context, settings, store) {
	const listings = await selectListings(store, settings.patterns);
	if (listings.length === 0) throw new BackupError("not-found", `${store.address} holds no snapshot`, { hint: "Check --store, or run `sync` first." });
	const since = /* @__PURE__ */ new Date(context.now().getTime() - settings.maxAgeHours * 36e5);
	const checks = await lastChecks(store, listings.map(({ repository }) => repository), since);
	return mapConcurrently(listings, 1, (listing) => describe(store, listing, checks.get(listing.repository), context.now(), settings.maxAgeHours));
}
/** The line of a store that could not be read at all. */
function failedStatus({ message }) {
	return {
		repository: "*",
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
		problems: [message]
	};
}
/** The last check of each repository. Every run after `since` is read, so that none looks older than it is. */
async function lastChecks(store, repositories, since) {
	const found = /* @__PURE__ */ new Map();
	let read = 0;
	for await (const { command, started_at: started, repositories: entries } of readRuns(store)) {
		if ((read += 1) > RUNS_READ && new Date(started) < since) break;
		if (repositories.every((name) => found.has(name))) break;
		if (![
			"sync",
			"snapshot",
			"init"
		].includes(command)) continue;
		for (const { repository, status: result, snapshot } of entries) if ((result === "stored" || result === "unchanged") && !found.has(repository)) found.set(repository, {
			at: new Date(started),
			snapshot
		});
	}
	return found;
}
async function describe(store, listing, checked, now, maxAgeHours) {
	const { opened, pins, unreadable } = await readContents(store, listing);
	const whole = opened.flatMap(({ manifest }) => manifest ? [manifest] : []);
	const latest = whole.at(-1);
	const latestAt = latest && new Date(latest.timestamp);
	const vanished = lostSnapshot(listing, checked);
	const lastCheck = latestAt && checked && vanished.length === 0 && checked.at > latestAt ? checked.at : latestAt;
	const problems = [
		...opened.flatMap(({ problem }) => problem ? [problem.message] : []),
		...vanished,
		...lostPins(listing),
		...unreadable,
		...lastCheck ? badAge(now.getTime() - lastCheck.getTime(), maxAgeHours) : [],
		...latest || unreadable.length > 0 ? [] : ["no whole snapshot"]
	];
	return {
		repository: listing.repository,
		snapshots: whole.length,
		full: whole.filter(({ type }) => type === "full").length,
		incremental: whole.filter(({ type }) => type !== "full").length,
		latest: latest?.snapshot_name ?? null,
		latest_at: latest?.timestamp ?? null,
		age_hours: latestAt ? round((now.getTime() - latestAt.getTime()) / 36e5) : null,
		last_check_at: lastCheck ? isoSecond(lastCheck) : null,
		bytes: storedBytes(whole),
		pins,
		healthy: problems.length === 0,
		problems
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
	return ms > maxAgeHours * 36e5 ? [`last looked at ${formatDuration(ms)} ago, more than ${maxAgeHours} h`] : [];
}
function storedBytes(manifests) {
	return manifests.reduce((sum, manifest) => sum + snapshotBytes(manifest), 0);
}
function round(hours) {
	return Math.round(hours * 10) / 10;
}

export { failedStatus, status };