import { n as mapConcurrently } from "./concurrency.js";
import { n as listRepository, o as newestWhole, r as listVault } from "./listing.js";

// src/vault/home.ts
/** Newest manifests read at once. */
const PARALLEL_READS = 16;
/**
* Finds homes for the repositories of one run. What a store keeps under other names is looked at only where a repository
* has no history under its own, once for each store.
*
* A repository that was renamed or transferred goes on under the name that its history began with. One that took over the
* name of another gets a folder of its own, `<owner>/<name>.id-<id>`: two histories are never mixed.
*/
function openHomes() {
	const names = /* @__PURE__ */ new Map();
	const namesIn = (store) => {
		const known = names.get(store) ?? readNames(store);
		names.set(store, known);
		return known;
	};
	return async (store, repository, id) => {
		const home = await openHome(store, repository);
		const kept = home.newest?.repository.id;
		if (id === void 0 || kept === id) return home;
		if (home.listing.snapshots.length > 0 && (kept === null || kept === void 0)) return home;
		const elsewhere = (await namesIn(store)).get(id);
		if (elsewhere !== void 0) return openHome(store, elsewhere);
		return home.newest ? openHome(store, successorName(repository, id)) : home;
	};
}
/** The id in the name of a home that stands beside another one of the same name. */
function idInHome(name) {
	const id = /\.id-([1-9]\d*)$/.exec(name)?.[1];
	return id === void 0 ? void 0 : Number(id);
}
function successorName(repository, id) {
	return `${repository}.id-${id}`;
}
/** True where `name` is how a store keeps a repository that took over the name `repository`. */
function isSuccessor(name, repository) {
	const id = name.startsWith(`${repository}.id-`) ? name.slice(repository.length + 4) : "";
	return /^\d+$/.test(id);
}
async function openHome(store, repository) {
	const listing = await listRepository(store, repository);
	return {
		listing,
		...await newestWhole(store, listing)
	};
}
/** The name that a store keeps each repository under, by id. */
async function readNames(store) {
	const manifests = await newestOfEach(store, await listVault(store));
	return new Map([...manifests].flatMap(([name, { repository: { id } }]) => id === null ? [] : [[id, name]]));
}
/** What GitHub called each repository when it was last stored, in lower case, and the name that the store keeps it under. */
async function readCurrentNames(store, listings) {
	const manifests = await newestOfEach(store, listings);
	return new Map([...manifests].map(([name, { repository }]) => [repository.full_name.toLowerCase(), name]));
}
async function newestOfEach(store, listings) {
	const found = await mapConcurrently(listings, PARALLEL_READS, async (listing) => ({
		repository: listing.repository,
		...await newestWhole(store, listing)
	}));
	return new Map(found.flatMap(({ repository, newest }) => newest ? [[repository, newest]] : []));
}

export { readCurrentNames as i, isSuccessor as n, openHomes as r, idInHome as t };