import { ft as summariseError } from "./start.js";
import { H as inStore, Y as readRuns, ut as matchNames } from "./core.js";

// src/commands/history.ts
/** Runs that are told. */
const RUNS_TOLD = 100;
/** Characters of a text from a record. */
const LONGEST = 500;
/**
* The last runs of every store, and whether all of them could be asked.
*
* @throws what the only store throws; of several, one that fails is warned of.
*/
async function readHistory(context, settings, stores) {
	const told = await Promise.all(stores.map(async (store) => {
		try {
			return (await lastRuns(settings, store)).map((entry) => inStore(entry, store, stores));
		} catch (error) {
			if (stores.length === 1) throw error;
			context.log.warn(`${store.address}: ${summariseError(error).message}`);
			return;
		}
	}));
	return {
		history: told.flatMap((one) => one ?? []).toSorted((a, b) => b.started_at.localeCompare(a.started_at)).slice(0, RUNS_TOLD),
		verdict: told.every((one) => one !== void 0) ? "ok" : "partial"
	};
}
/** The last runs that had to do with the selected repositories. */
async function lastRuns(settings, store) {
	const entries = [];
	for await (const record of readRuns(store)) {
		const entry = describe(record, settings.patterns);
		if (entry) entries.push(entry);
		if (entries.length === RUNS_TOLD) break;
	}
	return entries;
}
function describe(record, patterns) {
	const names = new Set(matchNames(record.repositories.map(({ repository }) => repository), patterns));
	const lines = record.repositories.filter(({ repository }) => names.has(repository));
	if (lines.length === 0) return void 0;
	const { started_by: by, created_by: program } = record;
	return {
		started_at: text(record.started_at) ?? "",
		command: text(record.command) ?? "",
		verdict: text(record.verdict) ?? "unknown",
		duration_ms: number(record.duration_ms) ?? null,
		actor: text(by?.actor),
		event: text(by?.event),
		workflow: text(by?.workflow),
		run_url: text(program?.run_url),
		repositories: lines.length,
		failed: lines.filter(({ status, error }) => status === "failed" || error).map(({ repository, error }) => ({
			repository: text(repository) ?? "",
			message: text(error?.message) ?? ""
		})),
		bytes: lines.reduce((sum, { bytes }) => sum + (number(bytes) ?? 0), 0)
	};
}
function text(value) {
	return typeof value === "string" && value !== "" ? value.slice(0, LONGEST) : null;
}
function number(value) {
	return typeof value === "number" && Number.isFinite(value) ? value : void 0;
}

export { readHistory };