import { t as BackupError } from "./errors.js";
import { n as matchesPattern } from "./patterns.js";
import { a as isExcluded, n as failedEntry, o as ownerOf, r as findNamed } from "./targets.js";
import { t as idInHome } from "./home.js";
import { r as listVault } from "./listing.js";

// src/commands/vanished.ts
/**
* The ledger's lines of what a store holds under the patterns of this run and GitHub does not list any more. A repository
* that was renamed is none of them. Nothing of theirs is pruned: only what a run captures is.
*/
async function findVanished(context, { selection }, { targets, failed, listed }, store) {
	if (listed.length === 0) return [];
	const told = new Set([...targets, ...failed.map(({ line }) => line)].map(({ repository }) => repository.toLowerCase()));
	const onGitHub = new Set(listed.flatMap((one) => one.repositories.map(({ fullName }) => fullName.toLowerCase())));
	const owners = new Set(listed.map(({ owner }) => owner.toLowerCase()));
	const patterns = selection.patterns.filter((pattern) => owners.has(ownerOf(pattern).toLowerCase()));
	const ids = new Set(listed.flatMap((one) => one.repositories.map(({ id }) => id)));
	const missing = (await listVault(store)).filter(({ snapshots }) => snapshots.length > 0).map(({ repository }) => repository).filter((name) => patterns.some((pattern) => matchesPattern(name, pattern))).filter((name) => !isExcluded(name, [], selection)).filter((name) => !told.has(name.toLowerCase()) && !onGitHub.has(name.toLowerCase())).filter((name) => !ids.has(idInHome(name) ?? NaN));
	if (missing.length === 0) return [];
	const found = await findNamed(context, missing);
	return missing.flatMap((name) => {
		const error = vanishedError(name, store, found.get(name), ids);
		return error ? [failedEntry(name, error)] : [];
	});
}
function vanishedError(name, store, found, listed) {
	const hint = `Write !${name} to accept that. What is stored stays: \`restore\` brings it back.`;
	if (found === void 0 || found instanceof BackupError) {
		if (found && found.kind !== "not-found") return found;
		return new BackupError("not-found", `${name} has vanished: ${store.address} holds it, GitHub does not list it (it was deleted, or hidden from this token)`, { hint });
	}
	if (listed.has(found.id)) return void 0;
	if (found.fullName.toLowerCase() !== name.toLowerCase()) return new BackupError("not-found", `${name} has moved to ${found.fullName}, which this run does not back up`, { hint: `Add ${found.fullName} to \`repositories\`, and write !${name}.` });
	return new BackupError("unreachable", `${name} is on GitHub, and its list left it out`, { hint: "Run it again." });
}

export { findVanished as t };