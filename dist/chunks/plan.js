import { K as isoSecond, lt as BackupError, n as judge } from "./start.js";
import { d as writtenAs, l as resolveTargets } from "./core.js";

// src/domain/shares.ts
/**
* The heaviest first, each into the lightest group that has room for its text: never more than a third worse than the
* best that there is (Graham 1969). No group is empty, so there are no more than items; undefined where the texts do not fit.
*
* @param room Characters of a group's texts, with a comma between them.
*/
function shareOut(items, groups, room) {
	const shares = Array.from({ length: Math.min(groups, items.length) }, () => ({
		items: [],
		weight: 0,
		length: 0
	}));
	for (const item of items.toSorted((a, b) => b.weight - a.weight)) {
		let lightest;
		for (const share of shares) if (share.length + item.text.length + 1 <= room && (lightest === void 0 || isLighter(share, lightest))) lightest = share;
		if (!lightest) return void 0;
		lightest.items.push(item);
		lightest.weight += item.weight;
		lightest.length += item.text.length + 1;
	}
	return shares.map((share) => share.items);
}
/** Of groups that weigh the same the one with fewer items: what weighs nothing is shared out too. */
function isLighter(one, other) {
	return one.weight < other.weight || one.weight === other.weight && one.items.length < other.items.length;
}

// src/commands/plan.ts
/** What every repository costs beside its bytes, in bytes: a look at it, and a record of it. */
const EACH = 1048576;
/** Characters of one group. Linux hands an input on as a variable, which ends at 128 KiB (MAX_ARG_STRLEN). */
const ROOM = 12e4;
/** Characters of all groups. GitHub takes 1 MB of outputs from a job, counted in UTF-16, so in pairs of bytes. */
const ALL_ROOM = 4e5;
/**
* Gives the matrix. What the selection could not resolve stays in it as it is written: the job that gets it fails, and the
* others do their work.
*
* @throws the error of what could not be resolved where that is all there is; `unsupported` where the list is too long.
*/
async function plan(context, settings) {
	const started = context.now();
	const { targets, failed } = await resolveTargets(context, settings);
	const [lost] = failed;
	if (targets.length === 0 && lost?.line.error) {
		const { kind, message, hint } = lost.line.error;
		throw new BackupError(kind === "bug" ? "usage" : kind, message, hint ? { hint } : {});
	}
	const items = [...targets.map((target) => {
		const { repository, facts, warnings } = target;
		const size = facts?.size ?? 0;
		const line = {
			repository,
			status: "planned",
			bytes: size,
			...warnings ? { warnings } : {}
		};
		return {
			text: writtenAs(target, settings.serverUrl),
			weight: size + EACH,
			line
		};
	}), ...failed.map(({ line: { repository, error }, written }) => {
		const warning = `${error?.message}: it stays in the plan, and its job will fail`;
		return {
			text: withExclusions(written, settings),
			weight: EACH,
			line: {
				repository,
				status: "planned",
				warnings: [warning]
			}
		};
	})];
	const groups = shareOut(items, settings.shards, ROOM);
	const matrix = groups && matrixOf(groups);
	if (!matrix || JSON.stringify(matrix).length > ALL_ROOM) throw tooLong(items.length, settings.shards);
	const repositories = items.map(({ line }) => line);
	return {
		command: settings.command,
		verdict: judge(repositories),
		stores: [],
		started_at: isoSecond(started),
		duration_ms: context.now().getTime() - started.getTime(),
		repositories,
		bytes: repositories.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
		matrix
	};
}
/** A pattern that goes on as a pattern must not take in what was left out. */
function withExclusions(written, { selection }) {
	return [written, ...written.includes("*") ? selection.exclusions.map((one) => `!${one}`) : []].join(",");
}
function matrixOf(groups) {
	return { include: groups.map((items, index) => ({
		name: `${index + 1} of ${groups.length}`,
		index,
		repositories: items.map(({ text }) => text).join(",")
	})) };
}
function tooLong(count, shards) {
	return new BackupError("unsupported", `the names of ${count} repositories are too long for the matrix of one plan`, { hint: `Give more \`shards\` (${shards} now, at most 256), or make two plans, such as acme/a* and acme/*,!acme/a*.` });
}

export { plan };