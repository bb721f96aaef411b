import { At as onEachStore, Mt as wholeStoreFailed, V as readNamedRuns, c as findVanished, dn as BackupError, l as resolveTargets, u as failedEntry } from "./core.js";
import { t as CAPTURING } from "./settings.js";

// src/commands/merge.ts
/**
* The lines of this workflow run, whatever job wrote them. Of a repository that was tried again the newest attempt counts.
*
* @throws `usage` outside of a workflow.
*/
async function mergeRuns(context, settings, stores) {
	const run = context.env["GITHUB_RUN_ID"];
	if (!run) throw new BackupError("usage", "report merges what the jobs of a workflow run did, and this is none", { hint: "Use it in the last job of the workflow (GITHUB_RUN_ID tells which run it is)." });
	const resolved = settings.targets.length > 0 || settings.selection.patterns.length > 0 ? await resolveTargets(context, settings) : void 0;
	return onEachStore(stores, async (store) => {
		const { lines: told, names } = await toldOf(run, store);
		const expected = [
			...settings.planned ?? [],
			...resolved?.targets.map(({ repository }) => repository) ?? [],
			...resolved?.failed.map(({ line }) => line.repository) ?? []
		];
		const lost = [...new Set(expected)].filter((name) => !names.has(name.toLowerCase()));
		const gone = resolved ? await vanishedBeside(context, settings, resolved, told, store) : [];
		const lines = [
			...told,
			...lost.map((name) => failedEntry(name, untold(name, run))),
			...gone
		];
		if (lines.length > 0) return lines;
		throw new BackupError("not-found", `${store.address} holds no record of the workflow run ${run}`, { hint: "The jobs before this one did not come so far, or wrote to another store: look at their logs." });
	}, wholeStoreFailed);
}
/** The newest line of each repository, and every name and pattern that one of them is about, in lower case. */
async function toldOf(run, store) {
	const found = /* @__PURE__ */ new Map();
	const wanted = ({ id, command }) => attemptOf(id, run) !== void 0 && CAPTURING.some((one) => one === command);
	for await (const { name, record } of readNamedRuns(store, wanted)) {
		const attempt = attemptOf(name.id, run) ?? 0;
		for (const line of record.repositories) for (const key of namesIn(line)) if (attempt > (found.get(key)?.attempt ?? -1)) found.set(key, {
			attempt,
			line
		});
	}
	return {
		lines: [...new Set([...found.values()].map(({ line }) => line))],
		names: new Set(found.keys())
	};
}
/** A name that the store keeps, one of today, and a pattern that failed before are told by one line, the newest. */
function namesIn({ repository, selected_as: others }) {
	return [repository, ...Array.isArray(others) ? others : []].flatMap((name) => typeof name === "string" ? name.toLowerCase() : []);
}
/** The attempt of a record of this run, whose id begins with `<run>.<attempt>-`; undefined for other runs. */
function attemptOf(id, run) {
	const [, of, attempt] = /^(\d+)\.(\d+)-/.exec(id) ?? [];
	return of === run ? Number(attempt) : void 0;
}
/** What vanished is told once, also where a job has told it. */
async function vanishedBeside(context, settings, resolved, told, store) {
	const names = new Set(told.map(({ repository }) => repository));
	return (await findVanished(context, settings, resolved, store)).filter(({ repository }) => !names.has(repository));
}
function untold(name, run) {
	return new BackupError("incomplete", `${name}: no job of the workflow run ${run} has told of it: its job died before it told`, { hint: "Look at the log of the job that had it, then re-run the failed jobs." });
}

export { mergeRuns };