import { ft as summariseError, lt as BackupError } from "./start.js";
import { Ct as mapConcurrently, G as wholeStoreFailed, J as readNamedRuns, L as newestWhole, Ot as snapshotBytes, P as listVault, T as isSuccessor, U as onEachStore, c as findVanished, l as resolveTargets, u as failedEntry } from "./core.js";
import { t as CAPTURING } from "./settings.js";

// src/commands/untold.ts
/** Repositories looked at at once: most of the time of a store far away is waiting. */
const PARALLEL_LOOKS = 16;
const HINT = "Look at the log of the job that had it, then re-run the failed jobs.";
/**
* The lines of names and patterns that no job of a workflow run has told of. None of them is good: what the run has stored
* is told with an error, since nobody knows what else its job had found, and of all others it is not known.
*
* @throws what the store throws where it cannot be listed.
*/
async function describeUntold({ createdBy: { run_url: page } }, { names, run, store }) {
	const listings = names.length > 0 ? await listVault(store) : [];
	return mapConcurrently(names, PARALLEL_LOOKS, async (name) => {
		const home = listings.findLast(({ repository }) => isHomeOf(repository, name));
		const newest = home && await newestOf(store, home);
		return newest && newest.created_by.run_url === page ? storedEntry(name, home.repository, newest) : failedEntry(name, unknownError(name, run, home));
	});
}
function isHomeOf(kept, name) {
	return kept.toLowerCase() === name.toLowerCase() || isSuccessor(kept, name);
}
/** A snapshot that cannot be read tells nothing. */
async function newestOf(store, home) {
	try {
		return (await newestWhole(store, home)).newest;
	} catch (error) {
		if (error instanceof BackupError) return void 0;
		throw error;
	}
}
function storedEntry(name, kept, manifest) {
	const { snapshot_name: snapshot, type, repository } = manifest;
	const message = `${name}: its job stored ${snapshot} and died before it told how it ended`;
	return {
		repository: kept,
		...kept === name ? {} : { selected_as: [name] },
		status: "stored",
		snapshot,
		type,
		bytes: snapshotBytes(manifest),
		...repository.visibility ? { visibility: repository.visibility } : {},
		error: summariseError(new BackupError("incomplete", message, { hint: HINT }))
	};
}
function unknownError(name, run, home) {
	const last = home?.snapshots.at(-1)?.name;
	const message = `${name}: whether it was backed up is not known: no job of the workflow run ${run} has told of it (${last ? `its newest snapshot is ${last}` : "the store holds no snapshot of it"})`;
	return new BackupError("incomplete", message, { hint: HINT });
}

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
			...await describeUntold(context, {
				names: lost,
				run,
				store
			}),
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

export { mergeRuns };