import { r as isKind, t as BackupError } from "./errors.js";
import { c as digestFits, i as parseManifest, l as archiveName, r as linkEnd, t as MANIFEST_LIMIT } from "./manifest.js";
import { f as repositoryPrefix, l as manifestKey, p as snapshotInstant, u as parseKey } from "./names.js";
import { n as mapConcurrently } from "./concurrency.js";
import { u as readWhole } from "./read.js";

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
		pins: /* @__PURE__ */ new Set(),
		expires: /* @__PURE__ */ new Map()
	};
}
/** Lists every repository that has a snapshot, an orphan or a pin, by name. */
async function listVault(store) {
	return [...sortObjects(await store.list("")).values()].toSorted((a, b) => a.repository < b.repository ? -1 : 1);
}
function sortObjects(objects) {
	const found = /* @__PURE__ */ new Map();
	const manifests = new Set(objects.map(({ key }) => key).filter((key) => key.endsWith(".json")));
	for (const { key, size, expires } of objects) {
		const parts = parseKey(key);
		if (!parts) continue;
		const listing = found.get(parts.repository) ?? emptyListing(parts.repository);
		found.set(parts.repository, listing);
		const at = instantOf(parts.snapshot);
		noteExpiry(listing, parts.snapshot, parts.kind === "pin" ? void 0 : expires);
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
function noteExpiry({ expires }, snapshot, at) {
	const first = expires.get(snapshot);
	if (at && (!first || at < first)) expires.set(snapshot, at);
}
function instantOf(snapshot) {
	return snapshotInstant(snapshot) ?? /* @__PURE__ */ new Date(0);
}
async function readAnyManifest(store, repository, snapshot) {
	const where = `${repository} ${snapshot}.json`;
	const bytes = await readWhole(await store.get(manifestKey(repository, snapshot)), MANIFEST_LIMIT, where);
	const text = bytes.toString("utf8");
	const manifest = parseManifest(text, where);
	if (manifest.snapshot_name !== snapshot) throw new BackupError("corrupt", `${where} describes ${manifest.snapshot_name}: it was renamed or replaced`);
	return {
		manifest,
		bytes,
		altered: digestFits(text) ? void 0 : alteredError(where)
	};
}
function alteredError(where) {
	return new BackupError("corrupt", `${where} is not what was written: its own digest does not fit`, { hint: "Bring the file back from another copy of the store. Until then it restores only what its digests confirm." });
}
/**
* Reads a manifest that can be relied on: one that was altered could have the next snapshot build on what is not there.
*
* @throws `corrupt`, `unsupported`, `not-found`, or what the store throws.
*/
async function readManifest(store, repository, snapshot) {
	const { manifest, altered } = await readAnyManifest(store, repository, snapshot);
	if (altered) throw altered;
	return manifest;
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
/** The names of a listing's snapshots. */
function namesOf({ snapshots }) {
	return new Set(snapshots.map(({ name }) => name));
}
/**
* What a new snapshot builds on and another run is just removing, in words: its manifest was among those that `had` names
* and has gone, its archive will. That run looks for new snapshots after it has removed manifests (`remove.ts`), so one of
* the two always sees the other.
*/
function beingRemoved({ git }, had, now) {
	const has = namesOf(now);
	return git.chain.map(({ snapshot }) => snapshot).filter((name) => had.has(name) && !has.has(name)).map((name) => `${name}.json is being removed`);
}
/** Reads a listed snapshot and checks that all it needs is listed. One that cannot be read is a result; a store that fails throws. */
async function openSnapshot(store, listing, snapshot) {
	try {
		const { manifest, bytes, altered } = await readAnyManifest(store, listing.repository, snapshot.name);
		const missing = missingParts(manifest, listing);
		if (altered) return {
			...snapshot,
			problem: altered,
			...missing.length === 0 ? { altered: manifest } : {}
		};
		if (missing.length === 0) return {
			...snapshot,
			manifest,
			bytes
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

export { namesOf as a, openAll as c, missingParts as i, openSnapshot as l, listRepository as n, newestWhole as o, listVault as r, onListing as s, beingRemoved as t, readManifest as u };