import { lt as BackupError } from "./start.js";
import { $ as proven, Et as sealedName, _t as openManifest, gt as noKey, xt as changed, yt as openFile } from "./core.js";

// src/vault/unseal.ts
/**
* Gives a snapshot that can be read: the same one where it is not sealed. Nothing is decrypted to disk: members are read
* by range out of the sealed archives.
*
* @throws `denied` where it is sealed and none of the keys fits, `corrupt` where its seal is broken.
*/
async function unseal(snapshot, sizes, keys) {
	const { repository, manifest } = snapshot;
	const { sealed } = manifest;
	if (!sealed) return snapshot;
	const where = `${repository} ${manifest.snapshot_name}`;
	if (!keys) throw noKey(keys, sealed.recipients, where);
	const whole = await openManifest(keys, {
		...manifest,
		sealed
	}, where);
	return {
		store: unsealedView(snapshot, sizes, keys),
		repository,
		manifest: whole
	};
}
/** The store as it would be if the snapshot and what it builds on were not sealed: same names, same bytes. */
function unsealedView({ store, repository, manifest }, sizes, keys) {
	const files = /* @__PURE__ */ new Map();
	const fileOf = (name) => {
		const found = files.get(name) ?? openArchive(store, repository, name, sizes.get(name), keys);
		files.set(name, found);
		return found;
	};
	return {
		...store,
		async get(key, range) {
			const name = sealedName(key.slice(key.lastIndexOf("/") + 1));
			const file = await fileOf(name);
			if (range) return file.read(range.start, range.length);
			const stored = await store.get(sealedName(key));
			return file.open(provenIfKnown(stored, manifest, name, repository));
		}
	};
}
/** The seal proves the bytes; the digest of an archive as it is stored, known to its own manifest, is what all others go by. */
function provenIfKnown(stored, { archives }, name, repository) {
	const own = archives.find((archive) => archive.name === name);
	return own ? proven(stored, own, `${repository} ${name}`) : stored;
}
async function openArchive(store, repository, name, size, keys) {
	const what = `${repository} ${name}`;
	if (size === void 0) throw new BackupError("not-found", `${what} is missing`);
	const read = (range) => store.get(`${repository}/${name}`, range);
	const file = await openFile(keys, {
		size,
		read
	}, what);
	if (!file) throw changed(what);
	return file;
}

export { unseal as t };