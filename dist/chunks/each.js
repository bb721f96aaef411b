import { i as summariseError } from "./errors.js";
import { n as mapConcurrently } from "./concurrency.js";

// src/commands/each.ts
/** Runs `work` for every item, `concurrency` at once. What it throws becomes a `failed` entry, with the time it took. */
function eachRepository(context, concurrency, items, work) {
	return mapConcurrently(items, concurrency, (item) => entryOf(context, item.repository, () => work(item)));
}
/** The ledger's line of one piece of work, with the time it took; `failed` where something was thrown. The log says `label`. */
async function entryOf(context, repository, work, label = repository) {
	const started = context.now().getTime();
	const entry = await work().catch((error) => ({
		repository,
		status: "failed",
		error: summariseError(error)
	}));
	if (entry.error) context.log.warn(`${label}: ${entry.error.message}`);
	return {
		...entry,
		duration_ms: context.now().getTime() - started
	};
}

export { entryOf as n, eachRepository as t };