import { t as BackupError } from "./errors.js";
import { n as findMember } from "./manifest.js";
import { a as isDetached, i as archiveKey, r as REFS } from "./names.js";
import { c as refsDigest, s as parsePackedRefs, u as tips } from "./refs.js";
import { createHash } from "node:crypto";
import { isDeepStrictEqual, promisify } from "node:util";
import { gunzip } from "node:zlib";

// src/vault/read.ts
/** Refs unpacked are at most this many bytes: some five million of them. More is a decompression bomb. */
const REFS_LIMIT = 5e8;
/** Passes a stream on and throws `corrupt` at its end if size or SHA-256 are not as expected. */
async function* proven(stream, expected, what) {
	const hash = createHash("sha256");
	let size = 0;
	for await (const chunk of stream) {
		hash.update(chunk);
		size += chunk.length;
		yield chunk;
	}
	if (size === expected.size && hash.digest("hex") === expected.sha256) return;
	throw new BackupError("corrupt", `${what} is not what its manifest says: the stored bytes have changed`, { hint: "Use another snapshot, or bring the file back from another copy of the store." });
}
/** Opens a whole archive. What comes is not proven yet. */
function openArchive({ store, repository, manifest }, archive) {
	return store.get(archiveKey(repository, manifest.snapshot_name, archive.name));
}
/** The bundle that a snapshot itself holds, as the chain of its manifest tells; undefined where it brought none. */
function ownLink({ snapshot_name: name, git }) {
	return git.chain.find(({ snapshot }) => snapshot === name);
}
/** `own`, what is known of a snapshot's bundle, must be what later ones build on. @throws `corrupt` where it is another one */
function checkLink(repository, own, link) {
	if (isDeepStrictEqual(own, link)) return;
	throw new BackupError("corrupt", `${repository} ${link.snapshot} does not hold the pack that later snapshots build on`, { hint: "One of the manifests was damaged or changed by hand: bring them back from another copy of the store." });
}
/** Reads one member by range, proven. @throws `not-found` where the snapshot has no such member. */
async function readMember(snapshot, name) {
	const { repository, manifest } = snapshot;
	const found = findMember(manifest, name);
	if (!found) throw new BackupError("not-found", `${repository} ${manifest.snapshot_name} has no ${name}`);
	return readSlice(snapshot, archiveKey(repository, manifest.snapshot_name, found.archive.name), found.member, `${repository} ${found.archive.name}/${name}`);
}
/** Reads the pack of a bundle, without the bundle's header, proven. */
async function readPack({ store, repository }, { snapshot, pack }) {
	return proven(await store.get(archiveKey(repository, snapshot), {
		start: pack.offset,
		length: pack.size
	}), pack, `the pack in ${repository} ${snapshot}.tar`);
}
/** Reads the kept index of a bundle, proven. @throws `not-found` where it has none. */
async function readIndex(stored, { snapshot, index }) {
	if (!index) throw new BackupError("not-found", `${stored.repository} ${snapshot} has no kept index`);
	return readSlice(stored, archiveKey(stored.repository, snapshot), index, `the index in ${stored.repository} ${snapshot}.tar`);
}
async function readSlice({ store }, key, slice, what) {
	const range = {
		start: slice.offset,
		length: slice.size,
		sha256: slice.sha256
	};
	return proven(await store.get(key, range), slice, what);
}
/** Reads a small stream into memory. @throws `corrupt` where it has more than `limit` bytes. */
async function readWhole(stream, limit, what) {
	const chunks = [];
	let size = 0;
	for await (const chunk of stream) {
		size += chunk.length;
		if (size > limit) throw new BackupError("corrupt", `${what} is larger than it can be`);
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}
/** All refs of a snapshot. @throws `corrupt` where they are not what the manifest says. */
async function readRefs(snapshot) {
	const where = `${snapshot.repository} ${snapshot.manifest.snapshot_name}`;
	const packed = await readWhole(await readMember(snapshot, REFS), REFS_LIMIT, `${REFS} of ${where}`);
	const refs = parsePackedRefs(await unpack(packed, snapshot));
	const { count, sha256 } = snapshot.manifest.git.refs;
	if (refs.length === count && refsDigest(refs) === sha256) return refs;
	throw new BackupError("corrupt", `the refs of ${where} are not what its manifest says`);
}
/** What a restored repository's refs and HEAD point to: from here everything must be reachable. */
async function readTips(snapshot) {
	const { head } = snapshot.manifest.git;
	return [...tips(await readRefs(snapshot)), ...head !== null && isDetached(head) ? [head] : []];
}
async function unpack(packed, { repository, manifest }) {
	try {
		return await promisify(gunzip)(packed, { maxOutputLength: REFS_LIMIT });
	} catch (cause) {
		throw new BackupError("corrupt", `the refs of ${repository} ${manifest.snapshot_name} cannot be unpacked`, { cause });
	}
}

export { proven as a, readRefs as c, ownLink as i, readTips as l, checkLink as n, readIndex as o, openArchive as r, readPack as s, REFS_LIMIT as t, readWhole as u };