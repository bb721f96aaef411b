import { t as formatBytes } from "./units.js";
import { r as isKind, t as BackupError } from "./errors.js";
import { t as MANIFEST_LIMIT } from "./manifest.js";
import { l as manifestKey, u as parseKey } from "./names.js";
import { n as planRetention, r as reachInDays } from "./retention.js";
import { l as openSnapshot, n as listRepository, s as onListing } from "./listing.js";
import { t as readPin } from "./pins.js";
import { u as readWhole } from "./read.js";
import { n as mapConcurrently } from "./concurrency.js";
import { t as bodyOf } from "./save.js";
import { t as eachRepository } from "./each.js";
import { a as selectListings } from "./select.js";

// src/vault/retained.ts
/** Manifests read at once. */
const PARALLEL_READS = 16;
/**
* Decides on every snapshot of a repository. Names alone tell ages, and what is too old is mostly what the next kept
* one is built on: while one more manifest can show that, no other is read. Before anything is removed, all are.
*
* @throws `corrupt` or `unsupported` where a manifest cannot be read, or a pinned one is gone: what it needs is unknown,
*   so nothing may be removed.
*/
async function decideRetention({ store, listing, policy, now, readAll }) {
	const known = /* @__PURE__ */ new Map();
	const decide = () => planRetention(listing.snapshots.map((listed) => known.get(listed.name) ?? assumed(listing, listed)), policy, now);
	const read = async (listed) => {
		if (!known.has(listed.name)) known.set(listed.name, await readRetained(store, listing, listed));
	};
	while (!readAll) {
		const decisions = decide();
		const doubted = decisions.findLastIndex(({ keep }) => !keep);
		if (doubted < 0) return {
			decisions,
			needs: void 0
		};
		const next = listing.snapshots[doubted + 1];
		if (!next || known.has(next.name)) break;
		await read(next);
	}
	refuseLostPins(listing);
	await mapConcurrently(listing.snapshots, PARALLEL_READS, read);
	return {
		decisions: decide(),
		needs: new Map([...known].map(([name, { needs }]) => [name, needs]))
	};
}
/** What the names say. Goodness is assumed only as long as nothing is to be removed. */
function assumed({ pins }, { name, at }) {
	return {
		snapshot: name,
		at,
		needs: [],
		good: true,
		pinned: pins.has(name)
	};
}
async function readRetained(store, listing, listed) {
	const opened = await openSnapshot(store, listing, listed);
	const chain = opened.manifest?.git.chain ?? opened.incomplete?.git.chain;
	if (!chain) throw unreadable(listing.repository, opened.problem);
	const needs = chain.map((link) => link.snapshot);
	return {
		...assumed(listing, listed),
		needs,
		good: opened.manifest !== void 0
	};
}
function refuseLostPins({ repository, orphans, pins }) {
	const lost = orphans.map(({ key }) => parseKey(key)?.snapshot ?? "").find((snapshot) => pins.has(snapshot));
	if (lost === void 0) return;
	throw new BackupError("corrupt", `${repository} was not pruned: ${lost} is pinned and its manifest is gone, so what it needs is unknown`, { hint: `Bring ${lost}.json back from another copy of the store, or unpin it.` });
}
function unreadable(repository, problem) {
	return new BackupError(problem?.kind ?? "corrupt", `${repository} was not pruned: ${problem?.message ?? "a manifest cannot be read"}, so what it needs is unknown`, {
		hint: "Bring the manifest back from another copy of the store, or remove that snapshot by hand.",
		cause: problem
	});
}

