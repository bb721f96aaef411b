import { r as isKind, t as BackupError } from "./errors.js";
import { a as manifestKey, c as snapshotInstant, o as parseKey, s as repositoryPrefix } from "./names.js";
import { S as parseManifest, c as readWhole, v as MANIFEST_LIMIT, x as linkEnd } from "./read.js";

// src/system/concurrency.ts
/**
* Runs `work` over all items, at most `width` at once; results in the order of the items. After a rejection no more work
* begins, and the first one rejects when all that was running has ended: whoever cleans up then is alone.
*/
async function mapConcurrently(items, width, work) {
	const results = [];
	const failures = [];
	const queue = items.entries();
	const worker = async () => {
		for (const [index, item] of queue) {
			if (failures.length > 0) return;
			try {
				results[index] = await work(item);
			} catch (error) {
				failures.push(error);
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
	if (failures.length > 0) throw failures[0];
	return results;
}
/** Opens a gate. A caller that throws gives its place on like any other. */
function createGate(width) {
	let free = width;
	const waiting = [];
	return async (work) => {
		if (free > 0) free -= 1;
		else await new Promise((resolve) => waiting.push(resolve));
		try {
			return await work();
		} finally {
			const next = waiting.shift();
			if (next) next();
			else free += 1;
		}
	};
}

// src/vault/listing.ts
/** Lists one repository. @throws what the store throws: a listing that fails is never "nothing there". */
async function listRepository(store, repository) {
	return sortObjects(await store.list(repositoryPrefix(repository))).get(repository) ?? {
		repository,
		snapshots: [],
		archives: /* @__PURE__ */ new Map(),
		orphans: []
	};
}
/** Lists every repository that has a snapshot or an orphan, by name. */
async function listVault(store) {
	return [...sortObjects(await store.list("")).values()].toSorted((a, b) => a.repository < b.repository ? -1 : 1);
}
function sortObjects(objects) {
	const found = /* @__PURE__ */ new Map();
	const manifests = new Set(objects.map(({ key }) => key).filter((key) => key.endsWith(".json")));
	for (const { key, size } of objects) {
		const parts = parseKey(key);
		if (!parts) continue;
		const fresh = {
			repository: parts.repository,
			snapshots: [],
			archives: /* @__PURE__ */ new Map(),
			orphans: []
		};
		const listing = found.get(parts.repository) ?? fresh;
		found.set(parts.repository, listing);
		const at = instantOf(parts.snapshot);
		if (parts.kind === "manifest") listing.snapshots.push({
			name: parts.snapshot,
			at
		});
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
	const needed = manifest.git.chain.flatMap((link) => {
		return (listing.archives.get(`${link.snapshot}.tar`) ?? 0) < linkEnd(link) ? [`${link.snapshot}.tar is missing or cut short`] : [];
	});
	return [.../* @__PURE__ */ new Set([...own, ...needed])];
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

export { openSnapshot as a, mapConcurrently as c, newestWhole as i, listVault as n, readManifest as o, missingParts as r, createGate as s, listRepository as t };