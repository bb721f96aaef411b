import { r as isKind, t as BackupError } from "./errors.js";
import { c as isoSecond, f as repositoryPrefix, l as manifestKey, p as snapshotInstant, u as parseKey } from "./names.js";
import { n as formatDuration } from "./units.js";
import { C as archiveName, _ as MANIFEST_LIMIT, g as readWhole, v as linkEnd, y as parseManifest } from "./seal.js";
import { n as mapConcurrently } from "./concurrency.js";

// src/domain/patterns.ts
/**
* The names that the patterns select, in the order of `names`. No pattern selects all; only exclusions select the rest.
*
* @throws `not-found` for a pattern that matches nothing: a typing error must not look like success.
*/
function selectNames(names, patterns, where) {
	const wanted = patterns.filter((pattern) => !pattern.startsWith("!"));
	const unwanted = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1));
	const matches = (name, pattern) => patternToRegExp(pattern).test(name);
	const lost = wanted.filter((pattern) => !names.some((name) => matches(name, pattern)));
	if (lost.length > 0) throw new BackupError("not-found", `${where} holds no snapshot of ${lost.join(", ")}`, { hint: names.length > 0 ? `It holds: ${names.slice(0, 10).join(", ")}${names.length > 10 ? ", ..." : ""}.` : "It holds no snapshot at all: check --store." });
	return names.filter((name) => wanted.length === 0 || wanted.some((pattern) => matches(name, pattern))).filter((name) => !unwanted.some((pattern) => matches(name, pattern)));
}
/** GitHub's names ignore case, so the patterns do. `*` stays within one half of the name. */
function patternToRegExp(pattern) {
	const source = pattern.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll("*", "[^/]*");
	return new RegExp(`^${source}$`, "i");
}