// src/vault/remove.ts
/** An archive without a manifest is left alone for this long, in milliseconds: another run may be just writing it. */
const DAY = 864e5;
/**
* Prunes one repository by the policy, the youngest first, so that a crash never leaves a snapshot without its chain.
*
* @throws `corrupt` or `unsupported` where a manifest cannot be read, or a pinned one is gone: what it needs is unknown,
*   so nothing is removed.
*/
async function pruneRepository(input) {
	const { store, policy, now, dryRun } = input;
	const { listing, due, decisions, needs } = await onListing(store, input.listing, async (current) => {
		const orphans = current.orphans.filter(({ at }) => now.getTime() - at.getTime() > lifetimeOf(at, current, policy));
		return {
			listing: current,
			due: orphans,
			...await decideRetention({
				store,
				listing: current,
				policy,
				now,
				readAll: orphans.length > 0
			})
		};
	});
	const doomed = decisions.filter(({ keep }) => !keep).map(({ snapshot }) => snapshot);
	const stayed = dryRun ? /* @__PURE__ */ new Map() : await removeSnapshots(store, listing, doomed.toReversed(), needs);
	const needed = new Set([...needs?.values() ?? []].flat());
	const orphans = due.filter(({ key }) => !needed.has(parseKey(key)?.snapshot ?? ""));
	const gone = dryRun ? orphans : await removeUnlocked(store, orphans);
	const removed = doomed.filter((snapshot) => !stayed.has(snapshot));
	const files = removed.flatMap((snapshot) => filesOf(listing, snapshot));
	return {
		decisions: decisions.map((decision) => keepIf(stayed.get(decision.snapshot), decision)),
		removed,
		locked: [...stayed].filter(([, why]) => why.includes(LOCKED)).map(([snapshot]) => snapshot),
		bytes: [...files, ...gone].reduce((sum, { size }) => sum + size, 0),
		orphans: gone.length
	};
}
const LOCKED = "locked";
const PINNED = "pinned just now";
/**
* Removes snapshots, the youngest first, all manifests before any archive. Gives those that stay after all, with the
* reason: a lock of the store, a pin since the store was listed, or a new snapshot that is built on them.
*/
async function removeSnapshots(store, listing, doomed, needs) {
	const stayed = /* @__PURE__ */ new Map();
	const gone = [];
	let pinned;
	for (const snapshot of doomed) {
		const dependent = [...stayed.keys()].find((name) => needs?.get(name)?.includes(snapshot));
		let why;
		if (pinned !== void 0) why = `${pinned} was ${PINNED}`;
		else if (dependent !== void 0) why = `needed by ${dependent}, which is ${LOCKED}`;
		else why = await removeManifest(store, listing, snapshot, gone);
		if (why === PINNED) pinned = snapshot;
		if (why !== void 0) stayed.set(snapshot, why);
	}
	const needed = gone.length > 0 ? await neededSince(store, listing) : /* @__PURE__ */ new Map();
	for (const { snapshot, manifest } of gone) {
		const by = needed.get(snapshot);
		if (by === void 0) continue;
		await putBack(store, listing, snapshot, manifest);
		stayed.set(snapshot, `needed by ${by}, which was stored just now`);
	}
	for (const { snapshot } of gone) if (!stayed.has(snapshot)) await removeUnlocked(store, filesOf(listing, snapshot));
	return stayed;
}
/**
* Removes a manifest; gives the reason where it stays: a lock of the store, or a pin since the store was listed. A pin is
* written before its writer looks whether the manifest is still there, and here the manifest is removed before looking
* for the pin: so one of the two always sees the other, and no pin that was confirmed is lost.
*/
async function removeManifest(store, listing, snapshot, gone) {
	const { repository } = listing;
	const key = manifestKey(repository, snapshot);
	const manifest = await readIfThere(store.direct ?? store, key);
	if (!manifest) return void 0;
	const locked = await lockOf(store.delete(key));
	if (locked !== void 0) return locked;
	if (await readPin(store, repository, snapshot)) {
		await putBack(store, listing, snapshot, manifest);
		return PINNED;
	}
	gone.push({
		snapshot,
		manifest
	});
}
async function putBack(store, { repository, expires }, snapshot, manifest) {
	const key = manifestKey(repository, snapshot);
	await store.put(key, bodyOf(manifest), { expires: expires.get(snapshot) }).catch((error) => {
		if (!isKind(error, "exists")) throw error;
	});
}
/**
* What snapshots need that were stored since the store was listed, and which one needs it. Another run may have planned its
* snapshot on what is being removed: it looks for those manifests once its own is written, as here is looked for its own
* once those are gone.
*/
async function neededSince(store, listing) {
	const known = new Set(listing.snapshots.map(({ name }) => name));
	const fresh = await listRepository(store, listing.repository);
	const needed = /* @__PURE__ */ new Map();
	for (const snapshot of fresh.snapshots.filter(({ name }) => !known.has(name))) {
		const { manifest, incomplete, altered } = await openSnapshot(store, fresh, snapshot);
		const chain = (manifest ?? incomplete ?? altered)?.git.chain;
		const names = chain ? chain.map((link) => link.snapshot) : [...known];
		for (const name of names) needed.set(name, snapshot.name);
	}
	return needed;
}
function filesOf({ repository, archives }, snapshot) {
	return [...archives].filter(([file]) => file.startsWith(`${snapshot}.`)).map(([file, size]) => ({
		key: `${repository}/${file}`,
		size
	}));
}
/** Removes objects and gives those that went. What is locked stays behind for a later prune. */
async function removeUnlocked(store, objects) {
	const gone = [];
	for (const object of objects) if (await lockOf(store.delete(object.key)) === void 0) gone.push(object);
	return gone;
}
/** Why an object could not be removed, where that is a lock. */
async function lockOf(removal) {
	try {
		await removal;
		return;
	} catch (error) {
		if (isKind(error, LOCKED)) return `skipped: ${error.message}`;
		throw error;
	}
}
function keepIf(why, decision) {
	return why === void 0 ? decision : {
		...decision,
		keep: true,
		reasons: [why]
	};
}
/** With no snapshot before it, an orphan may be the rest of a history that lost its manifests: it stays as that would have. */
function lifetimeOf(at, { snapshots }, policy) {
	return snapshots[0] && snapshots[0].at < at ? DAY : Math.max(1, reachInDays(policy)) * DAY;
}
async function readIfThere(store, key) {
	try {
		return await readWhole(await store.get(key), MANIFEST_LIMIT, key);
	} catch (error) {
		if (isKind(error, "not-found")) return void 0;
		throw error;
	}
}

