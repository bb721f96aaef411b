import { t as BackupError } from "./errors.js";
import { c as isoSecond } from "./names.js";
import { r as selectNames } from "./patterns.js";
import { n as formatDuration } from "./units.js";
import { n as mapConcurrently } from "./concurrency.js";
import { l as openSnapshot, n as listRepository, o as newestWhole, r as listVault } from "./listing.js";

// src/vault/home.ts
/** Newest manifests read at once. */
const PARALLEL_READS = 16;
/**
* Finds homes for the repositories of one run. What a store keeps under other names is looked at only where a repository
* has no history under its own, once for each store.
*
* A repository that was renamed or transferred goes on under the name that its history began with. One that took over the
* name of another gets a folder of its own, `<owner>/<name>.id-<id>`: two histories are never mixed.
*/
function openHomes() {
	const names = /* @__PURE__ */ new Map();
	const namesIn = (store) => {
		const known = names.get(store) ?? readNames(store);
		names.set(store, known);
		return known;
	};
	return async (store, repository, id) => {
		const home = await openHome(store, repository);
		const kept = home.newest?.repository.id;
		if (id === void 0 || kept === id) return home;
		if (home.listing.snapshots.length > 0 && (kept === null || kept === void 0)) return home;
		const elsewhere = (await namesIn(store)).get(id);
		if (elsewhere !== void 0) return openHome(store, elsewhere);
		return home.newest ? openHome(store, `${repository}.id-${id}`) : home;
	};
}
async function openHome(store, repository) {
	const listing = await listRepository(store, repository);
	return {
		listing,
		...await newestWhole(store, listing)
	};
}
/** The name that a store keeps each repository under, by id. */
async function readNames(store) {
	const manifests = await newestOfEach(store, await listVault(store));
	return new Map([...manifests].flatMap(([name, { repository: { id } }]) => id === null ? [] : [[id, name]]));
}
/** What GitHub called each repository when it was last stored, in lower case, and the name that the store keeps it under. */
async function readCurrentNames(store, listings) {
	const manifests = await newestOfEach(store, listings);
	return new Map([...manifests].map(([name, { repository }]) => [repository.full_name.toLowerCase(), name]));
}
async function newestOfEach(store, listings) {
	const found = await mapConcurrently(listings, PARALLEL_READS, async (listing) => ({
		repository: listing.repository,
		...await newestWhole(store, listing)
	}));
	return new Map(found.flatMap(({ repository, newest }) => newest ? [[repository, newest]] : []));
}

// src/commands/select.ts
/**
* The selected repositories that have at least one snapshot or a leftover of one. A repository that was renamed is found
* under its new name too.
*
* @throws `not-found` for a pattern without a match.
*/
async function selectListings(store, patterns) {
	const listings = await listVault(store);
	const kept = listings.map(({ repository }) => repository);
	const names = new Set(selectNames(kept, await asKept(store, listings, patterns), store.address));
	return listings.filter(({ repository }) => names.has(repository));
}
/** The patterns, with the store's own name in the place of a name that it does not know. */
async function asKept(store, listings, patterns) {
	const kept = new Set(listings.map(({ repository }) => repository.toLowerCase()));
	const isUnknown = (pattern) => !/[*!]/.test(pattern) && !kept.has(pattern.toLowerCase());
	if (!patterns.some(isUnknown)) return [...patterns];
	const current = await readCurrentNames(store, listings);
	return patterns.map((pattern) => (isUnknown(pattern) ? current.get(pattern.toLowerCase()) : void 0) ?? pattern);
}
/** When the snapshot that a user means was taken, in milliseconds; undefined where there is none. */
function newestFitting({ snapshots }, choice) {
	return snapshots.findLast((entry) => fits(entry, choice))?.at.getTime();
}
function fits({ name, at: taken }, { snapshot, at }) {
	return (isAny(snapshot) || name === snapshot) && (at === void 0 || taken <= at);
}
function isAny(snapshot) {
	return snapshot === void 0 || snapshot === "latest";
}
/** The snapshot that a user means, unopened. @throws `not-found` where there is none, with what there is instead. */
function chooseListed(listing, choice) {
	const { snapshots, repository } = listing;
	const { snapshot, at } = choice;
	const chosen = snapshots.findLast((entry) => fits(entry, choice));
	if (chosen) return chosen;
	const wanted = isAny(snapshot) ? at ? `snapshot at or before ${isoSecond(at)}` : "snapshot" : snapshot;
	const range = snapshots.length > 0 ? `The oldest is ${snapshots[0]?.name}, the newest ${snapshots.at(-1)?.name}.` : "It has none: run `sync` first.";
	throw new BackupError("not-found", `${repository} has no ${wanted}`, { hint: range });
}
/**
* Opens the snapshot that a user means. One whose manifest was altered is opened with a warning: all that is read by it is
* compared with digests, and on the worst day it may be all there is.
*
* @throws `not-found`, `corrupt` (with a whole one to use instead), `unsupported`.
*/
async function chooseSnapshot(store, listing, choice, log) {
	const chosen = chooseListed(listing, choice);
	const { manifest, altered, problem } = await openSnapshot(store, listing, chosen);
	if (manifest) return {
		store,
		repository: listing.repository,
		manifest
	};
	if (altered) {
		log.warn(problem.message);
		return {
			store,
			repository: listing.repository,
			manifest: altered
		};
	}
	const other = await nearestWhole(store, listing, chosen);
	const hint = other ? `--snapshot ${other.name} is whole.` : problem.hint ?? "No other snapshot is whole.";
	throw new BackupError(problem.kind, problem.message, {
		hint,
		cause: problem
	});
}
async function nearestWhole(store, listing, broken) {
	const older = listing.snapshots.filter(({ name }) => name < broken.name).toReversed();
	const younger = listing.snapshots.filter(({ name }) => name > broken.name);
	for (const candidate of [...older, ...younger]) if ((await openSnapshot(store, listing, candidate)).manifest) return candidate;
}
/**
* The distance from the chosen snapshot to the instant asked for, on both sides: what the repository was at that
* instant lies between this snapshot and the next. Undefined where no instant was asked for.
*/
function distanceTo({ at }, { snapshots }, chosen) {
	const index = snapshots.findIndex(({ name }) => name === chosen);
	const taken = snapshots[index]?.at;
	if (!at || !taken) return void 0;
	const distance = at.getTime() - taken.getTime();
	const next = snapshots[index + 1];
	return {
		words: `${distance === 0 ? `taken at ${isoSecond(at)}` : `taken ${formatDuration(distance)} before ${isoSecond(at)}`}; ${next ? `the next one, ${next.name}, ${formatDuration(next.at.getTime() - at.getTime())} after it` : "there is no later one"}`,
		fields: { distance_ms: distance }
	};
}

export { selectListings as a, newestFitting as i, chooseSnapshot as n, openHomes as o, distanceTo as r, chooseListed as t };