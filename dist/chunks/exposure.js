import { t as BackupError } from "./errors.js";
import { t as isMoreOpen } from "./visibility.js";

// src/commands/exposure.ts
/**
* Sees that a store is no more open than the repository. One of which nothing is known counts as private.
*
* @throws `denied` where it is more open, the snapshots are not sealed, and nobody has allowed it.
*/
async function refuseExposure(store, { repository, visibility }, { sealed, allowed }) {
	if (sealed || allowed || !store.visibility) return;
	const own = visibility ?? "private";
	if (own === "public") return;
	const open = await store.visibility();
	if (!isMoreOpen(open, own)) return;
	throw new BackupError("denied", `${repository} is ${own}, and ${store.address} is ${open}: its code would be readable`, { hint: "Store it in a private repository, encrypt it (`encrypt-to`), or write `allow-public-store: true` if that is meant." });
}

export { refuseExposure as t };