// src/commands/prune.ts
/** Prunes and tells of every snapshot why it stays or goes. With `dryRun` nothing is removed. */
async function prune(context, settings, store) {
	const listings = await selectListings(store, settings.patterns);
	return eachRepository(context, settings.concurrency, listings, async (listing) => {
		const { retention: policy, dryRun } = settings;
		const result = await pruneRepository({
			store,
			listing,
			policy,
			now: context.now(),
			dryRun
		});
		tellDecisions(context.log, listing.repository, result.decisions);
		const orphans = result.orphans > 0 ? `, ${result.orphans} leftovers` : "";
		const locked = result.locked.length > 0 ? `, ${result.locked.length} of them locked` : "";
		const kept = result.decisions.length - result.removed.length;
		const note = `${dryRun ? "would remove" : "removed"} ${result.removed.length}${orphans} (${formatBytes(result.bytes)}), ${kept} kept${locked}`;
		const { removed, bytes, decisions } = result;
		return {
			repository: listing.repository,
			status: "pruned",
			removed,
			bytes,
			decisions,
			note
		};
	});
}
/** Writes one line a snapshot: whether it stays, and why. */
function tellDecisions(log, repository, decisions) {
	for (const { snapshot, keep, reasons } of decisions) log.info(`${repository}: ${keep ? "keep  " : "remove"} ${snapshot} (${reasons.join("; ")})`);
}

export { tellDecisions as n, pruneRepository as r, prune as t };