import { t as BackupError } from "./errors.js";
import { c as isoSecond } from "./names.js";
import { r as selectNames } from "./patterns.js";
import { n as formatDuration } from "./units.js";
import { i as readCurrentNames, n as isSuccessor } from "./home.js";
import { l as openSnapshot, r as listVault } from "./listing.js";

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
	return listings.filter(({ repository }) => names.has(repository)).map((listing) => ({
		...listing,
		successors: kept.filter((name) => isSuccessor(name, listing.repository))
	}));
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

export { selectListings as a, newestFitting as i, chooseSnapshot as n, distanceTo as r, chooseListed as t };