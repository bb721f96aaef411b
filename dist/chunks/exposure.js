import { t as BackupError } from "./errors.js";
import { d as sealedName } from "./manifest.js";
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
/**
* Sees that encryption does not end because an input came up empty: a secret that was renamed gives no error by itself.
* The newest archive is what counts, also where its manifest is damaged or was never written.
*
* @throws `denied` where it is sealed, and nobody says what the next one is to be.
*/
function refuseOpening({ address }, { repository, archives }, encryptTo) {
	const newest = [...archives.keys()].toSorted().at(-1);
	if (encryptTo || !newest?.endsWith(sealedName(""))) return;
	throw new BackupError("denied", `${repository} is encrypted in ${address}, and \`encrypt-to\` is empty: its next snapshot would be readable`, { hint: "Set `encrypt-to` again; or write `encrypt-to: none` if its snapshots shall be readable from now on." });
}

export { refuseOpening as n, refuseExposure as t };