import { i as summariseError, r as isKind, t as BackupError } from "./errors.js";
import { n as openStore } from "./stores.js";

// src/commands/stores.ts
/** What stands in the place of a repository's name where a line is about a whole store. */
const WHOLE_STORE = "*";
/** The ledger's line of a store that failed as a whole. */
function wholeStoreFailed(error) {
	return {
		repository: "*",
		status: "failed",
		error: summariseError(error)
	};
}
/** Opens every store. Of several, one that cannot be opened fails at everything that is asked of it. @throws for the only one */
async function openStores(addresses, options) {
	return Promise.all(addresses.map(async (address) => orFailing(address, addresses.length, () => openStore(address, options))));
}
/** Opens stores to copy to, and makes those that are missing; for a dry run they are as good as empty ones. @throws for the only one */
async function openDestinations(addresses, dryRun, options) {
	const open = async (address) => {
		try {
			return await openStore(address, {
				...options,
				create: !dryRun
			});
		} catch (error) {
			if (dryRun && isKind(error, "not-found")) return {
				...failing(address, error),
				list: async () => []
			};
			throw error;
		}
	};
	return Promise.all(addresses.map(async (address) => orFailing(address, addresses.length, () => open(address))));
}
/** Sees that every store can be used. Of several, one that cannot fails from then on at everything. @throws for the only one */
async function proveStores(stores, prove) {
	return Promise.all(stores.map(async (store) => orFailing(store.address, stores.length, async () => {
		await prove(store);
		return store;
	})));
}
async function orFailing(address, count, open) {
	try {
		return await open();
	} catch (error) {
		if (count === 1 || !(error instanceof BackupError)) throw error;
		return failing(address, error);
	}
}
function failing(address, error) {
	const fail = () => Promise.reject(error);
	return {
		address,
		put: fail,
		get: fail,
		list: fail,
		delete: fail
	};
}
/** The line, with its store where the run has several. */
function inStore(line, { address }, stores) {
	return stores.length > 1 ? {
		...line,
		store: address
	} : line;
}
/**
* Runs `work` on every store. Of several, what one throws becomes the line that `failed` makes of it.
*
* @throws what `work` throws on the only store.
*/
async function onEachStore(stores, work, failed) {
	const lines = [];
	for (const store of stores) {
		const found = await work(store).catch((error) => {
			if (stores.length === 1 || !(error instanceof BackupError)) throw error;
			return [failed(error)];
		});
		lines.push(...found.map((line) => inStore(line, store, stores)));
	}
	return lines;
}

export { proveStores as a, openStores as i, onEachStore as n, wholeStoreFailed as o, openDestinations as r, inStore as t };