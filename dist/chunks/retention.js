// src/domain/calendar.ts
/** The periods that a retention rule can count, from the shortest. */
const PERIODS = [
	"hourly",
	"daily",
	"weekly",
	"monthly",
	"yearly"
];
const DAY = 864e5;
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
	const thursday = new Date(at.getTime() + (3 - daysSinceMonday) * DAY);
	const year = thursday.getUTCFullYear();
	const week = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY));
	return `${year}-W${String(week).padStart(2, "0")}`;
}

// src/domain/retention.ts
/** True for a policy that asks for nothing: all that would stay is the newest snapshot, which stays in any case. */
function isEmptyPolicy({ days, keepLast, periods = {} }) {
	return days === 0 && keepLast <= 1 && PERIODS.every((period) => !periods[period]);
}
const DAYS_IN = {
	hourly: 1 / 24,
	daily: 1,
	weekly: 7,
	monthly: 31,
	yearly: 366
};
/** The days that the rules reach back, for what is no snapshot any more and yet may be all that is left of one. */
function reachInDays({ days, periods = {} }) {
	return Math.max(days, ...PERIODS.map((period) => (periods[period] ?? 0) * DAYS_IN[period]));
}
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

export { PERIODS as i, planRetention as n, reachInDays as r, isEmptyPolicy as t };