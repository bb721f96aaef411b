import { t as formatBytes } from "./units.js";
import { t as pruneRepository } from "./remove.js";
import { t as eachRepository } from "./each.js";
import { i as selectListings } from "./select.js";

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
		for (const { snapshot, keep, reasons } of result.decisions) context.log.info(`${listing.repository}: ${keep ? "keep  " : "remove"} ${snapshot} (${reasons.join("; ")})`);
		const orphans = result.orphans > 0 ? `, ${result.orphans} leftovers` : "";
		const kept = result.decisions.length - result.removed.length;
		const note = `${dryRun ? "would remove" : "removed"} ${result.removed.length}${orphans} (${formatBytes(result.bytes)}), ${kept} kept`;
		return {
			repository: listing.repository,
			status: "pruned",
			removed: result.removed,
			bytes: result.bytes,
			note
		};
	});
}

export { prune };