import { K as isoSecond, lt as BackupError } from "./start.js";
import { A as removePin, B as openSnapshot, D as eachRepository, N as listRepository, S as distanceTo, j as writePin, k as readPin, w as selectListings, x as chooseSnapshot } from "./core.js";

// src/commands/pin.ts
/** Pins the chosen snapshot of each selected repository. A damaged one is refused: pinning it would keep nothing. */
async function pin(context, settings, store) {
	const listings = await selectListings(store, settings.patterns);
	return eachRepository(context, settings.concurrency, listings, async (listing) => {
		const { repository } = listing;
		const { manifest } = await chooseSnapshot(store, listing, settings.choice, context.log);
		const snapshot = manifest.snapshot_name;
		const wanted = {
			snapshot_name: snapshot,
			pinned_at: isoSecond(context.now()),
			reason: settings.reason ?? null
		};
		const added = await writePin(store, repository, wanted);
		await confirmPin(store, repository, snapshot);
		const stored = added ? wanted : await readPin(store, repository, snapshot) ?? wanted;
		const distance = distanceTo(settings.choice, listing, snapshot);
		const note = [...distance ? [distance.words] : [], describePin(stored, added)].join("; ");
		return {
			repository,
			status: "pinned",
			snapshot,
			type: manifest.type,
			...distance?.fields,
			note
		};
	});
}
/** Looks whether the snapshot is still whole, now that every prune sees the pin. @throws `store` where it is not. */
async function confirmPin(store, repository, snapshot) {
	const listing = await listRepository(store, repository);
	const listed = listing.snapshots.find(({ name }) => name === snapshot);
	const opened = listed && await openSnapshot(store, listing, listed);
	if (opened?.manifest ?? opened?.altered) return;
	await removePin(store, repository, snapshot);
	throw new BackupError("store", `${repository} ${snapshot} was removed while it was being pinned`, { hint: "Another run was pruning. Pin another snapshot: `prune` with `dry-run` lists them." });
}
function describePin({ pinned_at: at, reason }, added) {
	if (added) return reason === null ? "pinned" : `pinned: ${reason}`;
	return `${`pinned before${at === null ? "" : `, on ${at}`}${reason === null ? "" : `: ${reason}`}`}; \`unpin\` it first to give another reason`;
}
/** Removes the pin of the named snapshot, also where the snapshot itself is gone. Nothing else is removed. */
async function unpin(context, settings, store) {
	const listings = await selectListings(store, settings.patterns);
	return eachRepository(context, settings.concurrency, listings, async (listing) => {
		const { repository } = listing;
		const snapshot = pinnedName(listing, settings.choice.snapshot);
		await removePin(store, repository, snapshot);
		return {
			repository,
			status: "unpinned",
			snapshot,
			note: listing.snapshots.every(({ name }) => name !== snapshot) ? "the snapshot itself is gone" : "the retention policy decides on it again"
		};
	});
}
function pinnedName({ repository, snapshots, pins }, wanted) {
	const name = wanted === "latest" ? snapshots.at(-1)?.name : wanted;
	if (name !== void 0 && pins.has(name)) return name;
	const known = [...pins].toSorted();
	throw new BackupError("not-found", `${repository}: ${name ?? "no snapshot"} is not pinned`, { hint: known.length > 0 ? `Pinned are: ${known.join(", ")}.` : "None of its snapshots is pinned." });
}

export { pin, unpin };