// src/vault/listing.ts
/** Manifests read at once. */
const PARALLEL_READS = 16;
/** Lists one repository. @throws what the store throws: a listing that fails is never "nothing there". */
async function listRepository(store, repository) {
	return sortObjects(await store.list(repositoryPrefix(repository))).get(repository) ?? emptyListing(repository);
}
function emptyListing(repository) {
	return {
		repository,
		snapshots: [],
		archives: /* @__PURE__ */ new Map(),
		orphans: [],
		pins: /* @__PURE__ */ new Set()
	};
}
/** Lists every repository that has a snapshot, an orphan or a pin, by name. */
async function listVault(store) {
	return [...sortObjects(await store.list("")).values()].toSorted((a, b) => a.repository < b.repository ? -1 : 1);
}
function sortObjects(objects) {
	const found = /* @__PURE__ */ new Map();
	const manifests = new Set(objects.map(({ key }) => key).filter((key) => key.endsWith(".json")));
	for (const { key, size } of objects) {
		const parts = parseKey(key);
		if (!parts) continue;
		const listing = found.get(parts.repository) ?? emptyListing(parts.repository);
		found.set(parts.repository, listing);
		const at = instantOf(parts.snapshot);
		if (parts.kind === "manifest") listing.snapshots.push({
			name: parts.snapshot,
			at
		});
		else if (parts.kind === "pin") listing.pins.add(parts.snapshot);
		else {
			listing.archives.set(parts.file, size);
			if (!manifests.has(manifestKey(parts.repository, parts.snapshot))) listing.orphans.push({
				key,
				at,
				size
			});
		}
	}
	for (const listing of found.values()) listing.snapshots.sort((a, b) => a.name < b.name ? -1 : 1);
	return found;
}
function instantOf(snapshot) {
	return snapshotInstant(snapshot) ?? /* @__PURE__ */ new Date(0);
}
/** Reads a manifest. @throws `corrupt`, `unsupported`, `not-found`, or what the store throws. */
async function readManifest(store, repository, snapshot) {
	const where = `${repository} ${snapshot}.json`;
	const text = await readWhole(await store.get(manifestKey(repository, snapshot)), MANIFEST_LIMIT, where);
	const manifest = parseManifest(text.toString("utf8"), where);
	if (manifest.snapshot_name === snapshot) return manifest;
	throw new BackupError("corrupt", `${where} describes ${manifest.snapshot_name}: it was renamed or replaced`);
}
/** What the snapshot needs and the listing does not show, in words; empty where it is whole. */
function missingParts(manifest, listing) {
	const own = manifest.archives.filter(({ name, size }) => listing.archives.get(name) !== size).map(({ name, size }) => listing.archives.has(name) ? `${name} has ${listing.archives.get(name)} of ${size} bytes` : `${name} is missing`);
	const needed = manifest.git.chain.filter(({ snapshot }) => snapshot !== manifest.snapshot_name).flatMap((link) => {
		const name = archiveName({
			snapshot_name: link.snapshot,
			sealed: manifest.sealed
		});
		return (listing.archives.get(name) ?? 0) < linkEnd(link) ? [`${name} is missing or cut short`] : [];
	});
	return [...own, ...needed];
}
/** Reads a listed snapshot and checks that all it needs is listed. One that cannot be read is a result; a store that fails throws. */
async function openSnapshot(store, listing, snapshot) {
	try {
		const manifest = await readManifest(store, listing.repository, snapshot.name);
		const missing = missingParts(manifest, listing);
		if (missing.length === 0) return {
			...snapshot,
			manifest
		};
		const problem = new BackupError("corrupt", `${listing.repository} ${snapshot.name} is not whole: ${missing.join(", ")}`, { hint: "Bring the files back from another copy of the store." });
		return {
			...snapshot,
			problem,
			incomplete: manifest
		};
	} catch (error) {
		if (isKind(error, "corrupt") || isKind(error, "not-found") || isKind(error, "unsupported")) return {
			...snapshot,
			problem: error
		};
		throw error;
	}
}
/**
* Does `work` on a listing. Where it fails and another run has pruned since, that may be why: it is done again on a fresh
* one.
*/
async function onListing(store, listing, work) {
	try {
		return await work(listing);
	} catch (error) {
		const fresh = await listRepository(store, listing.repository);
		const names = new Set(fresh.snapshots.map(({ name }) => name));
		if (listing.snapshots.every(({ name }) => names.has(name))) throw error;
		return onListing(store, fresh, work);
	}
}
/** Opens every snapshot of a listing but those that another run has removed since. */
async function openAll(store, listing) {
	const opened = await mapConcurrently(listing.snapshots, PARALLEL_READS, (listed) => openSnapshot(store, listing, listed));
	if (opened.every(({ problem }) => problem?.kind !== "not-found")) return opened;
	const fresh = await listRepository(store, listing.repository);
	const names = new Set(fresh.snapshots.map(({ name }) => name));
	return opened.filter(({ name, problem }) => problem?.kind !== "not-found" || names.has(name));
}
/**
* The newest snapshot that can be built on, and the damaged ones that are younger.
*
* @throws `unsupported` where a newer version has written here: it may keep things in ways that this one would break.
*/
async function newestWhole(store, listing) {
	const damaged = [];
	for (const snapshot of listing.snapshots.toReversed()) {
		const { manifest, problem } = await openSnapshot(store, listing, snapshot);
		if (manifest) return {
			newest: manifest,
			damaged
		};
		if (problem.kind === "unsupported") throw problem;
		damaged.push(problem);
	}
	return {
		newest: void 0,
		damaged
	};
}

// src/commands/select.ts
/** The selected repositories that have at least one snapshot or a leftover of one. @throws `not-found` for a pattern without a match. */
async function selectListings(store, patterns) {
	const listings = await listVault(store);
	const names = new Set(selectNames(listings.map(({ repository }) => repository), patterns, store.address));
	return listings.filter(({ repository }) => names.has(repository));
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
/** Opens the snapshot that a user means. @throws `not-found`, `corrupt` (with a whole one to use instead), `unsupported`. */
async function chooseSnapshot(store, listing, choice) {
	const chosen = chooseListed(listing, choice);
	const { manifest, problem } = await openSnapshot(store, listing, chosen);
	if (manifest) return {
		store,
		repository: listing.repository,
		manifest
	};
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

export { selectListings as a, newestWhole as c, openSnapshot as d, readManifest as f, newestFitting as i, onListing as l, chooseSnapshot as n, listRepository as o, distanceTo as r, missingParts as s, chooseListed as t, openAll as u };