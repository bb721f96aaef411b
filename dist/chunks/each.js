import { i as summariseError } from "./errors.js";
import { j as mapConcurrently } from "./seal.js";

// src/commands/each.ts
/** Runs `work` for every item, `concurrency` at once. What it throws becomes a `failed` entry, with the time it took. */
function eachRepository(context, concurrency, items, work) {
	return mapConcurrently(items, concurrency, async (item) => {
		const started = context.now().getTime();
		const entry = await work(item).catch((error) => failedEntry(item.repository, error));
		if (entry.error) context.log.warn(`${item.repository}: ${entry.error.message}`);
		return {
			...entry,
			duration_ms: context.now().getTime() - started
		};
	});
}
/** The ledger's line of a repository for which something was thrown. */
function failedEntry(repository, error) {
	return {
		repository,
		status: "failed",
		error: summariseError(error)
	};
}

export { eachRepository as t };