import { t as formatBytes } from "./units.js";
import { r as isKind, t as BackupError } from "./errors.js";
import { _ as MANIFEST_LIMIT, g as readWhole, j as mapConcurrently } from "./seal.js";
import { l as manifestKey, u as parseKey } from "./names.js";
import { n as planRetention, r as reachInDays } from "./retention.js";
import { t as readPin } from "./pins.js";
import { c as openSnapshot, i as selectListings } from "./select.js";
import { t as bodyOf } from "./save.js";
import { t as eachRepository } from "./each.js";

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
			needed: void 0
		};
		const next = listing.snapshots[doubted + 1];
		if (!next || known.has(next.name)) break;
		await read(next);
	}
	refuseLostPins(listing);
	await mapConcurrently(listing.snapshots, PARALLEL_READS, read);
	return {
		decisions: decide(),
		needed: new Set([...known.values()].flatMap(({ needs }) => needs))
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
async function pruneRepository({ store, listing, policy, now, dryRun }) {
	const due = listing.orphans.filter(({ at }) => now.getTime() - at.getTime() > lifetimeOf(at, listing, policy));
	const decided = await decideRetention({
		store,
		listing,
		policy,
		now,
		readAll: due.length > 0
	});
	const doomed = decided.decisions.filter(({ keep }) => !keep).map(({ snapshot }) => snapshot);
	let bytes = 0;
	let pinned;
	const removed = [];
	for (const snapshot of doomed.toReversed()) {
		const files = [...listing.archives].filter(([file]) => file.startsWith(`${snapshot}.`));
		if (!dryRun && !await removeSnapshot(store, listing.repository, snapshot, files)) {
			pinned = snapshot;
			break;
		}
		removed.unshift(snapshot);
		bytes += files.reduce((sum, [, size]) => sum + size, 0);
	}
	const orphans = due.filter(({ key }) => !decided.needed?.has(parseKey(key)?.snapshot ?? ""));
	bytes += orphans.reduce((sum, { size }) => sum + size, 0);
	if (!dryRun) for (const { key } of orphans) await store.delete(key);
	return {
		decisions: withPin(decided.decisions, pinned, removed),
		removed,
		bytes,
		orphans: orphans.length
	};
}
/** With no snapshot before it, an orphan may be the rest of a history that lost its manifests: it stays as that would have. */
function lifetimeOf(at, { snapshots }, policy) {
	return snapshots[0] && snapshots[0].at < at ? DAY : Math.max(1, reachInDays(policy)) * DAY;
}
function withPin(decisions, pinned, removed) {
	if (pinned === void 0) return decisions;
	const reason = (snapshot) => snapshot === pinned ? "pinned just now" : `${pinned} was pinned just now`;
	return decisions.map((decision) => decision.keep || removed.includes(decision.snapshot) ? decision : {
		snapshot: decision.snapshot,
		keep: true,
		reasons: [reason(decision.snapshot)]
	});
}
/**
* Removes a snapshot unless it was pinned since the store was listed; gives false then. A pin is written before its
* writer looks whether the manifest is still there, and here the manifest is removed before looking for the pin: so one
* of the two always sees the other, and no pin that was confirmed is lost.
*/
async function removeSnapshot(store, repository, snapshot, files) {
	const key = manifestKey(repository, snapshot);
	const manifest = await readIfThere(store, key);
	if (!manifest) return true;
	await store.delete(key);
	if (await readPin(store, repository, snapshot)) {
		await store.put(key, bodyOf(manifest)).catch((error) => {
			if (!isKind(error, "exists")) throw error;
		});
		return false;
	}
	for (const [file] of files) await store.delete(`${repository}/${file}`);
	return true;
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
		const kept = result.decisions.length - result.removed.length;
		const note = `${dryRun ? "would remove" : "removed"} ${result.removed.length}${orphans} (${formatBytes(result.bytes)}), ${kept} kept`;
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