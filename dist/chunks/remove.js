import { t as BackupError } from "./errors.js";
import { a as manifestKey } from "./names.js";
import { a as openSnapshot } from "./listing.js";

// src/domain/calendar.ts
/** The periods that a retention rule can count, from the shortest. */
const PERIODS = [
	"hourly",
	"daily",
	"weekly",
	"monthly",
	"yearly"
];
const DAY$1 = 864e5;
const PREFIX = {
	hourly: 13,
	daily: 10,
	monthly: 7,
	yearly: 4
};
/**
* The name of the period that holds `at`, in UTC: `2026-11-20T14`, `2026-11-20`, `2026-W47`, `2026-11` or `2026`.
* Weeks are those of ISO 8601: they begin on Monday and belong to the year that holds their Thursday.
*/
function periodOf(period, at) {
	return period === "weekly" ? isoWeek(at) : at.toISOString().slice(0, PREFIX[period]);
}
function isoWeek(at) {
	const daysSinceMonday = (at.getUTCDay() + 6) % 7;
	const thursday = new Date(at.getTime() + (3 - daysSinceMonday) * DAY$1);
	const year = thursday.getUTCFullYear();
	const week = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY$1));
	return `${year}-W${String(week).padStart(2, "0")}`;
}

// src/domain/retention.ts
/**
* Decides on every snapshot given, oldest first in the result. Whatever the policy says, it keeps the newest good
* snapshot, what is pinned, and everything that a kept one needs.
*
* A day, week, ... is stood for by its newest good snapshot: the state in which it ended. One without any is not
* counted: nothing changed in it, so it ended in the state of the last one before it that is. The states at the ends of
* the last N days are therefore among those of the last N days that have a snapshot, however quiet the repository is;
* and as only new snapshots move what is counted, time alone removes nothing that these rules keep.
*/
function planRetention(snapshots, policy, now) {
	const sorted = snapshots.toSorted((a, b) => a.at.getTime() - b.at.getTime() || (a.snapshot < b.snapshot ? -1 : 1));
	const rules = rulesOf(sorted, policy, now);
	const opinions = new Map(sorted.map((entry) => [entry.snapshot, rules.flatMap((rule) => rule(entry) ?? [])]));
	const kept = new Map(sorted.map(({ snapshot }) => [snapshot, reasonsTo(true, opinions.get(snapshot))]));
	for (const entry of sorted.toReversed()) {
		if (kept.get(entry.snapshot)?.length === 0) continue;
		for (const need of entry.needs) {
			const known = kept.get(need);
			if (need !== entry.snapshot && known?.length === 0) known.push(`needed by ${entry.snapshot}`);
		}
	}
	return sorted.map(({ snapshot }) => {
		const reasons = kept.get(snapshot) ?? [];
		if (reasons.length > 0) return {
			snapshot,
			keep: true,
			reasons
		};
		const against = reasonsTo(false, opinions.get(snapshot));
		return {
			snapshot,
			keep: false,
			reasons: against.length > 0 ? against : ["no rule keeps it"]
		};
	});
}
function reasonsTo(keep, opinions = []) {
	return opinions.filter((opinion) => opinion.keep === keep).map(({ reason }) => reason);
}
function rulesOf(sorted, { days, keepLast, periods = {} }, now) {
	const good = sorted.filter((entry) => entry.good);
	const counted = PERIODS.flatMap((period) => {
		const count = periods[period] ?? 0;
		return count > 0 ? [[period, count]] : [];
	});
	return [
		pinned,
		...days > 0 ? [window(good, days, now)] : [],
		last(sorted, good, Math.max(1, keepLast)),
		...counted.map(([period, count]) => newestOfEach(period, count, good)),
		...counted.length > 0 ? [damaged] : []
	];
}
const pinned = (entry) => entry.pinned ? {
	keep: true,
	reason: "pinned"
} : void 0;
const damaged = (entry) => entry.good ? void 0 : {
	keep: false,
	reason: "damaged, so no period counts it"
};
/** Everything younger than `days`, and the newest good one before: it is the state at the window's first instant. */
function window(good, days, now) {
	const cutoff = now.getTime() - days * 864e5;
	const start = good.findLast((entry) => entry.at.getTime() < cutoff);
	return (entry) => {
		if (entry.at.getTime() >= cutoff) return {
			keep: true,
			reason: `younger than ${days} days`
		};
		if (entry === start) return {
			keep: true,
			reason: `the state ${days} days ago`
		};
		return {
			keep: false,
			reason: `older than ${days} days`
		};
	};
}
/** The newest good ones. The newest of all stays even if it is damaged: another copy of the store may mend it. */
function last(sorted, good, count) {
	const newestGood = new Set(good.slice(-count));
	const which = count > 1 ? `one of the last ${count} good` : "the newest good";
	return (entry) => {
		if (newestGood.has(entry)) return {
			keep: true,
			reason: which
		};
		if (entry.good) return count > 1 ? {
			keep: false,
			reason: `not ${which}`
		} : void 0;
		return entry === sorted.at(-1) ? {
			keep: true,
			reason: "the newest, though damaged"
		} : void 0;
	};
}
/** Of the last `count` periods that have a good snapshot, the newest good one of each. */
function newestOfEach(period, count, good) {
	const names = new Map(good.map((entry) => [entry, periodOf(period, entry.at)]));
	const newest = new Map([...names].map(([entry, name]) => [name, entry]));
	const reached = new Set([...newest.keys()].slice(-count));
	return (entry) => {
		const name = names.get(entry);
		if (name === void 0) return void 0;
		if (!reached.has(name)) return {
			keep: false,
			reason: `${period} ${name} is beyond the last ${count}`
		};
		if (newest.get(name) === entry) return {
			keep: true,
			reason: `${period} ${name}`
		};
		return {
			keep: false,
			reason: `${period} ${name} has a younger one`
		};
	};
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