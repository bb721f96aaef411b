import { t as BackupError } from "./errors.js";
import { a as manifestKey } from "./names.js";
import { a as openSnapshot } from "./listing.js";

// src/domain/retention.ts
/**
* Decides on every snapshot given, oldest first in the result. Whatever the policy says, it keeps the newest good
* snapshot, the newest one before the window (so that the window's first instant can be restored), and everything that
* a kept one needs.
*/
function planRetention(snapshots, policy, now) {
	const sorted = snapshots.toSorted((a, b) => a.at.getTime() - b.at.getTime() || (a.snapshot < b.snapshot ? -1 : 1));
	const cutoff = now.getTime() - policy.days * 864e5;
	const good = sorted.filter((entry) => entry.good);
	const keepLast = Math.max(1, policy.keepLast);
	const lastGood = new Set(good.slice(-keepLast));
	const windowStart = good.findLast((entry) => entry.at.getTime() < cutoff);
	const reasons = new Map(sorted.map((entry) => [entry.snapshot, []]));
	const keep = (name, reason) => reasons.get(name)?.push(reason);
	for (const entry of sorted) {
		if (entry.at.getTime() >= cutoff) keep(entry.snapshot, `younger than ${policy.days} days`);
		if (entry === windowStart) keep(entry.snapshot, `the state ${policy.days} days ago`);
		if (lastGood.has(entry)) keep(entry.snapshot, keepLast > 1 ? `one of the last ${keepLast} good` : "the newest good");
		if (!entry.good && entry === sorted.at(-1)) keep(entry.snapshot, "the newest, though damaged");
	}
	for (const entry of sorted.toReversed()) {
		if (reasons.get(entry.snapshot)?.length === 0) continue;
		for (const need of entry.needs) {
			const known = reasons.get(need);
			if (need !== entry.snapshot && known?.length === 0) known.push(`needed by ${entry.snapshot}`);
		}
	}
	return sorted.map((entry) => {
		const why = reasons.get(entry.snapshot) ?? [];
		return {
			snapshot: entry.snapshot,
			keep: why.length > 0,
			reasons: why.length > 0 ? why : [`older than ${policy.days} days`]
		};
	});
}

// src/vault/remove.ts
/** An archive without a manifest is left alone for this long, in milliseconds: another run may be just writing it. */
const DAY = 864e5;
/**
* Prunes one repository by the policy, the youngest first, so that a crash never leaves a snapshot without its chain.
*
* @throws `corrupt` or `unsupported` where a manifest cannot be read: what it needs is unknown, so nothing is removed.
*/
async function pruneRepository({ store, listing, policy, now, dryRun }) {
	const due = listing.orphans.filter(({ at }) => now.getTime() - at.getTime() > lifetimeOf(at, listing, policy));
	const { decisions, needed } = await decide(store, listing, policy, now, due.length > 0);
	const removed = decisions.filter(({ keep }) => !keep).map(({ snapshot }) => snapshot);
	const orphans = due.filter(({ key }) => ![...needed].some((snapshot) => key.startsWith(`${listing.repository}/${snapshot}.`)));
	let bytes = orphans.reduce((sum, { size }) => sum + size, 0);
	for (const snapshot of removed.toReversed()) {
		const files = [...listing.archives].filter(([file]) => file.startsWith(`${snapshot}.`));
		bytes += files.reduce((sum, [, size]) => sum + size, 0);
		if (dryRun) continue;
		await store.delete(manifestKey(listing.repository, snapshot));
		for (const [file] of files) await store.delete(`${listing.repository}/${file}`);
	}
	if (!dryRun) for (const { key } of orphans) await store.delete(key);
	return {
		decisions,
		removed,
		bytes,
		orphans: orphans.length
	};
}
/** With no snapshot before it, an orphan may be the rest of a history that lost its manifests: it stays as that would have. */
function lifetimeOf(at, { snapshots }, policy) {
	return snapshots[0] && snapshots[0].at < at ? DAY : Math.max(1, policy.days) * DAY;
}
async function decide(store, listing, policy, now, readAll) {
	const byAge = listing.snapshots.map(({ name, at }) => ({
		snapshot: name,
		at,
		needs: [],
		good: true
	}));
	const decisions = planRetention(byAge, policy, now);
	if (!readAll && decisions.every(({ keep }) => keep)) return {
		decisions,
		needed: /* @__PURE__ */ new Set()
	};
	const snapshots = [];
	for (const listed of listing.snapshots) {
		const opened = await openSnapshot(store, listing, listed);
		const chain = opened.manifest?.git.chain ?? opened.incomplete?.git.chain;
		if (!chain) throw unreadable(listing.repository, opened.problem);
		snapshots.push({
			snapshot: listed.name,
			at: listed.at,
			needs: chain.map((link) => link.snapshot),
			good: opened.manifest !== void 0
		});
	}
	return {
		decisions: planRetention(snapshots, policy, now),
		needed: new Set(snapshots.flatMap(({ needs }) => needs))
	};
}
function unreadable(repository, problem) {
	return new BackupError(problem?.kind ?? "corrupt", `${repository} was not pruned: ${problem?.message ?? "a manifest cannot be read"}, so what it needs is unknown`, {
		hint: "Bring the manifest back from another copy of the store, or remove that snapshot by hand.",
		cause: problem
	});
}

export { pruneRepository as t };